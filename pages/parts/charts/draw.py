"""Draws a chart on a page: a spec kept, fresh rows, a text for who cannot see it, the table behind it, a picture."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from kpis.sentences.numerals import Numerals
from pages.parts import cache
from pages.parts.csv_out import csv_bytes
from pages.parts.locales import localised
from pages.parts.reader import reader, written_for
from pages.parts.words import say

TITLE, LINE, LINES = 80, 105, 3  # letters of a picture's title and lines, and how many lines each text may take


@dataclass(frozen=True)
class Twin:
    """The same numbers as a plain table, and as a file.

    `table` makes the table people read (texts as shown), `export` the rows of the file (default: the same); both are
    only called when somebody opens the table or takes the file. `definition` and `where` are the file's last columns.
    `title` heads the picture (default: what the chart says of itself).
    """

    key: str
    table: Callable[[], pd.DataFrame]
    export: Callable[[], pd.DataFrame] | None = None
    definition: str = ""
    where: str = ""
    label: str = ""
    title: str = ""


@dataclass(frozen=True)
class Drawn:
    """A chart as it stands on the page: what a picture of it is made from. `title` tells several charts apart."""

    spec: dict[str, Any]
    rows: pd.DataFrame
    alt: str
    title: str = ""


def draw(
    name: str, build: Callable[[], dict[str, Any]], rows: pd.DataFrame, *, alt: str, twin: Twin | None = None,
    title: str = "",
) -> Drawn:  # fmt: skip
    """Draw a chart: `build()` makes its spec once per `name`, which therefore names everything the spec depends on.

    `alt` says in one sentence what the chart shows. `twin=None` only where one table serves several charts: then what
    is given back goes to `draw_twin`, so that there is a picture of them.
    """
    drawn = Drawn(spec(name, build), rows, alt, title)
    st.vega_lite_chart(rows, drawn.spec, alt=alt, width="stretch")
    if twin:
        draw_twin(twin, drawn)
    return drawn


def spec(name: str, build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The spec kept under a name, with figures and days as the reader writes them; made on first use."""
    return _spec(f"{reader().name} {name}", build)


@st.cache_data(max_entries=400, show_spinner=False)
def _spec(name: str, _build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return localised(_build(), reader())


def draw_twin(twin: Twin, *charts: Drawn) -> None:
    """The table behind charts, folded, with its file and their picture; nothing is made before somebody asks for it."""
    box = st.expander(
        twin.label or say("chart.twin"),
        icon=":material/table:",
        key=f"twin_{twin.key}",
        on_change="rerun",
        type="compact",
    )
    if not box.open:
        return
    with box:
        st.table(twin.table(), border="horizontal", hide_index=True)
        with st.container(horizontal=True):
            st.download_button(say("chart.csv"), data=lambda: _file(twin), file_name=f"{twin.key}.csv", mime="text/csv",
                               key=f"csv_{twin.key}", icon=":material/download:", type="tertiary")  # fmt: skip
            if charts:
                who = reader()  # the click is answered outside of a run, where nobody knows who reads
                st.download_button(say("chart.png"), data=lambda: picture_of(twin, charts, who), mime="image/png",
                                   file_name=f"{twin.key}.png", key=f"png_{twin.key}", icon=":material/image:",
                                   type="tertiary")  # fmt: skip


def _file(twin: Twin) -> bytes:
    return csv_bytes((twin.export or twin.table)(), definition=twin.definition, where=twin.where)


def picture_of(twin: Twin, charts: Sequence[Drawn], who: Numerals) -> bytes:
    """The PNG of charts in light colours: title, definition, slice, and whose figures they are."""
    from pages.parts.charts.picture import picture, pictures  # the drawing program is loaded by the first who asks

    first = charts[0]
    title, _, rest = (twin.title, "", "") if twin.title else first.alt.partition(": ")
    said = textwrap.wrap(rest, LINE)[:LINES] + textwrap.wrap(" ".join(twin.definition.split("\n\n")[0].split()), LINE)[:LINES]
    home = cache.home()
    whose = say("forward.sample") if home.is_sample() else home.company.name
    below = [*said, " · ".join(filter(None, [_where(twin.where), whose]))]
    title = textwrap.shorten(title, TITLE, placeholder=" …")
    with written_for(who):
        if len(charts) == 1:
            return picture(first.spec, first.rows, title=title, below=below)
        return pictures([(one.title, one.spec, one.rows) for one in charts], title=title, below=below)


def _where(text: str) -> str:
    """A slice with the names people know, whether it comes as "market=SE" or in words already."""
    parts = [part.split("=", 1) for part in text.split(",")] if "=" in text else []
    names = cache.choices(cache.home()) if parts else None
    return ", ".join(say("slice.chip", dimension=say(f"slice.{d}"), value=names.name(d, v)) for d, v in parts) or (
        text or say("forward.whole")
    )

"""Draws a chart on a page: a spec kept, fresh rows, a text for who cannot see it, the table behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.csv_out import csv_bytes
from pages.parts.locales import localised
from pages.parts.reader import reader
from pages.parts.words import say


@dataclass(frozen=True)
class Twin:
    """The same numbers as a plain table, and as a file.

    `table` makes the table people read (texts as shown), `export` the rows of the file (default: the same); both are
    only called when somebody opens the table or takes the file. `definition` and `where` are the file's last columns.
    """

    key: str
    table: Callable[[], pd.DataFrame]
    export: Callable[[], pd.DataFrame] | None = None
    definition: str = ""
    where: str = ""
    label: str = ""


def draw(
    name: str, build: Callable[[], dict[str, Any]], rows: pd.DataFrame, *, alt: str, twin: Twin | None = None
) -> None:
    """Draw a chart: `build()` makes its spec once per `name`, which therefore names everything the spec depends on.

    `alt` says in one sentence what the chart shows. `twin=None` only where one table serves several charts.
    """
    st.vega_lite_chart(rows, spec(name, build), alt=alt, width="stretch")
    if twin:
        draw_twin(twin)


def spec(name: str, build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The spec kept under a name, with figures and days as the reader writes them; made on first use."""
    return _spec(name, reader().name, build)


@st.cache_data(max_entries=400, show_spinner=False)
def _spec(name: str, reads: str, _build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return localised(_build(), reader())


def draw_twin(twin: Twin) -> None:
    """The table behind a chart, folded; nothing of it is made before somebody opens it."""
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
        st.download_button(say("chart.csv"), data=lambda: _file(twin), file_name=f"{twin.key}.csv", mime="text/csv",
                           key=f"csv_{twin.key}", icon=":material/download:", type="tertiary")  # fmt: skip


def _file(twin: Twin) -> bytes:
    return csv_bytes((twin.export or twin.table)(), definition=twin.definition, where=twin.where)

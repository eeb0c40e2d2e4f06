"""Why a number moved: what each part of the company added to the change, adding up to it exactly."""

from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.records.store import Versions
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.slices import Slice
from kpis.tables import Tables
from kpis.why import Part, Split
from pages.parts import cache
from pages.parts.cache import Choices
from pages.parts.charts.bars import bars_rows, bars_spec
from pages.parts.charts.draw import Twin, draw
from pages.parts.figures import change
from pages.parts.gate import Page
from pages.parts.numbers import company_tables
from pages.parts.review.goal_path import slice_text
from pages.parts.review.lines import Line
from pages.parts.review.split import Moved, is_rest, split_change
from pages.parts.review.week import Review
from pages.parts.words import plain, say


def draw_why(page: Page, review: Review, id_: str) -> None:
    """Bars that add up to the change, or the reason why there are none; live but quiet use cases are named."""
    line = review.line(id_)
    if quiet := line.now.parts.get("inactive_live"):
        st.markdown(say("review.why.quiet", names=plain(", ".join(_named(page, "use_case", one) for one in quiet))))
        return
    key = (str(page.home.settings.home), page.home.versions(), page.today, review.week, page.slice, id_)
    moved = _moved(*key, line, company_tables(page))
    if isinstance(moved, str):
        st.caption(say("review.why.not", reason=moved))
        return
    _draw(page, line, moved)


@st.cache_resource(max_entries=64, show_spinner=False)
def _moved(folder: str, versions: Versions, today: date, week: Period, where: Slice, id_: str, _line: Line,
           _tables: Tables) -> Moved | str:  # fmt: skip
    try:
        return split_change(_line, _tables, where)
    except NoAnswer as none:
        return none.reason


def _draw(page: Page, line: Line, moved: Moved) -> None:
    choices, unit, split = cache.choices(page.home), line.now.unit, moved.split
    against = say("review.why.usual", n=moved.periods) if moved.periods > 1 else say("review.why.before")
    by = say(f"slice.{split.dimension}").lower()
    st.markdown(say("review.why.title", change=plain(change(split.change, unit)), against=against, by=by))
    if moved.within:
        st.markdown(_inside(moved, choices, unit))
    names = [_label(part, split, choices) for part in split.parts]
    bars = [(name, part.change, change(part.change, unit), _tone(part.change, line))
            for name, part in zip(names, split.parts, strict=True)]  # fmt: skip
    table = pd.DataFrame([(n, c) for n, _, c, _ in bars] + [(say("review.why.sum"), change(split.change, unit))],
                         columns=[by, say("review.why.added")])  # fmt: skip
    export = pd.DataFrame([(n, p.before, p.after, p.change) for n, p in zip(names, split.parts, strict=True)],
                          columns=["part", "usual", "now", "change"])  # fmt: skip
    alt = say("review.why.alt", name=say(f"short.{line.what.id}"), parts="; ".join(f"{n} {c}" for n, _, c, _ in bars))
    draw(
        f"bars {len(bars)}",
        lambda: bars_spec(len(bars)),
        bars_rows(bars),
        alt=alt,
        twin=Twin(f"why_{line.what.id}", lambda: table, lambda: export, line.what.about, slice_text(page.slice)),
    )


def _label(part: Part, split: Split, choices: Choices) -> str:
    return say("review.why.rest", n=part.folded) if is_rest(part.label) else choices.name(split.dimension, part.label)


def _inside(moved: Moved, choices: Choices, unit: str) -> str:
    most = moved.within.parts[0]
    where = _label(moved.split.parts[0], moved.split, choices)
    return say("review.why.within", where=plain(where), what=plain(_label(most, moved.within, choices)),
               change=plain(change(most.change, unit)))  # fmt: skip


def _named(page: Page, dimension: str, value: str) -> str:
    return cache.choices(page.home).name(dimension, value)


def _tone(amount: float, line: Line) -> str:
    if not amount:
        return "routine"
    return "better" if (amount > 0) == (line.what.better == "higher") else "worse"

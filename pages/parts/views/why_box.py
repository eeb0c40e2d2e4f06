"""Why a number moved against the period before, and how it stands by each of its dimensions."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from kpis.made_of import split_dimensions
from kpis.reading import Reading
from kpis.slices import NONE
from kpis.why import Split
from pages.parts.charts.bars import bars_rows, bars_spec
from pages.parts.charts.draw import Drawn, Twin, draw_twin, spec
from pages.parts.charts.pickable import PICK, pickable
from pages.parts.figures import likely, shown
from pages.parts.gate import Page
from pages.parts.review.lines import Line
from pages.parts.views.look import split_of, values_of
from pages.parts.views.members_box import draw_members
from pages.parts.views.phrases import dimension_name, moved, names_of, part_name, period_name, value_name, where_words
from pages.parts.views.split_box import draw_split, moves, split_table, still_words
from pages.parts.words import plain, say

MANY = 40  # bars; more are not told apart


def draw_why(page: Page, line: Line) -> None:
    """The change in one line, its parts as a sum, and the same as bars and as a table."""
    before, now = line.series.readings[-2:]
    if before.value is None or now.value is None:
        st.caption(say("one.why.one"))
        return
    whole = moved(now.value - before.value, now.unit)
    st.markdown(
        plain(say("one.why.against", now=period_name(page, line), before=period_name(page, line, before), change=whole))
    )
    draw_members(page, line)
    best = split_of(page, line)
    found = _chosen(page, line, best)
    if isinstance(found, str):
        st.caption(plain(say("one.why.refused", reason=found)))
    elif not moves(found, now.unit):
        st.caption(plain(still_words(found, now.unit)))
    else:
        _draw_found(page, line, found)


def _draw_found(page: Page, line: Line, found: Split) -> None:
    whole = moved(found.change, line.now.unit)
    st.markdown("**" + plain(say("one.why.adds", parts=_sum_of(page, line, found), change=whole)) + "**")
    left, right = st.columns(2, gap="large")
    with left:
        draw_split(page, line, found, key="why_")
    with right:
        _draw_parts(page, line, found)


def _chosen(page: Page, line: Line, best: Split | str) -> Split | str:
    offered = split_dimensions(line.what, page.slice)
    if len(offered) < 2:
        return best
    usual = offered[0] if isinstance(best, str) else best.dimension
    dimension = (
        st.segmented_control(
            say("one.why.by"), offered, default=usual, key=f"why_by_{line.what.id}", format_func=dimension_name
        )
        or usual
    )
    return split_of(page, line, dimension)


def _sum_of(page: Page, line: Line, split: Split) -> str:
    """ "France −€ 79 k, Sweden −€ 9 k, Germany +€ 6 k"; what did not move at all is left to the table """
    names = names_of(page)
    return ", ".join(
        f"{part_name(names, split.dimension, part)} {moved(part.change, line.now.unit)}"
        for part in split.parts
        if part.change
    )


def _draw_parts(page: Page, line: Line, split: Split) -> None:
    st.table(split_table(page, line, split), border="horizontal", hide_index=True)
    if any(part.rate is not None for part in split.parts):
        st.caption(say("one.why.ratio"))


def draw_bars(page: Page, line: Line) -> None:
    """The number by one dimension that is not filtered; a click on a bar sets the filter of all pages."""
    free = [d for d in line.what.dimensions if d not in page.slice.filters()]
    dimension = free[0]
    if len(free) > 1:
        dimension = (
            st.segmented_control(
                say("one.bars.by"),
                free,
                default=free[0],
                key=f"bars_by_{line.what.id}",
                format_func=lambda d: say(f"slice.{d}"),
            )
            or free[0]
        )
    readings = values_of(page, line, dimension)
    known = {value: reading for value, reading in readings.items() if reading.value is not None}
    if known:
        _draw_pickable(
            page, line, dimension, dict(sorted(known.items(), key=lambda one: (one[0] == NONE, -one[1].value)))
        )
    names = names_of(page)
    silent = [value_name(names, dimension, value) for value in readings if value not in known]
    if silent:
        st.caption(plain(say("one.bars.reasons", names=", ".join(silent))))


def _draw_pickable(page: Page, line: Line, dimension: str, known: Mapping[str, Reading]) -> None:
    names = names_of(page)
    bars = [(value_name(names, dimension, v), r.value, shown(r.value, r.unit), "routine") for v, r in known.items()][
        :MANY
    ]
    spoken = ", ".join(f"{name} {text}" for name, _, text, _ in bars)
    key = f"pick_{line.what.id}_{dimension}"

    def set_filter() -> None:
        """Runs before the page does, so that the filter's own picker takes the value up."""
        picked = st.session_state[key].selection.get(PICK) or []
        called = {value_name(names, dimension, value): value for value in known}
        chosen = called.get(picked[0].get("name")) if picked else None
        if chosen is not None:
            st.session_state[dimension] = chosen

    alt = say("views.bars.alt", name=line.what.name, dimension=say(f"dimension.{dimension}"), parts=spoken)
    drawn = Drawn(spec(f"pickable_{len(bars)}", lambda: pickable(bars_spec(len(bars)))), bars_rows(bars), alt)
    st.vega_lite_chart(
        drawn.rows,
        drawn.spec,
        width="stretch",
        key=key,
        on_select=set_filter,
        selection_mode=PICK,
        alt=alt,
    )
    st.caption(say("one.bars.click"))
    draw_twin(
        Twin(
            f"{line.what.id}_by_{dimension}",
            lambda: _bars_table(page, dimension, known),
            lambda: _bars_export(page, dimension, known),
            line.what.about,
            where_words(page, page.slice),
        ),
        drawn,
    )


def _bars_table(page: Page, dimension: str, known: Mapping[str, Reading]) -> pd.DataFrame:
    names = names_of(page)
    rows = [(plain(value_name(names, dimension, v)), shown(r.value, r.unit), likely(r)) for v, r in known.items()]
    table = pd.DataFrame(rows, columns=[say(f"slice.{dimension}"), say("views.chart.value"), say("views.chart.range")])
    return table if table.iloc[:, 2].ne("").any() else table.iloc[:, :2]


def _bars_export(page: Page, dimension: str, known: Mapping[str, Reading]) -> pd.DataFrame:
    names = names_of(page)
    return pd.DataFrame(
        [
            {
                dimension: v,
                "name": value_name(names, dimension, v),
                "value": r.value,
                "low": r.low,
                "high": r.high,
                "unit": r.unit,
                "from": r.start,
                "to": r.end,
            }
            for v, r in known.items()
        ]
    )

"""How fresh each source of each table is, as one table; below it what is not loaded yet and what it would answer."""

import pandas as pd
import streamlit as st

from data_adapters.health import Freshness, State
from pages.parts.data import kept
from pages.parts.data.phrases import age_words, local, table_height, table_words
from pages.parts.figures import number
from pages.parts.gate import Page
from pages.parts.reader import day_column
from pages.parts.words import plain, say

GLYPHS = {State.FRESH: "●", State.LATE: "▲", State.EARLY: "◌", State.TYPED: "✎", State.NEVER: "○"}
ORDER = (State.LATE, State.NEVER, State.FRESH, State.EARLY, State.TYPED)


def draw_freshness(page: Page) -> None:
    """Late ones first, then by name; nothing is coloured, the glyph and the word say it."""
    found = sorted(kept.freshness_of(page), key=lambda one: ORDER.index(one.state))
    if found:
        st.dataframe(_frame(found, page), hide_index=True, column_config=_columns(), alt=say("data.freshness.alt"),
                     height=table_height(len(found)))  # fmt: skip
        st.caption(say("data.freshness.note"))
    _draw_missing(page)


def _frame(found: list[Freshness], page: Page) -> pd.DataFrame:
    return pd.DataFrame({
        "table": [table_words(one.table) for one in found],
        "state": [f"{GLYPHS[one.state]} {say(f'data.state.{one.state}', days=one.loaded_on)}" for one in found],
        "loaded": [age_words(one.age_days) for one in found],
        "every": [say("data.every", days=number(one.every)) if one.every is not None else "" for one in found],
        "rows": [one.rows for one in found],
        "first": [one.first_day for one in found], "last": [one.last_day for one in found],
        "source": [one.source for one in found],
        "at": pd.to_datetime([one.last_success and local(one.last_success, page.home.company) for one in found]),
    })  # fmt: skip


def _columns() -> dict[str, object]:
    column, day = st.column_config, day_column()
    return {
        "table": column.TextColumn(say("data.column.table"), pinned=True), "state": say("data.column.state"),
        "loaded": say("data.column.loaded"), "every": say("data.column.every"),
        "rows": column.NumberColumn(say("data.column.rows"), format="localized"),
        "first": column.DateColumn(say("data.column.first"), format=day),
        "last": column.DateColumn(say("data.column.last"), format=day), "source": say("data.column.source"),
        "at": column.DatetimeColumn(say("data.column.at"), format=day_column(time=", HH:mm")),
    }  # fmt: skip


def _draw_missing(page: Page) -> None:
    missing = kept.missing_of(page)
    if not missing:
        return
    st.markdown(say("data.missing"))
    st.markdown("\n".join(
        "- " + say("data.missing.one", table=plain(table_words(one.table)), count=len(one.wanted_by),
                            names=plain(", ".join(one.wanted_by))) for one in missing))  # fmt: skip

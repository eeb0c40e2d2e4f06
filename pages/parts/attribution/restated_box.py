"""The log of restatements: what a closed month said, what it says now, and which file changed it."""

import pandas as pd
import streamlit as st

from kpis.cubes.credit import NONE, PERSON
from kpis.periods import ONE_DAY, Rhythm, months_later
from pages.parts.attribution.files import draw_file
from pages.parts.attribution.known import Asked, restated
from pages.parts.charts.draw import Twin
from pages.parts.data.phrases import day_words
from pages.parts.figures import change, long_period, shown, whole
from pages.parts.views.phrases import names_of, value_name
from pages.parts.words import plain, say

LATEST = 30  # changes on the page; the file has all
HEADER = ("at", "month", "who", "before", "after", "change", "why")


def draw_restated(asked: Asked) -> None:
    """What was said and what is said now, newest change first."""
    rows = restated(asked.page)
    if rows.empty:
        st.caption(say("attribution.restated.none"))
        return
    st.caption(say("attribution.restated.read"))
    st.table(restated_table(asked, rows.head(LATEST)), border="horizontal", hide_index=True)
    if len(rows) > LATEST:
        st.caption(say("attribution.restated.more", shown=LATEST, count=whole(len(rows))))
    draw_file(Twin("restated", lambda: rows, None, say("attribution.restated"), say("slice.all")))


def restated_table(asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    """The changes as people read them."""
    told = [(day_words(pd.Timestamp(row.restated_at).date()), _month(row.period), plain(_who(asked, row)),
             *_money(row, asked.currency), plain(row.why)) for row in rows.itertuples()]  # fmt: skip
    return pd.DataFrame(told, columns=[say(f"attribution.restated.{name}") for name in HEADER])


def _month(first: object) -> str:
    return long_period(months_later(pd.Timestamp(first).date(), 1) - ONE_DAY, Rhythm.MONTH)


def _who(asked: Asked, row) -> str:
    if row.kind in (PERSON, NONE):
        return say("attribution.part.people" if row.kind == PERSON else "attribution.part.nobody")
    return value_name(names_of(asked.page), "use_case", str(row.use_case_id))


def _money(row, currency: str) -> tuple[str, str, str]:
    before, after = float(row.before), float(row.after)
    return shown(before, currency), shown(after, currency), change(after - before, currency)

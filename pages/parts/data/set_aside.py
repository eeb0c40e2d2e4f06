"""The rows a load set aside: row, column, value and the rule in words, on screen and as a harmless CSV."""

import pyarrow as pa
import streamlit as st

from data_adapters.past_loads import PastLoad, UnreadableReasons, as_safe_csv, set_aside_rows
from data_adapters.records.problems import RecordsProblem
from pages.parts.data.phrases import counted, rows_words
from pages.parts.gate import Page
from pages.parts.words import plain, say

SHOWN = 200


def draw_set_aside(one: PastLoad, page: Page) -> None:
    """What a past load set aside; the values only for people who may load files."""
    if not page.may("import.run"):
        st.info(say("data.aside.not_allowed", rows=rows_words(one.set_aside)))
        return
    try:
        flaws = set_aside_rows(page.home, page.principal, one.load_id)
    except (UnreadableReasons, RecordsProblem) as problem:
        st.warning(plain(problem))
        return
    draw_flaws(flaws, f"set_aside_{one.load_id}.csv", rows=one.set_aside)


def draw_flaws(flaws: pa.Table, file_name: str, *, rows: int) -> None:
    """Reasons as a table, the first ones on screen and all of them as CSV."""
    st.markdown(say("data.aside.title", rows=rows_words(rows), reasons=counted("reason", flaws.num_rows)))
    column = st.column_config
    shown = flaws.slice(0, SHOWN).select(["row", "column", "value", "words"]).to_pandas()
    st.dataframe(shown, hide_index=True, alt=say("data.aside.alt"), column_config={
        "row": column.NumberColumn(say("data.column.row"), format="%d", width="small", pinned=True),
        "column": say("data.column.column"), "value": say("data.column.value"),
        "words": column.TextColumn(say("data.column.why"), width="large")})  # fmt: skip
    if flaws.num_rows > SHOWN:
        st.caption(say("data.aside.first", shown=SHOWN))
    st.download_button(say("data.aside.csv"), data=lambda: as_safe_csv(flaws), file_name=file_name, mime="text/csv",
                       icon=":material/download:", key=f"csv_{file_name}")  # fmt: skip

"""The rows behind a number: the latest of them on the page, all of them as a file."""

import pandas as pd
import streamlit as st

from data_adapters.records.problems import Denied
from data_adapters.rows_behind import Behind, export_rows, may_see, rows_behind, tables_behind
from kpis.periods import Period
from kpis.registry import Indicator
from pages.parts.csv_out import csv_bytes
from pages.parts.data.phrases import day_words, table_words
from pages.parts.figures import whole
from pages.parts.gate import Page
from pages.parts.reader import day_column
from pages.parts.review.lines import Line
from pages.parts.texts import ENGLISH
from pages.parts.views.phrases import where_words
from pages.parts.words import plain, say

TALL = 420


def draw_rows(page: Page, line: Line) -> None:
    """One table at a time, the most telling first."""
    tables = tables_behind(line.what)
    if not tables:
        st.caption(say("one.rows.none"))
        return
    table = tables[0]
    if len(tables) > 1:
        table = (
            st.segmented_control(
                say("one.rows.table"), tables, default=table, key=f"rows_of_{line.what.id}", format_func=name_of
            )
            or table
        )
    if not may_see(page.home, page.principal, table):
        st.info(say("one.rows.denied"), icon=":material/lock:")
        return
    days = Period(line.now.start, line.now.end)
    _draw(page, line.what, rows_behind(page.home, page.principal, line.what, table, days=days, where=page.slice), days)


def name_of(table: str) -> str:
    """What a table is called here."""
    key = f"one.rows.table.{table}"
    return say(key) if key in ENGLISH else table_words(table)


def _draw(page: Page, what: Indicator, found: Behind, days: Period) -> None:
    if not found.count:
        st.caption(say("one.rows.none"))
        return
    _say_what(found, days)
    st.dataframe(
        _shown(found.rows),
        hide_index=True,
        height=min(36 * (len(found.rows) + 1), TALL),
        column_config=_columns(found.rows),
        alt=say("one.rows.alt", table=name_of(found.table), name=what.name),
    )
    if page.may("kpi.export"):
        st.download_button(
            say("one.rows.csv"),
            data=lambda: _file(page, what, found.table, days),
            mime="text/csv",
            file_name=f"{what.id}_{found.table.replace(' ', '_')}.csv",
            key=f"rows_csv_{found.table}",
            icon=":material/download:",
            type="tertiary",
        )


def _say_what(found: Behind, days: Period) -> None:
    span = say("one.rows.days", start=day_words(days.start), end=day_words(days.end))
    if found.count > len(found.rows):
        st.caption(
            say(
                "one.rows.shown",
                shown=whole(len(found.rows)),
                count=whole(found.count),
                order=say("one.rows.first"),
                days=span,
            )
        )
    else:
        st.caption(say("one.rows.all", count=whole(found.count), days=span))
    if found.unfiltered:
        names = " or ".join(say(f"dimension.{d}") for d in found.unfiltered)
        st.caption(say("one.rows.unfiltered", dimensions=names), help=None)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Instants are for machines; the day stands beside them."""
    kept = rows.drop(columns=[name for name in ("ts_s",) if name in rows.columns])
    texts = [
        name
        for name in kept.columns
        if pd.api.types.is_object_dtype(kept[name]) or pd.api.types.is_string_dtype(kept[name])
    ]
    return kept.assign(**{name: kept[name].astype(object).where(kept[name].notna(), "") for name in texts})


def _columns(rows: pd.DataFrame) -> dict[str, object]:
    column = st.column_config
    made: dict[str, object] = {}
    for name in rows.columns:
        label = name.removesuffix("_id").removesuffix("_day").replace("_", " ").capitalize() if name != "day" else "Day"
        if pd.api.types.is_datetime64_any_dtype(rows[name]):
            made[name] = column.DateColumn(label, format=day_column())
        elif pd.api.types.is_float_dtype(rows[name]):
            made[name] = column.NumberColumn(label, format="localized")
        else:
            made[name] = column.Column(label)
    return made


def _file(page: Page, what: Indicator, table: str, days: Period) -> bytes:
    try:
        rows = export_rows(page.home, page.principal, what, table, days=days, where=page.slice)
    except Denied as denied:
        return str(denied).encode()
    span = f"{days.start} to {days.end}"
    return csv_bytes(rows, definition=what.about, where=where_words(page, page.slice), more={"period": span})


def hashes_note() -> str:
    """What the strange texts in the rows are."""
    return plain(say("one.rows.hashes"))

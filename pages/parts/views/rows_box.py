"""The rows behind a number: the latest of them on the page, all of them as a file."""

from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.records.problems import Denied
from data_adapters.records.store import Versions
from data_adapters.rows_behind import (
    HASHED,
    Behind,
    RowsUnreadable,
    export_rows,
    may_see,
    rows_behind,
    tables_behind,
)
from kpis.periods import Period
from kpis.recount import DATA_SET
from kpis.registry import Indicator
from kpis.slices import Slice
from pages.parts.csv_out import csv_bytes
from pages.parts.data.phrases import day_words, table_words
from pages.parts.figures import whole
from pages.parts.gate import Page
from pages.parts.numbers import company_tables
from pages.parts.reader import day_column
from pages.parts.review.lines import Line
from pages.parts.texts import ENGLISH
from pages.parts.views.phrases import key_of, names_of, where_words
from pages.parts.words import plain, say

TALL = 420


def draw_rows(page: Page, line: Line) -> None:
    """One table at a time, the most telling first."""
    tables = tables_behind(line.what, line.now)
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
    try:
        found = _found(*key_of(page), line.what.id, table, days, page.slice, page, line.what)
    except RowsUnreadable:
        st.info(plain(say("one.rows.unreadable", table=name_of(table))), icon=":material/report:")
        return
    _draw(page, line.what, found, days)


# Keyed by folder, versions, day and what is asked, not by the reader: who may not see a table never comes here.
@st.cache_resource(max_entries=24, show_spinner=False)
def _found(folder: str, versions: Versions, today: date, id_: str, table: str, days: Period, where: Slice, _page: Page,
           _what: Indicator) -> Behind:  # fmt: skip
    return rows_behind(_page.home, _page.principal, _what, table, days=days, where=where, tables=company_tables(_page))


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
        _shown(page, found.rows),
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
    """How many rows, of which days, and what they are to the number."""
    said = {"count": whole(found.count),
            "days": say("one.rows.days", start=day_words(days.start), end=day_words(days.end))}  # fmt: skip
    if found.count > len(found.rows):
        lines = [say("one.rows.shown", shown=whole(len(found.rows)), order=say("one.rows.first"), **said)]
    else:
        lines = [say("one.rows.all", **said)]
    if found.counting is not None:
        lines.append(say("one.rows.role.counting", counting=whole(found.counting), count=said["count"]))
    else:
        lines.append(say(f"one.rows.role.{found.role}"))
    if found.unfiltered:
        names = " or ".join(say(f"dimension.{d}") for d in found.unfiltered)
        lines.append(say("one.rows.unfiltered", dimensions=names))
    if HASHED & set(found.rows.columns):
        lines.append(say("one.rows.hashes"))
    st.caption(plain(" ".join(lines)))


def _shown(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Instants are for machines; the day stands beside them. Use cases and data sets by their names."""
    rows = _named(page, rows)
    kept = rows.drop(columns=[name for name in ("ts_s",) if name in rows.columns])
    texts = [
        name
        for name in kept.columns
        if pd.api.types.is_object_dtype(kept[name]) or pd.api.types.is_string_dtype(kept[name])
    ]
    return kept.assign(**{name: kept[name].astype(object).where(kept[name].notna(), "") for name in texts})


def _named(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    names, made = names_of(page), {}
    for column, dimension in (("use_case_id", "use_case"), ("asset_id", DATA_SET)):
        if column in rows.columns:
            made[column] = [value if pd.isna(value) else names.name(dimension, value) for value in rows[column]]
    if "counts" in rows.columns:
        made["counts"] = [say("one.rows.yes" if counts == 1 else "one.rows.no") for counts in rows["counts"]]
    return rows.assign(**made)


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
        rows = export_rows(
            page.home, page.principal, what, table, days=days, where=page.slice, tables=company_tables(page)
        )
    except (Denied, RowsUnreadable) as refused:
        return str(refused).encode()
    span = f"{days.start} to {days.end}"
    return csv_bytes(rows, definition=what.about, where=where_words(page, page.slice), more={"period": span})

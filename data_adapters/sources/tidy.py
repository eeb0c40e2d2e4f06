"""Blank rows, total rows and stray spaces: what is no data is taken out of a sheet, and said."""

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.sources.raw import Flaw
from data_adapters.sources.sheet import Sheet, filtered, noted

TOTAL = r"^(?i)(grand[ -]?totals?|sub-?totals?|totals?|gesamt(summe|ergebnis)?|zwischensumme|summe|insgesamt)\b"


def without_blank_rows(sheet: Sheet) -> Sheet:
    """The sheet without rows in which every cell is empty, and a note how many there were."""
    blank = None
    for column in sorted(sheet.cells.columns, key=lambda c: c.null_count):
        if column.null_count == 0:
            return sheet
        blank = pc.is_null(column) if blank is None else pc.and_(blank, pc.is_null(column))
    count = (pc.sum(blank).as_py() or 0) if blank is not None else 0
    if not count:
        return sheet
    words = f"{count:,} blank {'row was' if count == 1 else 'rows were'} left out."
    return noted(filtered(sheet, pc.invert(blank)), words)


def without_totals(sheet: Sheet, places: dict[str, int], table: sa.Table) -> tuple[Sheet, tuple[Flaw, ...]]:
    """The sheet without rows that sum up others: they say "Total" where a day or the first cell should be."""
    day = places.get(table.info["day"]) if table.info["day"] else places.get("ts")
    day = places.get("ts", places.get("ts_s")) if day is None else day
    if day is None or not sheet.cells.num_rows:
        return sheet, ()
    dated = pc.fill_null(pc.match_substring_regex(sheet.cells.column(day), r"^\s*[0-9]"), False)
    if pc.all(dated).as_py():
        return sheet, ()
    total = None
    for place in {0, day}:
        says = pc.fill_null(pc.match_substring_regex(sheet.cells.column(place), TOTAL), False)
        total = says if total is None else pc.or_(total, says)
    total = pc.and_(total, pc.invert(dated))
    flaws = tuple(
        Flaw(row, "", text or "", "total_row", "The row is a total of other rows, not a row of its own.")
        for row, text in zip(sheet.rows.filter(_flat(total)).to_pylist(), sheet.cells.column(0).filter(total).to_pylist())
    )
    return (filtered(sheet, pc.invert(total)), flaws) if flaws else (sheet, ())


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def trimmed(columns: dict[str, pa.ChunkedArray]) -> tuple[dict[str, pa.ChunkedArray], tuple[str, ...]]:
    """The same columns without spaces at the ends of cells and in one Unicode form (NFC); empty becomes null."""
    result, changed = {}, 0
    for name, column in columns.items():
        clean = pc.utf8_trim_whitespace(column)
        if not pc.all(pc.string_is_ascii(clean), min_count=0).as_py():
            clean = pc.utf8_normalize(clean, form="NFC")
        differs = pc.sum(pc.not_equal(clean, column)).as_py() or 0
        changed += differs
        result[name] = pc.if_else(pc.equal(clean, ""), None, clean) if differs else column
    words = f"Spaces at the ends or letter forms were tidied in {changed:,} {'cell' if changed == 1 else 'cells'}."
    return result, (words,) if changed else ()

"""Blank rows, total rows and stray spaces: what is no data is taken out of a sheet, and said."""

import pyarrow as pa
import pyarrow.compute as pc

from data_adapters.sources.raw import Flaw
from data_adapters.sources.sheet import Sheet, filtered, noted

_WORDS = r"(grand[ -]?totals?|sub-?totals?|totals?|totaux|gesamt(summe|ergebnis)?|zwischensumme|summe|insgesamt)"
TOTAL = rf"^\s*(?i){_WORDS}\b"
ONLY_TOTAL = rf"^\s*(?i){_WORDS}\s*(:.*)?$"


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


def without_totals(sheet: Sheet, day: int | None) -> tuple[Sheet, tuple[Flaw, ...]]:
    """The sheet without rows that sum up others; `day` is the place of the column that dates a row.

    A total row has no day and says "Total" in the first cell or where the day should be. Without a day column the first
    cell must say nothing but "Total" or "Total: …".
    """
    undated = None
    if day is not None:
        undated = pc.invert(pc.fill_null(pc.match_substring_regex(sheet.cells.column(day), r"^\s*[0-9]"), False))
        if not pc.any(undated).as_py():
            return sheet, ()
    pattern = ONLY_TOTAL if undated is None else TOTAL
    says = [pc.fill_null(pc.match_substring_regex(sheet.cells.column(place), pattern), False) for place in {0, day or 0}]
    total = says[0] if len(says) == 1 else pc.or_(*says)
    total = _flat(total if undated is None else pc.and_(total, undated))
    if not pc.any(total).as_py():
        return sheet, ()
    pairs = zip(sheet.rows.filter(total).to_pylist(), sheet.cells.column(0).filter(total).to_pylist())
    words = "The row is a total of other rows, not a row of its own."
    return filtered(sheet, pc.invert(total)), tuple(Flaw(row, "", text or "", "total_row", words) for row, text in pairs)


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

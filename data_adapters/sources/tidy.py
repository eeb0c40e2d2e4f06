"""Blank rows, total rows and stray spaces: what is no data is taken out of a sheet, and said."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from data_adapters.sources.mapping import LeaveOut
from data_adapters.sources.nearest import plain
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
    columns = [sheet.cells.column(place) for place in sorted({0, day or 0})]
    says = [pc.fill_null(pc.match_substring_regex(column, pattern), False) for column in columns]
    total = says[0] if len(says) == 1 else pc.or_(*says)
    total = _flat(total if undated is None else pc.and_(total, undated))
    if not pc.any(total).as_py():
        return sheet, ()
    pairs = zip(sheet.rows.filter(total).to_pylist(), sheet.cells.column(0).filter(total).to_pylist())
    words = "The row is a total of other rows, not a row of its own."
    flaws = tuple(Flaw(row, "", text or "", "total_row", words) for row, text in pairs)
    return filtered(sheet, pc.invert(total)), flaws


def without_left_out(sheet: Sheet, rules: list[tuple[LeaveOut, pa.ChunkedArray]]) -> Sheet:
    """The sheet without the rows the mapping leaves out; each rule comes with the column it looks at.

    Rows too short to be rows, such as the footer lines of a report, are left out by the rules for the first column.
    """
    hits, ragged = [_says(column, rule) for rule, column in rules], sheet.ragged
    for rule, _ in rules:
        if rule.column is None or plain(rule.column) == plain(sheet.header[0]):
            ragged = tuple(flaw for flaw in ragged if not _starts(flaw.value, rule))
    drop = hits[0] if hits else None
    for hit in hits[1:]:
        drop = pc.or_(drop, hit)
    gone = (pc.sum(drop).as_py() or 0 if hits else 0) + len(sheet.ragged) - len(ragged)
    if not gone:
        return sheet
    words = f"{gone:,} {'row was' if gone == 1 else 'rows were'} left out, as the mapping says."
    return noted(replace(filtered(sheet, pc.invert(drop)), ragged=ragged), words)


def _says(column: pa.ChunkedArray, rule: LeaveOut) -> pa.ChunkedArray:
    text = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
    hit = pc.is_in(text, value_set=pa.array(rule.equals, pa.string()))
    if rule.is_empty:
        hit = pc.or_(hit, pc.equal(text, ""))
    for start in rule.starts_with:
        hit = pc.or_(hit, pc.starts_with(text, start))
    return hit


def _starts(line: str, rule: LeaveOut) -> bool:
    return line.strip().lstrip('"').startswith(rule.starts_with + rule.equals or ("\0",))


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

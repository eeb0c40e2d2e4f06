"""Excel workbooks as text cells: whole numbers without ".0", days as ISO, and nothing that could run or explode."""

import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import python_calamine
from python_calamine import SheetVisibleEnum

from data_adapters.sources.envelope import Envelope
from data_adapters.sources.limits import Limits
from data_adapters.sources.mapping import Mapping
from data_adapters.sources.nearest import hint, plain
from data_adapters.sources.raw import RefusedFile
from data_adapters.sources.sheet import Sheet

DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, ValueError)
CELLS = 30_000_000  # a sheet is read as a full grid, so this bounds memory
CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,10})([0-9]{1,20})["']""")


def read_workbook(file: Envelope, mapping: Mapping | None, limits: Limits, table: str = "") -> Sheet:
    """One sheet of an .xlsx file as a sheet of text cells; the first row of the sheet is row 1.

    Among several sheets the one a mapping names is read, else the one called like the `table` (as in our templates).

    Raises `RefusedFile` for bombs, macros, links to other files, several sheets without `sheet`, and broken files.
    """
    refuse_dangerous(file, limits)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file.path))
        name = _sheet_name(book, mapping, file, table)
        grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise RefusedFile("broken_workbook", f"“{file.name}” cannot be opened ({problem}); save it again.") from None
    return _as_sheet(grid, name, file, mapping, limits)


def refuse_dangerous(file: Envelope, limits: Limits) -> None:
    """Look at the zip directory only: refuse what would fill memory, run code or read other files."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = archive.infolist()
            names = {m.filename for m in members}
            if len(members) > limits.members:
                raise RefusedFile("workbook_bomb", f"“{file.name}” has {len(members):,} parts; no honest workbook has.")
            if sum(m.file_size for m in members) > limits.unpacked_mb * 1e6:
                raise RefusedFile("workbook_bomb", f"“{file.name}” would unpack to more than {limits.unpacked_mb:,g} "
                                  "MB; save the data as CSV.")  # fmt: skip
            if "xl/workbook.xml" not in names:
                raise RefusedFile("not_a_workbook", f"“{file.name}” is a zip archive, not a workbook; unpack it.")
            _refuse_active(file, archive, names)
    except DAMAGE as problem:
        raise RefusedFile("broken_workbook", f"“{file.name}” is damaged ({problem}); save it again.") from None


def _refuse_active(file: Envelope, archive: zipfile.ZipFile, names: set[str]) -> None:
    if any(n.casefold().endswith("vbaproject.bin") for n in names):
        raise RefusedFile("macros", f"“{file.name}” holds macros; save it as .xlsx or CSV.")
    if any(n.startswith("xl/externalLinks/") for n in names):
        raise RefusedFile("external_links", f"“{file.name}” draws values from other files; save it with values only.")
    for name in names:
        _refuse_sparse(file, archive, name)
        with archive.open(name) as part:
            start = part.read(4096)
            if b"<!DOCTYPE" in start or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise RefusedFile("xml_entities", f"“{file.name}” holds XML definitions no honest workbook has.")


def _refuse_sparse(file: Envelope, archive: zipfile.ZipFile, name: str) -> None:
    """One cell in the far corner makes the reader reserve the whole grid: measured, it ends the process.

    Any part may be a sheet, whatever its name; reading each to its end also finds parts larger than stated.
    """
    column, row, rest = 0, 0, b""
    with archive.open(name) as part:
        while chunk := part.read(1 << 20):
            places = set(CELL.findall(rest + chunk))
            rest = chunk[-60:]
            column = max((column, *(_column_number(letters) for letters in {letters for letters, _ in places})))
            row = max((row, *(int(number) for _, number in places)))
    if column * row > CELLS:
        raise RefusedFile("workbook_bomb", f"A sheet of “{file.name}” reaches to row {row:,} and column {column:,}; "
                          "delete the stray cells or save the data as CSV.")  # fmt: skip


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _sheet_name(book: python_calamine.CalamineWorkbook, mapping: Mapping | None, file: Envelope, table: str) -> str:
    names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    if mapping and mapping.sheet:
        if mapping.sheet in names:
            return mapping.sheet
        raise RefusedFile("sheet_missing", f"“{file.name}” has no sheet “{mapping.sheet}”.{hint(mapping.sheet, names)} "
                          f"It has: {', '.join(names[:5])}.")  # fmt: skip
    if len(names) == 1 or table in names:
        return table if table in names else names[0]
    raise RefusedFile("several_sheets", f"“{file.name}” has {len(names)} sheets ({', '.join(names[:5])}); keep one, or "
                      "say `sheet` in a mapping file.")  # fmt: skip


def _as_sheet(grid: list[list], name: str, file: Envelope, mapping: Mapping | None, limits: Limits) -> Sheet:
    mark = (mapping and mapping.decimal) or "."
    row = mapping.header_row if mapping else 1
    if len(grid) < row:
        rule = "empty" if not grid else "header_missing"
        raise RefusedFile(rule, f"The sheet “{name}” of “{file.name}” has no row {row} for the header.")
    above = tuple(tuple(cell_text(cell, mark) or "" for cell in cells) for cells in grid[: row - 1])
    header = [cell_text(cell, mark) or "" for cell in grid[row - 1]]
    first = row + (mapping.rows_below_header if mapping else 0)
    texts = [[cell_text(cell, mark) for cell in cells] for cells in grid[first:]]
    while header and not plain(header[-1]) and not any(cells[len(header) - 1] for cells in texts):
        header.pop()
    if len(header) > limits.columns:
        raise RefusedFile("too_many_columns", f"“{file.name}” has {len(header)} columns, the limit is "
                          f"{limits.columns}.")  # fmt: skip
    columns = {str(i): pa.array([cells[i] for cells in texts], pa.string()) for i in range(len(header))}
    numbers = pa.array(np.arange(first + 1, first + 1 + len(texts), dtype=np.int64))
    return Sheet(tuple(header), pa.table(columns), numbers, above, (f"Read from sheet “{name}”, header in row {row}.",))


def cell_text(cell: object, mark: str = ".") -> str | None:
    """A cell as a spreadsheet would show it in plain form; numbers carry at most the 15 digits Excel keeps.

    >>> cell_text(7.0), cell_text(0.1 + 0.2), cell_text(True), cell_text(date(2026, 9, 1)), cell_text("")
    ('7', '0.3', 'true', '2026-09-01', None)
    """
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return format(Decimal(f"{cell:.15g}"), "f").replace(".", mark)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)

"""CSV files as text cells: fast on clean files, careful and with row numbers where rows do not fit the header."""

import numpy as np
import pyarrow as pa
from pyarrow import csv

from data_adapters.sources import separated
from data_adapters.sources.envelope import Envelope
from data_adapters.sources.limits import Limits
from data_adapters.sources.mapping import Mapping
from data_adapters.sources.raw import Flaw, RefusedFile
from data_adapters.sources.sheet import Sheet

BLOCK = 4 << 20


def read_csv(file: Envelope, mapping: Mapping | None, wanted: frozenset[str], limits: Limits) -> Sheet:
    """A text file as a sheet of text cells; empty cells are null, "NA" and "null" stay text.

    Raises `RefusedFile` for what is no table of UTF-8 text (or of the encoding the mapping declares).
    """
    text, notes = _utf8(file, mapping)
    head = separated.layout(file, bytes(text[: 1 << 20]), mapping, wanted)
    if file.quotes % 2 or (mapping and mapping.encoding):
        separated.refuse_open_quote(file, text, head.separator)
    if len(head.header) > limits.columns:
        raise RefusedFile("too_many_columns", f"“{file.name}” has {len(head.header)} columns, the limit is "
                          f"{limits.columns}; leave out what is not needed.")  # fmt: skip
    body = pa.py_buffer(text).slice(head.start)
    cells, numbers, ragged = _cells(file, body, head)
    if file.tail[-1:] not in (b"\n", b"\r"):
        notes += _last_line(file, ragged, head.first_row + cells.num_rows + len(ragged) - 1)
    return Sheet(head.header, cells, numbers, head.above, notes + head.notes, ragged)


def _utf8(file: Envelope, mapping: Mapping | None) -> tuple[memoryview | bytes, tuple[str, ...]]:
    if mapping and mapping.encoding and mapping.encoding.casefold() not in ("utf-8", "utf8"):
        return separated.declared_text(file, mapping.encoding), (f"Read as {mapping.encoding}, as declared.",)
    separated.refuse_foreign_bytes(file)
    text = memoryview(pa.memory_map(str(file.path)).read_buffer())
    if text[:3] == b"\xef\xbb\xbf":
        return text[3:], ("Read as UTF-8; the byte order mark at its start was left out.",)
    return text, ("Read as UTF-8.",)


def _cells(file: Envelope, body: pa.Buffer, head: separated.Layout) -> tuple[pa.Table, pa.Array, tuple[Flaw, ...]]:
    if body.size == 0:
        raise RefusedFile("no_rows", f"“{file.name}” has a header but no rows; export it again.")
    try:
        cells = _parse(file, body, head)
        return cells, pa.array(np.arange(head.first_row, head.first_row + cells.num_rows)), ()
    except pa.ArrowInvalid as problem:
        if "UTF8" in str(problem):
            _refuse_bad_bytes(file)
        if "Expected" not in str(problem):
            raise RefusedFile("unreadable", f"“{file.name}” cannot be read as a table: {problem}.") from None
    return _careful(file, body, head)


def _parse(file: Envelope, body: pa.Buffer, head: separated.Layout, misfit: object = None) -> pa.Table:
    names = [str(i) for i in range(len(head.header))]
    return csv.read_csv(
        pa.BufferReader(body),
        read_options=csv.ReadOptions(use_threads=misfit is None, column_names=names, block_size=BLOCK),
        parse_options=csv.ParseOptions(delimiter=head.separator, newlines_in_values=file.quotes > 0,
                                       ignore_empty_lines=False, invalid_row_handler=misfit),
        convert_options=csv.ConvertOptions(column_types={n: pa.string() for n in names}, null_values=[""],
                                           strings_can_be_null=True, quoted_strings_can_be_null=True),
    )  # fmt: skip


def _refuse_bad_bytes(file: Envelope) -> None:
    separated.refuse_other_encoding(file, file.path.read_bytes())
    raise separated.not_utf8(file)


def _careful(file: Envelope, body: pa.Buffer, head: separated.Layout) -> tuple[pa.Table, pa.Array, tuple[Flaw, ...]]:
    """Rows that are too short or too long become flaws with their row number; the others keep theirs."""
    misfits: list[csv.InvalidRow] = []

    def note(row: csv.InvalidRow) -> str:
        misfits.append(row)
        return "skip"

    cells = _parse(file, body, head, note)
    gone = np.array([row.number for row in misfits], dtype=np.int64)
    every = np.arange(1, cells.num_rows + len(gone) + 1, dtype=np.int64)
    numbers = np.setdiff1d(every, gone, assume_unique=True) + head.first_row - 1
    if not cells.num_rows and all(row.actual_columns > row.expected_columns for row in misfits):
        raise RefusedFile("rows_too_wide", f"Every row of “{file.name}” has more cells than the header has names; "
                          "look for a missing header name or an unquoted separator.")  # fmt: skip
    return cells, pa.array(numbers), tuple(_flaw(row, head.first_row) for row in misfits)


def _flaw(row: csv.InvalidRow, first_row: int) -> Flaw:
    few = row.actual_columns < row.expected_columns
    words = f"The row has {row.actual_columns} cells, the header has {row.expected_columns}."
    return Flaw(row.number + first_row - 1, "", row.text[:200], "short_row" if few else "long_row", words)


def _last_line(file: Envelope, ragged: tuple[Flaw, ...], last_row: int) -> tuple[str, ...]:
    if ragged and ragged[-1].row == last_row and ragged[-1].rule == "short_row":
        raise RefusedFile("last_line_cut", f"The last line of “{file.name}” (row {last_row}) is cut off; export it again.")
    return ("The last line has no line end; check that the file is complete.",)

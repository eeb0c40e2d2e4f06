"""CSV files as text cells: fast on clean files, careful and with row numbers where rows do not fit the header."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class _Text:
    """UTF-8 text of a file: kept on disk from byte `skip` on, or in memory when it had to be recoded."""

    file: Envelope
    skip: int
    recoded: bytes | None
    notes: tuple[str, ...]

    def head(self) -> bytes:
        return (self.recoded if self.recoded is not None else self.file.head[self.skip :])[: separated.LOOK]

    def stream(self, start: int) -> pa.NativeFile:
        source = pa.OSFile(str(self.file.path)) if self.recoded is None else pa.BufferReader(self.recoded)
        source.seek(self.skip + start)
        return source

    def ends_at(self, start: int) -> bool:
        return start >= (self.file.size - self.skip if self.recoded is None else len(self.recoded))


def read_csv(file: Envelope, mapping: Mapping | None, wanted: frozenset[str], limits: Limits) -> Sheet:
    """A text file as a sheet of text cells; empty cells are null, "NA" and "null" stay text.

    Raises `RefusedFile` for what is no table of UTF-8 text (or of the encoding the mapping declares).
    """
    text = _utf8(file, mapping)
    head = separated.layout(file, text.head(), mapping, wanted)
    if file.quotes % 2 or text.recoded is not None:
        separated.refuse_open_quote(file, text.stream(0), head.separator)
    if len(head.header) > limits.columns:
        raise RefusedFile("too_many_columns", f"“{file.name}” has {len(head.header)} columns, the limit is "
                          f"{limits.columns}; leave out what is not needed.")  # fmt: skip
    cells, numbers, ragged = _cells(file, text, head)
    notes = text.notes + head.notes
    if file.tail[-1:] not in (b"\n", b"\r", b"\0"):
        notes += _last_line(file, ragged, head.first_row + cells.num_rows + len(ragged) - 1)
    return Sheet(head.header, cells, numbers, head.above, notes, ragged)


def _utf8(file: Envelope, mapping: Mapping | None) -> _Text:
    if mapping and mapping.encoding and mapping.encoding.casefold() not in ("utf-8", "utf8"):
        recoded = separated.declared_text(file, mapping.encoding)
        return _Text(file, 0, recoded, (f"Read as {mapping.encoding}, as declared.",))
    separated.refuse_foreign_bytes(file)
    marked = file.head.startswith(b"\xef\xbb\xbf")
    notes = ["Read as UTF-8; the byte order mark at its start was left out." if marked else "Read as UTF-8."]
    if b"\r" in file.head and b"\n" not in file.head:
        notes.append("Lines end with carriage returns only, as on old Macs.")
    return _Text(file, 3 if marked else 0, None, tuple(notes))


def _cells(file: Envelope, text: _Text, head: separated.Layout) -> tuple[pa.Table, pa.Array, tuple[Flaw, ...]]:
    if text.ends_at(head.start):
        raise RefusedFile("no_rows", f"“{file.name}” has a header but no rows; export it again.")
    try:
        cells = _parse(text, head)
        return cells, pa.array(np.arange(head.first_row, head.first_row + cells.num_rows)), ()
    except pa.ArrowInvalid as problem:
        if "UTF8" in str(problem):
            _refuse_bad_bytes(file)
        if "Expected" not in str(problem):
            raise _unreadable(file, problem) from None
    return _careful(file, text, head)


def _unreadable(file: Envelope, problem: pa.ArrowInvalid) -> RefusedFile:
    if "straddl" in str(problem):
        return RefusedFile("cell_too_long", f"One row of “{file.name}” is longer than {BLOCK >> 20} MB; a quotation "
                           "mark is probably never closed.")  # fmt: skip
    return RefusedFile("unreadable", f"“{file.name}” cannot be read as a table: {str(problem)[:200]}.")


def _parse(text: _Text, head: separated.Layout, misfit: object = None) -> pa.Table:
    names = [str(i) for i in range(len(head.header))]
    quoted = text.file.quotes > 0 or text.recoded is not None
    return csv.read_csv(
        text.stream(head.start),
        read_options=csv.ReadOptions(use_threads=misfit is None, column_names=names, block_size=BLOCK),
        parse_options=csv.ParseOptions(delimiter=head.separator, newlines_in_values=quoted, ignore_empty_lines=False,
                                       invalid_row_handler=misfit),
        convert_options=csv.ConvertOptions(column_types={n: pa.string() for n in names}, null_values=[""],
                                           strings_can_be_null=True, quoted_strings_can_be_null=True),
    )  # fmt: skip


def _refuse_bad_bytes(file: Envelope) -> None:
    separated.refuse_other_encoding(file, file.path.read_bytes())
    raise separated.not_utf8(file)


def _careful(file: Envelope, text: _Text, head: separated.Layout) -> tuple[pa.Table, pa.Array, tuple[Flaw, ...]]:
    """Rows that are too short or too long become flaws with their row number; the others keep theirs."""
    misfits: list[csv.InvalidRow] = []

    def note(row: csv.InvalidRow) -> str:
        misfits.append(row)
        return "skip"

    try:
        cells = _parse(text, head, note)
    except pa.ArrowInvalid as problem:
        if "UTF8" in str(problem):
            _refuse_bad_bytes(file)
        raise _unreadable(file, problem) from None
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
        raise RefusedFile("last_line_cut", f"The last line of “{file.name}” (row {last_row}) is cut off; export it "
                          "again.")  # fmt: skip
    return ("The last line has no line end; check that the file is complete.",)

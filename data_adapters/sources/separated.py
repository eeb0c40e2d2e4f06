"""How a text file is written: its encoding, separator and header row, found or declared, never guessed silently."""

import codecs
import csv
import io
from dataclasses import dataclass
from typing import BinaryIO

from data_adapters.sources import headers
from data_adapters.sources.envelope import Envelope
from data_adapters.sources.mapping import Mapping
from data_adapters.sources.nearest import plain
from data_adapters.sources.raw import RefusedFile

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LOOK = 1 << 20  # the first MB is enough to see how a file is written


@dataclass(frozen=True)
class Layout:
    """How the text is laid out; `start` is the UTF-8 byte after the header, `first_row` the row that begins there."""

    separator: str
    header: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]
    start: int
    first_row: int
    notes: tuple[str, ...]


def declared_text(file: Envelope, encoding: str) -> bytes:
    """The whole file turned from its declared encoding into UTF-8."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise RefusedFile("encoding", f"“{encoding}” is not an encoding; use utf-8, cp1252 or utf-16.") from None
    try:
        return file.path.read_bytes().decode(encoding).removeprefix("\ufeff").encode()
    except (UnicodeDecodeError, UnicodeError):
        words = f"“{file.name}” is not written in {encoding}, as the mapping says; correct `encoding`."
        raise RefusedFile("encoding", words) from None


def refuse_foreign_bytes(file: Envelope) -> None:
    """Refuse what is not UTF-8 text, as far as the ends of the file show it."""
    if file.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise RefusedFile("utf16", f"“{file.name}” is UTF-16 text; save it as CSV UTF-8, or say "
                          "encoding = \"utf-16\" in a mapping file.")  # fmt: skip
    if file.nul:
        raise RefusedFile("nul", f"“{file.name}” holds NUL bytes, so it is damaged or not text; export it again.")
    refuse_other_encoding(file, file.head)


def refuse_other_encoding(file: Envelope, text: bytes) -> None:
    """Refuse bytes that are not UTF-8; a character cut by the end of a look is not held against the file."""
    whole = len(text) == file.size
    try:
        codecs.getincrementaldecoder("utf-8")().decode(text, final=whole)
    except UnicodeDecodeError as problem:
        if whole and problem.end == len(text) and "unexpected end" in problem.reason:
            raise RefusedFile("cut_character", f"“{file.name}” ends inside a character, so its end is missing; "
                              "export it again.") from None  # fmt: skip
        raise not_utf8(file) from None


def not_utf8(file: Envelope) -> RefusedFile:
    """The refusal of a file in another encoding than UTF-8."""
    return RefusedFile("not_utf8", f"“{file.name}” is not UTF-8 text; save it as CSV UTF-8, or say its encoding in a "
                       "mapping file, such as encoding = \"cp1252\" for Windows.")  # fmt: skip


def refuse_open_quote(file: Envelope, text: BinaryIO, separator: str) -> None:
    """Refuse a quotation mark that is opened and never closed: it would swallow the rest of the file."""
    csv.field_size_limit(1 << 30)
    lines = io.TextIOWrapper(text, encoding="utf-8", errors="replace", newline="")
    try:
        for _ in csv.reader(lines, delimiter=separator, strict=True):
            pass
    except csv.Error as problem:
        if "unexpected end of data" in str(problem):
            raise RefusedFile("open_quote", f"“{file.name}” opens a quotation mark that is never closed; "
                              "export it again.") from None  # fmt: skip


def layout(file: Envelope, text: bytes, mapping: Mapping | None, wanted: frozenset[str]) -> Layout:
    """Find separator and header; `text` is UTF-8 without byte order mark, `wanted` the plain names hoped for.

    Raises `RefusedFile` ambiguous_separator or header_missing.
    """
    look = text[:LOOK].decode("utf-8", errors="replace")
    row = mapping.header_row if mapping else 1
    separator = (mapping and mapping.separator) or _separator(look, row, wanted, file)
    records = _records(look, separator, row)
    if len(records) < row:
        raise RefusedFile("header_missing", f"“{file.name}” has no row {row} for the header; correct `header_row`.")
    if not any(name.strip() for name in records[row - 1][0]):
        raise RefusedFile("header_missing", f"Row {row} of “{file.name}” should be the header but is empty; say `header_row` in a "
                          "mapping file.")  # fmt: skip
    if not mapping and not any(plain(name) in wanted for name in records[row - 1][0]):
        raise headers.no_header(file.name)
    below = mapping.rows_below_header if mapping else 0
    lines = _records(look, separator, row + below)[-1][1]
    start = sum(len(line) for line in _lines(text)[:lines])
    said = f"Columns are separated by {SEPARATORS.get(separator, repr(separator))}, the header is in row {row}."
    above = tuple(tuple(cells) for cells, _ in records[: row - 1])
    return Layout(separator, tuple(records[row - 1][0]), above, start, row + below + 1, (said,))


def _lines(text: bytes) -> list[bytes]:
    return text[:LOOK].splitlines(keepends=True)


def _records(look: str, separator: str, how_many: int) -> list[tuple[list[str], int]]:
    """The first rows with the count of text lines up to their end."""
    reader = csv.reader(io.StringIO(look, newline=""), delimiter=separator)
    found = []
    for cells in reader:
        found.append((cells, reader.line_num))
        if len(found) == how_many:
            break
    return found


def _separator(look: str, row: int, wanted: frozenset[str], file: Envelope) -> str:
    scores = {}
    for separator in SEPARATORS:
        records = _records(look, separator, row)
        header = records[row - 1][0] if len(records) >= row else []
        scores[separator] = (sum(plain(name) in wanted for name in header), len(header))
    hits = max(score[0] for score in scores.values())
    best = [s for s, score in scores.items() if score[0] == hits]
    if hits and len(best) > 1:
        widest = max(scores[s][1] for s in best)
        best = [s for s in best if scores[s][1] == widest]
        best = best[:1] if widest == 1 else best
    if not hits:
        best = [s for s, score in scores.items() if score[1] > 1] or [","]
    if len(best) == 1:
        return best[0]
    names = " or ".join(SEPARATORS[s] for s in best)
    raise RefusedFile("ambiguous_separator", f"The columns of “{file.name}” may be separated by {names}; say "
                      "`separator` in a mapping file.")  # fmt: skip

"""What a file is before it is opened: its kind, its fingerprint, and every reason not to open it."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from data_adapters.sources.limits import Limits
from data_adapters.sources.raw import RefusedFile

TEXT, WORKBOOK, PARQUET = "text", "workbook", "parquet"
KINDS = {".csv": TEXT, ".tsv": TEXT, ".txt": TEXT, ".tab": TEXT, ".xlsx": WORKBOOK, ".parquet": PARQUET, ".pq": PARQUET}
CHUNK = 8 << 20
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Envelope:
    """A file that may be opened; `quotes` and `nul` count those bytes, `head` and `tail` are its ends."""

    path: Path
    name: str
    kind: str
    digest: str
    size: int
    head: bytes
    tail: bytes
    quotes: int
    nul: bool


def display_name(name: str) -> str:
    """A file name fit to be shown: no folders, no control or direction marks, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    return _INVISIBLE.sub("", last)[:120] or "file"


def inspect(path: Path, limits: Limits, name: str | None = None) -> Envelope:
    """Read a file once by chunks and say what it is.

    Raises `RefusedFile`: unknown_format, no_file, too_large, empty, or a content that does not fit the ending.
    """
    shown = display_name(name or path.name)
    kind = KINDS.get(Path(shown).suffix.casefold())
    if kind is None:
        raise RefusedFile(*_wrong_ending(shown))
    if not path.is_file():
        raise RefusedFile("no_file", f"“{shown}” is not a file; check the path.")
    size = path.stat().st_size
    if size > limits.file_mb * 1e6:
        raise RefusedFile("too_large", f"“{shown}” has {size / 1e6:,.1f} MB, the limit is {limits.file_mb:,g} MB; "
                          "split it by period.")  # fmt: skip
    envelope = _scan(path, shown, kind, size)
    if size == 0 or (kind == TEXT and size < 1 << 20 and not path.read_bytes().strip(b" \t\r\n\xef\xbb\xbf")):
        raise RefusedFile("empty", f"“{shown}” is empty; export it again.")
    _match_content(envelope)
    return envelope


def _scan(path: Path, shown: str, kind: str, size: int) -> Envelope:
    digest, quotes, nul, head, tail = hashlib.sha256(), 0, False, b"", b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if kind == TEXT:
                quotes += chunk.count(b'"')
                nul = nul or b"\0" in chunk
            head = head or chunk[: 1 << 20]
            tail = chunk[-1024:]
    return Envelope(path, shown, kind, digest.hexdigest(), size, head, tail, quotes, nul)


def _wrong_ending(shown: str) -> tuple[str, str]:
    ending = Path(shown).suffix.casefold()
    if ending in (".xlsm", ".xlsb", ".xltm"):
        return "macros", f"“{shown}” can hold macros; save it as .xlsx or CSV."
    if ending in (".xls", ".ods", ".numbers"):
        return "old_workbook", f"“{shown}” is a kind of workbook we do not read; save it as .xlsx or CSV."
    return "unknown_format", f"“{shown}” is neither CSV (.csv, .tsv, .txt), Excel (.xlsx) nor Parquet (.parquet)."


def _match_content(file: Envelope) -> None:
    found = _content(file)
    if found == file.kind or (found == TEXT and file.kind == TEXT):
        return
    words = {
        "gzip": "is compressed; unpack it first.",
        "image": "is a picture, not a table; export the table itself.",
        "pdf": "is a PDF, not a table; export the table as CSV or Excel.",
        "html": "is a web page, probably an error or login page; download the export again.",
        "password": "is protected by a password; save a copy without one.",
        "old_workbook": "is an old Excel file; save it as .xlsx or CSV.",
        WORKBOOK: "is an Excel workbook under another ending; rename it to .xlsx.",
        PARQUET: "is a Parquet file under another ending; rename it to .parquet.",
        TEXT: "is plain text under another ending; rename it to .csv or save it in the right format.",
    }
    rule = f"{found}_in_disguise" if found in (WORKBOOK, PARQUET, TEXT) else found
    raise RefusedFile(rule, f"“{file.name}” {words[found]}")


def _content(file: Envelope) -> str:
    head = file.head
    starts = {b"\x1f\x8b": "gzip", b"\x89PNG": "image", b"\xff\xd8\xff": "image", b"GIF8": "image", b"%PDF": "pdf",
              b"PK\x03\x04": WORKBOOK, b"PK\x05\x06": WORKBOOK, b"PAR1": PARQUET}  # fmt: skip
    for magic, what in starts.items():
        if head.startswith(magic):
            return what
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "password" if _ENCRYPTED in file.path.read_bytes() else "old_workbook"
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")) else TEXT

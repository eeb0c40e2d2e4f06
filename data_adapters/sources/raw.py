"""What a source hands to the checks: one file as text rows, and the words for what is wrong with it."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa


@dataclass(frozen=True)
class Flaw:
    """One reason why one row is set aside; `row` is the row number a spreadsheet shows, `rule` a stable code."""

    row: int
    column: str
    value: str
    rule: str
    words: str


@dataclass(frozen=True)
class RawFile:
    """One readable file, before any value is judged.

    `rows` has every column as text under the contract's own names, plus `_row` int64: the row as a spreadsheet
    shows it (first line of the file = 1). Missing values are null. `notes` say in words what was detected or
    normalised. `day_order` is "iso", "dmy" or "mdy" and tells how a text such as 03/04/2026 is meant. `covered` is the
    period the file speaks for, first and last day included. `keyless` means that no column is a key, so a load
    replaces what the source said about the covered period. `ragged` are rows that could not be read at all.
    """

    rows: pa.Table
    file_name: str
    file_hash: str
    notes: tuple[str, ...] = ()
    day_order: str = "iso"
    decimal: str = "."
    covered: tuple[date, date] | None = None
    keyless: bool = False
    ragged: tuple[Flaw, ...] = ()


class RefusedFile(Exception):
    """A whole file is refused: `rule` is a stable code, the text one plain sentence that says what to do."""

    def __init__(self, rule: str, words: str) -> None:
        super().__init__(words)
        self.rule = rule
        self.words = words

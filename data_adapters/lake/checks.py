"""A file as text rows becomes typed rows of the contract; each row that breaks a rule is set aside with its reason.

Every column is read as its different values: plain values are tested and typed in one vectorised step, only the others
are looked at one by one. Arrow's own functions do this; the same tests as DuckDB selects took about a third longer on
1 M contacts and could not tell which clock times are skipped or shown twice.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.lake.column_checks import Context, Read, read_column
from data_adapters.lake.dating import with_time
from data_adapters.lake.doubles import doubles
from data_adapters.lake.faults import BLANK, Fault
from data_adapters.lake.flaw_list import FlawList
from data_adapters.lake.row_rules import broken_rows
from data_adapters.lake.shape import expected_columns, whole
from data_adapters.sources.raw import RawFile
from kpis.company import Company
from kpis.contract import contract_columns, key_columns

NOTHING_DECLARED: Mapping[str, frozenset[str]] = {}


@dataclass(frozen=True)
class Checked:
    """A file after the checks.

    `good`: contract types, contract columns in contract order. `flaws`: row, column, value, rule, words; one line per
    reason. `seen` data rows were in the file, `set_aside` of them have a flaw.
    """

    good: pa.Table
    flaws: pa.Table
    seen: int
    set_aside: int


def check(raw: RawFile, table: sa.Table, company: Company, hash_key: bytes,
          known: Mapping[str, frozenset[str]] = NOTHING_DECLARED, *, today: date | None = None) -> Checked:  # fmt: skip
    """Type every value, set aside every row that breaks a rule of the contract.

    `known` holds the ids the company has declared, per column; columns without an entry are not compared. `today`
    (default: now in the company's zone) is the last day that is not the future.
    Raises RefusedFile if a needed column is missing or a column is not part of the table.
    """
    context = Context(company, hash_key, known, raw.day_order, today or company.today())
    texts = expected_columns(raw, table)
    with ThreadPoolExecutor(2) as pool:  # Arrow works outside Python's lock, so two columns are read at a time
        names = [name for name in texts.column_names if name != "_row"]
        typed = pool.map(lambda name: read_column(whole(texts[name]), name, table, context), names)
        read = dict(zip(names, typed, strict=True))
    flaws = FlawList(texts, {name: column.private for name, column in read.items()}, raw.ragged)
    for name, column in read.items():
        flaws.add_values(name, column)
    columns = with_time(table, read, flaws, context)
    _needed_cells(table, columns, texts, flaws, raw.keyless)
    return _settle(raw, table, _assembled(table, columns), flaws)


def _assembled(table: sa.Table, columns: dict[str, Read]) -> pa.Table:
    """The columns of the contract in its order."""
    return pa.table({c.name: columns[c.name].values for c in contract_columns(table)})


def _needed_cells(table: sa.Table, columns: dict[str, Read], texts: pa.Table, flaws: FlawList, keyless: bool) -> None:
    """Blank cells in columns that are needed, and rows whose key is blank altogether."""
    for column in contract_columns(table):
        if not column.nullable and column.name != "ts_s":  # ts_s is empty only where day is
            empty = pc.is_null(columns[column.name].values)
            flaws.add(column.name, pc.indices_nonzero(pc.and_not(empty, columns[column.name].bad)), BLANK)
    key = key_columns(table)
    if len(key) == 1 and table.c[key[0]].nullable and not keyless:
        fault = Fault("blank_key", "is empty, so this row could not be found again; fill it, or leave the column out")
        empty = pc.is_null(columns[key[0]].values)
        flaws.add(key[0], pc.indices_nonzero(pc.and_not(empty, columns[key[0]].bad)), fault)


def _settle(raw: RawFile, table: sa.Table, typed: pa.Table, flaws: FlawList) -> Checked:
    """Look at whole rows, then part the good from those set aside."""
    for rule, where in broken_rows(table.name, typed):
        flaws.add(rule.column, flaws.without_flawed(where), rule.fault)
    _name_doubles(typed, () if raw.keyless else key_columns(table), flaws)
    good = typed.filter(pa.array(~flaws.flawed)) if flaws.flawed.any() else typed
    return Checked(good, flaws.as_table(), len(typed) + flaws.unread, int(flaws.flawed.sum()) + flaws.unread)


def _name_doubles(typed: pa.Table, key: tuple[str, ...], flaws: FlawList) -> None:
    """Among rows without a flaw: exact repeats are set aside but the first, contradicting rows all of them."""
    sound = np.flatnonzero(~flaws.flawed)
    repeats, contradicting, first = doubles(typed if len(sound) == len(typed) else typed.take(pa.array(sound)), key)
    shown = key[0] if key else typed.column_names[0]
    numbers = flaws.texts["_row"].to_numpy()
    rows = numbers[sound[first]] if len(sound) else numbers
    flaws.add_worded(shown, pa.array(sound[repeats]), "duplicate_row",
                     [f"repeats row {row} exactly; the first one is kept" for row in rows[repeats]])  # fmt: skip
    flaws.add_worded(shown, pa.array(sound[contradicting]), "key_twice",
                     [f"comes with different values in this file, first in row {row}; keep one of them"
                      for row in rows[contradicting]])  # fmt: skip

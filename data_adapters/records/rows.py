"""Writes record rows with their history: same rows stay, changed ones are closed and followed, loads can be undone."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data_adapters.records.closing import refuse_closed
from data_adapters.records.problems import InvalidEntry
from data_adapters.records.schema import RECORD_TABLES, closed_weeks, load_runs
from data_adapters.records.store import Change, record_table
from data_adapters.records.values import readable_row, stored_row
from kpis.contract import contract_columns, key_columns

CHUNK = 500  # keys asked for at once; SQLite takes 32,766 parameters, old ones 999
TYPED = "typed"


@dataclass(frozen=True)
class Counts:
    """What happened to the rows that were handed in, and how many open rows were closed without a successor."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    kept: int = 0  # only when a load is undone: rows that somebody has edited since and that stay as edited


def supersede_and_insert(change: Change, table: str, rows: Iterable[Mapping[str, object]], by: str, *,
                         source: str = TYPED, batch_id: str | None = None) -> Counts:  # fmt: skip
    """Bring the rows of a record table to these values, by key; rows with other keys are left alone.

    `rows` hold contract columns in the contract's units; `by` is the request or load that closes older versions.
    Raises InvalidEntry when a value does not fit its column or a key comes twice.
    """
    stored = record_table(table)
    wanted = _by_key(stored, (stored_row(stored, row) for row in rows))
    history = _latest(change.tx, stored, wanted)
    now = {key: row for key, row in history.items() if row["superseded_at"] is None}
    same = {key for key, row in wanted.items() if key in now and _contract(stored, now[key]) == row}
    differ = [key for key in wanted if key not in same]
    refuse_closed(change.tx, table, _weeks(stored, [*(wanted[k] for k in differ), *(now[k] for k in differ if k in now)]))
    close(change, stored, [now[key]["row_id"] for key in differ if key in now], by)
    added = [_traced(change, row, source, batch_id, history.get(key)) for key, row in wanted.items() if key not in same]
    if added:
        change.tx.execute(sa.insert(stored), added)
    changed = sum(1 for key in wanted if key in now and key not in same)
    return Counts(len(added) - changed, changed, len(same))


def import_rows(change: Change, table: str, rows: pa.Table | pd.DataFrame, load_id: str, *, source: str = "files",
                replace_missing: bool = False) -> Counts:  # fmt: skip
    """Load a file into a record table; `replace_missing` closes this source's rows that the file no longer has."""
    stored = record_table(table)
    brought = rows.to_pylist() if isinstance(rows, pa.Table) else rows.to_dict("records")
    counts = supersede_and_insert(change, table, brought, load_id, source=source, batch_id=load_id)
    if not replace_missing:
        return counts
    named = set(_by_key(stored, (stored_row(stored, row) for row in brought)))
    mine = sa.and_(stored.c.superseded_at.is_(None), stored.c.source == source)
    gone = [row for row in change.tx.execute(sa.select(stored).where(mine)).mappings() if _key(stored, row) not in named]
    refuse_closed(change.tx, table, _weeks(stored, gone))
    close(change, stored, [row["row_id"] for row in gone], load_id)
    return Counts(**{**asdict(counts), "closed": len(gone)})


def undo_import(change: Change, load_id: str) -> Counts:
    """Take back one load in every record table: its rows are closed and what it closed is there again.

    A row somebody edited after the load stays as edited (`kept`). What was known in between can still be read.
    Counts: `closed` rows of the load, `new` rows brought back, `kept`.
    """
    total = Counts()
    undone = _undone(change.tx) | {load_id}
    for stored in RECORD_TABLES.values():
        part = _undo_in(change, stored, load_id, undone)
        total = Counts(*(a + b for a, b in zip(asdict(total).values(), asdict(part).values(), strict=True)))
    return total


def remove_sample(change: Change) -> int:
    """Delete every row of the sample company from the record tables, history too; returns how many. The audit stays."""
    change.tx.execute(sa.delete(closed_weeks).where(closed_weeks.c.is_sample))
    return sum(change.tx.execute(sa.delete(t).where(t.c.is_sample)).rowcount for t in RECORD_TABLES.values())


def current_row(tx: sa.Connection, table: str, key: Mapping[str, object]) -> Mapping[str, object] | None:
    """The open row with this key as stored, with its trace columns; None if there is none."""
    stored = record_table(table)
    same = [_equals(stored.c[name], stored_row(stored, key)[name]) for name in key_columns(stored)]
    return tx.execute(sa.select(stored).where(stored.c.superseded_at.is_(None), *same)).mappings().first()


def readable(table: str, row: Mapping[str, object] | None) -> dict[str, object] | None:
    """A stored row in the contract's units with its `row_version`, for messages and the audit trail."""
    if row is None:
        return None
    return {**readable_row(record_table(table), row), "row_version": row["row_version"]}


def close(change: Change, stored: sa.Table, row_ids: list[int], by: str) -> None:
    """Close these rows without a successor."""
    if row_ids:
        ended = sa.update(stored).where(stored.c.row_id == sa.bindparam("closing"))
        ended = ended.values(superseded_at=change.at_us, superseded_by=by)
        change.tx.execute(ended, [{"closing": row_id} for row_id in row_ids])


def _equals(column: sa.Column, value: object) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(column, "") == (value or "") if column.nullable else column == value


def _weeks(stored: sa.Table, rows: Iterable[Mapping[str, object]]) -> list:
    """The weeks of rows of time; nothing for other tables."""
    return [row["week"] for row in rows] if "week" in stored.c else []


def _key(stored: sa.Table, row: Mapping[str, object]) -> tuple:
    return tuple("" if row[name] is None else row[name] for name in key_columns(stored))


def _contract(stored: sa.Table, row: Mapping[str, object]) -> dict[str, object]:
    return {c.name: row[c.name] for c in contract_columns(stored)}


def _by_key(stored: sa.Table, rows: Iterable[dict[str, object]]) -> dict[tuple, dict[str, object]]:
    found: dict[tuple, dict[str, object]] = {}
    for row in rows:
        key = _key(stored, row)
        if key in found:
            shown = ", ".join(str(part) for part in key)
            raise InvalidEntry(key_columns(stored)[0], "twice", f"{stored.name}: {shown} comes twice.")
        found[key] = row
    return found


def _latest(tx: sa.Connection, stored: sa.Table, keys: Iterable[tuple]) -> dict[tuple, Mapping[str, object]]:
    """The newest version, open or closed, of each row that shares its first key part with one of these keys."""
    first = stored.c[key_columns(stored)[0]]
    wanted = sorted({key[0] for key in keys}, key=str)
    found: dict[tuple, Mapping[str, object]] = {}
    for start in range(0, len(wanted), CHUNK):
        query = sa.select(stored).where(first.in_(wanted[start : start + CHUNK])).order_by(stored.c.row_id)
        found.update({_key(stored, row): row for row in tx.execute(query).mappings()})
    return found


def _traced(change: Change, row: dict, source: str, batch_id: str | None, before: Mapping | None,
            is_sample: bool | None = None) -> dict:  # fmt: skip
    return {**row, "source": source, "batch_id": batch_id, "recorded_at": change.at_us, "superseded_at": None,
            "recorded_by": change.principal.user_id, "superseded_by": None, "request_id": change.request_id,
            "row_version": before["row_version"] + 1 if before else 1,
            "is_sample": change.is_sample if is_sample is None else is_sample}  # fmt: skip


def _undone(tx: sa.Connection) -> set[str]:
    gone = sa.or_(load_runs.c.undone_at.is_not(None), load_runs.c.result == "undone")
    return set(tx.execute(sa.select(load_runs.c.load_id).where(gone)).scalars())


def _undo_in(change: Change, stored: sa.Table, load_id: str, undone: set[str]) -> Counts:
    touched = sa.or_(stored.c.batch_id == load_id, stored.c.superseded_by == load_id)
    keys = {_key(stored, row) for row in change.tx.execute(sa.select(stored).where(touched)).mappings()}
    if not keys:
        return Counts()
    now = {k: r for k, r in _latest(change.tx, stored, keys).items() if k in keys and r["superseded_at"] is None}
    mine = {key for key, row in now.items() if row["batch_id"] == load_id}
    back = _before(change.tx, stored, keys - (set(now) - mine), undone)
    refuse_closed(change.tx, stored.name, _weeks(stored, [*(now[key] for key in mine), *back.values()]))
    close(change, stored, [now[key]["row_id"] for key in mine], f"undo {load_id}")
    newest = _latest(change.tx, stored, keys)
    rows = [_traced(change, _contract(stored, row), row["source"], row["batch_id"], newest[key], row["is_sample"])
            for key, row in back.items()]  # fmt: skip
    if rows:
        change.tx.execute(sa.insert(stored), rows)
    return Counts(new=len(rows), closed=len(mine), kept=len(set(now) - mine))


def _before(tx: sa.Connection, stored: sa.Table, keys: set[tuple], undone: set[str]) -> dict[tuple, Mapping]:
    """The row each key falls back to: its newest version that no undone load brought, if an undone load closed it."""
    first = stored.c[key_columns(stored)[0]]
    found: dict[tuple, Mapping] = {}
    wanted = sorted({key[0] for key in keys}, key=str)
    for start in range(0, len(wanted), CHUNK):
        query = sa.select(stored).where(first.in_(wanted[start : start + CHUNK])).order_by(stored.c.row_id)
        for row in tx.execute(query).mappings():
            if _key(stored, row) in keys and row["batch_id"] not in undone:
                found[_key(stored, row)] = row
    return {key: row for key, row in found.items() if row["superseded_by"] in undone}

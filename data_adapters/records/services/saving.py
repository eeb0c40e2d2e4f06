"""Saves one typed record row, or a batch of one table, the same way for every service."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

import sqlalchemy as sa

from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict
from data_adapters.records.rows import current_row, readable, supersede_and_insert
from data_adapters.records.services.answers import Finding, Saved, refuse_errors
from data_adapters.records.services.entry import checked_row
from data_adapters.records.store import Change, Records, record_table
from kpis.contract import key_columns

Scope = tuple[str | None, str | None]
Row = Mapping[str, object]
Rules = Callable[[sa.Connection, Row], Iterable[Finding]]


def save_record(records: Records, principal: Principal, permission: str, table: str, row: Row, *, request_id: str,
                expected_version: int | None = None, scope: Scope | None = None,
                rules: Rules | None = None) -> Saved:  # fmt: skip
    """Check one row against its contract and save it by its key, with history, audit line and version bump.

    `expected_version` is the row version the person saw: 0 = there was none, None = do not compare. `rules` are asked
    about the checked row inside the transaction. Raises InvalidEntry, Conflict (with theirs), Denied, NotSaved.
    """
    checked = checked_row(table, row, records.today())
    with records.change(principal, permission, request_id=request_id, what=f"save {table}", scope=scope) as change:
        warnings = refuse_errors(rules(change.tx, checked)) if rules else ()
        return save_in(change, table, checked, expected_version=expected_version, warnings=warnings)


def save_in(change: Change, table: str, checked: Row, *, expected_version: int | None = None,
            warnings: Iterable[Finding] = ()) -> Saved:  # fmt: skip
    """Save one checked row inside a change that is under way."""
    before = current_row(change.tx, table, checked)
    refuse_stale(readable(table, before), expected_version)
    counts = supersede_and_insert(change, table, [checked], change.request_id)
    after = current_row(change.tx, table, checked)
    change.say(before=readable(table, before), after=readable(table, after))
    saved = Saved(key_text(table, checked), after["row_version"], warnings=tuple(warnings), **_counted(counts))
    change.result = saved.stored()
    return saved


def save_batch(change: Change, table: str, checked: list[dict[str, object]], key: str) -> Saved:
    """Save several checked rows of one table inside a change that is under way; the audit line holds them all."""
    counts = supersede_and_insert(change, table, checked, change.request_id)
    change.say(after=[{k: v for k, v in row.items() if v is not None} for row in checked])
    saved = Saved(key, **_counted(counts))
    change.result = saved.stored()
    return saved


def refuse_stale(theirs: Row | None, expected_version: int | None) -> None:
    """Raise Conflict if the row is not the version the person saw."""
    stored = theirs["row_version"] if theirs else 0
    if expected_version is None or expected_version == stored:
        return
    words = ("It was removed meanwhile." if not theirs else "Somebody else saved it first."
             if expected_version else "It exists already.")  # fmt: skip
    raise Conflict(f"{words} Nothing was changed; look at what is stored now and save again.", dict(theirs or {}))


def key_text(table: str, row: Row) -> str:
    """The key of a row as one text, such as 'u1 · FR · retail'."""
    return " · ".join(str(row[name]) for name in key_columns(record_table(table)) if row[name] not in (None, ""))


def new_id(letter: str, request_id: str) -> str:
    """The id of a thing this request creates: the same request always gives the same id."""
    return letter + hashlib.sha256(request_id.encode()).hexdigest()[:20]


def open_rows(tx: sa.Connection, table: str, **equal: object) -> list[Row]:
    """The open rows of a table whose columns equal these values, as stored."""
    stored = record_table(table)
    wanted = [stored.c[name] == value for name, value in equal.items()]
    query = sa.select(stored).where(stored.c.superseded_at.is_(None), *wanted).order_by(stored.c.row_id)
    return list(tx.execute(query).mappings())


def _counted(counts: object) -> dict[str, int]:
    return {name: n for name, n in asdict(counts).items() if name != "kept"}


def widest(principal: Principal, places: Iterable[Scope]) -> Scope | None:
    """The place to ask the permission for when a change touches several: one out of the person's reach, if any."""
    asked = list(places)
    return next((place for place in asked if not principal.reaches(*place)), asked[0] if asked else None)

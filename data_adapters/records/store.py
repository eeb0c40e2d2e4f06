"""The records: what was typed and decided, read as known at any time, changed only in one guarded transaction."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from data_adapters.records import audit
from data_adapters.records.engine import check_file, file_of, journal, make_engine, read_url
from data_adapters.records.faults import reading, saving
from data_adapters.records.migrate import check_schema, create_database
from data_adapters.records.policy import may
from data_adapters.records.principal import Principal, read_scopes
from data_adapters.records.problems import AlreadyDone, Conflict, Denied, UnknownTable
from data_adapters.records.schema import RECORD_TABLES, data_versions, load_runs, login_sessions, requests, users
from data_adapters.records.values import frame_of
from kpis.contract import contract_columns

TRACE = ("row_id", "source", "batch_id", "recorded_at", "recorded_by", "superseded_at", "row_version", "is_sample")


@dataclass(frozen=True)
class Versions:
    """How often the facts and the records were changed; part of every cache key."""

    facts: int
    records: int


@dataclass
class Change:
    """One transaction under way: its connection, its instant, and what will be told to the audit trail."""

    tx: sa.Connection
    at_us: int
    principal: Principal
    request_id: str
    is_sample: bool
    result: dict = field(default_factory=dict)
    before: object = None
    after: object = None

    def say(self, *, before: object = None, after: object = None) -> None:
        """Tell the audit trail what it was and what it is now (plain values)."""
        self.before, self.after = before, after


class Records:
    """Store A. Reads begin plainly; every write goes through `change`."""

    def __init__(self, engine: sa.Engine, *, time_zone: str = "UTC", effort_person: str = "off",
                 clock: Callable[[], datetime] = lambda: datetime.now(UTC)):  # fmt: skip
        self.engine = engine
        self.journal = journal(engine)
        self.effort_person = effort_person
        self._writing = engine.execution_options(writes=True)
        self.zone, self.clock = ZoneInfo(time_zone), clock

    def today(self) -> date:
        """The business day it is now in the company's time zone."""
        return self.clock().astimezone(self.zone).date()

    def now(self) -> datetime:
        """This instant, with its zone."""
        return self.clock()

    def versions(self) -> Versions:
        """The counters of facts and records, by one indexed select."""
        with reading(), self.engine.begin() as tx:
            found = dict(tx.execute(sa.select(data_versions.c.name, data_versions.c.version)).all())
        return Versions(found.get("facts", 0), found.get("records", 0))

    def frame(self, table: str, known_at: datetime | None = None, *, trace: bool = False) -> pd.DataFrame:
        """A record table as known at an instant (default now): one row per key, contract columns.

        Days are datetime64[s], money float, optional counts Int64, flags boolean, text str (empty = NaN).
        With `trace` the columns of `TRACE` follow. Raises UnknownTable, NotReadable.
        """
        stored = record_table(table)
        names = [c.name for c in contract_columns(stored)] + (list(TRACE) if trace else [])
        query = sa.select(*(stored.c[name] for name in names)).where(known(stored, known_at)).order_by(stored.c.row_id)
        with reading(), self.engine.begin() as tx:
            rows = tx.execute(query).all()
        return frame_of(stored, rows, names)

    @contextmanager
    def change(self, principal: Principal, permission: str, *, request_id: str, what: str, bump: str = "records",
               scope: tuple[str | None, str | None] | None = None) -> Iterator[Change]:  # fmt: skip
        """One transaction of permission, change, audit line and version bump; all of it or nothing.

        `scope` is the (market, business area) it touches, None = the whole company; `bump` names the counters to raise.
        Raises Denied (and writes that down), AlreadyDone, Conflict, NotSaved.
        """
        with saving(), self._writing.begin() as tx:
            at_us = _next_instant(tx, self.clock())
            allowed = _allowed(tx, principal, permission, scope)
            if allowed:
                _refuse_repeat(tx, request_id, principal, what)
                change = Change(tx, at_us, principal, request_id, holds_sample(tx))
                yield change
                self._close(change, permission, what)
                _bump(tx, bump.split(), at_us)
        if not allowed:
            self.deny(principal, permission, request_id=request_id, what=what)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A plain write transaction without audit line, for bookkeeping such as "last seen"; all else uses `change`."""
        with saving(), self._writing.begin() as tx:
            yield tx

    def holds(self, principal: Principal, permission: str) -> bool:
        """Does a role of the person, as stored now, hold this permission? Where it reaches is asked by `change`."""
        with reading(), self.engine.begin() as tx:
            return may(principal_now(tx, principal), permission)

    def _close(self, change: Change, permission: str, what: str) -> None:
        who, at = change.principal.user_id, change.at_us
        result = json.dumps(change.result, default=str)
        change.tx.execute(sa.insert(requests), {"request_id": change.request_id, "what": what, "who": who, "at": at,
                                                "result": result})  # fmt: skip
        audit.append(change.tx, at=at, who=who, action="done", what=what, permission=permission,
                     request_id=change.request_id, before=change.before, after=change.after)  # fmt: skip

    def deny(self, principal: Principal, permission: str, *, request_id: str, what: str) -> None:
        """Write a denied attempt into the audit trail and raise Denied."""
        with saving(), self._writing.begin() as tx:
            at_us = _next_instant(tx, self.clock())
            audit.append(tx, at=at_us, who=principal.user_id, action="denied", what=what, permission=permission,
                         request_id=request_id)  # fmt: skip
            _bump(tx, [], at_us)
        raise Denied("You may not do this. Ask the person who manages the users if you should.")

    def verify_audit(self) -> audit.AuditCheck:
        """Walk the audit trail and say whether every line is as it was written."""
        with reading(), self.engine.begin() as tx:
            return audit.verify(tx)


def open_records(url: str, *, create: bool = True, **house: object) -> Records:
    """Open the records at a SQLite or PostgreSQL address; with `create` a missing database is made and filled.

    `house`: time_zone ("UTC"), effort_person ("off", "pseudonym", "named") and clock, as `Records` takes them.

    Raises MissingDatabase, DamagedDatabase, ForeignDatabase, NetworkDisk, SchemaOutdated, SchemaNewer, UnknownDatabase.
    """
    path = file_of(read_url(url))
    if path is not None and (path.exists() or not create):
        check_file(path)
    create_database(url, create)
    engine = make_engine(url)
    try:
        with reading(), engine.begin() as tx:
            check_schema(tx)
    except BaseException:
        engine.dispose()
        raise
    return Records(engine, **house)


def record_table(name: str) -> sa.Table:
    """The stored table of this name. Raises UnknownTable with the nearest name."""
    if name not in RECORD_TABLES:
        near = get_close_matches(name, RECORD_TABLES, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise UnknownTable(f"There is no record table {name!r}.{hint}")
    return RECORD_TABLES[name]


def known(stored: sa.Table, known_at: datetime | None = None) -> sa.ColumnElement[bool]:
    """The rows of a stored table that were known at an instant (default now). A naive instant counts as UTC."""
    if known_at is None:
        return stored.c.superseded_at.is_(None)
    at = microseconds(known_at)
    still = sa.or_(stored.c.superseded_at.is_(None), stored.c.superseded_at > at)
    return sa.and_(stored.c.recorded_at <= at, still)


def microseconds(instant: datetime) -> int:
    """An instant as whole microseconds since 1970 in UTC; a naive one counts as UTC."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    since = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def holds_sample(tx: sa.Connection) -> bool:
    """Does this home hold the sample company? Then what is typed is marked as sample, too."""
    sample = sa.and_(load_runs.c.is_sample, load_runs.c.result == "loaded", load_runs.c.undone_at.is_(None))
    return tx.execute(sa.select(sa.exists().where(sample))).scalar_one()


def principal_now(tx: sa.Connection, principal: Principal) -> Principal:
    """The person as stored at this moment: no role if disabled, logged out or unknown. The local owner stays."""
    if principal.mode == "local":
        return principal
    me = sa.and_(users.c.user_id == principal.user_id, users.c.disabled_at.is_(None))
    live = sa.select(users.c.roles, users.c.scopes).where(me)
    if principal.login_id:
        ended = sa.select(login_sessions.c.login_id).where(login_sessions.c.revoked_at.is_not(None))
        live = live.where(sa.literal(principal.login_id).not_in(ended))
    stored = tx.execute(live).first()
    if stored is None:
        return replace(principal, roles=frozenset(), scopes=frozenset())
    return replace(principal, roles=frozenset(stored.roles.split()), scopes=read_scopes(stored.scopes))


def _allowed(tx: sa.Connection, principal: Principal, permission: str, scope: tuple | None) -> bool:
    now = principal_now(tx, principal)
    return may(now, permission) and now.reaches(*(scope or (None, None)))


def _next_instant(tx: sa.Connection, now: datetime) -> int:
    # Locks the counters: on PostgreSQL changes go one after the other, as BEGIN IMMEDIATE makes them on SQLite.
    # The clock may have been set back; an instant is always later than the last one, so history stays in order.
    rows = tx.execute(sa.select(data_versions.c.changed_at).order_by(data_versions.c.name).with_for_update()).scalars()
    return max(microseconds(now), *(at + 1 for at in rows))


def _bump(tx: sa.Connection, names: list[str], at_us: int) -> None:
    if not set(names) <= {"facts", "records"}:
        raise UnknownTable(f"There is no counter {' '.join(names)!r}; there are 'facts' and 'records'.")
    raised = sa.case((data_versions.c.name.in_(names), data_versions.c.version + 1), else_=data_versions.c.version)
    tx.execute(sa.update(data_versions).values(version=raised, changed_at=at_us))


def _refuse_repeat(tx: sa.Connection, request_id: str, principal: Principal, what: str) -> None:
    done = tx.execute(sa.select(requests).where(requests.c.request_id == request_id)).first()
    if done is None:
        return
    if (done.who, done.what) != (principal.user_id, what):
        raise Conflict("This request number was used for something else. Reload the page and save again.")
    raise AlreadyDone(json.loads(done.result))

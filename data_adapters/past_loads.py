"""What happened: the loads with their notes, the rows each one set aside, and the lines of the audit trail."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from data_adapters.home import Home
from data_adapters.loading import set_aside_file
from data_adapters.records.faults import reading
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Denied
from data_adapters.records.schema import audit, load_runs, users

FORMULA = ("=", "+", "-", "@", "\t", "\r")
REASONS = ("file", "row", "column", "value", "rule", "words")
LOADS_SHOWN, LINES_SHOWN = 500, 50


class UnreadableReasons(Exception):
    """The file that keeps what a load set aside is missing or damaged."""


@dataclass(frozen=True)
class PastLoad:
    """One line of the load ledger as people read it; instants are in UTC."""

    load_id: str
    table: str
    source: str
    file_name: str
    result: str  # loaded | nothing_new | refused | undone
    who: str
    at: datetime
    seen: int
    new: int
    changed: int
    unchanged: int
    set_aside: int
    replaced: int
    covers: tuple[date, date] | None
    notes: tuple[str, ...]
    undone_at: datetime | None

    @property
    def can_be_undone(self) -> bool:
        """Did it change anything that still stands?"""
        return self.result == "loaded"


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit trail; `action` is "done" or "denied"."""

    number: int
    at: datetime
    who: str
    action: str
    what: str
    before: str
    after: str


def past_loads(home: Home, limit: int = LOADS_SHOWN) -> list[PastLoad]:
    """The latest loads, newest first. Raises NotReadable."""
    with reading(), home.records.engine.begin() as tx:
        rows = tx.execute(sa.select(load_runs).order_by(load_runs.c.seq.desc()).limit(limit)).all()
        names = _names(tx)
    return [_past_load(row, names) for row in rows]


def still_set_aside(loads: list[PastLoad]) -> list[PastLoad]:
    """The last load of each source of a table, where it set rows aside: a mended file takes its place."""
    counted = [one for one in loads if one.result != "undone" and (one.result != "refused" or one.set_aside)]
    last = {(one.table, one.source): one for one in reversed(counted)}
    return [one for one in last.values() if one.set_aside]


def set_aside_rows(home: Home, principal: Principal, load_id: str) -> pa.Table:
    """Every reason why rows of a load were set aside: columns file, row, column, value, rule, words.

    The values are what the file held, so this asks for the right to load. Raises Denied, UnreadableReasons.
    """
    if not home.records.holds(principal, "import.run"):
        raise Denied("Only people who may load files see the values that were set aside.")
    path = set_aside_file(home, load_id)
    try:
        return pq.read_table(path).select(list(REASONS))
    except FileNotFoundError:
        raise UnreadableReasons("The list of the rows this load set aside is not there any more.") from None
    except (OSError, pa.ArrowException, KeyError) as damage:
        raise UnreadableReasons("The list of the rows this load set aside is damaged; load the file again.") from damage


def as_safe_csv(rows: pa.Table) -> str:
    """Rows as CSV that a spreadsheet shows as they are: a text that would begin a formula gets an apostrophe first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.column_names)
    writer.writerows([harmless(value) for value in line.values()] for line in rows.to_pylist())
    return out.getvalue()


def harmless(value: object) -> object:
    """A text no spreadsheet takes for a formula.

    >>> harmless("=HYPERLINK(1)"), harmless("Ana"), harmless(-3)
    ("'=HYPERLINK(1)", 'Ana', -3)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def audit_lines(home: Home, principal: Principal, *, who: str = "", what: str = "",
                limit: int = LINES_SHOWN) -> list[AuditLine]:  # fmt: skip
    """The latest lines of the audit trail, newest first, by person and by a part of what was done. Raises Denied."""
    if not home.records.holds(principal, "audit.read"):
        raise Denied("Your role does not include the audit trail.")
    a = audit.c
    query = sa.select(audit).order_by(a.seq.desc()).limit(limit)
    if what:
        query = query.where(a.what.icontains(what, autoescape=True))
    with reading(), home.records.engine.begin() as tx:
        names = _names(tx)
        if who:
            query = query.where(a.who.in_([who, *(user for user, name in names.items() if name == who)]))
        return [AuditLine(line.seq, _moment(line.at), names.get(line.who, line.who), line.action, line.what,
                          line.before or "", line.after or "") for line in tx.execute(query)]  # fmt: skip


def audit_people(home: Home, principal: Principal) -> list[str]:
    """Everybody who has a line in the audit trail, by name. Raises Denied."""
    if not home.records.holds(principal, "audit.read"):
        raise Denied("Your role does not include the audit trail.")
    with reading(), home.records.engine.begin() as tx:
        names = _names(tx)
        return sorted({names.get(who, who) for who in tx.execute(sa.select(audit.c.who).distinct()).scalars()})


def _past_load(row: sa.Row, names: dict[str, str]) -> PastLoad:
    covers = (row.covers_from, row.covers_to) if row.covers_from else None
    undone = _moment(row.undone_at) if row.undone_at else None
    return PastLoad(
        row.load_id, row.table_name, row.source, row.file_name, "undone" if undone else row.result,
        names.get(row.who, row.who), _moment(row.finished_at or row.started_at), row.seen, row.new, row.changed,
        row.unchanged, row.set_aside, row.replaced, covers, tuple(json.loads(row.notes or "[]")), undone,
    )  # fmt: skip


def _names(tx: sa.Connection) -> dict[str, str]:
    return dict(tx.execute(sa.select(users.c.user_id, users.c.name)).all())


def _moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)

"""Closed weeks of logged time: until when they are closed, by whom, and the refusal of everything that would change them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data_adapters.records.faults import reading
from data_adapters.records.freezing import instant
from data_adapters.records.problems import InvalidEntry
from data_adapters.records.schema import closed_weeks
from data_adapters.records.store import Records

TIME = "effort_entries"


@dataclass(frozen=True)
class Closing:
    """All weeks up to that of the Monday `until` are closed; `reopened_at` is filled when this holds no longer."""

    closing_id: int
    until: date
    closed_at: datetime
    closed_by: str
    reason: str
    reopened_at: datetime | None
    reopened_by: str | None
    reopened_because: str | None


def closings(records: Records) -> tuple[Closing, ...]:
    """Every closing so far, the newest first, those taken back included."""
    with reading(), records.engine.begin() as tx:
        rows = tx.execute(sa.select(closed_weeks).order_by(closed_weeks.c.closing_id.desc())).all()
    return tuple(_closing(row) for row in rows)


def closed_until(tx: sa.Connection) -> Closing | None:
    """The closing that reaches furthest and holds; None where every week is open."""
    c = closed_weeks.c
    query = sa.select(closed_weeks).where(c.reopened_at.is_(None)).order_by(c.until.desc(), c.closing_id).limit(1)
    row = tx.execute(query).first()
    return _closing(row) if row else None


def refuse_closed(tx: sa.Connection, table: str, weeks: Iterable[date]) -> None:
    """Raise InvalidEntry (rule closed_week) when rows of a closed week of the time table would change."""
    touched = sorted(set(weeks)) if table == TIME else []
    now = closed_until(tx) if touched else None
    if now and touched[0] <= now.until:
        raise InvalidEntry("week", "closed_week", words_of(now, touched[0]))


def words_of(now: Closing, week: date) -> str:
    """Why a week cannot be changed, and who can open it."""
    return (f"Week {week.isocalendar().week} of {week.isocalendar().year} is closed: {now.closed_by} closed all weeks up to week "
            f"{now.until.isocalendar().week} on {now.closed_at:%d %b %Y}. An admin can open it again; until then a correction "
            "is a new entry in an open week.")  # fmt: skip


def _closing(row: sa.Row) -> Closing:
    return Closing(row.closing_id, row.until, instant(row.closed_at), row.closed_by, row.reason,
                   instant(row.reopened_at) if row.reopened_at else None, row.reopened_by,
                   row.reopened_because)  # fmt: skip

"""What last Monday said about a period, what is said about it now, and which loads lie in between."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_adapters.definitions import facts_behind
from data_adapters.home import Home
from data_adapters.past_loads import PastLoad, past_loads
from data_adapters.readings import frames
from data_adapters.records.faults import reading
from data_adapters.records.schema import RECORD_TABLES
from kpis.periods import Period
from kpis.reading import Reading
from kpis.registry import Indicator, compute
from kpis.slices import Slice
from kpis.tables import Tables

MONDAY_AT = time(8)  # when the Monday review is read


@dataclass(frozen=True)
class SaidThen:
    """A reading as it was known at an instant, and what has changed its tables since.

    `loads` brought or took back rows since, newest first; `edits` counts record rows typed or changed since, by table.
    """

    known_at: datetime
    then: Reading
    loads: tuple[PastLoad, ...]
    edits: dict[str, int]


def first_monday(period: Period, time_zone: str) -> datetime:
    """The Monday after a period, 08:00 on the company's clock.

    >>> first_monday(Period(date(2026, 11, 16), date(2026, 11, 22)), "UTC").isoformat()
    '2026-11-23T08:00:00+00:00'
    """
    day = period.end + timedelta(days=7 - period.end.weekday())
    return datetime.combine(day, MONDAY_AT, ZoneInfo(time_zone))


def said_then(home: Home, what: Indicator, period: Period, where: Slice = Slice()) -> SaidThen:
    """The reading of a period as known on the Monday after it, and the changes since.

    Raises CannotLookBack where facts lie in a server without loading history, NotReadable.
    """
    known_at = first_monday(period, home.company.time_zone)
    tables = Tables(frames(home, what.tables, known_at), known_at.date())
    then = compute(what, tables, period=period, company=home.company, where=where)
    behind = set(facts_behind(what))
    loads = tuple(load for load in past_loads(home) if load.table in behind and _since(load, known_at))
    return SaidThen(known_at, then, loads, _edits(home, behind, known_at))


def _since(load: PastLoad, known_at: datetime) -> bool:
    changed = load.new or load.changed or load.replaced
    came = load.result == "loaded" and load.at > known_at and changed
    taken_back = load.undone_at is not None and load.undone_at > known_at >= load.at
    return bool(came or taken_back)


def _edits(home: Home, tables: set[str], known_at: datetime) -> dict[str, int]:
    """Rows of records typed or changed by hand since; what a load brought is told by the load."""
    at, found = round(known_at.timestamp() * 1e6), {}
    with reading(), home.records.engine.begin() as tx:
        for name in sorted(tables & RECORD_TABLES.keys()):
            c = RECORD_TABLES[name].c
            query = sa.select(sa.func.count()).where(c.recorded_at > at, c.batch_id.is_(None))
            found[name] = tx.execute(query).scalar_one()
    return {name: count for name, count in found.items() if count}

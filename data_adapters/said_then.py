"""What last Monday said about a period, what is said about it now, and which loads lie in between."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_adapters.definitions import definition_version, facts_behind
from data_adapters.home import Home
from data_adapters.past_loads import PastLoad, past_loads
from data_adapters.readings import frames
from data_adapters.records.faults import reading
from data_adapters.records.freezing import FrozenReview, instant, stored_review
from data_adapters.records.schema import RECORD_TABLES, frozen_reviews
from kpis.periods import Period
from kpis.reading import Reading
from kpis.registry import Indicator, compute
from kpis.slices import Slice
from kpis.tables import Tables

MONDAY_AT = time(8)  # when the Monday review is read
ONE_WEEK = timedelta(days=7)
QUARTER = 13  # stored reviews looked through for the last good value


@dataclass(frozen=True)
class OtherDefinition:
    """What the review of that Monday said by a definition that holds no more; never compared with a number of today."""

    said: float | None
    version: str
    now: str


@dataclass(frozen=True)
class SaidThen:
    """A reading as it was known at an instant, and what has changed its tables since.

    `then` is what the stored review said if it was counted as today, else today's definition over what was known then,
    with what the review said beside it (`other`). `loads` brought or took back rows since, newest first; `edits` counts
    record rows typed or changed since, by table.
    """

    known_at: datetime
    then: Reading
    loads: tuple[PastLoad, ...]
    edits: dict[str, int]
    other: OtherDefinition | None = None


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
    frozen = None if where.filters() else stored_review(home.records, known_at.date() - ONE_WEEK)
    told = _told(frozen, what, period)
    now = definition_version(what, home.company)
    if told is not None and frozen.told.definitions.get(what.id) == now:
        return SaidThen(frozen.frozen_at, _reading(what, told), *_since_then(home, what, frozen.frozen_at))
    known_at = frozen.frozen_at if told is not None else known_at
    tables = Tables(frames(home, what.tables, known_at), known_at.date())
    then = compute(what, tables, period=period, company=home.company, where=where)
    other = None if told is None else OtherDefinition(told["value"], frozen.told.definitions.get(what.id, ""), now)
    return SaidThen(known_at, then, *_since_then(home, what, known_at), other)


@dataclass(frozen=True)
class LastSaid:
    """The last value a stored review had for a number, the end of its period, and when the review was stored."""

    value: float
    unit: str
    end: date
    frozen_at: datetime


def last_said(home: Home, what: Indicator) -> LastSaid | None:
    """What the latest stored review with a number said of it, for the whole company; None if there is none.

    Shown where a source cannot be read now: the last good value, with its age. Raises NotReadable.
    """
    columns = (frozen_reviews.c.readings, frozen_reviews.c.frozen_at)
    with reading(), home.records.engine.begin() as tx:
        rows = tx.execute(sa.select(*columns).order_by(frozen_reviews.c.week.desc()).limit(QUARTER)).all()
    for readings, frozen_at in rows:
        told = next((one for one in json.loads(readings) if one["id"] == what.id and one["value"] is not None), None)
        if told:
            return LastSaid(told["value"], told["unit"], date.fromisoformat(told["to"]), instant(frozen_at))
    return None


def _told(frozen: FrozenReview | None, what: Indicator, period: Period) -> Mapping[str, Any] | None:
    """What a stored review said of exactly this period."""
    days = (period.start.isoformat(), period.end.isoformat())
    said = frozen.told.readings if frozen else ()
    return next((one for one in said if one["id"] == what.id and (one["from"], one["to"]) == days), None)


def _reading(what: Indicator, told: Mapping[str, Any]) -> Reading:
    days = [date.fromisoformat(told[name]) for name in ("from", "to")]
    return Reading(what.id, what.view, what.timing, told["unit"], *days, told["value"], told["low"], told["high"],
                   told["n"], told["reason"])  # fmt: skip


def _since_then(home: Home, what: Indicator, known_at: datetime) -> tuple[tuple[PastLoad, ...], dict[str, int]]:
    behind = set(facts_behind(what))
    loads = tuple(load for load in past_loads(home) if load.table in behind and _since(load, known_at))
    return loads, _edits(home, behind, known_at)


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

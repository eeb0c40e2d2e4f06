"""How fresh each source of each table is: last load, age against its own rhythm, rows visible, days covered."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_adapters.home import Home
from data_adapters.records.faults import reading
from data_adapters.records.schema import RECORD_TABLES, load_runs, manifest
from kpis.cubes import CUBES
from kpis.registry import Indicator, all_indicators

DAYS_NEEDED = 3  # a rhythm is two gaps between three days with a load
PATIENCE, WEEKEND = 1.5, 2  # late = half a gap over the usual one, and a weekend
Names = tuple[str, str]  # table and source


class State(StrEnum):
    """How a source of a table stands against what its own loads let one expect."""

    FRESH = "fresh"
    LATE = "late"
    EARLY = "early"  # loaded too rarely to know a rhythm
    TYPED = "typed"  # entered on the pages: comes when somebody types
    NEVER = "never"


@dataclass(frozen=True)
class Freshness:
    """One source of one table: rows visible now, the business days they cover, and when it was last loaded (UTC).

    `every` is the median gap in days between days with a load, `loaded_on` the number of such days.
    """

    table: str
    source: str
    state: State
    rows: int = 0
    first_day: date | None = None
    last_day: date | None = None
    last_success: datetime | None = None
    age_days: int | None = None
    every: float | None = None
    loaded_on: int = 0


@dataclass(frozen=True)
class Missing:
    """A table nothing was loaded into yet, and the names of the indicators that would read it."""

    table: str
    wanted_by: tuple[str, ...]


@dataclass(frozen=True)
class _Rows:
    count: int
    first_day: date | None
    last_day: date | None
    recorded_at: int | None = None


def freshness(home: Home) -> list[Freshness]:
    """Every source of every table that holds rows or was ever loaded, facts before records, each by name.

    Raises NotReadable. A source is late when its last success is older than 1.5 times its usual gap and two days.
    """
    loads, found = _successes(home), {**_fact_rows(home), **_record_rows(home)}
    ordered = sorted({*loads, *found}, key=lambda names: (names[0] in RECORD_TABLES, names))
    return [_standing(names, loads.get(names, []), found.get(names), home) for names in ordered]


def missing(home: Home) -> list[Missing]:
    """The tables the indicators read that hold nothing yet, most wanted first."""
    found = {**_fact_rows(home), **_record_rows(home)}
    held = {table for (table, _), rows in found.items() if rows.count}
    wanted: dict[str, list[str]] = defaultdict(list)
    for what in all_indicators():
        for table in _tables_of(what) - held:
            wanted[table].append(what.name)
    most_first = sorted(wanted.items(), key=lambda one: (-len(one[1]), one[0]))
    return [Missing(table, tuple(names)) for table, names in most_first]


def data_up_to(found: list[Freshness], today: date) -> dict[str, date]:
    """Per source the last business day any of its facts speaks about, days to come left out."""
    days: dict[str, date] = {}
    for one in found:
        if one.table not in RECORD_TABLES and one.last_day and one.last_day <= today:
            days[one.source] = max(one.last_day, days.get(one.source, one.last_day))
    return days


def usual_gap(days: list[date]) -> float | None:
    """The median number of days between days with a load; None below three such days.

    >>> usual_gap([date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 9), date(2026, 11, 17)])
    7.5
    >>> usual_gap([date(2026, 11, 2), date(2026, 11, 9)])
    """
    single = sorted(set(days))
    if len(single) < DAYS_NEEDED:
        return None
    return float(median((later - earlier).days for earlier, later in zip(single, single[1:])))


def is_late(age_days: int, every: float) -> bool:
    """Is a source overdue? A daily one after a long weekend is not, a weekly one after two weeks is.

    >>> is_late(3, 1), is_late(4, 1), is_late(12, 7), is_late(13, 7)
    (False, True, False, True)
    """
    return age_days > PATIENCE * every + WEEKEND


def _standing(names: Names, loads: list[datetime], rows: _Rows | None, home: Home) -> Freshness:
    zone, rows = ZoneInfo(home.company.time_zone), rows or _Rows(0, None, None)
    days = [moment.astimezone(zone).date() for moment in loads]
    last = max(loads, default=None) or (_moment(rows.recorded_at) if rows.recorded_at else None)
    age = (home.records.today() - last.astimezone(zone).date()).days if last else None
    every = usual_gap(days)
    return Freshness(*names, _state(days, age, every), rows.count, rows.first_day, rows.last_day, last, age, every,
                     len(set(days)))  # fmt: skip


def _state(days: list[date], age: int | None, every: float | None) -> State:
    if age is None:
        return State.NEVER
    if not days:
        return State.TYPED
    if every is None:
        return State.EARLY
    return State.LATE if is_late(age, every) else State.FRESH


def _successes(home: Home) -> dict[Names, list[datetime]]:
    """When each source of each table was loaded; a file seen before counts, a refused or undone one does not."""
    r = load_runs.c
    query = sa.select(r.table_name, r.source, r.finished_at).where(
        r.result.in_(("loaded", "nothing_new")), r.undone_at.is_(None), r.finished_at.is_not(None))  # fmt: skip
    found: dict[Names, list[datetime]] = defaultdict(list)
    with reading(), home.records.engine.begin() as tx:
        for table, source, at in tx.execute(query):
            found[table, source].append(_moment(at))
    return found


def _fact_rows(home: Home) -> dict[Names, _Rows]:
    m = manifest.c
    query = sa.select(m.table_name, m.source, sa.func.sum(m.rows), sa.func.min(m.first_day), sa.func.max(m.last_day))
    query = query.where(m.superseded_at.is_(None)).group_by(m.table_name, m.source)
    with reading(), home.records.engine.begin() as tx:
        return {(table, source): _Rows(int(n), first, last) for table, source, n, first, last in tx.execute(query)}


def _record_rows(home: Home) -> dict[Names, _Rows]:
    with reading(), home.records.engine.begin() as tx:
        return {(name, source): rows for name, stored in RECORD_TABLES.items()
                for source, rows in _open_rows(tx, stored)}  # fmt: skip


def _open_rows(tx: sa.Connection, stored: sa.Table) -> Iterator[tuple[str, _Rows]]:
    day = stored.c[stored.info["day"]] if stored.info["day"] else sa.null()
    query = sa.select(stored.c.source, sa.func.count(), sa.func.min(day), sa.func.max(day),
                      sa.func.max(stored.c.recorded_at))  # fmt: skip
    for source, *rest in tx.execute(query.where(stored.c.superseded_at.is_(None)).group_by(stored.c.source)):
        yield source, _Rows(*rest)


def _tables_of(what: Indicator) -> set[str]:
    """The canonical tables behind what an indicator must have; rates and adjustments are asked for by nobody alone."""
    return {fact for name in what.required for fact in (CUBES[name].facts[:1] if name in CUBES else (name,))}


def _moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)

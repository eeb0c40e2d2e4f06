"""What became of the numbers earlier reviews told: "last Monday said 1.42 M, 12 late rows of sales made it 1.47 M"."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_adapters.came_later import Cause, Restated, Why, compared, told_now
from data_adapters.frozen import frozen_review
from data_adapters.home import Home
from data_adapters.records.problems import RecordsProblem
from kpis.company import Company
from kpis.periods import Period, Rhythm, period_of, previous
from kpis.registry import all_indicators
from pages.parts import cache
from pages.parts.figures import day_month, short_period, shown, whole
from pages.parts.words import say

MOST = 5


def reads_differently(home: Home, week: Period) -> tuple[str, ...]:
    """One sentence for each number of this week and the one before that was another one in its review; at most five.

    Only differences people can see in the figures they read. Empty for weeks that were never frozen.
    """
    both = (week, previous(week, Rhythm.WEEK, home.company))
    told = [text for one in both for text in _told(home, one)]
    return tuple(dict.fromkeys(told))[:MOST]  # a monthly number may be in both weeks


def _told(home: Home, week: Period) -> list[str]:
    try:
        frozen = frozen_review(home, week)
        found = compared(home, week, frozen, told_now(home, week, cache.frames(home))) if frozen else []
    except (RecordsProblem, sa.exc.SQLAlchemyError, OSError):
        return []
    if not found:
        return []
    zone = ZoneInfo(home.company.time_zone)
    when = _when(frozen.frozen_at.astimezone(zone).date(), home.company.today(), home.company)
    return [spoken(one, when, home.company) for one in found if _visible(one)]


def _when(frozen_on: date, today: date, company: Company) -> str:
    """The review of the week before today's is called by the day everybody reads it."""
    monday = period_of(today, Rhythm.WEEK, company).start
    lately = monday - timedelta(days=7) <= frozen_on < monday
    return say("forward.then.monday") if lately else say("forward.then.review", day=day_month(frozen_on))


def _visible(one: Restated) -> bool:
    return one.then is not None and shown(one.then, one.unit) != shown(one.now, one.unit)


def spoken(one: Restated, when: str, company: Company) -> str:
    """One restated number as a sentence; `when` it was told, such as "last Monday"."""
    rhythm = {what.id: what.rhythm for what in all_indicators()}[one.indicator]
    period = short_period(one.end, rhythm, company.fiscal_year_start_month)
    figures = {"name": say(f"short.{one.indicator}"), "period": period, "when": when, "then": shown(one.then, one.unit),
               "now": shown(one.now, one.unit) if one.now is not None else say("forward.no_number")}  # fmt: skip
    if one.late_rows:
        return say("forward.then.load", rows=" and ".join(_late(one.because)), **figures)
    because = ", ".join(dict.fromkeys(_cause(cause) for cause in one.because)) or say("forward.because.unknown")
    return say("forward.then.other", because=because, **figures)


def _late(causes: tuple[Cause, ...]) -> Iterator[str]:
    tables: dict[str, int] = {}
    for cause in causes:
        if cause.why == Why.LOAD:
            tables[cause.table] = tables.get(cause.table, 0) + cause.rows
    for table, n in tables.items():
        yield say(f"forward.then.rows.{'one' if n == 1 else 'many'}", n=whole(n), table=table.replace("_", " "))


def _cause(cause: Cause) -> str:
    return say(f"forward.because.{cause.why}", table=cause.table.replace("_", " "))

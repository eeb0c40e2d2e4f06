"""The running week, month or quarter so far, held against as many working days of the one before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from data_adapters.credit.lag import usual_lag
from data_adapters.health import Freshness
from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.company import Company
from kpis.elapsed import SoFar, so_far
from kpis.periods import ONE_DAY, Period, Rhythm, last_complete, period_of
from kpis.reading import Reading
from kpis.registry import Indicator, all_indicators, compute
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts.data import kept
from pages.parts.figures import day_month, long_day, long_period, shown
from pages.parts.gate import Page
from pages.parts.numbers import company_tables
from pages.parts.views.phrases import key_of, moved
from pages.parts.words import plain, say

SWITCH = "so_far"
DAILY: Mapping[str, tuple[str, ...]] = {"attributed_sales": ("sales", "touches"), "total_sales": ("sales",)}
SILENT = timedelta(days=60)  # a source without a load for so long has ended: nobody waits for it


@dataclass(frozen=True)
class Progress:
    """A running period: its days so far beside as many of the period before, and the number over each of the two.

    `both` is None while no day of it is over; `then` is None if the period before has no such days.
    """

    running: Period
    both: SoFar | None
    now: Reading | None
    then: Reading | None


def draw_switch(page: Page, rhythm: Rhythm | None = None) -> bool:
    """The switch, if the last complete week is looked at; `rhythm` = that of the one number on the page."""
    if page.week.end > page.today:
        return True
    if page.week != last_complete(page.today, Rhythm.WEEK, page.home.company):
        return False
    return st.toggle(say(f"views.so_far.{rhythm}" if rhythm else "views.so_far.all"), key=SWITCH, bind="query-params",
                     persist_state="session")  # fmt: skip


def progress(page: Page) -> Mapping[str, Progress]:
    """The running period of every number by its id."""
    reach = {id_: reach_of(page, id_) for id_ in DAILY}
    return _progress(*key_of(page), page.slice, tuple(reach.items()), page.home, company_tables(page))


def reach_of(page: Page, id_: str) -> date | None:
    """The day up to which the tables of a sum of daily rows are all known; None for numbers of another kind.

    A table is known up to its last row, and up to the day before it was last loaded: nothing was sold on a quiet day.
    """
    company = page.home.company
    found = [one for one in kept.freshness_of(page) if one.table in DAILY.get(id_, ()) and _alive(one, page.today)]
    return min((_known_to(one, company) for one in found), default=None)


def _alive(one: Freshness, today: date) -> bool:
    return one.last_success is not None and (one.age_days or 0) <= SILENT.days


def _known_to(one: Freshness, company: Company) -> date:
    loaded = one.last_success.astimezone(ZoneInfo(company.time_zone)).date() - ONE_DAY
    return max(loaded, one.last_day or loaded)


def unfinished(page: Page, readings: tuple[Reading, ...]) -> int:
    """How many of the latest readings may still change: days are not loaded yet, or rows usually come in later."""
    if not readings or readings[-1].id not in DAILY:
        return 0
    firm = [day for day in (reach_of(page, readings[-1].id), _settled(page)) if day is not None]
    return still_open(readings, min(firm, default=None), page.home.company)


def still_open(readings: tuple[Reading, ...], firm: date | None, company: Company) -> int:
    """How many of the latest readings have a working day after the last one that will not change any more."""
    count = 0
    while firm and count < len(readings) and _last_working_day(readings[-1 - count], company) > firm:
        count += 1
    return count


def loose_words(page: Page, id_: str) -> str:
    """Why the dashed end of a line may still change."""
    reach, settled = reach_of(page, id_), _settled(page)
    if settled is not None and (reach is None or settled < reach):
        return say("views.chart.key.late", days=(page.today - settled).days - 1)
    return say("views.chart.key.loose", day=day_month(reach or page.today))


def _settled(page: Page) -> date | None:
    """The last day of which 95 of 100 rows have usually come in by now; None while that is not known."""
    lag = _lag(*key_of(page), page.home)
    return None if lag is None else page.today - (lag + 1) * ONE_DAY


# Keyed by folder, versions and day; the home is left out of the key by its underscore.
@st.cache_resource(max_entries=2, show_spinner=False)
def _lag(folder: str, versions: Versions, today: date, _home: Home) -> int | None:
    return usual_lag(_home)[0]


def _last_working_day(reading: Reading, company: Company) -> date:
    day = reading.end
    while day > reading.start and (day.weekday() > 4 or day in company.holidays):
        day -= ONE_DAY
    return day


# Keyed by folder, versions, day and what is asked; home and tables are left out of the key by their underscore.
@st.cache_resource(max_entries=64, show_spinner=False)
def _progress(folder: str, versions: Versions, today: date, where: Slice, reach: tuple[tuple[str, date | None], ...],
              _home: Home, _tables: Tables) -> Mapping[str, Progress]:  # fmt: skip
    known = dict(reach)
    return {what.id: _one(what, _tables, _home.company, where, today, known.get(what.id)) for what in all_indicators()}


def _one(what: Indicator, tables: Tables, company: Company, where: Slice, today: date, reach: date | None) -> Progress:
    before = last_complete(today, what.rhythm, company)
    running = period_of(before.end + ONE_DAY, what.rhythm, company)
    last = min(today - ONE_DAY, reach or today)
    if last < running.start:
        return Progress(running, None, None, None)
    both = so_far(running, last, before, company)
    now, then = (span and compute(what, tables, period=span, company=company, where=where)
                 for span in (both.period, both.part))  # fmt: skip
    return Progress(running, both, now, then)


def so_far_words(page: Page, what: Indicator, one: Progress) -> str:
    """The running period in one or two sentences, safe for markdown."""
    return plain(" ".join(_said(page.home.company, what, one)))


def not_begun(page: Page, running: Mapping[str, Progress]) -> str:
    """Which weeks, months or quarters have no day that is over, in one line; empty if all have one."""
    waiting = {one.running: what for what in all_indicators() if (one := running[what.id]).both is None}
    return plain(" ".join(next(_said(page.home.company, what, Progress(span, None, None, None)))
                          for span, what in sorted(waiting.items(), key=lambda pair: pair[0])))  # fmt: skip


def _said(company: Company, what: Indicator, one: Progress) -> Iterator[str]:
    name = long_period(one.running.end, what.rhythm, company.fiscal_year_start_month)
    if one.both is None or one.now is None:
        yield say("views.so_far.none", period=name, day=long_day(one.running.start))
        return
    days = {"days": one.both.working_days, "all": one.both.all_working_days, "period": name}
    if one.now.value is None:
        yield say("views.so_far.reason", reason=(one.now.reason or "").removeprefix("no data: "), **days)
        return
    yield say("views.so_far.now", now=shown(one.now.value, one.now.unit), **days)
    if one.then is None or one.then.value is None:
        yield say("views.so_far.alone")
        return
    if one.now.value == one.then.value:
        yield say("views.so_far.same")
    else:
        difference = moved(one.now.value - one.then.value, one.now.unit)
        yield say("views.so_far.then", then=shown(one.then.value, one.then.unit), change=difference)
    if not one.both.equal:
        yield say("views.so_far.fewer", days=one.both.part_working_days)

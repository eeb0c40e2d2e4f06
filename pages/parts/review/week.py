"""Everything the Monday page says about one week and filter, worked out once per state of the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from data_adapters import health
from data_adapters.home import Home
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.store import Versions
from kpis.company import Company
from kpis.cubes import CUBES
from kpis.elapsed import working_days
from kpis.periods import ONE_DAY, Period, Rhythm, last_complete
from kpis.reading import NoAnswer
from kpis.registry import all_indicators
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts.gate import Page
from pages.parts.numbers import Series, all_series, company_tables
from pages.parts.reader import reader
from pages.parts.review.cards import Card, choose_cards, late_card
from pages.parts.review.goal_path import Pace, pace
from pages.parts.review.good_news import good_news
from pages.parts.review.lines import Line, counted, judged
from pages.parts.review.pinned import Pinned, new_pipeline
from pages.parts.review.typed import said
from pages.parts.views.so_far import DAILY, reach_of
from pages.parts.words import say


@dataclass(frozen=True)
class Review:
    """One week read: every number with its word, what asks for attention, what went well, what is missing.

    `week` is complete; `running` is the week the reader chose if it is not over yet. `missing` names the tables that
    would give more numbers, with how many each.
    """

    week: Period
    running: Period | None
    lines: tuple[Line, ...]
    paces: Mapping[str, Pace]
    cards: tuple[Card, ...]
    good: tuple[str, ...]
    pinned: Pinned | None
    counts: Mapping[str, int]
    data_up_to: date | None
    missing: tuple[tuple[str, int], ...]

    @property
    def answered(self) -> int:
        """How many numbers there are."""
        return sum(line.answered for line in self.lines)

    @property
    def judged(self) -> bool:
        """Is there a number of which can be said whether it is as usual?"""
        return any(line.tone != "early" for line in self.lines)

    def line(self, id_: str) -> Line | None:
        """The line of one indicator, if it is known."""
        return next((line for line in self.lines if line.what.id == id_), None)


def read_week(page: Page) -> Review:
    """The week the reader has chosen; of a running week the last complete one before it."""
    running = page.week if page.week.end > page.today else None
    week = last_complete(page.today, Rhythm.WEEK, page.home.company) if running else page.week
    series, tables = all_series(page, week=week), company_tables(page)
    key = (str(page.home.settings.home), page.home.versions(), page.today, week, running, page.slice, reader().name)
    return _read(*key, incomplete_in(page, week), page.home, series, tables)


def incomplete_in(page: Page, week: Period) -> tuple[str, ...]:
    """The weekly sums for which a working day of the week is not loaded yet."""
    reach = {id_: reach_of(page, id_) for id_ in DAILY}
    return tuple(id_ for id_, day in reach.items() if day and not all_days_in(week, day, page.home.company))


def all_days_in(week: Period, day: date, company: Company) -> bool:
    """Are all working days of a week in, with data up to this day? Days off at its end need no rows."""
    return day >= week.end or not working_days(Period(max(day + ONE_DAY, week.start), week.end), company)


@st.cache_resource(max_entries=64, show_spinner=False)
def _read(folder: str, versions: Versions, today: date, week: Period, running: Period | None, where: Slice, reads: str,
          incomplete: tuple[str, ...], _home: Home, _series: Mapping[str, Series], _tables: Tables) -> Review:  # fmt: skip
    company, lines = _home.company, judged(_series, incomplete)
    typed = said(folder, versions, _home)
    paces = {
        id_: found
        for id_, one in _series.items()
        if (found := pace(one, typed.goals, _tables, where=where, company=company))
    }
    names = {what.id: say(f"short.{what.id}") for what in all_indicators()}
    loads = _loads(folder, versions, today, _home)
    cards = choose_cards(lines, paces, week=week, company=company, names=names)
    late = [late_card(one.source, [one.table], one.last_day) for one in loads if one.state == health.State.LATE]
    return Review(
        week,
        running,
        lines,
        paces,
        (*cards, *late)[:5],
        good_news(lines, typed, names),
        new_pipeline(_tables, typed.goals, week, where, company),
        counted(lines),
        _data_up_to(loads, today),
        _missing(lines, _tables),
    )


# The same for every week and filter: read once per state of the records.
@st.cache_resource(max_entries=2, show_spinner=False)
def _loads(folder: str, versions: Versions, today: date, _home: Home) -> list[health.Freshness]:
    try:
        return health.freshness(_home)
    except RecordsProblem:
        return []


def _data_up_to(loads: list[health.Freshness], today: date) -> date | None:
    """The day up to which the tables of the weekly numbers all reach."""
    weekly = {CUBES[name].facts[0] for what in all_indicators() if what.rhythm == Rhythm.WEEK for name in what.required
              if name in CUBES}  # fmt: skip
    days: dict[str, date] = {}
    for one in loads:
        if one.table in weekly and one.last_day:
            days[one.table] = max(min(one.last_day, today), days.get(one.table, date.min))
    return min(days.values(), default=None)


def _missing(lines: tuple[Line, ...], tables: Tables) -> tuple[tuple[str, int], ...]:
    """Which table would bring how many more numbers, the most helpful first."""
    wanted: dict[str, int] = {}
    for line in lines:
        empty = set() if line.answered else {_fact(name) for name in line.what.required if _is_empty(tables, name)}
        if len(empty) == 1:
            table = empty.pop()
            wanted[table] = wanted.get(table, 0) + 1
    return tuple(sorted(wanted.items(), key=lambda pair: (-pair[1], pair[0])))


def _fact(name: str) -> str:
    return CUBES[name].facts[0] if name in CUBES else name


def _is_empty(tables: Tables, name: str) -> bool:
    try:
        return tables.frame(name).rows.empty
    except NoAnswer:
        return False  # it cannot be read: loading it again would not help

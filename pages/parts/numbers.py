"""The numbers pages show: each indicator's reading with its past, for one week and filter, kept per data version."""

import gc
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.company import Company
from kpis.periods import Period, history, last_complete
from kpis.reading import Reading
from kpis.registry import Indicator, all_indicators, compute
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts import cache
from pages.parts.gate import Page

KEPT = 12_000  # single readings kept per state of the data: about thirty filters
POINTS = 26  # how much of the past a page draws: half a year of weeks
LOOKS = 64  # new filters after which what has been set aside from the collector is looked through again


@dataclass(frozen=True)
class Series:
    """One indicator with its past: readings of complete periods, oldest first; the last is the one shown."""

    what: Indicator
    readings: tuple[Reading, ...]

    @property
    def now(self) -> Reading:
        """The reading of the period the page looks at."""
        return self.readings[-1]

    @property
    def values(self) -> list[float | None]:
        """The values, oldest first; None where there was no number."""
        return [reading.value for reading in self.readings]


def company_tables(page: Page) -> Tables:
    """All tables as known today, ready to be cut. Shared between sessions: never change one."""
    return _tables(str(page.home.settings.home), page.home.versions(), page.today, page.home)


def all_series(page: Page, *, week: Period | None = None, where: Slice | None = None) -> dict[str, Series]:
    """Every indicator's past up to a week (default: the week and filter the reader has chosen), by its id."""
    week, where = week or page.week, page.slice if where is None else where
    key = (str(page.home.settings.home), page.home.versions(), page.today)
    return _all_series(*key, week.end, where, page.home)


# Keyed by folder, versions and day; the home itself is left out of the key by its underscore.
@st.cache_resource(max_entries=2, show_spinner=False)
def _tables(folder: str, versions: Versions, today: date, _home: Home) -> Tables:
    return Tables(cache.frames(_home), today)


@st.cache_resource(max_entries=64, show_spinner=False)
def _all_series(
    folder: str, versions: Versions, today: date, day: date, where: Slice, _home: Home
) -> dict[str, Series]:
    known = _known(folder, versions, today, _home)
    found = {what.id: Series(what, known.past(what, day, where)) for what in all_indicators()}
    known.looked.append((day, where))
    set_aside(afresh=len(known.looked) % LOOKS == 1)
    return found


def set_aside(*, afresh: bool) -> None:
    """Keep the garbage collector, which runs after every rerun, from walking through what the caches hold.

    Only where the start of the server did the same. `afresh` (new data, or many filters later) takes everything back
    first, so that what has ended since, old data and closed sessions, is freed and nothing piles up.
    """
    if gc.get_freeze_count():
        if afresh:
            gc.unfreeze()
        gc.collect()
        gc.freeze()


@dataclass(frozen=True)
class _Readings:
    """Single readings of one state of the data: the week before shares 25 of its 26 points with this one."""

    tables: Tables
    company: Company
    kept: dict[tuple[str, Period, Slice], Reading] = field(default_factory=dict)
    looked: list[tuple[date, Slice]] = field(default_factory=list)  # weeks and filters worked out, in their order

    def past(self, what: Indicator, day: date, where: Slice) -> tuple[Reading, ...]:
        """The readings of the last complete periods up to a day, oldest first."""
        if len(self.kept) > KEPT:
            self.kept.clear()
        last = last_complete(day, what.rhythm, self.company)
        return tuple(self._one(what, period, where) for period in history(last, what.rhythm, self.company, POINTS))

    def _one(self, what: Indicator, period: Period, where: Slice) -> Reading:
        key = (what.id, period, where)
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = compute(what, self.tables, period=period, company=self.company, where=where)
        return found


@st.cache_resource(max_entries=2, show_spinner=False)
def _known(folder: str, versions: Versions, today: date, _home: Home) -> _Readings:
    return _Readings(_tables(folder, versions, today, _home), _home.company)

"""The numbers pages show: each indicator's reading with its past, for one week and filter, kept per data version."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.periods import Period
from kpis.reading import Reading
from kpis.registry import Indicator, all_indicators, past_readings
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts import cache
from pages.parts.gate import Page

POINTS = 26  # how much of the past a page draws: half a year of weeks


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
def _all_series(folder: str, versions: Versions, today: date, day: date, where: Slice, _home: Home) -> dict[str, Series]:
    tables, company = _tables(folder, versions, today, _home), _home.company
    past = {what.id: past_readings(what, tables, day=day, company=company, count=POINTS, where=where)
            for what in all_indicators()}  # fmt: skip
    return {what.id: Series(what, tuple(past[what.id])) for what in all_indicators()}

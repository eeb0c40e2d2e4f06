"""What pages know of the value of use cases: one month, one filter, and the programme; kept per state of the data."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.home import Home
from data_adapters.records.store import Versions
from data_adapters.use_case_values import rows_by_rule, value_frames
from kpis.cost_allocation import Allocation, allocate_costs
from kpis.periods import Period, Rhythm, last_complete
from kpis.programme_value import ProgrammeValue, programme_value
from kpis.slices import Slice
from kpis.tables import Tables
from kpis.use_case_value import UseCaseValue, use_case_values
from pages.parts import cache
from pages.parts.gate import Page


@dataclass(frozen=True)
class Values:
    """Every use case with something to show in a month."""

    month: Period
    rows: tuple[UseCaseValue, ...]

    def of(self, use_case: str) -> UseCaseValue | None:
        """One use case, if there is anything to say of it."""
        return next((one for one in self.rows if one.use_case_id == use_case), None)


def month_of(page: Page) -> Period:
    """The last complete month at the end of the week the reader looks at (of a running week, the one before it)."""
    company = page.home.company
    running = page.week.end > page.today
    week = last_complete(page.today, Rhythm.WEEK, company) if running else page.week
    return last_complete(week.end, Rhythm.MONTH, company)


def values_of(page: Page, *, rules: bool = False) -> Values:
    """The use cases in the reader's month and filter; with `rules` also the range over all rules, which takes longer."""
    return _values(*_key(page), month_of(page), page.slice, rules, page.home)


def ledger_of(page: Page) -> Allocation:
    """The cost ledger of the reader's month by use case, whatever the filter. Raises NoAnswer."""
    return allocate_costs(_tables(*_key(page), page.home).frame("costs").rows, month_of(page))


def programme_of(page: Page, day: date, *, rules: bool = False) -> ProgrammeValue:
    """The whole programme on a day."""
    return _programme(*_key(page), day, rules, page.home)


def _key(page: Page) -> tuple[str, Versions, date]:
    return str(page.home.settings.home), page.home.versions(), page.today


# Keyed by folder, versions, day and what is asked; the home itself is left out of the key by its underscore.
@st.cache_resource(max_entries=64, show_spinner=False)
def _values(folder: str, versions: Versions, today: date, month: Period, where: Slice, rules: bool, _home: Home) -> Values:
    by_rule = _by_rule(folder, versions, today, _home) if rules else None
    tables = _tables(folder, versions, today, _home)
    found = use_case_values(tables, month, company=_home.company, where=where, by_rule=by_rule)
    return Values(month, tuple(one for one in found if not one.is_empty))


@st.cache_resource(max_entries=8, show_spinner=False)
def _programme(folder: str, versions: Versions, today: date, day: date, rules: bool, _home: Home) -> ProgrammeValue:
    by_rule = _by_rule(folder, versions, today, _home) if rules else None
    return programme_value(_tables(folder, versions, today, _home), day, company=_home.company, by_rule=by_rule)


@st.cache_resource(max_entries=2, show_spinner=False)
def _tables(folder: str, versions: Versions, today: date, _home: Home) -> Tables:
    return Tables(value_frames(_home, cache.frames(_home)), today)


@st.cache_resource(max_entries=1, show_spinner=False)
def _by_rule(folder: str, versions: Versions, today: date, _home: Home) -> pd.DataFrame:
    return rows_by_rule(_home, today)

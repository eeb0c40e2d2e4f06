"""What the pages of numbers look at: each number judged, its running period, its splits; kept per state of the data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from data_adapters.definitions import DefinitionChange, definition_changes
from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.made_of import Look, by_value, split_change
from kpis.members import Members, members
from kpis.periods import Period, Rhythm, last_complete
from kpis.reading import NoAnswer, Reading
from kpis.registry import Indicator, past_readings
from kpis.slices import Slice
from kpis.tables import Tables
from kpis.why import Split
from pages.parts.gate import Page
from pages.parts.numbers import POINTS, all_series, company_tables
from pages.parts.review.lines import Line, judged
from pages.parts.views.phrases import key_of
from pages.parts.views.so_far import Progress, progress

A_YEAR = timedelta(days=364)  # the same weekday, 52 weeks earlier


@dataclass(frozen=True)
class Looked:
    """Every number of a complete week by id, judged among all; `running`: the running period of each, if asked for."""

    week: Period
    lines: Mapping[str, Line]
    running: Mapping[str, Progress]


def look_at(page: Page) -> Looked:
    """What the reader looks at; of a running week the last complete one."""
    week = page.week
    if week.end > page.today:
        week = last_complete(page.today, Rhythm.WEEK, page.home.company)
    lines = _judged(*key_of(page), week, page.slice, page.home, _Series(all_series(page, week=week)))
    return Looked(week, lines, {})


def with_running(page: Page, looked: Looked) -> Looked:
    """The same with the running week, month or quarter of every number."""
    return replace(looked, running=progress(page))


def records(page: Page, table: str) -> pd.DataFrame:
    """A record table as it is now; shared, never change it."""
    return _records(str(page.home.settings.home), page.home.versions(), table, page.home)


def split_of(page: Page, line: Line, dimension: str | None = None) -> Split | str:
    """The change against the period before, by a dimension (None = the one that moved most), or why it is not split."""
    before, now = line.series.readings[-2:]
    return _split(
        *key_of(page), line.what.id, before.end, now.end, dimension, page.slice, page.home, line, company_tables(page)
    )


def members_of(page: Page, line: Line) -> Members | None:
    """What the number counts one by one, before and now; None if it counts nothing one by one."""
    before, now = line.series.readings[-2:]
    return _members(
        *key_of(page), line.what.id, before.end, now.end, page.slice, page.home, line, company_tables(page)
    )


def changes_of(page: Page, line: Line) -> tuple[DefinitionChange, ...]:
    """When the number began to be counted in another way, oldest first."""
    return _changes(*key_of(page), page.home).get(line.what.id, ())


def values_of(page: Page, line: Line, dimension: str) -> Mapping[str, Reading]:
    """The number recounted for each value of one of its dimensions."""
    return _values(
        *key_of(page), line.what.id, line.now.end, dimension, page.slice, page.home, line, company_tables(page)
    )


def last_year(page: Page, line: Line) -> list[tuple[date, float]]:
    """Weekly values of a year ago on this year's days; nothing for slower numbers: their past reaches back that far."""
    if line.what.rhythm != Rhythm.WEEK:
        return []
    found = _earlier(
        *key_of(page), line.what.id, line.now.end - A_YEAR, page.slice, page.home, line.what, company_tables(page)
    )
    return [(reading.end + A_YEAR, reading.value) for reading in found if reading.value is not None]


def notes_on(page: Page) -> list[tuple[date, str]]:
    """Notes that touch the chosen filter: day and "text (author)"; the scope of a note is a filter of its own."""
    rows = records(page, "notes")
    fields = zip(rows["day"], rows["text"], rows["scope"].fillna(""), rows["author"].fillna(""), strict=True)
    return [
        (day.date(), f"{text} ({author})" if author else text)
        for day, text, scope, author in fields
        if touches(scope, page.slice)
    ]


def touches(scope: str, where: Slice) -> bool:
    """Does a note with this scope belong to a chart with this filter? Only if they name no different values.

    >>> touches("market=FR,channel=email", Slice(market="FR")), touches("market=FR", Slice(market="SE"))
    (True, False)
    """
    wanted = dict(part.strip().split("=", 1) for part in scope.split(",") if "=" in part)
    return all(wanted.get(d, value) == value for d, value in where.filters().items())


class _Series(dict):
    """Series by id, handed past the cache key."""


# Keyed by folder, versions, day and what is asked; what begins with an underscore is not in the key.
@st.cache_resource(max_entries=64, show_spinner=False)
def _judged(
    folder: str, versions: Versions, today: date, week: Period, where: Slice, _home: Home, _series: _Series
) -> Mapping[str, Line]:
    return {line.what.id: line for line in judged(_series)}


@st.cache_resource(max_entries=32, show_spinner=False)
def _records(folder: str, versions: Versions, table: str, _home: Home) -> pd.DataFrame:
    return _home.records.frame(table)


@st.cache_resource(max_entries=600, show_spinner=False)
def _split(
    folder: str,
    versions: Versions,
    today: date,
    id_: str,
    before: date,
    now: date,
    dimension: str | None,
    where: Slice,
    _home: Home,
    _line: Line,
    _tables: Tables,
) -> Split | str:
    try:
        return split_change(_line.what, *_line.series.readings[-2:], Look(_tables, _home.company, where), dimension)
    except NoAnswer as none:
        return none.reason


@st.cache_resource(max_entries=100, show_spinner=False)
def _members(
    folder: str,
    versions: Versions,
    today: date,
    id_: str,
    before: date,
    now: date,
    where: Slice,
    _home: Home,
    _line: Line,
    _tables: Tables,
) -> Members | None:
    try:
        return members(_line.what, *_line.series.readings[-2:], Look(_tables, _home.company, where))
    except NoAnswer:
        return None


@st.cache_resource(max_entries=2, show_spinner=False)
def _changes(folder: str, versions: Versions, today: date, _home: Home) -> Mapping[str, tuple[DefinitionChange, ...]]:
    return definition_changes(_home)


@st.cache_resource(max_entries=300, show_spinner=False)
def _values(
    folder: str,
    versions: Versions,
    today: date,
    id_: str,
    now: date,
    dimension: str,
    where: Slice,
    _home: Home,
    _line: Line,
    _tables: Tables,
) -> Mapping[str, Reading]:
    return by_value(_line.what, _line.now, Look(_tables, _home.company, where), dimension)


@st.cache_resource(max_entries=100, show_spinner=False)
def _earlier(
    folder: str,
    versions: Versions,
    today: date,
    id_: str,
    day: date,
    where: Slice,
    _home: Home,
    _what: Indicator,
    _tables: Tables,
) -> list[Reading]:
    return past_readings(_what, _tables, day=day, company=_home.company, count=POINTS, where=where)

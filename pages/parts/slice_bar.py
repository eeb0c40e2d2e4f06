"""The week and the filter that all pages share: drawn by the router, kept in the address, read by every page."""

from dataclasses import fields
from datetime import date, timedelta

import streamlit as st

from kpis.periods import Period, Rhythm, history, last_complete, period_of
from kpis.company import Company
from kpis.slices import NONE, Slice
from pages.parts.words import say

WEEKS = 130  # as far back as the picker goes
DIMENSIONS = tuple(f.name for f in fields(Slice))


def week_key(week: Period) -> str:
    """The ISO name of a week, as the address shows it.

    >>> week_key(Period(date(2026, 12, 28), date(2027, 1, 3)))
    '2026-W53'
    """
    year, number, _ = week.start.isocalendar()
    return f"{year}-W{number:02}"


def week_of(key: str) -> Period:
    """The week behind its ISO name; raises ValueError when there is no such week.

    >>> week_of("2026-W47")
    Period(start=datetime.date(2026, 11, 16), end=datetime.date(2026, 11, 22))
    """
    monday = date.fromisoformat(f"{key}-1")
    return Period(monday, monday + timedelta(days=6))


def weeks_to_choose(today: date, company: Company) -> list[str]:
    """The weeks of the picker, newest first: the running week, then the complete ones."""
    complete = history(last_complete(today, Rhythm.WEEK, company), Rhythm.WEEK, company, WEEKS)
    running = period_of(today, Rhythm.WEEK, company)
    newest_first = complete[::-1] if complete[-1] == running else [running, *complete[::-1]]
    return [week_key(week) for week in newest_first]


def week_name(key: str, today: date) -> str:
    """A week as people say it.

    >>> week_name("2026-W47", date(2026, 11, 23))
    'Week 47 (16 Nov to 22 Nov 2026)'
    """
    week = week_of(key)
    text = "week.running" if week.end > today else "week.name"
    return say(text, week=int(key[-2:]), start=f"{week.start.day} {week.start:%b}", end=f"{week.end.day} {week.end:%b %Y}")


def draw_slice_bar(today: date, company: Company, values: dict[str, list[str]], names: dict[str, str]) -> None:
    """Draw the pickers on one line; `values` are what can be chosen per dimension, `names` how use cases are shown."""
    weeks = weeks_to_choose(today, company)
    default = weeks.index(week_key(last_complete(today, Rhythm.WEEK, company)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(say("slice.week"), weeks, index=default, key="week", bind="query-params", persist_state="session",
                     format_func=lambda key: week_name(key, today), label_visibility="collapsed", width=300)  # fmt: skip
        with st.popover(_filter_label(names), icon=":material/filter_alt:"):
            for dimension in DIMENSIONS:
                _draw_picker(dimension, values.get(dimension, []), names)
            if not any(values.values()):
                st.caption(say("slice.nothing"))


def _draw_picker(dimension: str, values: list[str], names: dict[str, str]) -> None:
    if values:
        st.selectbox(say(f"slice.{dimension}"), [*values, NONE], index=None, key=dimension, bind="query-params",
                     persist_state="session", placeholder=say("slice.all"),
                     format_func=lambda value: names.get(value, value))  # fmt: skip


def _filter_label(names: dict[str, str]) -> str:
    chosen = chosen_slice().filters().values()
    return say("slice.filtered", values=", ".join(names.get(v, v) for v in chosen)) if chosen else say("slice.filter")


def chosen_slice() -> Slice:
    """The filter as it stands in this session."""
    return Slice(**{dimension: st.session_state.get(dimension) for dimension in DIMENSIONS})


def chosen_week(today: date, company: Company) -> Period:
    """The week as it stands in this session; the last complete one unless another was chosen."""
    try:
        return week_of(st.session_state.get("week") or "")
    except ValueError:
        return last_complete(today, Rhythm.WEEK, company)

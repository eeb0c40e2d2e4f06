"""The week and the filter that all pages share: drawn by the router, kept in the address, read by every page."""

from dataclasses import fields
from datetime import date, timedelta

import streamlit as st

from kpis.company import Company
from kpis.periods import Period, Rhythm, history, last_complete, period_of
from kpis.slices import NONE, Slice
from pages.parts.cache import Choices
from pages.parts.words import plain, say

WEEKS = 130  # as far back as the picker goes
DIMENSIONS = tuple(f.name for f in fields(Slice))


def week_key(week: Period) -> str:
    """The ISO name of a week, as the picker and the address show it.

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
    return [week_key(week) for week in dict.fromkeys([running, *complete[::-1]])]


def week_name(week: Period, today: date) -> str:
    """A week as people say it.

    >>> week_name(week_of("2026-W47"), date(2026, 11, 23))
    'Week 47, 16 Nov to 22 Nov 2026'
    """
    text = "week.running" if week.end > today else "week.name"
    first, last = week.start, week.end
    return say(text, week=first.isocalendar().week, start=f"{first.day} {first:%b}", end=f"{last.day} {last:%b %Y}")


def draw_slice_bar(today: date, company: Company, choices: Choices) -> None:
    """Draw the pickers into the line at hand: week, filter, and the week in words.

    The address holds what the pickers show: an ISO week, a place, a use case as `use_case_label` writes it.
    """
    weeks = weeks_to_choose(today, company)
    usual = weeks.index(week_key(last_complete(today, Rhythm.WEEK, company)))
    st.selectbox(say("slice.week"), weeks, index=usual, key="week", bind="query-params", persist_state="session",
                 label_visibility="collapsed", width=130)  # fmt: skip
    with st.popover(_filter_label(), icon=":material/filter_alt:"):
        for dimension in DIMENSIONS:
            _draw_picker(dimension, choices)
        if not any(choices.values.values()):
            st.caption(say("slice.nothing"))
    st.caption(week_name(chosen_week(today, company), today), width="content")


def use_case_label(use_case_id: str, choices: Choices) -> str:
    """A use case as the picker shows it: its id, so that a link stays one to it, and its name."""
    name = choices.names.get(use_case_id)
    return f"{use_case_id} {name}" if name else use_case_id


def _draw_picker(dimension: str, choices: Choices) -> None:
    values = [*choices.values.get(dimension, []), NONE]
    if len(values) == 1:
        return
    _accept_bare_id(dimension, values)
    st.selectbox(say(f"slice.{dimension}"), values, index=None, key=dimension, bind="query-params",
                 persist_state="session", placeholder=say("slice.all"),
                 format_func=lambda value: use_case_label(value, choices) if dimension == "use_case" else value)  # fmt: skip


def _accept_bare_id(dimension: str, values: list[str]) -> None:
    """A link may name a use case by its id alone; the picker's own address also has the name, which may change."""
    given = st.query_params.get(dimension, "").split(" ")[0]
    if dimension == "use_case" and dimension not in st.session_state and given in values:
        st.session_state[dimension] = given


def _filter_label() -> str:
    chosen = chosen_slice().filters().values()
    return say("slice.filtered", values=plain(", ".join(chosen))) if chosen else say("slice.filter")


def chosen_slice() -> Slice:
    """The filter as it stands in this session."""
    return Slice(**{dimension: st.session_state.get(dimension) for dimension in DIMENSIONS})


def chosen_week(today: date, company: Company) -> Period:
    """The week as it stands in this session; the last complete one unless another was chosen."""
    try:
        return week_of(st.session_state.get("week") or "")
    except ValueError:
        return last_complete(today, Rhythm.WEEK, company)

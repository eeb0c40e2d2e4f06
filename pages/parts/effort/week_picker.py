"""Which week the Effort page is about: one of the last half year; from Thursday on the running one."""

from datetime import date, timedelta

import streamlit as st

from kpis.periods import Period
from kpis.team_week import monday_of
from pages.parts.slice_bar import week_key, week_name, week_of
from pages.parts.words import say

WEEKS, THURSDAY = 26, 3


def weeks_to_log(today: date) -> list[str]:
    """The weeks of the picker, newest first, by their ISO names; the running week leads.

    >>> weeks_to_log(date(2026, 11, 20))[:2]
    ['2026-W47', '2026-W46']
    """
    monday = monday_of(today)
    mondays = [monday - timedelta(weeks=n) for n in range(WEEKS)]
    return [week_key(Period(day, day + timedelta(days=6))) for day in mondays]


def usual_week(today: date) -> str:
    """The week people want to confirm: the running one from Thursday on, before that the last one.

    >>> usual_week(date(2026, 11, 20)), usual_week(date(2026, 11, 23))
    ('2026-W47', '2026-W47')
    """
    return weeks_to_log(today)[0 if today.weekday() >= THURSDAY else 1]


def choose_week(today: date) -> date:
    """Draw the picker; the Monday of the chosen week. The address holds it: effort_week=2026-W47."""
    weeks = weeks_to_log(today)
    chosen = st.selectbox(
        say("effort.week"),
        weeks,
        index=weeks.index(usual_week(today)),
        key="effort_week",
        bind="query-params",
        persist_state="session",
        label_visibility="collapsed",
        format_func=lambda key: week_name(week_of(key), today),
        width=300,
    )
    return week_of(chosen).start

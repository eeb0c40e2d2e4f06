"""Which week the Effort page is about: one of the last half year; from Thursday on the running one."""

import re
from collections.abc import Mapping
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
    """Draw the picker; the Monday of the chosen week. The address holds what it shows; effort_week=2026-W47 does, too."""
    weeks = weeks_to_log(today)
    _spell_as_here({key: week_name(week_of(key), today) for key in weeks})
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


def _spell_as_here(names: Mapping[str, str]) -> None:
    """A link from somebody who writes days in another order names the same week."""
    asked = st.query_params.get("effort_week", "")
    same = [name for key, name in names.items() if asked == key or _words(asked) == _words(name)]
    if same and asked != same[0] and "effort_week" not in st.session_state:
        st.query_params["effort_week"] = same[0]
        st.rerun()


def _words(text: str) -> list[str]:
    """The words of a text in one order.

    >>> _words("Nov 16 to Nov 22, 2026") == _words("16. Nov to 22. Nov 2026")
    True
    """
    return sorted(re.findall(r"\w+", text))

"""The week and the filter that all pages share: drawn by the router, kept in the address, read by every page."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta

import streamlit as st

from kpis.company import Company
from kpis.periods import Period, Rhythm, history, last_complete, period_of
from kpis.slices import NONE, Slice
from pages.parts.cache import Choices
from pages.parts.figures import day_month, long_day
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
    return say(text, week=first.isocalendar().week, start=day_month(first), end=long_day(last))


def draw_slice_bar(today: date, company: Company, choices: Choices) -> None:
    """Draw the pickers into the line at hand: week, filter, and in words what is chosen.

    The address holds what the pickers show: week=2026-W47, market=Finland; a link may also say market=FI.
    """
    weeks = weeks_to_choose(today, company)
    _name_bare_values(choices)
    unknown = [*_unknown_in_address(weeks, choices)]
    _draw_week(weeks, weeks.index(week_key(last_complete(today, Rhythm.WEEK, company))))
    chosen = _chosen_dimensions()
    for dimension in chosen:  # a picker inside a closed popover would let go of the address, so set ones stand outside
        _draw_picker(dimension, choices)
    with st.popover(say("slice.filter"), icon=":material/filter_alt:"):
        for dimension in DIMENSIONS:
            if dimension not in chosen:
                _draw_picker(dimension, choices)
        if not any(choices.values(dimension) for dimension in DIMENSIONS):
            st.caption(say("slice.nothing"))
    st.caption(" · ".join([week_name(chosen_week(today, company), today), *_filter_in_words(choices)]), width="content")
    for text in unknown:
        st.badge(text, icon=":material/info:", color="orange")


def draw_waiting_slice(today: date, company: Company, choices: Choices) -> None:
    """On a page that shows the whole company: what is chosen, greyed, so that it waits for the next page.

    Not drawn at all, the address would let go of it, and the browser's way back would lead through half a filter.
    """
    weeks = weeks_to_choose(today, company)
    usual = last_complete(today, Rhythm.WEEK, company)
    _name_bare_values(choices)
    other_week = st.session_state.get("week", st.query_params.get("week", "")) in {*weeks} - {week_key(usual)}
    chosen = _chosen_dimensions()
    if other_week:
        _draw_week(weeks, weeks.index(week_key(usual)), waits=True)
    for dimension in chosen:
        _draw_picker(dimension, choices, waits=True)
    if other_week or chosen:
        st.caption(say("slice.waits"), width="content")


def _chosen_dimensions() -> list[str]:
    return [d for d in DIMENSIONS if st.session_state.get(d) is not None or d in st.query_params]


def _draw_week(weeks: list[str], usual: int, *, waits: bool = False) -> None:
    st.selectbox(say("slice.week"), weeks, index=usual, key="week", bind="query-params", persist_state="session",
                 label_visibility="collapsed", width=130, disabled=waits)  # fmt: skip


def _draw_picker(dimension: str, choices: Choices, *, waits: bool = False) -> None:
    values = choices.offered(dimension, st.session_state.get(dimension), st.query_params.get(dimension))
    if values:
        st.selectbox(say(f"slice.{dimension}"), [*values, NONE], index=None, key=dimension, bind="query-params",
                     persist_state="session", placeholder=say("slice.any", dimension=say(f"slice.{dimension}").lower()),
                     format_func=lambda value: choices.name(dimension, value), label_visibility="collapsed",
                     width=190, disabled=waits)  # fmt: skip


def _filter_in_words(choices: Choices) -> Iterator[str]:
    for dimension, value in chosen_slice().filters().items():
        yield say("slice.chip", dimension=say(f"slice.{dimension}"), value=plain(choices.name(dimension, value)))


def _unknown_in_address(weeks: list[str], choices: Choices) -> Iterator[str]:
    """What the address asks for and nobody knows: it is left out, and the reader is told so."""
    for dimension in ("week", *DIMENSIONS):
        asked = st.query_params.get(dimension)
        if not asked or dimension in st.session_state:
            continue
        known = asked in weeks if dimension == "week" else asked == NONE or choices.knows(dimension, asked)
        if not known:
            yield say("slice.unknown", dimension=say(f"slice.{dimension}"), value=plain(asked[:40]))


def _name_bare_values(choices: Choices) -> None:
    """A link may say market=FI while the picker only knows Finland: rewrite the address before the picker looks there."""
    asked = {d: st.query_params[d] for d in DIMENSIONS if d in st.query_params and d not in st.session_state}
    bare = {d: value for d, value in asked.items() if value in choices.values(d) and choices.name(d, value) != value}
    if bare:
        st.query_params.update({d: choices.name(d, value) for d, value in bare.items()})
        st.rerun()


def came_with_a_slice() -> bool:
    """Did this session begin at an address with a week or a filter, such as a link that somebody sent?"""
    begun = any(name in st.query_params for name in ("week", *DIMENSIONS))
    return st.session_state.setdefault("came_with_a_slice", begun)


def chosen_slice() -> Slice:
    """The filter as it stands in this session."""
    return Slice(**{dimension: st.session_state.get(dimension) for dimension in DIMENSIONS})


def chosen_week(today: date, company: Company) -> Period:
    """The week as it stands in this session; the last complete one unless another was chosen."""
    try:
        return week_of(st.session_state.get("week") or "")
    except ValueError:
        return last_complete(today, Rhythm.WEEK, company)

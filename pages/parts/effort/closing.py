"""Closing weeks, so that what was reported stays, and opening them again; folded below the week."""

from datetime import date, timedelta
from uuid import uuid4

import pandas as pd
import streamlit as st

from data_adapters.records.closing import Closing
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.services import close_period, reopen_period
from kpis.periods import Period
from kpis.team_week import monday_of
from pages.parts.effort.figures import Figures
from pages.parts.effort.week_picker import WEEKS
from pages.parts.figures import long_day
from pages.parts.gate import Page
from pages.parts.slice_bar import week_name
from pages.parts.words import plain, say


def draw_closing(page: Page, known: Figures) -> None:
    """For who may close or open weeks; others see what is closed, if anything is."""
    close, reopen = page.may("period.close"), page.may("period.reopen")
    if not (close or reopen or known.closings):
        return
    done = st.session_state.pop("effort_closing_done", None)
    if done:
        st.success(done, icon=":material/lock:")
    box = st.expander(say("effort.closing"), icon=":material/lock:", key="effort_closing", on_change="rerun")
    if not box.open:
        return
    with box:
        _draw_past(known)
        if close:
            _draw_form(page, known, "close", _open_weeks(known))
        if reopen and known.closed:
            _draw_form(page, known, "reopen", _closed_weeks(known))


def _draw_past(known: Figures) -> None:
    if not known.closings:
        st.caption(say("effort.closing.none"))
        return
    rows = [
        {
            say("effort.closing.until"): _name(one.until, known.today),
            say("effort.closing.by"): plain(f"{one.closed_by}, {long_day(one.closed_at)}"),
            say("effort.closing.why"): plain(one.reason),
            say("effort.closing.opened"): plain(_opened(one)),
        }
        for one in known.closings
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _opened(one: Closing) -> str:
    return f"{one.reopened_by}, {long_day(one.reopened_at)}: {one.reopened_because}" if one.reopened_at else "–"


def _draw_form(page: Page, known: Figures, what: str, weeks: list[date]) -> None:
    if not weeks:
        return
    with st.form(f"effort_{what}", border=False):
        first, second, third = st.columns([3, 4, 2], vertical_alignment="bottom")
        week = first.selectbox(
            say(f"effort.{what}.week"), weeks, key=f"effort_{what}_week", format_func=lambda day: _name(day, known.today)
        )
        reason = second.text_input(say("effort.closing.why"), key=f"effort_{what}_why", max_chars=300)
        wanted = third.form_submit_button(say(f"effort.{what}"))
    if not wanted:
        return
    service = close_period if what == "close" else reopen_period
    seen = known.closed.closing_id if known.closed else 0
    try:
        service(page.home.records, page.principal, week, reason, request_id=f"{what}-{uuid4().hex}", expected_version=seen)
    except RecordsProblem as problem:
        st.error(plain(problem))
        return
    st.session_state["effort_closing_done"] = say(f"effort.{what}.done", week=week.isocalendar().week)
    st.rerun()


def _open_weeks(known: Figures) -> list[date]:
    """The finished weeks that are open, the newest first."""
    last = monday_of(known.today) - timedelta(days=0 if known.today.weekday() == 6 else 7)
    found = [last - timedelta(weeks=n) for n in range(WEEKS)]
    return [week for week in found if not known.is_closed(week)]


def _closed_weeks(known: Figures) -> list[date]:
    return [known.closed.until - timedelta(weeks=n) for n in range(WEEKS)]


def _name(monday: date, today: date) -> str:
    return week_name(Period(monday, monday + timedelta(days=6)), today)

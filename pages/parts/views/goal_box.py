"""The goal of a number for the chosen filter, the goals set before, and the form to set one."""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from data_adapters.records.services.goals import set_goal
from kpis.company import Company
from kpis.reading import Unit
from kpis.slices import Slice
from pages.parts.data.phrases import day_words
from pages.parts.gate import Page
from pages.parts.number_field import Unread, number_field, refused
from pages.parts.numbers import company_tables
from pages.parts.review.actions import save
from pages.parts.review.goal_path import goal_period, slice_text
from pages.parts.review.lines import Line
from pages.parts.texts import ENGLISH
from pages.parts.views.goals import OWN, exact, standing
from pages.parts.views.look import records
from pages.parts.views.phrases import where_words
from pages.parts.words import plain, say

AHEAD = timedelta(days=460)  # goals can be set for periods that begin within the next five quarters
LONGEST = 300


def draw_goal(page: Page, line: Line) -> None:
    """Where it stands against its goal, all goals of this number, and the form for those who may set one."""
    goals = records(page, "goals")
    mine = goals[goals["indicator"] == line.what.id].sort_values("set_at", ascending=False, kind="stable")
    words = standing(line.series, goals, company_tables(page), page.slice, page.home.company)
    if line.what.id in OWN and len(mine):
        st.caption(say("one.goal.pipeline"))
    else:
        mine_here = (mine["slice"].fillna("") == slice_text(page.slice)).any() and line.now.value is None
        st.markdown(plain(words or say("one.goal.no_number" if mine_here else "one.goal.none")))
    if len(mine):
        st.table(_history(page, line, mine), border="horizontal", hide_index=True)
    if page.may("goal.write"):
        _draw_form(page, line)
    else:
        st.caption(say("one.goal.denied"))


def _history(page: Page, line: Line, goals: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (period, exact(float(value), line.now.unit), _where(page, scope), day_words(set_at), author or "", reason or "")
        for period, value, scope, set_at, author, reason in zip(
            goals["period"],
            goals["value"],
            goals["slice"].fillna(""),
            goals["set_at"],
            goals["author"].fillna(""),
            goals["reason"].fillna(""),
            strict=True,
        )
    ]
    names = ("period", "value", "where", "set", "author", "reason")
    frame = pd.DataFrame(rows, columns=[say(f"one.goal.{name}") for name in names])
    return frame.map(plain)


def _where(page: Page, scope: str) -> str:
    """The filter of a stored goal in words; as it is stored, if it names a dimension nobody knows."""
    wanted = dict(part.strip().split("=", 1) for part in scope.split(",") if "=" in part)
    try:
        return where_words(page, Slice(**wanted))
    except TypeError:
        return scope


def _draw_form(page: Page, line: Line) -> None:
    box = st.expander(
        say("one.goal.set_one"), icon=":material/flag:", key="set_goal", on_change="rerun", type="compact"
    )
    if not box.open:
        return
    form = f"goal_{line.what.id}_{slice_text(page.slice)}"
    with box, st.form(form, border=False, enter_to_submit=True):
        st.caption(
            plain(
                say("one.goal.for", where=where_words(page, page.slice))
                if page.slice.filters()
                else say("one.goal.whole")
            )
        )
        first, second = st.columns(2)
        period = first.selectbox(
            say("one.goal.form.period"), list(periods(page.today, page.home.company)), key=f"{form}_period"
        )
        with second:
            value = number_field(say("one.goal.form.value", unit=_unit(page, line)), key=f"{form}_value")
        reason = st.text_input(say("one.goal.form.reason"), max_chars=LONGEST, key=f"{form}_reason")
        if st.form_submit_button(say("one.goal.form.save"), type="primary"):
            _save(page, line, form, period, value, reason.strip())


def _save(page: Page, line: Line, form: str, period: str, value: float | None | Unread, reason: str) -> None:
    if refused([value]):
        return
    if value is None or not reason:
        st.warning(say("one.goal.missing"))
        return
    amount = value / 100 if line.what.unit == Unit.SHARE else value
    save(
        form,
        lambda request: set_goal(
            page.home.records,
            page.principal,
            line.what.id,
            period,
            amount,
            request_id=request,
            slice_text=slice_text(page.slice),
            reason=reason,
        ),
        say("one.goal.saved", value=exact(amount, line.now.unit), period=period),
    )


def periods(today: date, company: Company) -> Iterator[str]:
    """The quarters and years a goal can be set for: those that are not over and begin within five quarters.

    >>> list(periods(date(2026, 11, 22), Company()))[:3]
    ['2026-Q4', '2027-Q1', '2027-Q2']
    """
    years = range(today.year, today.year + 4)
    for text in [f"{year}-Q{quarter}" for year in years for quarter in (1, 2, 3, 4)] + [str(year) for year in years]:
        span = goal_period(text, company)
        if span and span.end >= today and span.start <= today + AHEAD:
            yield text


def _unit(page: Page, line: Line) -> str:
    key = f"one.unit.{line.what.unit}"
    return say(key) if key in ENGLISH else page.home.company.currency

"""A closed week: who closed it and who can open it, its lines to read, and the way to correct one by a new entry."""

from uuid import uuid4

import pandas as pd
import streamlit as st

from data_adapters.records.closing import words_of
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.services import correct_effort
from kpis.team_week import Line, NotATime, line_key, typed_minutes
from pages.parts.effort.draft import Draft, number, outcome
from pages.parts.effort.figures import Figures
from pages.parts.effort.grid import draw_grid, line_name, total_words
from pages.parts.gate import Page
from pages.parts.reader import reader
from pages.parts.words import plain, say

FIELDS = ("use_case_id", "market", "business_area", "kind", "person_key", "day")


def draw_closed_week(page: Page, known: Figures, draft: Draft) -> None:
    """The week as it was reported; nothing in it can be typed over."""
    st.info(plain(words_of(known.closed, draft.week)), icon=":material/lock:")
    draw_grid(draft, known)
    st.markdown(total_words(draft, outcome(draft, {})))
    entries = known.tables["effort_entries"]
    of_week = entries[(entries["week"] == pd.Timestamp(draft.week)) & entries["supersedes"].isna()]
    later = entries[entries["supersedes"].isin(of_week["entry_id"])]
    _draw_corrected(known, of_week, later)
    free = of_week[~of_week["entry_id"].isin(later["supersedes"])]
    if len(free):
        with st.expander(say("effort.late"), icon=":material/edit_calendar:"):
            _draw_form(page, known, free)


def _draw_corrected(known: Figures, of_week: pd.DataFrame, later: pd.DataFrame) -> None:
    """What was corrected afterwards: line, as reported, as corrected, when and why."""
    if later.empty:
        return
    was = of_week.set_index("entry_id")
    rows = [
        {
            say("effort.row"): plain(_line_words(known, was.loc[one["supersedes"]])),
            say("effort.late.was"): _days(was.loc[one["supersedes"]]),
            say("effort.late.now"): _days(one),
            say("effort.late.in"): say("effort.late.week", week=one["week"].isocalendar().week),
            say("effort.late.why"): plain(one["note"]) if isinstance(one["note"], str) else "–",
        }
        for one in later.to_dict("records")
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)


def _draw_form(page: Page, known: Figures, free: pd.DataFrame) -> None:
    st.caption(say("effort.late.how"))
    entries = {row["entry_id"]: row for row in free.to_dict("records")}
    request = st.session_state.setdefault("effort_late_request", f"late-{uuid4().hex}")
    with st.form(f"effort_late_{request[-6:]}", border=False):
        first, second = st.columns([3, 1])
        chosen = first.selectbox(
            say("effort.row"),
            list(entries),
            key="effort_late_entry",
            format_func=lambda i: f"{_line_words(known, entries[i])}: {_days(entries[i])}",
        )
        days = second.text_input(say("effort.late.days"), key="effort_late_days", max_chars=20)
        reason = st.text_input(say("effort.late.why"), key="effort_late_why", max_chars=300)
        wanted = st.form_submit_button(say("effort.late.save"))
    if not wanted:
        return
    line = Line(_key(entries[chosen]), hours=_hours(entries[chosen]))
    try:
        minutes = typed_minutes(days.strip() or "nothing", line, reader())
    except NotATime as problem:
        st.error(plain(problem))
        return
    if not reason.strip():
        st.error(say("effort.late.why_missing"))
        return
    _save(page, chosen, minutes, reason.strip(), request)


def _save(page: Page, entry_id: str, minutes: int, reason: str, request: str) -> None:
    try:
        correct_effort(page.home.records, page.principal, entry_id, minutes=minutes, note=reason, request_id=request)
    except RecordsProblem as problem:
        st.error(say("effort.retry", words=plain(problem)))
        return
    for key in ("effort_late_request", "effort_late_entry", "effort_late_days", "effort_late_why"):
        st.session_state.pop(key, None)
    st.toast(say("effort.late.done"), icon=":material/check:")
    st.rerun()


def _key(entry: dict) -> tuple:
    return line_key(entry[name] for name in FIELDS)


def _hours(entry: dict) -> float:
    return float(entry["hours_per_day"]) if entry["hours_per_day"] == entry["hours_per_day"] else 8.0


def _days(entry: dict) -> str:
    return say("effort.late.amount", days=number(float(entry["minutes"]) / 60 / _hours(entry)))


def _line_words(known: Figures, entry: dict) -> str:
    return line_name(known, _key(entry))

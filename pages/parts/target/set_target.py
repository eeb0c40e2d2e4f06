"""Sets the target: level, due day and one reason; says first what that would mean, and loses nothing typed."""

from datetime import date, timedelta

import streamlit as st

from data_adapters.records.problems import Conflict, RecordsProblem
from data_adapters.records.services import set_target
from data_adapters.records.services.answers import Saved
from kpis.target import rollouts_needed
from pages.parts.figures import long_day, number, percent
from pages.parts.gate import Page
from pages.parts.reader import day_field
from pages.parts.review.actions import TOAST, request_id
from pages.parts.target.outlook import Outlook
from pages.parts.target.phrases import a_week
from pages.parts.words import plain, say

FORM, SEEN, ROUND = "target", "target_seen", "target_round"


def draw_set_target(page: Page, known: Outlook) -> None:
    """The form, for who may set a target; others read who does."""
    if not page.may("target.write"):
        if not known.promises:
            st.caption(say("target.none.who"))
        return
    turn = st.session_state.get(ROUND, 0)  # a new turn after each save: empty fields
    with st.container(border=True):
        st.subheader(say("target.set.new" if known.promises else "target.set"), anchor=False)
        if known.promises:
            st.caption(say("target.set.how"))
        first, second = st.columns(2)
        level = first.number_input(
            say("target.set.level"),
            min_value=1,
            max_value=100,
            value=None,
            step=1,
            format="%d",
            key=f"target_level_{turn}",
            placeholder=_placeholder(known),
        )
        due_on = second.date_input(
            say("target.set.due"),
            value=None,
            min_value=page.today + timedelta(days=1),
            max_value=page.today.replace(year=page.today.year + 10, day=1),
            key=f"target_due_{turn}",
            format=day_field(),
        )
        if level and due_on:
            _draw_meaning(known, level / 100, due_on)
        with st.form(f"target_form_{turn}", border=False):
            reason = st.text_input(
                say("target.set.reason"),
                placeholder=say("target.set.reason.example"),
                max_chars=500,
                key=f"target_reason_{turn}",
            )
            wanted = st.form_submit_button(say("target.set.save"), type="primary", icon=":material/flag:")
        seen = st.session_state.get(SEEN, known.row_version)  # what the person saw when pressing the button
        st.session_state[SEEN] = known.row_version
        if wanted and _complete(level, due_on, reason):
            _save(page, known, level / 100, due_on, reason.strip(), seen=seen)


def _placeholder(known: Outlook) -> str:
    return number(known.promises[-1].level * 100, 0) if known.promises else "80"


def _draw_meaning(known: Outlook, level: float, due_on: date) -> None:
    """What the target would ask for, beside the own pace: the sober look before it is promised."""
    now, own = known.standing.value, known.pace.value
    possible, live = (now.possible, now.live) if now else known.frozen
    if not possible:
        return
    needed = rollouts_needed(level, possible)
    if needed <= live:
        st.warning(say("target.set.below", achieved=percent(live / possible)), icon=":material/trending_down:")
        return
    weeks = (due_on - known.day).days / 7
    asked = {
        "level": percent(level),
        "possible": possible,
        "needed": needed,
        "more": needed - live,
        "weeks": number(weeks, 0 if weeks > 3 else 1),
        "rate": a_week((needed - live) / weeks),
    }
    if own:
        words = say("target.set.means", own=a_week(own.a_week), low=a_week(own.low), high=a_week(own.high), **asked)
    else:
        words = say("target.set.means.no_pace", **asked)
    st.info(words, icon=":material/speed:")


def _complete(level: int | None, due_on: date | None, reason: str) -> bool:
    missing = [name for name, given in (("level", level), ("due", due_on), ("reason", reason.strip())) if not given]
    for name in missing:
        st.error(say(f"target.set.{name}_missing"))
    return not missing


def _save(page: Page, known: Outlook, level: float, due_on: date, reason: str, *, seen: int) -> None:
    now = known.standing.value
    achieved = now.level if now else known.frozen[1] / known.frozen[0] if known.frozen[0] else None
    try:
        saved = set_target(
            page.home.records,
            page.principal,
            level,
            due_on,
            reason,
            request_id=request_id(FORM),
            achieved=achieved,
            expected_version=seen,
        )
    except Conflict as conflict:
        st.session_state[SEEN] = conflict.theirs.get("row_version", 0)
        st.warning(_conflict_words(conflict), icon=":material/group:")
    except RecordsProblem as problem:
        st.error(say("target.set.refused", words=plain(problem)))
    else:
        _remember(saved, level, due_on)


def _conflict_words(conflict: Conflict) -> str:
    theirs = conflict.theirs
    if not theirs:
        return plain(conflict)
    return say(
        "target.set.conflict",
        author=plain(theirs.get("author") or say("target.set.somebody")),
        level=percent(theirs["level"]),
        due=long_day(theirs["due_on"]),
        reason=plain(theirs["reason"]),
    )


def _remember(saved: Saved, level: float, due_on: date) -> None:
    """Said after the commit, in the next run; the next target is another request."""
    words = say("target.set.done", level=percent(level), due=long_day(due_on))
    notes = [say("target.set.again") if saved.repeated else words, *(warning.words for warning in saved.warnings)]
    for key in (f"request_{FORM}", SEEN):
        st.session_state.pop(key, None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state[TOAST] = plain(" ".join(notes))
    st.rerun()

"""Says when a week has not been confirmed yet, and by how many of the people it usually comes from."""

from datetime import date, timedelta

import streamlit as st

from kpis.team_week import Confirmed, confirmed
from pages.parts.effort.figures import Figures
from pages.parts.effort.week_picker import usual_week
from pages.parts.slice_bar import week_of
from pages.parts.words import say


def draw_unconfirmed(known: Figures, week: date) -> None:
    """A line for the chosen week and one for the week before it, where they are due and not confirmed."""
    due = week_of(usual_week(known.today)).start
    entries = known.tables["effort_entries"]
    for monday in (week - timedelta(weeks=1), week):
        now = confirmed(entries, monday)
        if now and not now.complete and monday <= due and not known.is_closed(monday):
            st.info(_words(now, monday, chosen=monday == week), icon=":material/notifications:")


def _words(now: Confirmed, monday: date, *, chosen: bool) -> str:
    number = monday.isocalendar().week
    words = say("effort.unconfirmed.people", week=number, said=now.said, usual=now.usual) if now.usual else say(
        "effort.unconfirmed", week=number)  # fmt: skip
    return " ".join([words, say("effort.unconfirmed.same" if chosen else "effort.unconfirmed.other")])

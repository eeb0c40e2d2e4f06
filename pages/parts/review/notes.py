"""Notes that explain the numbers: those of the last four weeks, and a form for one more."""

from datetime import timedelta

import streamlit as st

from data_adapters.records.services.decisions import add_note
from pages.parts.figures import day_month
from pages.parts.gate import Page
from pages.parts.reader import day_field
from pages.parts.review.actions import save
from pages.parts.review.cards import NOTE_DAYS
from pages.parts.review.goal_path import slice_text
from pages.parts.review.typed import Note, Typed
from pages.parts.review.week import Review
from pages.parts.words import plain, say

MOST = 6


def draw_notes(page: Page, review: Review, typed: Typed) -> None:
    """Newest first; the form opens on request."""
    last = (review.running or review.week).end
    near = [
        note
        for note in typed.notes
        if note.belongs_to(page.slice) and last - timedelta(days=NOTE_DAYS) < note.day <= last
    ][::-1][:MOST]
    st.markdown(f"**{say('review.notes')}**")
    st.markdown("  \n".join(spoken(note, typed) for note in near) or say("review.notes.none"))
    if page.may("note.write"):
        box = st.expander(
            say("review.notes.add"), icon=":material/edit_note:", key="add_note", on_change="rerun", type="compact"
        )
        if box.open:
            with box:
                _draw_form(page)


def spoken(note: Note, typed: Typed) -> str:
    """One note as a line: day, text, where it belongs, who wrote it."""
    scope = ", ".join(typed.places.get(part, part.partition("=")[2]) for part in note.scope.split(",") if part)
    where = f" ({plain(scope)})" if scope else ""
    return say(
        "review.note", day=day_month(note.day), text=plain(note.text), where=where, author=plain(note.author or "?")
    )


def _draw_form(page: Page) -> None:
    with st.form("note", border=False, enter_to_submit=True):
        text = st.text_input(say("review.notes.text"), placeholder=say("review.notes.example"), max_chars=300)
        day = st.date_input(say("review.notes.day"), value=page.today, max_value=page.today, format=day_field())
        where = slice_text(page.slice)
        if st.form_submit_button(
            say("review.notes.save"), type="primary", help=say("review.notes.scope", where=where) if where else None
        ):
            save("note", lambda request: add_note(page.home.records, page.principal, text, day=day, scope=where,
                                                  request_id=request), say("review.notes.done"))  # fmt: skip

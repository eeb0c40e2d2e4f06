"""The form for a note that explains a number; it then stands on every chart it touches."""

import streamlit as st

from data_adapters.records.services.decisions import add_note
from pages.parts.gate import Page
from pages.parts.reader import day_field
from pages.parts.review.actions import save
from pages.parts.review.goal_path import slice_text
from pages.parts.views.phrases import where_words
from pages.parts.words import plain, say

LONGEST = 300


def draw_note_form(page: Page) -> None:
    """Day and text; it belongs to the filter that is set."""
    if not page.may("note.write"):
        return
    box = st.expander(say("one.note"), icon=":material/edit_note:", key="one_note", on_change="rerun", type="compact")
    if not box.open:
        return
    with box, st.form("one_note_form", border=False, enter_to_submit=True):
        text = st.text_input(say("one.note.text"), max_chars=LONGEST)
        day = st.date_input(say("one.note.day"), value=page.today, max_value=page.today, format=day_field())
        st.caption(
            plain(
                say("one.goal.for", where=where_words(page, page.slice))
                if page.slice.filters()
                else say("one.goal.whole")
            )
        )
        if not st.form_submit_button(say("one.note.save"), type="primary"):
            return
        if not text.strip():
            st.warning(say("one.note.missing"))
            return
        save(
            "one_note",
            lambda request: add_note(
                page.home.records, page.principal, text, day=day, scope=slice_text(page.slice), request_id=request
            ),
            say("one.note.saved"),
        )

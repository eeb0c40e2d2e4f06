"""Writes down what was decided about a number: text, owner, and the day to look again."""

from datetime import date

import streamlit as st

from data_adapters.records.services.decisions import decide
from pages.parts.figures import day_month
from pages.parts.gate import Page
from pages.parts.reader import day_field
from pages.parts.review.actions import save
from pages.parts.review.goal_path import slice_text
from pages.parts.words import say


def draw_decide(page: Page, indicator: str, about: str, check_on: date) -> None:
    """The form; Enter saves it."""
    with st.form(f"decide_{indicator}", border=False, enter_to_submit=True):
        text = st.text_input(say("review.decide.text"), placeholder=say("review.decide.example"), max_chars=300)
        owner = st.text_input(
            say("review.decide.owner"),
            value=page.principal.name if page.principal.mode != "local" else "",
            max_chars=100,
        )
        day = st.date_input(say("review.decide.check"), value=check_on, min_value=page.today, format=day_field())
        if st.form_submit_button(say("review.decide.save"), type="primary"):
            save(
                f"decide_{indicator}",
                lambda request: decide(
                    page.home.records,
                    page.principal,
                    text,
                    owner=owner,
                    check_on=day,
                    request_id=request,
                    indicator=indicator,
                    slice_text=slice_text(page.slice),
                ),
                say("review.decide.done", day=day_month(day)),
            )

"""Why a number moved: what each value of the dimension that moved most added to the change."""

import streamlit as st

from pages.parts.gate import Page
from pages.parts.review.week import Review
from pages.parts.words import say


def draw_why(page: Page, review: Review, id_: str) -> None:
    st.caption(say("review.why.none"))

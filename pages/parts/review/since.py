"""Pipeline since last Monday."""

import streamlit as st

from pages.parts.gate import Page
from pages.parts.review.week import Review
from pages.parts.words import say


def draw_moves(page: Page, review: Review, key: str) -> None:
    st.caption(say("review.why.none"))


def draw_since(page: Page, review: Review) -> None:
    return

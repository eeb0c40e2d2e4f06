"""The foot of the Monday page: notes of the last weeks, open decisions, and whether they helped."""

import streamlit as st

from pages.parts.gate import Page
from pages.parts.review.notes import draw_notes
from pages.parts.review.open_decisions import draw_decisions
from pages.parts.review.since import draw_since
from pages.parts.review.typed import Typed
from pages.parts.review.week import Review


def draw_foot(page: Page, review: Review, typed: Typed) -> None:
    """Pipeline since last Monday, then notes and decisions side by side."""
    draw_since(page, review)
    left, right = st.columns(2, gap="medium")
    with left:
        draw_notes(page, review, typed)
    with right:
        draw_decisions(page, review, typed)

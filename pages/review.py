"""The Monday page: what really changed, what matters, what was decided."""

import streamlit as st

from pages.parts.forward.buttons import draw_forward
from pages.parts.gate import open_page
from pages.parts.review.actions import say_what_was_saved
from pages.parts.review.board import draw_board
from pages.parts.review.card_boxes import draw_cards
from pages.parts.review.first_run import draw_first_run
from pages.parts.review.foot import draw_foot
from pages.parts.review.restated import draw_restated, keep_finished_weeks
from pages.parts.review.running import draw_running
from pages.parts.review.top import draw_top
from pages.parts.review.typed import typed
from pages.parts.review.week import read_week

page = open_page("review", "kpi.read")
TALL = 900  # pixels from the heading to the end of the scorecard
say_what_was_saved()
if page.home.is_empty():
    draw_first_run(page)
    st.stop()

with st.skeleton(height=TALL):  # seen only where the week is worked out for the first time
    review, said = read_week(page), typed(page)
draw_top(page, review)
draw_restated(page, review)
draw_running(page, review)
draw_cards(page, review, said)
draw_board(page, review)
draw_forward(page, review)
draw_foot(page, review, said)
keep_finished_weeks(page)

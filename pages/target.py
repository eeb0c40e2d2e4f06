"""The way to the target: what was promised, where we stand, when our own pace gets us there, and what is left to do."""

import streamlit as st

from pages.parts.gate import open_page
from pages.parts.review.actions import say_what_was_saved
from pages.parts.target.below import below_lines, draw_below
from pages.parts.target.board import draw_board
from pages.parts.target.cards import draw_cards
from pages.parts.target.chart import draw_chart
from pages.parts.target.outlook import outlook
from pages.parts.target.promises import draw_history, draw_promise
from pages.parts.target.rollout_list import draw_rollout_list
from pages.parts.target.set_target import draw_set_target
from pages.parts.target.usual import draw_how, draw_usual
from pages.parts.words import say

page = open_page("target", "target.read")
say_what_was_saved()
known = outlook(page)

st.title(say("target.title"), anchor=False)
draw_promise(known)
draw_cards(page, known)
draw_below(page)
draw_board(page, known, lambda: below_lines(page))
draw_chart(known)
draw_usual(page, known)
draw_history(known)
draw_rollout_list(page)
draw_set_target(page, known)
draw_how()

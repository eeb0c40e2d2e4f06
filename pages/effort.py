"""Time on use cases: a week confirmed in under a minute, what needs somebody, and how many days a use case takes."""

import streamlit as st

from pages.parts.effort.below import draw_days, draw_history, draw_past_estimate
from pages.parts.effort.closing import draw_closing
from pages.parts.effort.figures import figures
from pages.parts.effort.needs import draw_needs
from pages.parts.effort.team_week import choose_whose, draw_week
from pages.parts.effort.week_picker import choose_week
from pages.parts.gate import open_page
from pages.parts.words import say

page = open_page("effort", "kpi.read")
known = figures(page)

st.title(say("effort.title"))
if page.may("effort.write.own"):
    left, right = st.columns([7, 3], gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            week, mine = choose_week(page.today), choose_whose(page)
        draw_week(page, known, week, mine)
        if not mine:
            draw_history(page, known, week)
            draw_closing(page, known)
    with right:
        if not known.active.empty:
            draw_needs(page, known)
else:
    draw_needs(page, known)
draw_days(known)
draw_past_estimate(known)

"""How sales are shared among the contacts before them: by which rule, how far rules differ, and that it adds up."""

import streamlit as st

from pages.parts.attribution.sections import draw_everything, draw_nothing
from pages.parts.gate import open_page
from pages.parts.words import say

page = open_page("attribution", "kpi.read")

st.title(say("attribution.title"), anchor=False)
if page.home.is_empty():
    draw_nothing(page)
else:
    draw_everything(page)

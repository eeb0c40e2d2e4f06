"""The Monday page: what really changed, what matters, what was decided."""

import streamlit as st

from pages.parts.gate import open_page
from pages.parts.words import say

page = open_page("review", "kpi.read")

st.title(say("review.title"))
st.info(say("review.empty"))

"""What has been loaded, what was set aside and why, and how fresh each source is."""

import streamlit as st

from pages.parts.gate import open_page
from pages.parts.words import say

page = open_page("data", "kpi.read")

st.title(say("data.title"))
st.info(say("data.empty"))

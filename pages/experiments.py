"""Tests: what runs now and is it healthy, how large the next one must be, what the past ones proved, what nobody knows."""

import streamlit as st

from pages.parts.experiments.form import draw_register
from pages.parts.experiments.history import draw_history
from pages.parts.experiments.known import known_tests
from pages.parts.experiments.planner import draw_planner
from pages.parts.experiments.results import draw_results
from pages.parts.experiments.running import draw_running
from pages.parts.experiments.saving import draw_saved
from pages.parts.experiments.together import draw_together
from pages.parts.experiments.unmeasured import draw_unmeasured
from pages.parts.gate import open_page
from pages.parts.words import say

page = open_page("experiments", "kpi.read")
known = known_tests(page)

st.title(say("exp.title"), anchor=False)
draw_saved()
if known.broken:
    st.warning(known.broken_words(), icon=":material/sync_problem:")
if not known.tests:
    st.info(say("exp.empty" if page.may("experiment.write") else "exp.empty.viewer"))
else:
    st.markdown(known.lead())
draw_running(page, known)
draw_planner(page, known)
if page.may("experiment.write"):
    draw_register(page, known)
if known.tests:
    draw_results(page, known)
    draw_together(page, known)
    draw_history(page, known)
draw_unmeasured(page, known)

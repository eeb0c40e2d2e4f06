"""What has been loaded, how fresh and complete it is, what was set aside and why, and how more comes in."""

import streamlit as st

from pages.parts.data.audit_table import draw_audit
from pages.parts.data.connect import draw_connect
from pages.parts.data.definitions_list import draw_definitions
from pages.parts.data.first_steps import draw_first_steps
from pages.parts.data.freshness_table import draw_freshness
from pages.parts.data.health_lines import draw_health
from pages.parts.data.kept import nothing_here
from pages.parts.data.loads_table import draw_loads
from pages.parts.data.phrases import say_announced, section
from pages.parts.gate import open_page
from pages.parts.words import say

page = open_page("data", "setup.read")
say_announced()

st.title(say("data.title"))
if not page.may("kpi.read"):  # an admin without a business role sees who did what, and no figures
    st.info(say("setup.no_figures"), icon=":material/admin_panel_settings:")
    draw_audit(page)
    st.stop()
empty = nothing_here(page)
if empty:
    st.info(say("data.empty"), icon=":material/database:")
draw_first_steps(page)
if not empty:
    with section():
        draw_health(page)

    st.header(say("data.loads"))
    with section():
        draw_loads(page)

# Closed sections are not drawn at all, so that a rerun stays cheap; which ones are open stands in the address.
connect = st.expander(say("data.connect"), expanded=empty, key="connect", on_change="rerun",
                      bind="query-params", icon=":material/upload_file:")  # fmt: skip
if connect.open:
    with connect, section():
        draw_connect(page)

fresh = st.expander(say("data.freshness"), key="freshness", on_change="rerun", bind="query-params",
                    icon=":material/schedule:")  # fmt: skip
if fresh.open:
    with fresh, section():
        draw_freshness(page)

trail = st.expander(say("data.audit"), key="audit", on_change="rerun", bind="query-params", icon=":material/history:")
if trail.open:
    with trail, section():
        draw_audit(page)

meanings = st.expander(say("data.definitions"), key="definitions", on_change="rerun", bind="query-params",
                       icon=":material/menu_book:")  # fmt: skip
if meanings.open:
    with meanings, section():
        draw_definitions(page)

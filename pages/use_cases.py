"""The portfolio: what to act on, every use case as Data, Algo, Action, what runs where, what it is worth."""

import streamlit as st

from pages.parts.gate import open_page
from pages.parts.use_cases.archive import draw_archive, draw_archived, draw_undo
from pages.parts.use_cases.editing import draw_done, draw_form
from pages.parts.use_cases.estimating import draw_estimate
from pages.parts.use_cases.lists import draw_lists
from pages.parts.use_cases.places import draw_places
from pages.parts.use_cases.portfolio import portfolio
from pages.parts.use_cases.register import draw_events, draw_lead, draw_one, draw_register, filtered
from pages.parts.use_cases.status import draw_status_form
from pages.parts.use_cases.value_box import draw_value
from pages.parts.use_cases.where import draw_where
from pages.parts.use_cases.worth import draw_facts, draw_priority, draw_standard
from pages.parts.words import plain, say

page = open_page("use_cases", "kpi.read")
known = portfolio(page)
may, total = page.may("usecase.write"), len(known.use_cases)
ids = filtered(known, page.slice)

st.title(say("uc.title"))
draw_done()
if may:
    draw_undo(page, known)
if total:
    draw_lead(known)
else:
    st.info(say("uc.empty") if may else say("uc.empty") + " " + say("uc.empty.viewer"))
if total and len(ids) < total:
    st.caption(say("uc.filtered", count=len(ids), total=total) if ids else say("uc.none_left"))

chosen = ids[0] if len(ids) == 1 else None
if len(ids) > 1:
    draw_lists(known, ids, page.home.company.currency)
    st.subheader(say("uc.register"))
    st.caption(say("uc.register.choose"))
    chosen = draw_register(known, ids)
if chosen:
    with st.container(border=True):
        st.markdown(f"#### {plain(known.name(chosen))}")
        draw_one(known, chosen)
        draw_facts(page, known, chosen)
        draw_events(known, chosen)
        draw_estimate(page, known, chosen)
        if may:
            with st.expander(say("uc.status"), icon=":material/flag:"):
                draw_status_form(page, known, chosen)
            with st.expander(say("uc.edit", name=plain(known.name(chosen))), icon=":material/edit:"):
                draw_form(page, known, chosen)
            draw_archive(page, known, chosen)
elif may:
    with st.expander(say("uc.new"), icon=":material/add:", expanded=not total):
        draw_form(page, known, None)
if len(ids) > 1:
    draw_where(page, known, ids)
    draw_value(page, known, ids)
    draw_priority(known, ids)
    draw_standard(known, ids)
draw_archived(page, known)
draw_places(page, known)

"""The team's week from top to bottom: what it is filled with, the grid, its sum, save, undo."""

from dataclasses import replace
from datetime import date

import streamlit as st

from kpis.periods import Period
from pages.parts.effort.draft import Draft, keep, new_draft, open_draft, outcome
from pages.parts.effort.figures import Figures
from pages.parts.effort.grid import draw_foot, draw_grid
from pages.parts.effort.saving import draw_conflict, draw_saved, save
from pages.parts.effort.typing import draw_typing, offer_typing
from pages.parts.gate import Page
from pages.parts.slice_bar import week_key
from pages.parts.words import say


def draw_team_week(page: Page, known: Figures, week: date) -> None:
    """One line per use case and place for the whole team; one button saves it."""
    if known.tables["use_cases"].empty:
        st.info(say("effort.none"))
        return
    draft = open_draft(page, week)
    draw_saved(page, week)
    st.caption(_how_it_began(draft))
    draw_grid(draft, known)
    now = outcome(draft, draft.typed())
    draw_conflict(page, draft, now, known)
    draw_foot(draft, now, known)
    with st.container(horizontal=True):
        wanted = st.button(say("effort.save"), key="effort_save", type="primary", shortcut="Ctrl+S", icon=":material/save:")
        offer_typing()
        if draft.typed() and st.button(say("effort.discard"), key="effort_discard"):
            keep(replace(new_draft(page, week), generation=draft.generation))
            st.rerun()
    draw_typing(draft, known)
    if wanted:
        save(page, draft, now, known)


def _how_it_began(draft: Draft) -> str:
    if draft.filled_from:
        earlier = week_key(Period(draft.filled_from, draft.filled_from))
        return say("effort.filled", week=int(earlier[-2:]))
    return say("effort.stored") if any(line.stored for line in draft.lines) else say("effort.first")

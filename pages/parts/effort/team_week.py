"""The team's week, or one's own, from top to bottom: what it is filled with, the grid, its sum, save, undo."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from kpis.periods import Period
from pages.parts.effort.closed_week import draw_closed_week
from pages.parts.effort.confirmed import draw_unconfirmed
from pages.parts.effort.draft import Draft, keep, new_draft, open_draft, outcome
from pages.parts.effort.figures import Figures
from pages.parts.effort.grid import draw_foot, draw_grid
from pages.parts.effort.saving import draw_conflict, draw_saved, save
from pages.parts.effort.typing import draw_typing, offer_typing
from pages.parts.gate import Page
from pages.parts.slice_bar import week_key
from pages.parts.words import say


def draw_week(page: Page, known: Figures, week: date, mine: bool) -> None:
    """One line per use case and place, for the whole team or for oneself; one button saves it."""
    if known.tables["use_cases"].empty:
        st.info(say("effort.none"))
        with suppress(StreamlitPageNotFoundError):
            st.page_link("use_cases.py", label=say("effort.go_use_cases"), icon=":material/arrow_forward:")
        return
    draft = open_draft(page, week, mine)
    draw_saved(page, week, mine)
    if known.is_closed(week):
        draw_closed_week(page, known, draft)
        return
    if not mine:
        draw_unconfirmed(known, week)
    st.caption(" ".join([_how_it_began(draft), *([say("effort.mine.off")] if mine and draft.person is None else [])]))
    draw_grid(draft, known)
    now = outcome(draft, draft.typed())
    draw_conflict(page, draft, now, known)
    draw_foot(draft, now, known)
    with st.container(horizontal=True):
        wanted = st.button(
            say("effort.save"), key="effort_save", type="primary", shortcut="Ctrl+S", icon=":material/save:"
        )
        offer_typing()
        if draft.typed() and st.button(say("effort.discard"), key="effort_discard"):
            keep(replace(new_draft(page, week, mine=mine), generation=draft.generation))
            st.rerun()
    draw_typing(draft, known)
    if wanted:
        save(page, draft, now, known)


def _how_it_began(draft: Draft) -> str:
    if draft.filled_from:
        earlier = week_key(Period(draft.filled_from, draft.filled_from))
        return say("effort.filled", week=int(earlier[-2:]))
    return say("effort.stored") if any(line.stored for line in draft.lines) else say("effort.first")


def choose_whose(page: Page) -> bool:
    """Team's week or one's own; True = one's own, the only one without the right for the team."""
    if not page.may("effort.write.programme"):
        return True
    modes = ("team", "mine")
    chosen = st.segmented_control(
        say("effort.whose"),
        modes,
        default="team",
        key="effort_whose",
        required=True,
        bind="query-params",
        persist_state="session",
        label_visibility="collapsed",
        format_func=lambda mode: say(f"effort.mode.{mode}"),
    )
    return chosen == "mine"

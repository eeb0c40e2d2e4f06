"""The three first steps of a new home, each with its way and a tick once it is done; gone when all are."""

from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from kpis.facts import FACTS
from pages.parts.data import kept
from pages.parts.gate import Page
from pages.parts.words import say

PAGE_OF = {"use_cases": "use_cases.py", "target": "target.py"}  # connecting is done on this page


def draw_first_steps(page: Page) -> None:
    """Draw them side by side while one is open; the sample company needs none."""
    done = _done(page)
    if page.home.is_sample() or all(done.values()):
        return
    for place, (step, ready) in zip(st.columns(3), done.items(), strict=True):
        with place.container(border=True, height="stretch"):
            st.markdown(("✓ " if ready else "○ ") + say(f"data.step.{step}"))
            st.caption(say(f"data.step.{step}.how"))
            if step in PAGE_OF and not ready:
                with suppress(StreamlitPageNotFoundError):
                    st.page_link(PAGE_OF[step], label=say(f"data.step.{step}.go"), icon=":material/arrow_forward:")


def _done(page: Page) -> dict[str, bool]:
    loads, records = kept.loads_of(page), page.home.records
    return {
        "connect": any(one.result == "loaded" and one.table in FACTS.tables for one in loads),
        "use_cases": not records.frame("use_cases").empty,
        "target": not records.frame("targets").empty and not records.frame("portfolio").empty,
    }

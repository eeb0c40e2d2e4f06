"""An empty home: what this page will show, and the three steps that lead there."""

import streamlit as st

from pages.parts.gate import Page
from pages.parts.words import say


def draw_first_run(page: Page) -> None:
    """Said to who can load data; others are told to wait."""
    st.header(say("review.title"), anchor=False)
    st.markdown(say("review.first.what"))
    if not page.may("import.run"):
        st.info(say("review.first.wait"))
        return
    for place, step in zip(st.columns(3), ("connect", "use_cases", "target"), strict=True):
        with place.container(border=True, height="stretch"):
            st.markdown(say(f"review.first.{step}"))
            st.caption(say(f"review.first.{step}.how"))
    st.page_link("data.py", label=say("review.first.go"), icon=":material/upload_file:")
    st.caption(say("review.first.sample"))

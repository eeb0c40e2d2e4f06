"""Forward on the Review page: the week as one page of HTML to download, and as text to copy."""

from collections.abc import Callable

import streamlit as st

from kpis.periods import Period
from kpis.sentences.numerals import Numerals
from pages.parts.forward.letter import review_text
from pages.parts.forward.page import review_html
from pages.parts.forward.paper import link_to, write_paper
from pages.parts.forward.since import reads_differently
from pages.parts.gate import Page
from pages.parts.reader import reader, written_for
from pages.parts.review.week import Review
from pages.parts.slice_bar import week_key
from pages.parts.words import say


def draw_forward(page: Page, review: Review) -> None:
    """Folded; nothing of it is made before somebody opens it, and the page of HTML only on click."""
    if not page.may("kpi.export"):
        return
    box = st.expander(say("forward.button"), icon=":material/forward_to_inbox:", key="forward", on_change="rerun",
                      type="compact")  # fmt: skip
    if not box.open:
        return
    with box:
        name = f"review-{week_key(review.week)}.html"
        st.download_button(say("forward.html"), data=_html(page, review.week, reader()), file_name=name, mime="text/html",
                           key="forward_html", icon=":material/download:")  # fmt: skip
        st.caption(say("forward.copy"))
        link = link_to(page.home.settings.login.public_host, review.week, page.slice)
        st.code(review_text(write_paper(page), link=link), language=None, wrap_lines=True)


def _html(page: Page, week: Period, numerals: Numerals) -> Callable[[], bytes]:
    """Made on click, when this run is over: the reader has to be taken along."""

    def made() -> bytes:
        with written_for(numerals):
            since = () if page.slice.filters() else reads_differently(page.home, week)
            return review_html(write_paper(page), since=since).encode("utf-8")

    return made

"""What a number is: its sentence, what it rests on, and its definition."""

import streamlit as st

from pages.parts.figures import likely, long_period, sentence, whole
from pages.parts.gate import Page
from pages.parts.review.links import draw_link
from pages.parts.review.week import Review
from pages.parts.words import plain, say


def draw_explain(page: Page, review: Review, id_: str) -> None:
    """The reading in one sentence, then the definition, rows behind it and the likely range."""
    line, company = review.line(id_), page.home.company
    now = line.now
    period = long_period(now.end, line.what.rhythm, company.fiscal_year_start_month)
    rests = [say("review.explain.period", period=period)]
    if now.n is not None:
        rests.append(say("review.explain.rows", n=whole(now.n)))
    if likely(now):
        rests.append(likely(now))
    st.markdown(plain(sentence(now, company.currency)))
    st.caption(plain(" · ".join(rests)))
    st.caption(" ".join(line.what.about.split("\n\n")[0].split()))
    with st.expander(say("review.explain.more"), type="compact"):
        st.caption(" ".join(line.what.about.partition("\n\n")[2].split()))
    draw_link(id_)

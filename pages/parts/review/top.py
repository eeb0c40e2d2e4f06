"""The first lines of the Monday page: the week in one sentence, the shared number, what went well."""

import streamlit as st

from kpis.signals import Word
from pages.parts.figures import day_month, shown, span
from pages.parts.gate import Page
from pages.parts.review.week import Review, all_days_in
from pages.parts.words import say

ORDER = (Word.REALLY_CHANGED, Word.WORTH_A_LOOK, Word.AS_USUAL, Word.TOO_EARLY, "incomplete", "waiting", "foreign", "broken")


def draw_top(page: Page, review: Review) -> None:
    """Heading, line one, pinned number and good news."""
    st.subheader(say("review.heading", week=review.week.end.isocalendar().week), anchor=False)
    st.markdown(line_one(page, review))
    pinned, good = _pinned(page, review), [f":blue[▲] {text}" for text in review.good] or [say("review.good.none")]
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium"):
        if pinned:
            st.markdown(pinned, width="content")
        st.markdown("  \n".join(good), width="content")


def line_one(page: Page, review: Review) -> str:
    """Which week this is, how far the data reach, how many numbers carry which word."""
    week = review.week
    whole = review.data_up_to is None or all_days_in(week, review.data_up_to, page.home.company)
    state = "review.line.complete" if whole else "review.line.partial"
    upto = f"{review.data_up_to:%a} {day_month(review.data_up_to)}" if review.data_up_to else say("review.line.nothing")
    words = [say(f"review.count.{word}", n=review.counts[word]) for word in ORDER if review.counts.get(word)]
    first = say(state, week=week.end.isocalendar().week, span=span(week), upto=upto)
    flagged = sum(review.counts[word] for word in ORDER[:2])
    text = ", ".join(words)
    return f"{first} " + (f"**{words[0]}**" + "".join(f", {w}" for w in words[1:]) if flagged else text) + "."


def _pinned(page: Page, review: Review) -> str:
    if not review.pinned:
        return ""
    pinned, unit = review.pinned, page.home.company.currency
    value = shown(pinned.value, unit)
    if pinned.path is None:
        return say("review.pinned.no_goal", value=value)
    good = pinned.value >= pinned.path
    key = "review.pinned.ahead" if good else "review.pinned.behind"
    return say(key, value=value, path=shown(pinned.path, unit), goal=shown(pinned.goal, unit))

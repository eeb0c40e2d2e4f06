"""What the effort left rests on: what one build or copy usually takes, what was spent, how all is calculated."""

import pandas as pd
import streamlit as st

from kpis.effort_left import ARTICLE, OWN, Spent, Usual
from pages.parts.figures import money, number
from pages.parts.gate import Page
from pages.parts.target.outlook import Outlook
from pages.parts.target.phrases import days_range
from pages.parts.words import plain, say


def draw_usual(page: Page, known: Outlook) -> None:
    """Person-days of one build and one copy, each with where that is known from; and what was spent so far."""
    left = known.left.value
    if left is None:
        return
    rows = [_row("build", left.builds, left.a_build), _row("copy", left.copies, left.a_copy)]
    st.subheader(say("target.usual"), anchor=False)
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    if known.spent:
        st.caption(_spent(known.spent, page.home.company.currency))


def _spent(spent: Spent, currency: str) -> str:
    days = {"days": number(spent.days, 0), "since": number(spent.days_since, 0)}
    if spent.money is None:
        return say("target.left.spent.days", **days)
    return say("target.left.spent", money=plain(money(spent.money, currency)), **days)


def _row(kind: str, count: int, usual: Usual) -> dict[str, str]:
    return {
        say("target.kind"): say(f"target.kind.{kind}"),
        say("target.kind.count"): str(count),
        say("target.kind.each"): days_range(usual.low, usual.high),
        say("target.kind.known"): say(f"target.source.{_source(usual)}", n=usual.n),
    }


def _source(usual: Usual) -> str:
    return "own" if usual.source == OWN else "article" if usual.source == ARTICLE else "assumed"


def draw_how() -> None:
    """The formulas, for who wants to know."""
    box = st.expander(
        say("target.how"), icon=":material/functions:", key="target_how", on_change="rerun", type="compact"
    )
    if box.open:
        with box:
            st.markdown(say("target.how.text"))

"""All tests together: what the whole programme brings by its own test, and how much of the single effects is left in it."""

import streamlit as st

from kpis.impact import overlap
from pages.parts.experiments.known import Known
from pages.parts.experiments.phrases import likely_between
from pages.parts.figures import number, percent, shown
from pages.parts.gate import Page
from pages.parts.words import plain, say


def draw_together(page: Page, known: Known) -> None:
    """The programme's total and overlap factor; without a test of the whole programme why no total is shown."""
    if not known.money.effects and not known.money.programme:
        return
    st.subheader(say("exp.together"), anchor="together")
    found = overlap(known.money)
    if found is None:
        st.markdown(say("exp.together.none", count=len(known.money.effects)))
        return
    month = found.programme.per_month()
    low, high = (plain(shown(v, known.currency)) for v in (month.low, month.high))
    if month.low <= 0 <= month.high:
        st.markdown(say("exp.together.open", low=low, high=high))
    else:
        ends = likely_between(month.low, month.high, known.currency)
        st.markdown(say("exp.together.total", value=plain(shown(month.value, known.currency)), range=plain(ends)))
    if found.factor is None:
        return
    amount = plain(shown(found.single, known.currency))
    words = "exp.together.less" if found.factor < 1 else "exp.together.more"
    st.markdown(say(words, single=amount, left=percent(found.factor), count=found.use_cases))
    st.caption(say("exp.together.how", factor=number(found.factor, 2),
                   sure=say("exp.together.sure" if found.low > 0 and month.low > 0 else "exp.together.unsure")))  # fmt: skip

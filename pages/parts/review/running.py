"""This week so far, held against as many working days of the week before."""

from collections.abc import Iterator

import streamlit as st

from kpis.elapsed import SoFar, so_far
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.registry import Indicator, all_indicators, compute
from pages.parts.figures import change, shown, span
from pages.parts.gate import Page
from pages.parts.numbers import company_tables
from pages.parts.review.week import Review
from pages.parts.words import say

ADDED_UP = ("attributed_sales", "total_sales")  # weekly sums: half a week of them means something


def draw_running(page: Page, review: Review) -> None:
    """Only when the reader has chosen the week that still runs."""
    if review.running is None:
        return
    last = min(page.today, review.data_up_to or page.today)
    if last < review.running.start:
        st.info(say("review.running.nothing", span=span(review.week)))
        return
    both = so_far(review.running, last, review.week, page.home.company)
    lines = [say("review.running.title", span=span(both.period), days=both.working_days), *lines_so_far(page, both)]
    st.info("  \n".join([*lines, say("review.running.below", span=span(review.week))]))


def lines_so_far(page: Page, both: SoFar) -> Iterator[str]:
    """One line for each weekly sum: now, the week before by then, and the difference."""
    for what in all_indicators():
        if what.id in ADDED_UP and both.part:
            now, then = (_value(page, what, period) for period in (both.period, both.part))
            if now is not None and then is not None:
                unit = page.home.company.currency
                yield say(
                    "review.running.line",
                    name=say(f"short.{what.id}"),
                    now=shown(now, unit),
                    then=shown(then, unit),
                    change=change(now - then, unit),
                )


def _value(page: Page, what: Indicator, period: Period) -> float | None:
    try:
        return compute(what, company_tables(page), period=period, company=page.home.company, where=page.slice).value
    except NoAnswer:
        return None

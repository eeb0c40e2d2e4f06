"""Open decisions, whether their numbers moved, and on the day of the check: did it help?"""

import streamlit as st

from data_adapters.records.services.decisions import record_outcome
from kpis.decisions import did_it_help
from kpis.reading import Unit
from pages.parts import cache
from pages.parts.figures import change, day_month, shown
from pages.parts.gate import Page
from pages.parts.numbers import Series, all_series
from pages.parts.review.actions import save
from pages.parts.review.goal_path import slice_of
from pages.parts.review.typed import Decision, Typed
from pages.parts.review.week import Review
from pages.parts.words import plain, say

MOST = 6
OUTCOMES = ("helped", "nothing", "worse")


def draw_decisions(page: Page, review: Review, typed: Typed) -> None:
    """Those that are due first."""
    waiting = [d for d in typed.decisions if not d.outcome][:MOST]
    st.markdown(f"**{say('review.decisions')}**")
    if not waiting:
        st.markdown(say("review.decisions.none"))
    for decision in waiting:
        st.markdown("  \n".join(filter(None, [_spoken(decision), _moved(page, review, decision)])))
        if decision.check_on <= page.today and page.may("decision.write"):
            _ask(page, decision)


def _spoken(decision: Decision) -> str:
    return say(
        "review.decision", text=plain(decision.text), owner=plain(decision.owner), day=day_month(decision.check_on)
    )


def _moved(page: Page, review: Review, decision: Decision) -> str:
    """The number before the decision and since, and whether that lies inside what was usual."""
    series = _series(page, review, decision)
    if series is None:
        return ""
    told = did_it_help(decision.day, series.readings, series.what, page.home.company)
    if told.before is None or told.after is None:
        return ""
    unit = page.home.company.currency if series.what.unit == Unit.MONEY else series.what.unit.value
    verdict = say(f"review.verdict.{told.verdict}", low=shown(told.low, unit), high=shown(told.high, unit))
    said = say("review.decision.moved", name=_number_of(page, decision), then=shown(told.before, unit),
               now=shown(told.after, unit), change=change(told.change, unit), verdict=verdict)  # fmt: skip
    return f":small[{plain(said)}]"


def _number_of(page: Page, decision: Decision) -> str:
    """The number a decision is about, with its filter where it has one: one market's figure must not read as all."""
    name, where = say(f"short.{decision.indicator}"), slice_of(decision.slice)
    chosen = where.filters().items() if where else ()
    named = ", ".join(cache.choices(page.home).name(dimension, value) for dimension, value in chosen)
    return f"{name} ({named})" if named else name


def _series(page: Page, review: Review, decision: Decision) -> Series | None:
    where = slice_of(decision.slice)
    return None if where is None else all_series(page, week=review.week, where=where).get(decision.indicator)


def _ask(page: Page, decision: Decision) -> None:
    with st.form(f"outcome_{decision.id}", border=False):
        st.markdown(say("review.decision.ask"))
        answer = st.segmented_control(say("review.decision.ask"), OUTCOMES, label_visibility="collapsed",
                                      format_func=lambda one: say(f"review.outcome.{one}"))  # fmt: skip
        note = st.text_input(say("review.decision.note"), max_chars=300)
        if st.form_submit_button(say("review.decision.save")) and answer:
            text = ": ".join(filter(None, [say(f"review.outcome.{answer}"), note]))
            save(
                f"outcome_{decision.id}",
                lambda request: record_outcome(
                    page.home.records, page.principal, decision.id, text, request_id=request
                ),
                say("review.decision.done"),
            )

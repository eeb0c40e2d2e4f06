"""What use cases are worth: one in figures, the ranking of what to build next, and what is outside the standard."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from kpis.priority import divergence, one_offs
from kpis.use_case_value import UseCaseValue
from pages.parts.charts.draw import draw
from pages.parts.charts.value_urgency import value_urgency_spec
from pages.parts.effort.draft import number
from pages.parts.figures import percent, shown
from pages.parts.gate import Page
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.use_cases.value_details import draw_details
from pages.parts.use_cases.value_words import ends
from pages.parts.use_cases.values import values_of
from pages.parts.words import plain, say, unbroken

TOP = 5
RUNNING = ("live", "quiet", "paused", "retired")


def draw_facts(page: Page, known: Portfolio, use_case: str) -> None:
    """One use case in figures: promised and measured, days and estimate, its place in the ranking, the standard met."""
    one, currency = values_of(page).of(use_case), page.home.company.currency
    days, estimate, met = known.days.get(use_case), known.expected_days.get(use_case), known.standard.get(use_case)
    said = list(_promise_and_test(one, currency)) if one else []
    if days is not None:
        said.append(
            say(
                "uc.fact.days" if estimate is not None else "uc.fact.days_only",
                days=number(days),
                estimate=number(estimate or 0),
            )
        )
    place = next((n for n, one in enumerate(known.to_build, 1) if one.use_case == use_case), None)
    said += [say("uc.fact.place", place=place, count=len(known.to_build))] if place else []
    said += [say("uc.fact.standard", share=percent(met))] if met is not None else []
    st.markdown(unbroken(" ".join(said)))
    if one:
        draw_details(page, use_case, "uc_details")


def _promise_and_test(one: UseCaseValue, currency: str) -> Iterator[str]:
    """What was promised, and what its tests say; of a range that holds zero only the range."""
    if one.promised.value is not None:
        yield say("uc.fact.promised", money=plain(shown(one.promised.value, currency)))
    if one.impact.value is not None:
        found = {name: plain(text) for name, text in ends(one.impact, currency).items()}
        yield say("uc.fact.unclear" if one.impact.unclear else "uc.fact.tested", **found)


def draw_priority(known: Portfolio, ids: list[str]) -> None:
    """Value beside urgency, and the ranking of what is not live yet."""
    st.subheader(say("uc.priority"))
    scored = [one for one in known.ranking if one.use_case in set(ids)]
    if not scored:
        st.caption(say("uc.priority.none"))
        return
    rows = pd.DataFrame(
        [
            {
                "name": one.use_case,
                "label": known.name(one.use_case),
                "value": one.value,
                "urgency": one.urgency,
                "running": known.states[one.use_case] in RUNNING,
            }
            for one in scored
        ]
    )
    st.markdown(say("uc.priority.read"))
    left, right = st.columns(2, gap="medium")
    with left:
        draw(
            "value_urgency",
            lambda: value_urgency_spec(say("uc.priority.value"), say("uc.priority.urgency")),
            rows,
            alt=say("uc.priority.alt"),
        )
    with right:
        _draw_ranking(known, set(ids))


def _draw_ranking(known: Portfolio, wanted: set[str]) -> None:
    order = {one.use_case: n for n, one in enumerate(known.to_build, 1)}
    waiting = [one for one in known.to_build if one.use_case in wanted]
    if not waiting:
        st.caption(say("uc.priority.all_live"))
        return
    places = [
        say(
            "uc.priority.same" if one.best == one.worst else "uc.priority.range",
            place=order[one.use_case],
            best=one.best,
            worst=one.worst,
        )
        for one in waiting
    ]
    st.table(
        pd.DataFrame(
            {
                say("uc.priority.place"): places,
                say("uc.col.use_case"): [plain(known.name(one.use_case)) for one in waiting],
                say("uc.priority.score"): [number(one.priority) for one in waiting],
                say("uc.priority.effort"): [
                    number(one.per_ten_days) if one.per_ten_days is not None else "–" for one in waiting
                ],
            }
        ),
        border="horizontal",
        hide_index=True,
    )
    with st.expander(say("uc.priority.how"), type="compact"):
        st.caption(say("uc.priority.formula"))


def draw_standard(known: Portfolio, ids: list[str]) -> None:
    """One-offs in counts, the most expensive first."""
    st.subheader(say("uc.standard"))
    met = {use_case: share for use_case, share in known.standard.items() if use_case in set(ids)}
    rated = [share for share in met.values() if share is not None]
    if not rated:
        st.caption(say("uc.standard.none"))
        return
    found, outside = one_offs(met, known.days), divergence(met, known.days)
    st.markdown(
        say(
            "uc.standard.read",
            count=len(found),
            rated=len(rated),
            share=percent(outside) if outside is not None else "–",
        )
    )
    if found:
        st.table(
            pd.DataFrame(
                {
                    say("uc.col.use_case"): [plain(known.name(use_case)) for use_case in found[:TOP]],
                    say("uc.standard.met"): [percent(met[use_case]) for use_case in found[:TOP]],
                    say("uc.standard.days"): [number(known.days.get(use_case, 0.0)) for use_case in found[:TOP]],
                }
            ),
            border="horizontal",
            hide_index=True,
        )

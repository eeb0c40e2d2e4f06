"""What runs now and is it healthy: arms, days left, the next look, and every check that says nothing of the effect."""

import streamlit as st

from kpis.causal.arms import CONTROL, TREATED
from kpis.causal.registered import Registered
from pages.parts.experiments.ending import draw_end
from pages.parts.experiments.form import draw_edit
from pages.parts.experiments.known import Known
from pages.parts.experiments.phrases import check_lines
from pages.parts.figures import long_day, percent, whole
from pages.parts.gate import Page
from pages.parts.words import plain, say


def draw_running(page: Page, known: Known) -> None:
    """One card per running test, then those registered for later."""
    if not known.tests:
        return
    st.subheader(say("exp.running"), anchor="running")
    for test in known.running:
        with st.container(border=True, key=f"exp_run_{test.experiment_id}"):
            _draw_card(page, known, test)
    if not known.running:
        st.caption(say("exp.running.none"))
    for test in known.planned:
        with st.container(border=True, key=f"exp_plan_{test.experiment_id}"):
            st.markdown(say("exp.planned", id=plain(test.experiment_id), what=known.what(test), place=known.place(test),
                            start=long_day(test.start), end=long_day(test.planned_end)))  # fmt: skip
            if page.may("experiment.write"):
                draw_edit(page, known, test.experiment_id)


def _draw_card(page: Page, known: Known, test: Registered) -> None:
    st.markdown(say("exp.card", id=plain(test.experiment_id), what=known.what(test), place=known.place(test)))
    if test.hypothesis:
        st.caption(say("exp.card.hypothesis", words=plain(test.hypothesis)))
    found = known.findings[test.experiment_id]
    lines = [_days(known, test), _arms(known, test), _look(known, test)]
    st.markdown("  \n".join(line for line in lines if line))
    if found.effect or "hidden" in (found.reason or ""):
        st.markdown(known.sentence(test))
    elif found.reason and not test.looks.next(known.today):
        st.caption(say("exp.card.waits", reason=plain(found.reason)))
    if found.checks:
        st.markdown(check_lines(found.checks))
    else:
        st.caption(say("exp.card.no_units"))
    if page.may("experiment.write"):
        draw_edit(page, known, test.experiment_id)
        draw_end(page, known, test)


def _days(known: Known, test: Registered) -> str:
    day, length = (known.today - test.start).days + 1, (test.planned_end - test.start).days + 1
    if day > length:
        return say("exp.card.overdue", end=long_day(test.planned_end))
    return say("exp.card.days", day=whole(day), length=whole(length), left=whole(length - day), end=long_day(test.planned_end))


def _arms(known: Known, test: Registered) -> str:
    arms = known.units.get(test.experiment_id, {})
    treated, control = (arms.get(arm, (0, 0))[0] for arm in (TREATED, CONTROL))
    if not treated + control:
        return ""
    share = percent(treated / (treated + control))
    return say("exp.card.arms", treated=whole(treated), control=whole(control), share=share, unit=plain(test.unit or ""))


def _look(known: Known, test: Registered) -> str:
    following = test.looks.next(known.today)
    if following is None:
        return say("exp.card.last_look")
    number = test.looks.days.index(following) + 1
    return say("exp.card.look", day=long_day(following), number=number, of=test.looks.planned)

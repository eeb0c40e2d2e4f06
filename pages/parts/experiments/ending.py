"""Ends a test: on which day, and until when its result counts."""

from datetime import timedelta

import streamlit as st

from data_adapters.records.services import end_experiment
from kpis.causal.registered import Registered
from pages.parts.experiments.known import Known
from pages.parts.experiments.saving import forget, save, seen_version
from pages.parts.figures import long_day
from pages.parts.gate import Page
from pages.parts.reader import day_field
from pages.parts.words import plain, say


def draw_end(page: Page, known: Known, test: Registered) -> None:
    """A folded form of two days; ending before a planned look is said before it is done."""
    name = test.experiment_id
    box = st.expander(say("exp.end.again" if test.ended else "exp.end"), icon=":material/flag:", key=f"exp_end_{name}", on_change="rerun")
    if not box.open:
        forget(f"exp_end_{name}")
        return
    version = seen_version(f"exp_end_{name}", int(known.rows[name]["row_version"]))
    with box:
        if not test.ended and test.looks.next(known.today):
            st.caption(say("exp.end.early", day=long_day(test.planned_end)))
        with st.form(f"exp_end_form_{name}", border=False):
            left, right = st.columns(2)
            ended = left.date_input(say("exp.f.ended"), test.ended or min(test.planned_end, known.today), min_value=test.start,
                                    max_value=known.today, key=f"exp_ended_{name}", format=day_field())  # fmt: skip
            until = right.date_input(say("exp.f.valid_until"), test.valid_until or known.today + timedelta(days=365), min_value=test.start,
                                     key=f"exp_until_{name}", format=day_field())  # fmt: skip
            wanted = st.form_submit_button(say("exp.end.save"), type="primary", key=f"exp_end_save_{name}")
        if not wanted:
            return
        conflict = save(
            f"exp_end_{name}",
            lambda request: end_experiment(page.home.records, page.principal, name, ended, request_id=request,
                                           expected_version=version, valid_until=until),
            say("exp.end.done", id=plain(name), day=long_day(ended)),
        )  # fmt: skip
        if conflict:
            st.warning(say("exp.conflict", words=plain(conflict)), icon=":material/group:")

"""Registers a test or changes one: what is planned, before anything is known; saved once, nobody overwrites anybody."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pandas as pd
import streamlit as st

from data_adapters.records.problems import Conflict
from data_adapters.records.services import save_experiment
from kpis.contract import contract_columns
from kpis.records import experiments as EXPERIMENTS
from pages.parts.experiments.fields import draw_plan, draw_result
from pages.parts.experiments.known import Known
from pages.parts.experiments.saving import field_name, forget, save, seen_version
from pages.parts.gate import Page
from pages.parts.number_field import refused
from pages.parts.words import plain, say

FIELDS = tuple(column.name for column in contract_columns(EXPERIMENTS))
ROUND = "exp_round"  # another number after each save: empty fields
NEW = "new"
PLACED = ("use_case_id", "market", "business_area")


def draw_register(page: Page, known: Known) -> None:
    """The folded form of a new test."""
    box = st.expander(say("exp.register"), icon=":material/add:", key="exp_register", on_change="rerun")
    if not box.open:
        return
    row = {name: None for name in FIELDS} | {
        "experiment_id": _next_id(known), "design": "holdout", "unit": "customer", "metric": "revenue", "looks": 1,
        "start": known.today + timedelta(days=7), "planned_end": known.today + timedelta(days=7 + 91 - 1),
    }  # fmt: skip
    with box:
        st.caption(say("exp.register.how"))
        _draw_form(page, known, row, NEW)


def draw_edit(page: Page, known: Known, name: str) -> None:
    """The folded form of a stored test, with the result typed by hand where no units are loaded."""
    box = st.expander(say("exp.edit"), icon=":material/edit:", key=f"exp_edit_{name}", on_change="rerun")
    if not box.open:
        forget(f"exp_{name}")
        return
    stored = known.rows[name]
    with box:
        _draw_form(page, known, {field: _filled(stored[field]) for field in FIELDS}, name)


def _draw_form(page: Page, known: Known, row: Mapping[str, object], name: str) -> None:
    stored = known.rows.get(name)
    version = seen_version(f"exp_{name}", int(stored["row_version"]) if stored else 0)
    key = f"exp_{name}_{st.session_state.get(ROUND, 0)}"
    with st.form(f"{key}_form", border=False):
        typed = dict(row) | draw_plan(known, row, key, new=not stored)
        if stored:
            typed |= draw_result(row, key)
        wanted = st.form_submit_button(say("exp.save" if stored else "exp.register.save"), type="primary",
                                       icon=":material/save:", key=f"{key}_save")  # fmt: skip
    if not wanted or refused(typed.values()):
        return
    if typed["use_case_id"] is None and not stored:
        st.error(say("exp.bad", field=field_name("use_case_id"), words=say("exp.choose_use_case")))
        return
    typed |= {field: typed[field] or None for field in PLACED}
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + (not stored)
    conflict = save(
        f"exp_{name}",
        lambda request: save_experiment(page.home.records, page.principal, typed, request_id=request,
                                        expected_version=version),
        say("exp.saved", id=plain(typed["experiment_id"])),
    )  # fmt: skip
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) - (not stored)  # refused: what was typed stays
    if conflict and stored:
        _draw_conflict(conflict, typed)
    elif conflict:
        forget(f"exp_{name}")  # a new test never takes the place of another one
        st.error(say("exp.bad", field=field_name("experiment_id"), words=say("exp.name_taken")))


def _draw_conflict(conflict: Conflict, typed: Mapping[str, object]) -> None:
    """What somebody else saved meanwhile; the next press of the button saves mine over it, knowingly."""
    st.warning(say("exp.conflict", words=plain(conflict)), icon=":material/group:")
    theirs = conflict.theirs
    differ = [name for name in FIELDS if theirs and _spoken(typed[name]) != _spoken(theirs.get(name))]
    if differ:
        st.table(
            pd.DataFrame({
                say("exp.conflict.field"): [field_name(name) for name in differ],
                say("exp.conflict.mine"): [plain(_spoken(typed[name])) for name in differ],
                say("exp.conflict.theirs"): [plain(_spoken(theirs.get(name))) for name in differ],
            }),
            border="horizontal", hide_index=True,
        )  # fmt: skip
        st.caption(say("exp.conflict.again"))


def _next_id(known: Known) -> str:
    """The id after the highest of those like X07."""
    numbers = [int(found[1]) for t in known.tests if (found := re.fullmatch(r"X(\d{1,6})", t.experiment_id))]
    return f"X{max(numbers, default=0) + 1:02}"


def _filled(value: object) -> object:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def _spoken(value: object) -> str:
    if value is None:
        return "–"
    try:
        return f"{float(value):g}"
    except (TypeError, ValueError):
        return str(value)

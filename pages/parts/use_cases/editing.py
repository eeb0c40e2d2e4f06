"""Adds or changes one use case: a form, saved in one step; a conflict shows both sides and keeps what was typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

import pandas as pd
import streamlit as st

from data_adapters.records.problems import Conflict, InvalidEntry, RecordsProblem
from data_adapters.records.services import save_use_case
from kpis.contract import contract_columns
from kpis.records import CHECKLIST
from kpis.records import use_cases as USE_CASES
from pages.parts.effort.draft import number
from pages.parts.gate import Page
from pages.parts.number_field import number_field, refused
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say

FIELDS = tuple(column.name for column in contract_columns(USE_CASES))
LONG = ("data", "algo", "action")
CHOICES = {"lifecycle_stage": ("acquire", "develop", "retain"), "degree": ("automated", "assisted", "manual")}
SCORES = ("value_top", "value_bottom", "value_strategic", "urgency")
WORDS = {"lifecycle_stage": "uc.stage", "degree": "uc.degree"}


@dataclass(frozen=True)
class Editing:
    """The use case in the form as it was when opened, its version, and the number of the request to come."""

    row: Mapping[str, object]
    version: int
    request_id: str
    round: int = 0

    def key(self, field: str) -> str:
        """The key of a field's widget: another one for every use case and version."""
        return f"uc_{self.row['use_case_id'] or 'new'}_{self.version}_{self.round}_{field}"


def draw_form(page: Page, known: Portfolio, use_case: str | None) -> None:
    """The form of a use case; None = a new one."""
    editing = _opened(page, known, use_case)
    _draw_conflict(page, known, editing)
    with st.form(editing.key("form"), border=False):
        typed = _draw_fields(editing, known)
        wanted = st.form_submit_button(say("uc.save"), type="primary", icon=":material/save:")
    if wanted and not refused(typed.values()):
        _save(page, known, editing, typed, editing.version)


def _opened(page: Page, known: Portfolio, use_case: str | None) -> Editing:
    """What is being edited; looked up anew unless its form stood on the page in the last run."""
    kept: Editing | None = st.session_state.get("uc_editing")
    same = kept and (kept.version == 0 if use_case is None else kept.version and kept.row["use_case_id"] == use_case)
    if same and kept.key("name") in st.session_state:
        return kept
    rows = page.home.records.frame("use_cases", trace=True)
    stored = rows[rows["use_case_id"] == use_case].to_dict("records")
    row = {name: _filled(stored[0][name]) if stored else None for name in FIELDS}
    if not stored:
        row |= {"use_case_id": "", "degree": "automated", "active_window_days": 30}
    fresh = Editing(row, int(stored[0]["row_version"]) if stored else 0, f"use-case-{uuid4().hex}")
    st.session_state["uc_editing"] = fresh
    return fresh


def _filled(value: object) -> object:
    return None if pd.isna(value) else value


def _draw_fields(editing: Editing, known: Portfolio) -> dict[str, object]:
    """Draw all fields; the row as typed."""
    row, typed = editing.row, dict(editing.row)
    left, right = st.columns(2, gap="medium")
    with left:
        if not editing.version:
            typed["use_case_id"] = st.text_input(
                say("uc.f.use_case_id"), _next_id(known), key=editing.key("use_case_id")
            ).strip()
        for field in ("name", *LONG, "value_driver", "planned_channels"):
            typed[field] = _text(editing, field)
        typed["owner"], typed["backup_owner"] = _text(editing, "owner"), _text(editing, "backup_owner")
    with right:
        for field, options in CHOICES.items():
            typed[field] = st.selectbox(
                say(f"uc.f.{field}"),
                options,
                key=editing.key(field),
                index=_index(options, row[field]),
                format_func=lambda choice, f=field: say(f"{WORDS[f]}.{choice}"),
            )
        scores = st.columns(2)
        for n, field in enumerate(SCORES):
            with scores[n % 2]:
                typed[field] = number_field(say(f"uc.f.{field}"), _number(row[field]), key=editing.key(field))
        typed |= _rated(editing, known)
        typed["promised_value"] = number_field(
            say("uc.f.promised_value"), _number(row["promised_value"]), key=editing.key("promised_value")
        )
        typed["active_window_days"] = st.number_input(
            say("uc.f.active_window_days"),
            value=int(row["active_window_days"] or 30),
            step=1,
            format="%d",
            key=editing.key("active_window_days"),
        )
    return typed | _checklist(editing)


def _text(editing: Editing, field: str) -> str | None:
    return st.text_input(say(f"uc.f.{field}"), editing.row[field] or "", key=editing.key(field)).strip() or None


def _number(value: object) -> float | None:
    return None if value is None else float(value)


def _index(options: tuple, value: object) -> int | None:
    return options.index(value) if value in options else None


def _rated(editing: Editing, known: Portfolio) -> dict[str, object]:
    """Sophistication; another level is rated today."""
    before = editing.row["sophistication"]
    now = st.selectbox(
        say("uc.f.sophistication"), (1, 2, 3, 4), index=_index((1, 2, 3, 4), before), key=editing.key("sophistication")
    )
    return {"sophistication": now, "rated_on": editing.row["rated_on"] if now == before else known.today}


def _checklist(editing: Editing) -> dict[str, object]:
    """The ten items of the standard: met, does not apply, else no; unanswered stays so until something is chosen."""
    row = editing.row
    chosen = {
        answer: st.multiselect(
            say(f"uc.f.{name}"),
            CHECKLIST,
            [item for item in CHECKLIST if row[item] == answer],
            key=editing.key(name),
            format_func=lambda item: say(f"uc.item.{item}"),
        )
        for answer, name in (("yes", "met"), ("n.a.", "not_applicable"))
    }
    touched = any(chosen.values()) or any(row[item] for item in CHECKLIST)
    now = {item: "yes" if item in chosen["yes"] else "n.a." if item in chosen["n.a."] else "no" for item in CHECKLIST}
    return now if touched else {item: None for item in CHECKLIST}


def _next_id(known: Portfolio) -> str:
    """The id after the highest of those like U07."""
    numbers = [
        int(found[1]) for use_case in known.use_cases["use_case_id"] if (found := re.fullmatch(r"U(\d{1,6})", use_case))
    ]
    return f"U{max(numbers, default=0) + 1:02}"


def _save(page: Page, known: Portfolio, editing: Editing, typed: Mapping[str, object], version: int) -> None:
    try:
        saved = save_use_case(
            page.home.records, page.principal, dict(typed), request_id=editing.request_id, expected_version=version
        )
    except Conflict as conflict:
        st.session_state["uc_conflict"] = (dict(typed), dict(conflict.theirs))
        st.rerun()
    except InvalidEntry as refused:
        name = (
            say(f"uc.f.{refused.field}")
            if refused.field in FIELDS[:-1] and refused.field not in CHECKLIST
            else refused.field
        )
        st.error(say("uc.bad", field=plain(name), words=plain(refused)))
    except RecordsProblem as problem:
        st.error(say("uc.retry", words=plain(problem)), icon=":material/sync_problem:")
    else:
        same = saved.unchanged and not saved.repeated
        named = plain(f"{typed['use_case_id']} {typed['name']}")
        st.session_state["uc_done"] = say("uc.unchanged") if same else say("uc.saved", name=named)
        st.session_state.pop("uc_editing", None)
        st.session_state.pop("uc_conflict", None)
        st.toast(st.session_state["uc_done"])
        st.rerun()


def draw_done() -> None:
    """What was saved in the last run, once."""
    done = st.session_state.pop("uc_done", None)
    if done:
        st.success(done, icon=":material/check:")


def _draw_conflict(page: Page, known: Portfolio, editing: Editing) -> None:
    """The fields both sides changed, and a button for each side; what only they changed stays theirs."""
    if "uc_conflict" not in st.session_state:
        return
    typed, theirs = st.session_state["uc_conflict"]
    if typed["use_case_id"] != (theirs.get("use_case_id") or editing.row["use_case_id"]):
        return
    mine = {name: typed[name] for name in FIELDS if typed[name] != editing.row[name]}
    differ = [name for name in mine if _spoken(mine[name]) != _spoken(theirs.get(name))]
    st.warning(say("uc.conflict"), icon=":material/group:")
    st.table(
        pd.DataFrame(
            {
                say("uc.conflict.field"): [_field(name) for name in differ],
                say("uc.conflict.mine"): [plain(_spoken(mine[name])) for name in differ],
                say("uc.conflict.theirs"): [plain(_spoken(theirs.get(name))) for name in differ],
            }
        ),
        border="horizontal",
        hide_index=True,
    )
    with st.container(horizontal=True):
        keep = st.button(say("uc.conflict.keep"), key="uc_keep_mine", type="primary")
        take = st.button(say("uc.conflict.take"), key="uc_take_theirs")
    if keep:
        merged = {name: mine.get(name, theirs.get(name, typed[name])) for name in FIELDS}
        again = replace(editing, request_id=f"use-case-{uuid4().hex}")
        _save(page, known, again, merged, int(theirs.get("row_version", 0)))
    if take:
        st.session_state.pop("uc_conflict")
        st.session_state.pop("uc_editing", None)
        st.rerun()


def _field(name: str) -> str:
    return say(f"uc.item.{name}") if name in CHECKLIST else say(f"uc.f.{name}") if name != "rated_on" else name


def _spoken(value: object) -> str:
    if value is None:
        return "–"
    try:
        return number(float(value))
    except (TypeError, ValueError):
        return str(value)

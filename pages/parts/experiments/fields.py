"""The fields of a test: its plan, and a result typed by hand; each gives the row as typed, in the record's own units."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from pages.parts.experiments.known import Known
from pages.parts.number_field import Unread, number_field
from pages.parts.reader import day_field
from pages.parts.words import say

DESIGNS = ("holdout", "cluster", "rollout", "series")
UNITS = ("customer", "account", "region")
METRICS = ("revenue", "buyers")
ALL = ""  # every market, every area, the whole programme
Row = Mapping[str, object]


def draw_plan(known: Known, row: Row, key: str, *, new: bool) -> dict[str, object]:
    """Draw the fields of the plan; what was typed."""
    typed: dict[str, object] = {}
    left, right = st.columns(2, gap="medium")
    with left:
        if new:
            typed["experiment_id"] = st.text_input(say("exp.f.experiment_id"), row["experiment_id"] or "",
                                                   key=f"{key}_experiment_id").strip()  # fmt: skip
        typed["use_case_id"] = _one_of(known, "use_case", "use_case_id", row, key, say("exp.whole"),
                                        must_choose=new)  # fmt: skip
        typed["design"] = _choice("design", DESIGNS, row, key)
        typed["unit"] = _choice("unit", UNITS, row, key, open_to_more=True)
        typed["treated_share"] = _percent("treated_share", row, key)
        typed["market"] = _one_of(known, "market", "market", row, key, say("exp.everywhere"))
        typed["business_area"] = _one_of(known, "business_area", "business_area", row, key, say("exp.everywhere"))
    with right:
        typed["metric"] = _choice("metric", METRICS, row, key, open_to_more=True)
        typed["start"] = _day("start", row, key)
        typed["planned_end"] = _day("planned_end", row, key)
        typed["looks"] = st.number_input(say("exp.f.looks"), min_value=1, max_value=12, step=1, key=f"{key}_looks",
                                         value=int(row["looks"] or 1), format="%d", help=say("exp.f.looks.help"))  # fmt: skip
        typed["planned_effect"] = _percent("planned_effect", row, key)
        typed["hypothesis"] = _text("hypothesis", row, key)
    return typed


def draw_result(row: Row, key: str) -> dict[str, object]:
    """Draw the fields of a result typed by hand; what was typed."""
    with st.expander(say("exp.result_by_hand"), expanded=row["treated_n"] is not None):
        st.caption(say("exp.result_by_hand.how"))
        typed: dict[str, object] = {}
        for arm, column in zip(("treated", "control"), st.columns(2, gap="medium"), strict=True):
            with column:
                for name, whole in (("n", True), ("mean", False), ("sd", False), ("conversions", True)):
                    typed[f"{arm}_{name}"] = _number(f"{arm}_{name}", row, key, whole=whole)
        typed["treated_population"] = _number("treated_population", row, key, whole=True)
    return typed


def _one_of(known: Known, dimension: str, field: str, row: Row, key: str, nothing: str, *,
            must_choose: bool = False) -> str | None:  # fmt: skip
    """A value of a dimension; ALL stands for all of them, None only for "nothing chosen yet"."""
    values, stored = known.names.values(dimension), row[field]
    options = [ALL, *values, *([stored] if stored and stored not in values else [])]
    return st.selectbox(
        say(f"exp.f.{field}"), options, index=None if must_choose else options.index(stored or ALL), key=f"{key}_{field}",
        format_func=lambda value: known.names.name(dimension, value) if value != ALL else nothing,
    )  # fmt: skip


def _choice(field: str, options: Sequence[str], row: Row, key: str, *, open_to_more: bool = False) -> str | None:
    stored = row[field]
    all_options = [*options, *([stored] if stored and stored not in options else [])]
    return st.selectbox(
        say(f"exp.f.{field}"), all_options, index=all_options.index(stored) if stored else None, key=f"{key}_{field}",
        accept_new_options=open_to_more, help=say(f"exp.f.{field}.help"),
        format_func=lambda value: say(f"exp.{field}.{value}") if value in options else value,
    )  # fmt: skip


def _percent(field: str, row: Row, key: str) -> float | None | Unread:
    """A share typed as percent; nothing typed stays unknown."""
    stored = None if row[field] is None else round(float(row[field]) * 100, 4)
    typed = number_field(say(f"exp.f.{field}"), stored, key=f"{key}_{field}", low=0, help=say(f"exp.f.{field}.help"))
    if typed is None or isinstance(typed, Unread):
        return typed
    return row[field] if typed == stored else round(typed / 100, 10)  # an untouched field keeps the stored digits


def _day(field: str, row: Row, key: str) -> date | None:
    return st.date_input(say(f"exp.f.{field}"), row[field], key=f"{key}_{field}", format=day_field())


def _text(field: str, row: Row, key: str) -> str | None:
    return st.text_input(say(f"exp.f.{field}"), row[field] or "", key=f"{key}_{field}", max_chars=300,
                         placeholder=say(f"exp.f.{field}.example")).strip() or None  # fmt: skip


def _number(field: str, row: Row, key: str, *, whole: bool) -> int | float | None | Unread:
    stored = row[field]
    if whole:
        return st.number_input(say(f"exp.f.{field}"), value=None if stored is None else int(stored), min_value=0, step=1,
                               key=f"{key}_{field}", format="%d")  # fmt: skip
    return number_field(say(f"exp.f.{field}"), None if stored is None else float(stored), key=f"{key}_{field}")

"""The worked examples of suites 14 and 17 that the product answers today: effort left, priority, divergence."""

from datetime import date

import pandas as pd
import pytest

from kpis.effort_left import effort_left
from kpis.priority import divergence, priorities
from kpis.target import Programme
from tests.test_cases_later import BUILT
from tests.working_cases import cases, compare
from tests.working_company import day, item, record_frame, spent, step

CASES = cases("14_target_state", "17_priority_standardisation")
TODAY = date(2026, 6, 28)


def ts_01(case: dict) -> dict:
    """Twenty first builds are left; five finished ones took 12 days each, so low and high end are the same."""
    asked, done = case["inputs"], [f"D{n}" for n in range(5)]
    rows = {
        "targets": [{"set_on": day("06-01"), "level": 1.0, "due_on": day("12-31"), "reason": "plan", "author": "Eva"}],
        "portfolio": [item(u) for u in (*done, *(f"U{n}" for n in range(asked["remaining"])))],
        "use_case_events": [step(u, "live", "05-04") for u in done],
    }
    programme = Programme(**{name: record_frame(name, of_table) for name, of_table in rows.items()})
    people = {"from_day": day("01-01"), "fte": asked["net_capacity_pd_per_week"] / 5, "availability": 1.0, "focus": 1.0}
    left = effort_left(programme, record_frame("effort_entries", [spent(f"E{u}", u, "04-06", asked["pd_each"]) for u in done]),
                       record_frame("parameters", []), record_frame("capacity", [people]), TODAY)  # fmt: skip
    assert (left.low, left.weeks_low) == (left.high, left.weeks_high) and left.builds == asked["remaining"]
    return {"person_days": left.low, "weeks": left.weeks_low}


def pr_01(case: dict) -> dict:
    asked = case["inputs"]["use_cases"]
    columns = {"use_case_id": "id", "value_top": "top", "value_bottom": "bottom", "value_strategic": "strategic",
               "urgency": "urgency"}  # fmt: skip
    scores = pd.DataFrame({name: [one[key] for one in asked] for name, key in columns.items()})
    weights = tuple(case["params"]["weights"].values())
    ranked = priorities(scores, {one["id"]: one["pd"] for one in asked}, weights)
    return {"value": {one.use_case: one.value for one in ranked}, "priority": {one.use_case: one.priority for one in ranked},
            "rank": [one.use_case for one in ranked],
            "priority_per_10pd": {one.use_case: one.per_ten_days for one in ranked}}  # fmt: skip


def pr_03(case: dict) -> dict:
    asked = dict(enumerate(case["inputs"]["use_cases"]))
    met = {n: one["score"] / 100 for n, one in asked.items()}
    weighted, plain = divergence(met, {n: one["pd"] for n, one in asked.items()}), divergence(met, dict.fromkeys(met, 1.0))
    return {"divergence": 100 * weighted, "divergence_unweighted": 100 * plain}


ANSWERS = {"TS-01": ts_01, "PR-01": pr_01, "PR-03": pr_03}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_case_comes_out(name):
    compare(CASES[name], ANSWERS[name](CASES[name]))


def test_what_is_listed_as_built_is_what_is_answered_here():
    assert set(ANSWERS) == set(BUILT)

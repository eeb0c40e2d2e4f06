"""The worked examples of suites 05-07: automation, sophistication and scale from rows to the expected numbers."""

from datetime import date

import numpy as np
import pytest

from kpis.periods import Period
from kpis.reading import Reading
from tests.working_cases import cases, compare
from tests.working_company import JUNE, acted, eligible, item, reading, step, use_case

CASES = cases("05_automation_level", "06_sophistication", "07_activation_scale")


def automation_rows(use_cases: list[dict]) -> dict:
    return {
        "use_cases": [use_case(u["id"], value_amount=u["value"], lifecycle_stage=u["stage"]) for u in use_cases],
        "use_case_events": [step(u["id"], u["status"], "01-10") for u in use_cases],
        "portfolio": [item(u["id"]) for u in use_cases if u["in_target"]],
        "activations": [acted(u["id"], u["last_run"]) for u in use_cases if u["last_run"]],
    }


def al_01(case: dict) -> dict:
    got = reading("automation_level", automation_rows(case["inputs"]["use_cases"]), JUNE)
    return {"numerator": got.parts["count"], "denominator": got.parts["portfolio"], "level": got.value, **got.parts}


def al_03(case: dict) -> dict:
    events = [step(e["id"], e["status"], e["on"]) for e in case["inputs"]["events"]]
    found = {}
    for when in case["expected"]["live_on"]:
        rows = {"use_case_events": events, "portfolio": [item("U1")], "activations": [acted("U1", when)]}
        found[when] = reading("automation_level", rows, Period(date(2026, 1, 1), date.fromisoformat(when))).parts[
            "count"
        ]
    return {"live_on": found}


def al_05(case: dict) -> dict:
    names = [u["id"] for u in case["inputs"]["use_cases"]]
    got = reading("automation_level", {
        "use_cases": [use_case(u["id"], degree=u["degree"]) for u in case["inputs"]["use_cases"]],
        "use_case_events": [step(n, "live", "01-10") for n in names],
        "portfolio": [item(n) for n in names], "activations": [acted(n, "06-20") for n in names],
    }, JUNE)  # fmt: skip
    return {"level_strict": got.value, "level_weighted": got.parts["level_weighted"]}


def al_07(case: dict) -> dict:
    live = [f"U{i}" for i in range(case["inputs"]["areas"][0]["live"])]
    rows = {
        "use_case_events": [step(n, "live", "01-10") for n in live],
        "activations": [acted(n, "06-20") for n in live],
    }
    got = reading("automation_level", rows, JUNE)
    assert got.parts["configured_live"] == 4
    return {"level": got.value, "message": got.reason}


def sophistication_of(levels: list, values: list | None = None) -> Reading:
    names = [f"U{i}" for i in range(len(levels))]
    values = values or [None] * len(levels)
    return reading(
        "sophistication",
        {
            "use_cases": [
                use_case(n, sophistication=k, value_amount=v) for n, k, v in zip(names, levels, values, strict=True)
            ],
            "use_case_events": [step(n, "live", "01-10") for n in names],
        },
        JUNE,
    )


def so_counts(case: dict) -> dict:
    levels = [None if k == "unknown" else int(k) for k, n in case["inputs"]["counts"].items() for _ in range(n)]
    got = sophistication_of(levels)
    return {"n": got.n, "lower_median": got.value, **got.parts}


def so_03(case: dict) -> dict:
    given = case["inputs"]["use_cases"]
    got = sophistication_of([u["level"] for u in given], [u["value"] for u in given])
    return {**got.parts, "share_ge_3_by_count": got.parts["share_ge_3"]}


def sc_01(case: dict) -> dict:
    cells = [
        eligible(e["use_case"], c, g, a)
        for e in case["inputs"]["eligible"]
        for c in e["channels"]
        for g in e["geos"]
        for a in e["areas"]
        if {"channel": c, "area": a} not in e.get("except_", [])
    ]
    active = [
        acted(a["use_case"], "06-10", a["geo"], a["area"], a["channel"], a["actions"]) for a in case["inputs"]["active"]
    ]
    got = reading("activation_scale", {"eligible_cells": cells, "activations": active}, JUNE)
    p = got.parts
    breadth = {"channel": p["breadth"]["channel"], "geo": p["breadth"]["market"], "area": p["breadth"]["business_area"]}
    return {**p, "coverage": got.value, "breadth": breadth, "effective_channels_hhi": p["effective_channel"],
            "entropy_channel": float(np.log(p["effective_entropy_channel"])),
            "effective_channels_entropy": p["effective_entropy_channel"], "hhi_geo": p["hhi_market"],
            "normalised_entropy_geo": p["normalised_entropy_market"]}  # fmt: skip


def sc_03(case: dict) -> dict:
    cells = [eligible(f"U{i}", "email", "SE", "B2B") for i in range(case["inputs"]["eligible_cells"])]
    got = reading("activation_scale", {"eligible_cells": cells, "activations": [acted("U1", "06-10", actions=0)]}, JUNE)
    return {
        "coverage": got.value,
        "hhi": got.parts["hhi_channel"],
        "normalised_entropy": got.parts["normalised_entropy_channel"],
    }


RUN = {"AL-01": al_01, "AL-03": al_03, "AL-05": al_05, "AL-07": al_07, "SO-01": so_counts, "SO-03": so_03,
       "SO-05": so_counts, "SC-01": sc_01, "SC-03": sc_03}  # fmt: skip


@pytest.mark.parametrize("id_", CASES)
def test_the_worked_example_comes_out(id_):
    compare(CASES[id_], RUN[id_](CASES[id_]))

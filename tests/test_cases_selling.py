"""The worked examples of suites 03, 04 and 09: shared definitions, independent of our code."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from kpis.cost_of_sales import annual_growth, verdict
from kpis.deals import coverage, share_of, velocity
from kpis.periods import Period
from kpis.satisfaction import net_promoter, top_two_boxes
from tests.selling_company import cost, deal, reading, sale

FOLDER = Path(__file__).parent / "cases"
SUITES = ("03_sales_revenue_pipeline", "04_customer_satisfaction", "09_cost_of_sales")
JUNE_END = Period(date(2026, 6, 22), date(2026, 6, 28))
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


def semi_additive(given: dict) -> dict:
    snapshots = [deal("A", s["date"], amount=s["open_amount"]) for s in given["snapshots"]]
    return {"month_value": reading("pipeline", {"opportunities": snapshots}, JUNE).value}


def quota_met(given: dict) -> dict:
    ratio, status = coverage(given["open_due_in_period"], given["quota"], given["closed_won_to_date"])
    return {"coverage_remaining": ratio, "status": status}


def speed(given: dict) -> dict:
    found = velocity(given["qualified_opportunities"], given["average_deal"], given["win_rate"], given["cycle_days"])
    return {"velocity_per_day": found, "velocity_per_30_days": 30 * found}


def pooled_win_rate(given: dict) -> dict:
    decided = {"closed_day": "06-11", "stage": "end"}
    deals = [deal(f"{r['region']}{i}", "06-26", "won" if i < r["won"] else "lost", market=r["region"], **decided)
             for r in given["regions"] for i in range(r["decided"])]  # fmt: skip
    assert share_of(19, 110) == pytest.approx(0.172727, rel=1e-5)
    return {"win_rate": reading("pipeline", {"opportunities": deals}, JUNE_END).parts["win_rate_count"]}


def nps(given: dict) -> dict:
    found = net_promoter(given["promoters"], given["passives"], given["detractors"])
    return {
        "nps": found.value,
        "standard_error": (found.high - found.value) / 1.959963985,
        "ci95": [found.low, found.high],
    }


def nps_of_segments(given: dict) -> dict:
    def of(*segments: dict) -> float:
        return net_promoter(*(sum(s[k] for s in segments) for k in ("promoters", "passives", "detractors"))).value

    a, b = given["segments"]
    return {"nps_A": of(a), "nps_B": of(b), "nps_total": of(a, b)}


def csat(given: dict) -> dict:
    scores, counts = (np.array([float(x) for x in pair]) for pair in zip(*given["counts"].items(), strict=True))
    found = top_two_boxes(scores, np.full(len(scores), 5.0), counts)
    return {
        "csat": found.value,
        "wilson95": [found.low, found.high],
        "mean_score": float(scores @ counts / counts.sum()),
    }


def full_scope(given: dict) -> dict:
    kinds = ("sales", "marketing", "it_data_run")  # cost of goods has no place in the cost sheet
    facts = {"costs": [cost("06-01", given[k], k) for k in kinds], "sales": [sale("06-10", given["net_revenue"])]}
    found = reading("cost_of_sales", facts, JUNE)
    return {
        "cost_base": found.parts["cost_base"],
        "cost_to_sales": found.value,
        "without_it_data": found.parts["without_it_data"],
    }


def growth(given: dict) -> dict:
    found = annual_growth(np.array(given["monthly_cost"]))
    return {"annual_growth": found.value, "ci90": [found.low, found.high], "verdict": verdict(found)}


def no_project_cost(given: dict) -> dict:
    kinds = {"run": "it_data_run", "licence_run": "it_data_run", "build": "build"}
    facts = {
        "costs": [cost("06-01", e["amount"], kinds[e["type"]]) for e in given["entries"]],
        "sales": [sale("06-10", 1e6)],
    }
    return {"it_data_run": reading("cost_of_sales", facts, JUNE).parts["cost_base"]}


ANSWERS = {"PL-01": semi_additive, "PL-03": quota_met, "PL-05": speed, "PL-07": pooled_win_rate, "CS-01": nps,
           "CS-03": nps_of_segments, "CS-05": csat, "CS-07": csat, "CO-01": full_scope, "CO-03": growth,
           "CO-05": growth, "CO-07": no_project_cost}  # fmt: skip
CASES = [case for suite in SUITES for case in yaml.safe_load((FOLDER / f"{suite}.yaml").read_text())["cases"]]
NOT_A_STATED_NUMBER = {"month_average"}  # "or the average if asked": nobody can ask for it


def close(got, wanted, tolerance: dict) -> bool:
    if isinstance(wanted, list):
        return all(close(g, w, tolerance) for g, w in zip(got, wanted, strict=True))
    if isinstance(wanted, str) or wanted is None:
        return got == wanted
    return abs(got - wanted) <= max(tolerance.get("abs", 0), tolerance.get("rel", 0) * abs(wanted))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_worked_example(case):
    got = ANSWERS[case["id"]](case["inputs"])
    for name, wanted in case["expected"].items():
        if name.startswith("forbidden") or name.endswith("_wrong"):
            shown = [v for v in got.values() if isinstance(v, float)]
            assert not any(close(v, wanted, case["tolerance"]) for v in shown), f"{name} must never be shown"
        elif name not in NOT_A_STATED_NUMBER:
            assert close(got[name], wanted, case["tolerance"]), name

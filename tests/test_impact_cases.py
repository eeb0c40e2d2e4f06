"""The worked examples of suite 08 (return on data and technology)."""

from datetime import date

import pytest

from kpis.periods import Period
from kpis.returns import return_on
from tests.impact_company import experiment, read
from tests.test_cases_top_line import cases

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def company_of(inputs: dict) -> dict[str, list[dict]]:
    """The case as rows: one test over the whole year, an investment of 1 January, one running cost, one margin."""
    year = {"start": "2026-01-01", "planned_end": "2026-12-31", "ended": "2026-12-31", "valid_until": None}
    shown = {"treated_n": 100, "treated_mean": 50 + inputs["incremental_revenue"] / 100, "control_mean": 50.0}
    return {
        "experiments": [experiment(**year, **shown)],
        "investments": [
            {"day": "2026-01-01", "life_months": inputs["amortisation_months"], "amount": inputs["investment"]}
        ]
        if "investment" in inputs
        else [],
        "technology_costs": [
            {"day": "2026-06-01", "span": "month", "type": "it_data_run", "amount": inputs["run_cost"]}
        ]
        if "run_cost" in inputs
        else [],
        "parameters": [{"name": "gross_margin", "value": inputs["gross_margin"], "from_day": "2025-01-01"}],
        "credit": [
            {
                "day": "2026-03-01",
                "kind": "use_case",
                "gross": inputs.get("attributed_revenue"),
                "refunds": 0.0,
                "sales": 1,
            }
        ],
    }


def one_company(case: dict):
    r = read("roi", YEAR, **company_of(case["inputs"]))
    wanted = case["expected"]
    got = dict(r.parts) | {"roi": r.value}
    for name in ("amortised_investment", "period_cost", "incremental_margin", "net_benefit", "roi"):
        assert got[name] == pytest.approx(wanted[name], **case["tolerance"])
    assert all(value != pytest.approx(wanted["roi_on_attributed_revenue_forbidden"]) for value in got.values())
    assert got["break_even_share"] == pytest.approx(180_000 / (0.35 * 2_000_000))


def portfolio(case: dict):
    rows, wanted = case["inputs"]["use_cases"], case["expected"]
    for row in rows:
        assert return_on(row["margin"], row["cost"]) == pytest.approx(wanted[f"roi_{row['id']}"])
    together = return_on(sum(r["margin"] for r in rows), sum(r["cost"] for r in rows))
    assert together == pytest.approx(wanted["roi_portfolio"], **case["tolerance"])
    tests = [
        experiment(
            r["id"],
            r["id"],
            start="2026-01-01",
            ended="2026-12-31",
            planned_end="2026-12-31",
            valid_until=None,
            treated_n=100,
            treated_mean=50 + r["margin"] / 100,
            control_mean=50.0,
        )
        for r in rows
    ]
    costs = [
        {"day": "2026-06-01", "span": "month", "type": "it_data_run", "amount": r["cost"], "use_case_id": r["id"]}
        for r in rows
    ]
    r = read(
        "roi",
        YEAR,
        experiments=tests,
        technology_costs=costs,
        parameters=[{"name": "gross_margin", "value": 1.0, "from_day": "2025-01-01"}],
    )
    assert r.value == pytest.approx(wanted["roi_portfolio"], **case["tolerance"])
    assert r.value != pytest.approx(wanted["mean_of_ratios_wrong"])


def no_cost(case: dict):
    r = read("roi", YEAR, **company_of(case["inputs"]))
    assert (r.value, r.reason) == (case["expected"]["roi"], case["expected"]["message"])


RETURNS = {"ROI-01": one_company, "ROI-03": portfolio, "ROI-05": no_cost}


@pytest.mark.parametrize("case", cases("08_roi.yaml"))
def test_roi(case):
    RETURNS[case["id"]](case)

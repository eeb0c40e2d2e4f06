"""The worked examples of suites 14 to 19, listed case by case and skipped visibly until a test answers them."""

from pathlib import Path

import pytest
import yaml

CASES = Path(__file__).parent / "cases"
LATER = {
    "14_target_state": "ways to the target state",
    "15_forecast_anomaly": "forecasts and anomalies",
    "16_leading_lagging": "links from leading to lagging indicators",
    "17_priority_standardisation": "priorities and standardisation",
    "18_rad_leads": "alignment of marketing and sales, leads",
    "19_pitfalls": "known pitfalls",
}
BUILT = ("TS-01", "PR-01", "PR-03")  # answered in test_cases_planning.py
REASONS = {
    "TS-03": "upkeep that grows with what is live, and the ceiling it sets",
    "TS-05": "a prior for the person-days of a use case",
    "TS-07": "a prior that is updated by finished use cases",
    "TS-09": "new people who need weeks to become useful",
    "TS-11": "the simulated way to the target",
    "PR-05": "how far the order of building follows the priority, as evidence of a pitfall",
}


def cases() -> list:
    """Every case of the suites that wait, with the name of what it waits for."""
    read = {suite: yaml.safe_load((CASES / f"{suite}.yaml").read_text("utf-8"))["cases"] for suite in LATER}
    waiting = [(suite, case["id"]) for suite, listed in read.items() for case in listed if case["id"] not in BUILT]
    return [pytest.param(suite, name, id=name) for suite, name in waiting]


@pytest.mark.parametrize(("suite", "name"), cases())
def test_waits_for_its_part_of_the_product(suite, name):
    pytest.skip(f"not built yet: {REASONS.get(name, LATER[suite])} ({suite})")


def test_no_suite_is_forgotten():
    named = {path.stem for path in CASES.glob("*.yaml")}
    assert set(LATER) <= named
    assert sorted(name[:2] for name in named) == [f"{number:02}" for number in range(1, 20)]

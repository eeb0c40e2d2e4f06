"""The worked examples of suites 01 (attributed sales) and 02 (revenue impact)."""

from pathlib import Path

import pytest
import yaml

from kpis.company import Company
from kpis.cubes.credit import credits
from kpis.impact import DAYS_A_MONTH, Arm, difference, difference_in_differences, grade_of
from kpis.sentences import sentence
from tests.attribution_ledger import ledger, sale, touch
from tests.impact_company import OCTOBER, experiment, read

CASES = Path(__file__).parent / "cases"
SALE_DAY = 60
RULES = {
    "first_touch": "first",
    "last_touch": "last",
    "linear": "linear",
    "position_40_20_40": "position",
    "time_decay": "time_decay",
    "linear_touch_level": "linear",
    "linear_use_case_level": "linear",
}


def cases(suite: str) -> list:
    """The cases of one suite, each under its own name."""
    return [pytest.param(c, id=c["id"]) for c in yaml.safe_load((CASES / suite).read_text(encoding="utf-8"))["cases"]]


def asked(case: dict, name: str) -> Company:
    params = case["params"]
    return Company(
        rule=RULES[name],
        lookback_days=params["window_days"],
        half_life_days=params.get("half_life_days", 7),
        unit="use_case" if name.endswith("use_case_level") else "touch",
    )


@pytest.fixture(scope="module")
def store():
    with ledger("duckdb:///:memory:") as open_ledger:
        yield open_ledger


@pytest.mark.parametrize("case", cases("01_attributed_sales.yaml"))
def test_attributed_sales(store, case):
    orders, touches = case["inputs"]["orders"], case["inputs"]["touches"]
    store.holds(
        sold=[sale(o["order_id"], SALE_DAY, o["net_amount"]) for o in orders],
        touched=[touch(f"t{i}", SALE_DAY - t["days_before_order"], t["use_case"]) for i, t in enumerate(touches)],
    )
    for name, expected in case["expected"].items():
        rows = store.read(credits(asked(case, name)))
        got = (rows["gross"] + rows["refunds"]).groupby(rows["use_case_id"]).sum().to_dict()
        assert {u: got.get(u, 0) for u in expected} == pytest.approx(expected, **case["tolerance"]), name
        assert sum(got.values()) == pytest.approx(sum(o["net_amount"] for o in orders), abs=1e-5)


def ranges(case: dict):
    treated, control = (Arm(**case["inputs"][arm]) for arm in ("treated", "control"))
    wanted = case["expected"]
    lift = difference(treated, control)
    got = {
        "lift_per_customer": lift.value,
        "incremental_revenue": treated.n * lift.value,
        "ci95": [treated.n * lift.low, treated.n * lift.high],
    }
    for name, value in got.items():
        assert value == pytest.approx(wanted[name], **case["tolerance"])
    r = read(
        "revenue_impact",
        OCTOBER,
        experiments=[
            experiment(
                start="2026-10-01",
                planned_end="2026-10-31",
                ended="2026-10-31",
                **{f"{arm}_{k}": v for arm in ("treated", "control") for k, v in case["inputs"][arm].items()},
            )
        ],
    )
    month = 31 / DAYS_A_MONTH
    assert (r.value * month, r.low * month, r.high * month) == pytest.approx(
        (20000, *wanted["ci95"]), **case["tolerance"]
    )
    assert r.grade == wanted["evidence_grade"]
    assert sentence(r, "EUR").startswith("No gain shown yet")


def changes(case: dict):
    before_after = {arm: (v["pre"], v["post"]) for arm, v in case["inputs"].items()}
    got, wanted = difference_in_differences(**before_after), case["expected"]
    assert (got.additive, got.ratio) == pytest.approx(
        (wanted["did_additive"], wanted["did_ratio"]), **case["tolerance"]
    )
    assert got.grade == wanted["evidence_grade"]


def counted_only(case: dict):
    r = read("revenue_impact", OCTOBER, experiments=[])
    assert (r.value, r.low, r.high) == (None, None, None)
    assert r.reason.startswith("not measured")
    assert grade_of(case["inputs"]["holdout"]) == case["expected"]["evidence_grade"]
    assert case["inputs"]["attributed"] not in r.parts.values()


IMPACT = {"RI-01": ranges, "RI-03": changes, "RI-05": counted_only}


@pytest.mark.parametrize("case", cases("02_revenue_impact_per_use_case.yaml"))
def test_revenue_impact(case):
    IMPACT[case["id"]](case)

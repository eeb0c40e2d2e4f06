"""The worked examples of suites 01 (attributed sales) and 02 (revenue impact)."""

from pathlib import Path

import pytest
import yaml

from kpis.company import Company
from kpis.cubes.credit import credits
from tests.attribution_ledger import ledger, sale, touch

CASES = Path(__file__).parent / "cases"
SALE_DAY = 60
RULES = {"first_touch": "first", "last_touch": "last", "linear": "linear", "position_40_20_40": "position",
         "time_decay": "time_decay", "linear_touch_level": "linear", "linear_use_case_level": "linear"}  # fmt: skip


def cases(suite: str) -> list:
    """The cases of one suite, each under its own name."""
    return [pytest.param(c, id=c["id"]) for c in yaml.safe_load((CASES / suite).read_text(encoding="utf-8"))["cases"]]


def asked(case: dict, name: str) -> Company:
    params = case["params"]
    return Company(rule=RULES[name], lookback_days=params["window_days"], half_life_days=params.get("half_life_days", 7),
                   unit="use_case" if name.endswith("use_case_level") else "touch")  # fmt: skip


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

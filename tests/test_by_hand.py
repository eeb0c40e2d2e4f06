"""Every indicator on a company small enough to count: the arithmetic stands in sample_data/tiny/README.md.

The tiny company goes in through the command line, file by file, with the records in SQLite and in PostgreSQL.
"""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from data_adapters.__main__ import main
from data_adapters.home import close_home
from kpis.facts import FACTS
from kpis.records import RECORDS
from kpis.registry import all_indicators
from tests.stores import records_url

TINY = Path(__file__).parent.parent / "sample_data" / "tiny"
AS_OF = "2026-11-01"
BY_HAND = {
    "total_sales": 1000 + 10000 * 0.09 + 400 + 200 + (600 - 600),
    "attributed_sales": 1000 / 2 + 900 * 2 / 3,
    "revenue": 10_000 + 2_000,
    "pipeline": 40_000 + 20_000,
    "customer_satisfaction": 100 * (15 - 6) / 30,
    "automation_level": 2 / 3,
    "sophistication": 1,
    "activation_scale": 3 / 6,
    "roi": (4000 - 1916 - 2 / 3) / (1916 + 2 / 3),
    "cost_of_sales": (12 * 1500 + 3 * 1000 + 4 * 150) / (12 * 10_000 + 2_000),
    "talent": 9 / 10,
    "development_effort": 3 + 4 + 3,
    "applicability": 1 / 2,
    "data_assets": 1,
}
PARTS = {
    "total_sales": {"gross": 3100, "refunds": -600, "excluded_no_rate": 1},
    "attributed_sales": {"no_use_case": 800, "unattributed": 600, "total_net_sales": 2500},
    "pipeline": {"coverage": 40_000 / (70_000 - 30_000), "coverage_needed": 90_000 / 30_000, "win_rate_count": 1 / 2},
    "automation_level": {"count": 2, "portfolio": 3, "rollouts": 3, "rollouts_possible": 5,
                         "level_value_weighted": (100 + 300) / 500},
    "activation_scale": {"active_cells": 3, "eligible_cells": 6, "hhi_channel": 0.8**2 + 0.2**2},
    "roi": {"incremental_margin": 0.4 * 10_000, "amortised_investment": 300 + 20 * 700 / 36 * 3, "run_cost": 3 * 150},
    "cost_of_sales": {"without_it_data": 21_000 / 122_000, "revenue_basis": "recognised"},
    "talent": {"turnover": 1 / 10, "offer_acceptance": 1 / 2, "vacancy_rate": 1 / 11, "time_to_fill_days": 30},
    "development_effort": {"mean": (10 + 6) / 2, "open": 1, "replica_median": 4},
    "applicability": {"replicas": 1, "eligible_replicas": 2, "time_to_replicate_days": 119, "effort_ratio": 4 / 10},
    "data_assets": {"registered": 2, "mean_reuse": (2 + 1) / 2, "consent_coverage": 3 / 5, "realised_revenue": 1000},
}  # fmt: skip


def run(*words: str) -> tuple[int, str]:
    """One call of the command line: its exit code and what it printed."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = main(words)
    return code, out.getvalue()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def told(request, tmp_path_factory):
    """The report of the tiny company as of 1 November 2026, by indicator."""
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPI_HOME", str(folder / "home"))
        if request.param == "postgres":
            patch.setenv("KPI_STORES_RECORDS_URL", records_url("postgres", folder))
        for name in [*RECORDS.tables, *FACTS.tables]:
            if (TINY / f"{name}.csv").exists():
                assert run("load", name, str(TINY / f"{name}.csv"))[0] == 0, name
        code, text = run("report", "--as-of", AS_OF, "--json")
        close_home(folder / "home")
    assert code == 0
    return {reading["id"]: reading for reading in json.loads(text)["readings"]}


def test_every_indicator_is_told(told):
    assert set(told) == {i.id for i in all_indicators()} == BY_HAND.keys() | {"revenue_impact"}


@pytest.mark.parametrize("indicator", BY_HAND)
def test_by_hand(told, indicator):
    assert told[indicator]["reason"] is None
    assert told[indicator]["value"] == pytest.approx(BY_HAND[indicator], rel=1e-9)


def test_revenue_impact_by_hand(told):
    months = 92 / 30.4375  # 1 July to 30 September
    reading = told["revenue_impact"]
    assert reading["value"] == pytest.approx(100 * (150 - 50) / months)
    margin = 1.959964 * 100 * (400 / 100 + 400 / 100) ** 0.5 / months
    assert reading["high"] - reading["value"] == pytest.approx(margin, rel=1e-6)


@pytest.mark.parametrize("indicator", PARTS)
def test_parts_by_hand(told, indicator):
    for part, expected in PARTS[indicator].items():
        got = told[indicator]["parts"][part]
        assert got == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-9)), part


def test_every_reading_says_a_sentence_and_its_own_period(told):
    for reading in told.values():
        assert reading["sentence"].endswith(".") and "None" not in reading["sentence"]
        assert reading["from"] <= reading["to"] <= AS_OF

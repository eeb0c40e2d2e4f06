"""From registered tests and loaded rows to effects: which design is used, what hides an effect, what stands beside."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from kpis.causal import designs, holdout
from kpis.causal.result import Method
from kpis.causal.words import told
from kpis.company import Company
from kpis.cubes import CUBES
from kpis.facts import FACTS, experiment_series, experiment_units
from kpis.impact import DAYS_A_MONTH, findings
from kpis.reading import Grade
from kpis.statistics import Estimate
from tests.impact_company import OCTOBER, experiment, frame, read
from tests.stores import fresh_database

BARE = {f"{arm}_{what}": None for arm in ("treated", "control") for what in ("n", "mean", "sd")}
TRACE = {"source": "by hand", "batch_id": "1"}


def spending(count: int = 60, lift: float = 4.0):
    """Units u0, u1, …: every second one treated; before and during the test, the treated spend `lift` more during it."""
    chance = np.random.default_rng(2)
    treated = np.arange(count) % 2 == 0
    before = np.round(chance.gamma(2, 10, count), 2)
    return treated, before, np.round(0.8 * before + chance.gamma(2, 2, count) + lift * treated + 1, 2)


@pytest.fixture(params=["duckdb", "postgresql"])
def connection(request):
    engine = sa.create_engine("duckdb:///:memory:" if request.param == "duckdb" else fresh_database())
    with engine.connect() as opened:
        FACTS.create_all(opened, tables=[experiment_units, experiment_series])
        yield opened
    engine.dispose()


def cubes(connection) -> dict[str, pd.DataFrame]:
    found = {}
    for name in ("test_arms", "test_series"):
        result = connection.execute(CUBES[name].select(Company()))
        found[name] = frame(name, *(dict(row._mapping) for row in result))
    return found


def fill(connection, treated, before, during):
    units = [{"experiment_id": "X1", "unit_id": f"u{i}", "arm": "treated" if t else "control", "cluster": None,
              "assigned_day": date(2026, 7, 1)} | TRACE for i, t in enumerate(treated)]  # fmt: skip
    series = [{"experiment_id": "X1", "unit_id": f"u{i}", "day": day, "value": float(v)} | TRACE
              for day, values in ((date(2026, 6, 1), before), (date(2026, 9, 30), during)) for i, v in enumerate(values)]  # fmt: skip
    connection.execute(sa.insert(experiment_units), units)
    connection.execute(sa.insert(experiment_series), series)


def test_the_sums_made_in_the_database_give_the_effect_of_the_units_in_both_engines(connection):
    treated, before, during = spending(80)
    fill(connection, treated, before, during)
    made = cubes(connection)
    shown = holdout.adjusted(*(holdout.side_of(before[side], during[side]) for side in (treated, ~treated))).times(40)
    tests = frame("experiments", experiment(**BARE))
    [found] = findings(tests, made["test_arms"], OCTOBER, series=made["test_series"])
    assert found.effect.method == Method.ADJUSTED
    assert (found.effect.value, found.effect.low, found.effect.p) == pytest.approx((shown.value, shown.low, shown.p))
    assert [c.name for c in found.checks] == ["sample ratio", "alike before the start", "ended as planned"]
    assert len(made["test_series"]) == 160 and made["test_series"]["unit"].nunique() == 80


def test_few_buyers_among_the_units_give_no_effect(connection):
    treated, before, during = spending(50)
    fill(connection, treated, before, during)
    [found] = findings(frame("experiments", experiment(**BARE)), cubes(connection)["test_arms"], OCTOBER)
    assert (found.effect, found.reason) == (None, "too early: fewer than 30 buyers in an arm")


def rows_of_regions(effect: float, regions: int = 24, weeks: int = 60) -> list[dict]:
    """Weekly sales of regions that move together; the first two gain `effect` a week in the last ten weeks."""
    chance = np.random.default_rng(4)
    table = 100 + np.cumsum(chance.normal(0, 1, weeks))[:, None] + chance.normal(0, 1, (weeks, regions))
    table[-10:, :2] += effect
    days = pd.date_range("2025-08-11", periods=weeks, freq="7D")  # the last ten begin on 27 July 2026
    return [{"experiment_id": "X9", "day": days[-1], "unit": i, "treated": int(i < 2), "at": days[w], "value": table[w, i]}
            for w in range(weeks) for i in range(regions)]  # fmt: skip


ROLLED_OUT = {"design": "rollout", "start": "2026-07-27", "planned_end": "2026-10-04", "ended": "2026-10-04"} | BARE


def test_a_roll_out_is_a_revenue_impact_of_grade_c_and_enters_the_total():
    r = read("revenue_impact", OCTOBER, experiments=[experiment("X9", **ROLLED_OUT)], test_series=rows_of_regions(5.0))
    months = 70 / DAYS_A_MONTH
    assert r.grade == Grade.C and r.low < 2 * 10 * 5.0 / months < r.high
    assert r.parts["effects"][0]["method"].startswith("synthetic control")


def test_an_estimate_from_history_stands_beside_and_never_in_the_total_or_the_return():
    test = experiment("X9", **ROLLED_OUT | {"design": "series"})
    r = read("revenue_impact", OCTOBER, experiments=[test, experiment()], test_series=rows_of_regions(5.0))
    assert (r.grade, [e["experiment_id"] for e in r.parts["effects"]]) == (Grade.A, ["X1"])
    assert [(e["experiment_id"], e["grade"]) for e in r.parts["estimated_effects"]] == [("X9", "D")]
    alone = read("revenue_impact", OCTOBER, experiments=[test], test_series=rows_of_regions(5.0))
    assert (alone.value, alone.reason, alone.parts["tested"]) == (None, "estimated from history only, not proven", 0)
    rows = {"technology_costs": [{"day": "2026-10-01", "span": "month", "type": "it_data_run", "amount": 10.0}],
            "parameters": [{"name": "gross_margin", "value": 0.5, "from_day": "2025-01-01"}]}  # fmt: skip
    back = read("roi", OCTOBER, experiments=[test], test_series=rows_of_regions(5.0), **rows)
    assert (back.value, back.reason) == (None, "not proven: no test yet")
    assert back.parts["estimated_margin"] > 0 and back.parts["incremental_margin"] is None


def test_a_comparison_over_time_is_made_once_for_the_same_rows():
    def fits(effect: float, times: int) -> int:
        known = designs._compared.cache_info().misses
        for _ in range(times):
            read("revenue_impact", OCTOBER, experiments=[experiment("X9", **ROLLED_OUT)], test_series=rows_of_regions(effect))
        return designs._compared.cache_info().misses - known

    assert (fits(7.1, times=3), fits(7.2, times=2), fits(7.1, times=1)) == (1, 1, 0)


def test_arms_not_as_planned_hide_the_effect_and_say_so():
    tests = frame("experiments", experiment()).assign(treated_share=0.5)  # 1000 treated, 500 controls
    [found] = findings(tests, frame("test_arms"), OCTOBER)
    assert found.effect is None and found.reason.startswith("hidden: the arms are not as planned")
    assert [c.passed for c in found.checks] == [False]


def test_a_test_of_shares_is_not_money_and_never_in_revenue_impact():
    shares = experiment(metric="buyers", treated_mean=None, treated_sd=None, treated_conversions=200, control_conversions=60)
    [found] = findings(frame("experiments", shares), frame("test_arms"), OCTOBER)
    assert (found.effect.value, found.effect.method) == (pytest.approx(1000 * (0.2 - 0.12)), Method.RATES)
    assert read("revenue_impact", OCTOBER, experiments=[shares]).reason == "not measured: no use case has a test"


@pytest.mark.parametrize(
    ("month", "grade", "words"),
    [
        (Estimate(38_000, 21_000, 55_000), Grade.A, "Brings € 38 k a month extra (likely € 21 k to € 55 k): proven by test."),
        (Estimate(41_000, -12_000, 95_000), Grade.A,
         "No gain shown yet: between -€ 12 k and € 95 k a month. Run until 15 Jan 2027 to know. Such a test shows € 76 k or more."),
        (Estimate(-5_000, -9_000, -1_000), Grade.B,
         "Costs € 5 k of sales a month (likely € 1 k to € 9 k): proven by market test."),
        (Estimate(5_000, 1_000, 9_000), Grade.D,
         "Brings € 5 k a month extra (likely € 1 k to € 9 k): estimated from history. "
         "Assumes the control series stayed unaffected and the old relation would have continued."),
    ],
)  # fmt: skip
def test_the_sentence_says_how_well_it_is_proven(month, grade, words):
    until = date(2027, 1, 15) if month.low < 0 < month.high else None
    assert told(month, grade=grade, currency="EUR", running_until=until) == words

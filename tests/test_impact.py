"""Revenue impact: what tests prove, with a range and a grade, and a reason where nothing is proven."""

from datetime import date
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from kpis.impact import DAYS_A_MONTH, Arm, difference, difference_in_differences
from kpis.periods import Period
from kpis.reading import Grade, NoAnswer
from kpis.sentences import sentence
from kpis.slices import Slice
from tests.impact_company import OCTOBER, event, experiment, read

MONTHS = 92 / DAYS_A_MONTH  # 1 July to 30 September
REACH = 1.959964 * sqrt(64 / 1000 + 64 / 500) * 1000 / MONTHS


def test_the_value_is_units_times_difference_per_month_of_the_test():
    r = read("revenue_impact", OCTOBER, experiments=[experiment()])
    assert r.value == pytest.approx(1000 * 2 / MONTHS)
    assert (r.low, r.high) == pytest.approx((r.value - REACH, r.value + REACH))
    assert (r.grade, r.n, r.parts["tested"], r.parts["live"]) == (Grade.A, 1500, 1, None)


def test_the_effect_is_counted_for_the_treated_population_where_one_is_given():
    r = read("revenue_impact", OCTOBER, experiments=[experiment(treated_population=5000)])
    assert r.value == pytest.approx(5000 * 2 / MONTHS)


def test_several_tests_are_a_ratio_of_sums_and_their_ranges_add_in_quadrature():
    longer = experiment("X2", "U2", start="2026-04-01", treated_mean=50.0)  # no effect in 183 days
    r = read("revenue_impact", OCTOBER, experiments=[experiment(), longer])
    both = MONTHS + 183 / DAYS_A_MONTH
    assert r.value == pytest.approx(2000 / both)
    assert r.high - r.value == pytest.approx(sqrt(2) * REACH * MONTHS / both)
    assert {e["experiment_id"]: e["effect_per_month"] for e in r.parts["effects"]} == pytest.approx(
        {"X1": 2000 / MONTHS, "X2": 0}
    )


def test_without_a_test_there_is_a_reason_and_never_a_zero():
    r = read("revenue_impact", OCTOBER, use_case_events=[event("U1", "live", "2026-01-01")])
    assert (r.value, r.reason) == (None, "not measured: no use case has a test")
    assert (r.parts["tested"], r.parts["live"], r.parts["effects"]) == (0, 1, [])


@pytest.mark.parametrize("design", ["rollout", "series"])
def test_designs_over_time_say_that_their_series_are_missing_instead_of_using_a_typed_summary(design):
    r = read("revenue_impact", OCTOBER, experiments=[experiment(design=design)])
    assert (r.value, r.reason) == (None, "not measured yet: too early: a test has no result yet")


def test_a_running_test_without_a_result_says_that_it_is_too_early():
    bare = {f"{arm}_{what}": None for arm in ("treated", "control") for what in ("n", "mean", "sd")}
    r = read("revenue_impact", OCTOBER, experiments=[experiment(ended=None, planned_end="2026-12-31", **bare)])
    assert r.reason == "not measured yet: too early: a test has no result yet"


def test_fewer_than_30_buyers_in_an_arm_are_too_early_for_a_range():
    r = read("revenue_impact", OCTOBER, experiments=[experiment(treated_conversions=31, control_conversions=29)])
    assert r.reason == "not measured yet: too early: fewer than 30 buyers in an arm"


@pytest.mark.parametrize(
    ("to", "value_known"),
    [
        ("2026-06-30", False),
        ("2026-07-31", True),
        ("2027-09-30", True),
        ("2027-10-31", False),
    ],
)
def test_a_test_counts_from_its_start_until_its_result_expires(to, value_known):
    end = date.fromisoformat(to)
    assert (
        read("revenue_impact", Period(end.replace(day=1), end), experiments=[experiment()]).value is not None
    ) == value_known


def test_the_months_of_a_running_test_end_with_the_period():
    r = read("revenue_impact", OCTOBER, experiments=[experiment(ended=None, planned_end="2026-12-31", looks=6)])
    assert r.value == pytest.approx(2000 / (123 / DAYS_A_MONTH))  # 1 July to 31 October
    assert r.parts["effects"][0]["running_until"] == "2026-12-31"


def test_a_programme_test_stands_beside_the_single_ones_with_what_is_left_of_them():
    whole = experiment("P", None, treated_mean=51.0)
    r = read("revenue_impact", OCTOBER, experiments=[experiment(), experiment("X2", "U2"), whole])
    assert r.value == pytest.approx(2000 / MONTHS)
    assert r.parts["programme_total"] == pytest.approx(1000 / MONTHS)
    assert r.parts["overlap_factor"] == pytest.approx(0.25)
    assert (r.parts["tested"], len(r.parts["effects"])) == (2, 3)


def test_a_test_in_one_market_is_part_of_the_test_everywhere_and_does_not_count_twice():
    whole, everywhere = experiment("P", None, treated_mean=51.0), experiment()
    in_one, in_other = experiment("X2", market="DE"), experiment("X3", "U2", market="DE")
    r = read("revenue_impact", OCTOBER, experiments=[everywhere, in_one, in_other, whole])
    assert r.parts["overlap_factor"] == pytest.approx(0.25)  # 1,000 of U1's and U2's 2,000 each
    assert (r.parts["tested"], len(r.parts["effects"])) == (2, 4)


def test_tests_of_one_use_case_in_two_markets_add_up():
    whole = experiment("P", None, treated_mean=51.0)
    r = read("revenue_impact", OCTOBER, experiments=[experiment(market="DE"), experiment("X2", market="FI"), whole])
    assert r.parts["overlap_factor"] == pytest.approx(0.25)  # 1,000 of 2 times 2,000


def test_filters_pick_the_tests_of_a_use_case_or_market_and_refuse_a_channel():
    two = [experiment(market="FI"), experiment("X2", "U2", treated_mean=53.0)]
    assert read("revenue_impact", OCTOBER, where=Slice(use_case="U2"), experiments=two).value == pytest.approx(
        3000 / MONTHS
    )
    assert read("revenue_impact", OCTOBER, where=Slice(market="FI"), experiments=two).value == pytest.approx(
        2000 / MONTHS
    )
    assert read("revenue_impact", OCTOBER, where=Slice(channel="web"), experiments=two).reason == "not by channel"


def test_units_loaded_as_facts_are_used_only_where_no_summary_was_typed():
    bare = {f"{arm}_{what}": None for arm in ("treated", "control") for what in ("n", "mean", "sd")}
    arms = [  # treated 3, 5, 7 and controls 1, 3 euro
        {"experiment_id": "X1", "arm": "treated", "day": "2026-09-30", "units": 3, "total": 15.0, "squares": 83.0},
        {"experiment_id": "X1", "arm": "control", "day": "2026-09-30", "units": 2, "total": 4.0, "squares": 10.0},
    ]
    r = read("revenue_impact", OCTOBER, experiments=[experiment(**bare)], test_arms=arms)
    assert r.value == pytest.approx(3 * (5 - 2) / MONTHS)
    assert r.high - r.value == pytest.approx(1.959964 * sqrt(4 / 3 + 2 / 2) * 3 / MONTHS)
    assert read("revenue_impact", OCTOBER, experiments=[experiment()], test_arms=arms).value == pytest.approx(
        2000 / MONTHS
    )


def test_a_market_test_compares_markets_and_not_customers():
    bare = {f"{arm}_{what}": None for arm in ("treated", "control") for what in ("n", "mean", "sd")}
    means = {"treated": (12.0, 14.0), "control": (10.0, 11.0, 9.0)}
    arms = [
        {
            "experiment_id": "X1",
            "arm": arm,
            "cluster": f"{arm}{i}",
            "day": "2026-09-30",
            "units": 100,
            "total": 100 * m,
            "squares": 0.0,
        }
        for arm, values in means.items()
        for i, m in enumerate(values)
    ]
    r = read("revenue_impact", OCTOBER, experiments=[experiment(design="cluster", **bare)], test_arms=arms)
    low, high = CompareMeans(DescrStatsW(means["treated"]), DescrStatsW(means["control"])).tconfint_diff()
    assert r.grade == Grade.B
    assert (r.value, r.low, r.high) == pytest.approx((200 * 3 / MONTHS, 200 * low / MONTHS, 200 * high / MONTHS))


def test_the_reading_takes_the_weakest_grade_used():
    market = experiment("X2", "U2", design="cluster", treated_n=4, control_n=4)
    assert read("revenue_impact", OCTOBER, experiments=[experiment(), market]).grade == Grade.B


def test_three_groups_are_too_few_for_a_market_test():
    with pytest.raises(NoAnswer, match="too few groups: 3 of the 4 a market test needs"):
        difference(Arm(2, 5.0, 1.0), Arm(1, 4.0, 0.0), clustered=True)


def test_difference_in_differences_has_no_ratio_without_a_start_value():
    with pytest.raises(NoAnswer, match="the control group had nothing before the start"):
        difference_in_differences(treated=(1, 2), control=(0, 2))


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 30), m=st.integers(2, 30))
def test_a_market_test_equals_statsmodels(seed, n, m):
    chance = np.random.default_rng(seed)
    a, b = chance.normal(3, 2, n), chance.normal(1, 1, m)
    got = difference(Arm(n, a.mean(), a.std(ddof=1)), Arm(m, b.mean(), b.std(ddof=1)), clustered=True)
    assert (got.low, got.high) == pytest.approx(CompareMeans(DescrStatsW(a), DescrStatsW(b)).tconfint_diff())


def test_a_proven_effect_reads_as_extra_money_and_an_open_one_never_says_gain():
    live = [event(u, "live", "2026-01-01") for u in ("U1", "U2", "U3")]
    proven = read("revenue_impact", OCTOBER, experiments=[experiment(treated_population=50_000)], use_case_events=live)
    assert (
        sentence(proven, "EUR")
        == "A tested use case brings € 33 k a month extra (likely € 19 k to € 47 k). 1 tested, 3 live."
    )
    unsure = experiment(treated_mean=50.5, treated_population=50_000, ended=None, planned_end="2027-01-15", looks=2)
    open_end = read("revenue_impact", OCTOBER, experiments=[unsure], use_case_events=live)
    assert sentence(open_end, "EUR") == (
        "No gain shown yet: between -€ 7.3 k and € 23 k a month. Run until 15 Jan to know. 1 tested, 3 live."
    )


def test_a_loss_is_called_a_loss():
    lost = read(
        "revenue_impact",
        OCTOBER,
        experiments=[experiment(treated_mean=45.0, treated_population=50_000)],
        where=Slice(use_case="U1"),
    )
    assert sentence(lost, "EUR") == "This use case costs € 83 k of sales a month (likely € 69 k to € 97 k)."

"""Customers held out by chance: the effect given the past, its checks, and who buys at all."""

from math import nan

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from kpis.causal import clusters, health, holdout, rates
from kpis.causal.result import Hidden, Method
from kpis.reading import Grade, NoAnswer


def test_given_the_past_the_effect_is_what_is_left_by_hand():
    # controls bring twice what they brought before, the treated 3 more than that, with a miss of 1 up and down
    past = np.array([1.0, 1.0, 3.0, 3.0])
    control = holdout.side_of(past, 2 * past + [1, -1, 1, -1])
    treated = holdout.side_of(past + 10, 2 * (past + 10) + 3 + [1, -1, 1, -1])
    shown = holdout.adjusted(treated, control)
    assert (shown.value, shown.method, shown.grade, shown.units) == (pytest.approx(3), Method.ADJUSTED, Grade.A, 8)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), n=st.integers(4, 60), m=st.integers(4, 60))
def test_the_range_and_p_are_those_of_least_squares_with_hc3(seed, n, m):
    chance = np.random.default_rng(seed)
    past, arm = chance.gamma(1, 1, n + m), np.arange(n + m) < n
    during = 0.5 * past + chance.gamma(1, 1, n + m) + arm * 0.3
    away = past - past.mean()
    fit = sm.OLS(during, np.column_stack([np.ones(n + m), arm, away, arm * away])).fit(cov_type="HC3")
    shown = holdout.adjusted(*(holdout.side_of(past[side], during[side]) for side in (arm, ~arm)))
    assert (shown.value, shown.p) == (pytest.approx(fit.params[1]), pytest.approx(fit.pvalues[1]))
    assert (shown.low, shown.high) == pytest.approx(tuple(fit.conf_int()[1]))


def test_a_past_that_never_varies_is_no_help_and_no_harm():
    during = np.array([1.0, 2.0, 3.0, 4.0])
    shown = holdout.adjusted(*(holdout.side_of(np.zeros(4), during + up) for up in (1, 0)))
    assert shown.value == pytest.approx(1)


def test_arms_as_planned_pass_and_a_split_chance_never_gives_hides_the_effect():
    close = health.sample_ratio(10_000, 10_400, 0.5)
    assert (close.passed, round(close.value, 3)) == (True, 0.005)
    assert close.value == pytest.approx(chisquare([10_000, 10_400]).pvalue)
    with pytest.raises(Hidden, match="the arms are not as planned .9,000 treated and 2,000 controls, planned 90% treated"):
        health.refuse_broken(health.sample_ratio(9_000, 2_000, 0.9))
    assert health.unknown_ratio(1, 2).passed is None


def test_lost_units_are_found_by_the_split_of_those_analysed():
    assert health.analysed((900, 450), (1000, 500)).passed
    assert health.analysed((1000, 300), (1000, 500)).passed is False


def test_more_than_one_per_cent_of_controls_reached_is_flagged():
    assert health.contamination(10, 1000).passed
    assert not health.contamination(11, 1000).passed


def test_arms_that_differed_before_the_start_are_flagged():
    assert health.balance(0.1, (1.0, 1.0), (100, 100)).passed
    assert not health.balance(1.0, (1.0, 1.0), (100, 100)).passed  # 1 / sqrt(1/100 + 1/100) = 7 errors


def test_fewer_than_thirty_buyers_give_no_range_and_unknown_ones_do_not_stop_it():
    with pytest.raises(NoAnswer, match="fewer than 30 buyers in an arm"):
        holdout.refuse_few_buyers((29, 400))
    holdout.refuse_few_buyers((30, nan))


def test_shares_of_buyers_have_the_range_newcombe_published():
    shown = rates.difference(bought=(56, 48), n=(70, 80))  # Newcombe 1998, table II, method 10
    assert (shown.value, shown.low, shown.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize("bought", [(60, 3), (90, 2), (20, 9), (0, 9), (0, 0), (500, 0)])
def test_p_and_range_of_shares_are_one_method(bought):
    shown = rates.difference(bought=bought, n=(500, 50))
    assert (shown.p < 0.05) == (not shown.low <= 0 <= shown.high)
    assert shown.low <= shown.value <= shown.high


def test_the_ratio_of_shares_by_hand():
    ratio = rates.ratio(bought=(120, 50), n=(1000, 500))
    assert (ratio.value, ratio.low < 1.2 < ratio.high) == (pytest.approx(1.2), True)
    assert (ratio.p < 0.05) == (not ratio.low <= 1 <= ratio.high)
    with pytest.raises(NoAnswer, match="no control bought"):
        rates.ratio(bought=(5, 0), n=(10, 10))


def test_groups_equal_the_t_test_of_their_means_and_three_are_too_few():
    a, b = np.array([12.0, 14.0, 13.0]), np.array([10.0, 11.0])
    sides = {"mean": (a.mean(), b.mean()), "sd": (a.std(ddof=1), b.std(ddof=1))}
    shown, same = clusters.groups(n=(3, 2), **sides), CompareMeans(DescrStatsW(a), DescrStatsW(b))
    assert (shown.low, shown.high) == pytest.approx(same.tconfint_diff())
    assert (shown.p, shown.grade) == (pytest.approx(same.ttest_ind()[1]), Grade.B)
    with pytest.raises(NoAnswer, match="too few groups: 3 of the 4"):
        clusters.groups(n=(2, 1), **sides)
    with pytest.raises(NoAnswer, match="an arm has no group"):
        clusters.groups(n=(4, 0), **sides)

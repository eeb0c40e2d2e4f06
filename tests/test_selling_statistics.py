"""Our closed forms give what statsmodels and scipy give, and what can be worked out by hand."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from kpis import statistics


@pytest.mark.parametrize(("k", "n"), [(0, 1), (0, 12), (5, 40), (80, 100), (12, 12), (1, 3000)])
def test_the_range_of_a_share_is_statsmodels_wilson(k, n):
    assert statistics.wilson(k, n) == pytest.approx(proportion_confint(k, n, method="wilson"))


def test_a_narrower_confidence_gives_a_narrower_share():
    low, high = statistics.wilson(8, 20, 0.80)
    assert (low, high) == pytest.approx(proportion_confint(8, 20, alpha=0.20, method="wilson"))


def test_difference_of_two_groups_is_scipys_welch():
    a, b = np.array([5.0, 7, 9, 12, 4]), np.array([3.0, 3.5, 4, 2, 6, 1])
    test = stats.ttest_ind(a, b, equal_var=False)
    span = test.confidence_interval(0.95)
    ours = statistics.welch(mean_a=a.mean(), sd_a=a.std(ddof=1), n_a=5, mean_b=b.mean(), sd_b=b.std(ddof=1), n_b=6)
    assert (ours.value, ours.low, ours.high, ours.p) == pytest.approx(
        (a.mean() - b.mean(), span.low, span.high, test.pvalue)
    )


def test_no_difference_is_estimated_from_one_case_or_without_scatter():
    assert statistics.welch(mean_a=1, sd_a=0, n_a=1, mean_b=2, sd_b=1, n_b=9) is None
    assert statistics.welch(mean_a=1, sd_a=0, n_a=5, mean_b=2, sd_b=0, n_b=5) is None


def test_the_range_of_a_mean_is_scipys_t_interval():
    scores = np.array([5.0, 6, 7, 7, 3])
    span = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
    ours = statistics.mean_range(scores)
    assert (ours.value, ours.low, ours.high) == pytest.approx((5.6, span.low, span.high))
    assert statistics.mean_range(scores[:1]) is None


def test_survival_is_statsmodels_survival_with_ties_and_open_cases():
    times = np.array([3, 3, 5, 8, 8, 8, 12, 2, 9.0])
    ended = np.array([1, 0, 1, 1, 1, 0, 0, 1, 1], dtype=bool)
    events, survival = statistics.kaplan_meier(times, ended)
    theirs = SurvfuncRight(times, ended.astype(int))
    assert list(events) == list(theirs.surv_times)
    assert survival == pytest.approx(theirs.surv_prob)


def test_the_median_is_the_first_time_at_which_half_has_ended():
    # 4 cases: after 10 days 3/4 open, after 20 days 2/4 = one half -> 20 (statsmodels' strict "<" would say 30)
    assert statistics.median_time(np.array([10, 20, 30, 40]), np.ones(4, dtype=bool)) == 20


def test_there_is_no_median_while_more_than_half_is_open():
    times, ended = np.array([8, 10, 15, 20, 25]), np.array([True, True, False, False, False])
    assert statistics.median_time(times, ended) is None  # case EF-03
    assert statistics.time_until(0.4, times, ended) == 10


def test_nothing_at_all_has_no_median():
    assert statistics.median_time(np.array([]), np.array([], dtype=bool)) is None


def test_the_slope_is_scipys_regression():
    x, y = np.arange(8.0), np.array([1.0, 3, 2, 5, 4, 6, 8, 7])
    theirs = stats.linregress(x, y)
    ours = statistics.slope(x, y, 0.90)
    reach = stats.t.ppf(0.95, 6) * theirs.stderr
    assert (ours.value, ours.low, ours.high) == pytest.approx(
        (theirs.slope, theirs.slope - reach, theirs.slope + reach)
    )
    assert ours.p == pytest.approx(theirs.pvalue)


def test_no_slope_without_three_points_or_without_variation():
    assert statistics.slope(np.array([1.0, 2.0]), np.array([1.0, 2.0])) is None
    assert statistics.slope(np.ones(5), np.arange(5.0)) is None

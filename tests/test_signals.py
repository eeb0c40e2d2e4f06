"""One word for change: what is as usual, worth a look, really changed or too early, on series checkable by eye."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from kpis.company import Company
from kpis.periods import Period, Rhythm
from kpis.signals import Limits, Side, Word, enough_on, flagged_together, judge, natural_limits

CALM = [9.0, 11.0] * 10  # mean 10, sample sd 1.026
SHOWN = (0.001, 0.008, 0.012, 0.04, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


def word(values) -> Word:
    return judge({"it": values})["it"].word


def test_natural_limits_are_the_mean_and_2_66_moving_ranges():
    assert natural_limits([9.0, 11.0] * 6) == Limits(10.0, 10 - 2.66 * 2, 10 + 2.66 * 2)


def test_natural_limits_need_twelve_points():
    assert natural_limits([1.0] * 11) is None
    assert natural_limits([None] * 5 + [1.0] * 11) is None


def test_gaps_are_skipped_and_never_zero():
    assert natural_limits([9.0, 11.0, None] * 6) == natural_limits([9.0, 11.0] * 6)


def test_one_far_point_is_worth_a_look_and_its_size_is_told():
    found = judge({"it": [*CALM, 15.0]})["it"]
    assert (found.word, found.side) == (Word.WORTH_A_LOOK, Side.UP)
    assert found.usual == pytest.approx((10 * 9 + 9 * 11) / 19)  # the point before, an 11, is not in it
    assert found.change == pytest.approx(15 - found.usual)
    assert found.low < 9 and 11 < found.high < 15


def test_twice_on_the_same_side_has_really_changed():
    assert word([*CALM, 14.0, 14.0]) == Word.REALLY_CHANGED
    assert judge({"it": [*CALM, 6.0, 6.0]})["it"].side == Side.DOWN


def test_one_up_and_one_down_has_not():
    assert word([*CALM, 15.0, 5.0]) == Word.WORTH_A_LOOK


def test_back_to_normal_is_as_usual():
    assert word([*CALM, 15.0, 10.5]) == Word.AS_USUAL


def test_a_change_does_not_hide_itself_in_what_is_usual():
    found = judge({"it": [*CALM, 30.0, 30.0]})["it"]
    assert found.usual == pytest.approx(10.0)


def test_one_holiday_week_does_not_make_every_later_fall_look_usual():
    holiday = [*CALM[:10], 2.0, *CALM[10:]]
    found = judge({"it": [*holiday, 11.0, 6.5]})["it"]
    assert found.usual == pytest.approx(10.0)  # without the 2
    assert found.word == Word.WORTH_A_LOOK
    assert judge({"it": [*holiday[-15:], 11.0, 6.5]})["it"].word == Word.AS_USUAL  # of 15 points none is called an outlier


def test_only_the_last_half_year_of_weeks_says_what_is_usual():
    old = [99.0, 101.0] * 30
    assert judge({"it": [*old, *[9.0, 11.0] * 13, 10.0, 15.0]})["it"].usual == pytest.approx(10.0)


def test_a_gap_between_two_far_points_breaks_the_row():
    assert word([*CALM, 15.0, None, 15.0]) == Word.WORTH_A_LOOK


def test_too_early_says_how_many_of_how_many():
    found = judge({"it": [1.0, 2.0, None, 3.0, 1.0, 2.0]})["it"]
    assert (found.word, found.points, found.needed, found.missing) == (Word.TOO_EARLY, 5, 16, 11)
    assert (found.usual, found.low, found.change, found.p) == (None, None, None, None)
    assert word(CALM[:15]) == Word.TOO_EARLY
    assert word(CALM[:16]) == Word.AS_USUAL


def test_the_day_when_it_will_be_enough():
    week = Period(date(2026, 11, 9), date(2026, 11, 15))
    assert enough_on(week, 2, Rhythm.WEEK, Company()) == date(2026, 11, 29)
    assert enough_on(week, 0, Rhythm.WEEK, Company()) == date(2026, 11, 15)


def test_a_number_missing_in_the_last_period_is_not_judged():
    assert judge({"none": [*CALM, None], "empty": [], "nan": [*CALM, float("nan")], "there": CALM}).keys() == {"there"}


def test_a_series_that_never_moved_has_no_range_of_zero_width():
    found = judge({"it": [7.0] * 20})["it"]
    assert (found.word, found.side, found.low, found.high, found.change) == (Word.AS_USUAL, None, None, None, 0.0)


def test_a_series_that_never_moved_and_now_does_is_flagged():
    assert word([0.5] * 20 + [0.6]) == Word.WORTH_A_LOOK
    assert word([0.5] * 20 + [0.6, 0.6]) == Word.REALLY_CHANGED
    assert word([0.5] * 20 + [0.6, None, 0.6]) == Word.WORTH_A_LOOK
    assert word([0.1 + 0.2] * 20 + [0.3]) == Word.AS_USUAL  # 0.30000000000000004 is 0.3


def test_a_far_point_counts_less_among_many_numbers():
    near = [*CALM, 12.9]
    calm = {f"calm {n}": [*CALM[n:], 10.0 + n / 20] for n in range(2)}
    many = {f"calm {n}": [*CALM[n % 2 :], 10.0 + n / 100] for n in range(60)}
    assert judge({"it": near, **calm})["it"].word == Word.WORTH_A_LOOK
    assert judge({"it": near, **many})["it"].word == Word.AS_USUAL


def test_thirteen_numbers_in_one_week():
    assert np.flatnonzero(flagged_together(SHOWN)).tolist() == [0, 1, 2]


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=40), st.sampled_from((0.05, 0.1, 0.2)))
def test_flagging_equals_statsmodels(p_values, share):
    theirs = multipletests(p_values, alpha=share, method="fdr_bh")[0] if p_values else np.zeros(0, dtype=bool)
    clear = _clear(p_values, share)
    assert (flagged_together(p_values, share)[clear] == theirs[clear]).all()


def _clear(p_values: list[float], share: float) -> np.ndarray | slice:
    """Leave out the cases decided by the last bit of a float."""
    p = np.sort(p_values)
    bounds = share * np.arange(1, len(p) + 1) / max(len(p), 1)
    return slice(0, 0) if (np.isclose(p, bounds, rtol=1e-12)).any() else slice(None)


def test_outside_twice_on_the_same_side_is_confirmed_at_the_second():
    many = list(np.resize([-1.0, 1.0], 2000))  # z scores: mean 0, sd 1
    z = [0.3, 2.4, 2.6, -0.2, 2.2, -2.3]
    confirmed = [i for i in range(len(z)) if word([*many, *z[: i + 1]]) == Word.REALLY_CHANGED]
    assert confirmed == [2]


@settings(deadline=None)
@given(st.lists(st.none() | st.floats(-1e9, 1e9), max_size=60))
def test_any_series_gets_a_finite_answer_or_none(values):
    for found in judge({"it": values}).values():
        told = [v for v in (found.value, found.usual, found.low, found.high, found.change, found.p) if v is not None]
        assert np.isfinite(told).all()
        assert found.word != Word.WORTH_A_LOOK or found.low is None or not found.low <= found.value <= found.high

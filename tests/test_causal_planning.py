"""Planning a test: its size, the smallest effect it shows, and how often one may look."""

import pytest
from statsmodels.stats.proportion import proportion_effectsize

from kpis.causal import planning
from kpis.causal.planning import Sharper, Size
from kpis.reading import NoAnswer

THREE_PER_CENT = {"base": 0.03, "lift": 0.1, "treated_share": 0.9}


def test_three_per_cent_plus_a_tenth_at_90_to_10_needs_295_thousand_persons():
    assert planning.size_for_rate(**THREE_PER_CENT) == Size(265_909, 29_545)


def test_22_thousand_persons_show_only_41_per_cent_more():
    assert planning.smallest_lift(base=0.03, treated=20_000, control=2_000) == pytest.approx(0.41, abs=0.005)


def test_size_and_smallest_effect_are_each_other_s_inverse():
    size = planning.size_for_rate(**THREE_PER_CENT, looks=3)
    lift = planning.smallest_lift(base=0.03, treated=size.treated, control=size.control, looks=3)
    assert lift == pytest.approx(0.1, rel=1e-4)
    size = planning.size_for_mean(difference=2.0, sd=20.0, treated_share=0.5)
    found = planning.smallest_difference(sd=20.0, treated=size.treated, control=size.control)
    assert (size.treated, found) == (pytest.approx(16 * 100, rel=0.02), pytest.approx(2.0, rel=1e-3))  # 16 sd^2 / d^2


def test_a_past_that_foretells_half_saves_a_quarter_and_groups_cost_their_likeness():
    plain = planning.size_for_rate(**THREE_PER_CENT).treated
    past = planning.size_for_rate(**THREE_PER_CENT, sharper=Sharper(correlation=0.5)).treated
    groups = planning.size_for_rate(**THREE_PER_CENT, sharper=Sharper(group_size=51, group_likeness=0.02)).treated
    assert (past / plain, groups / plain) == (pytest.approx(0.75, rel=1e-4), pytest.approx(2.0, rel=1e-4))


def test_eight_looks_at_five_per_cent_cry_wolf_in_one_of_six_and_shared_alpha_does_not():
    assert planning.false_alarms(8, 0.05) == pytest.approx(0.163, abs=0.015)
    assert planning.false_alarms(8, planning.alpha_per_look(8)) <= 0.05
    with pytest.raises(NoAnswer, match="at least one planned look"):
        planning.alpha_per_look(0)


def test_a_range_tells_what_its_test_could_have_shown():
    assert planning.smallest_from_range(-1.96, 1.96) == pytest.approx(1.96 + 0.84, abs=0.01)


def test_the_distance_of_two_shares_is_that_of_statsmodels():
    assert planning.effect_of_rates(0.033, 0.03) == pytest.approx(proportion_effectsize(0.033, 0.03))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_test_needs_both_arms(share):
    with pytest.raises(NoAnswer, match="between 0 and 1"):
        planning.size_for_rate(base=0.03, lift=0.1, treated_share=share)


def test_too_small_a_test_shows_no_rise_at_all():
    with pytest.raises(NoAnswer, match="too small to show any rise"):
        planning.smallest_lift(base=0.5, treated=3, control=3)

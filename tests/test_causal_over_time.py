"""Roll-outs and single markets: what they would have sold without the use case, and when that is believed."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from kpis.causal import series, synthetic
from kpis.causal.panel import Panel, panel_of
from kpis.causal.result import Method
from kpis.reading import Grade, NoAnswer
from tests.causal_worlds import regions


def mixture(effect: float = 5.0, others: int = 6, noise: float = 0.0) -> Panel:
    """A market that is half the first and half the second other market, plus `effect` at each of the last 4 points."""
    chance = np.random.default_rng(3)
    table = np.cumsum(chance.normal(0, 1, (40, others)), axis=0) + 100
    own = table[:, :2].mean(axis=1) + 30 + noise * chance.normal(0, 1, 40)
    own[36:] += effect
    return Panel(own, table, 36, 1)


def world(treated: int = 3, others: int = 24, effect: float = 0.0) -> Panel:
    table = regions(np.random.default_rng(5), others=others, treated=treated, before=60, after=10, keep=0.2)
    table[60:, :treated] += effect
    return Panel(table[:, :treated].mean(axis=1), table[:, treated:], 60, treated)


def test_the_mixture_is_found_and_the_effect_is_the_sum_of_the_gap():
    own = synthetic.gap(mixture().treated, mixture().others, 36)
    assert own.weights == pytest.approx([0.5, 0.5, 0, 0, 0, 0], abs=1e-6)
    assert own.total == pytest.approx(4 * 5, abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_the_weights_are_the_optimum_slsqp_finds(seed):
    chance = np.random.default_rng(seed)
    target, others = chance.normal(0, 1, 30), chance.normal(0, 1, (30, 12))
    found = synthetic.weights(target, others)
    best = minimize(lambda w: ((target - others @ w) ** 2).sum(), np.full(12, 1 / 12), method="SLSQP", bounds=[(0, 1)] * 12,
                    constraints={"type": "eq", "fun": lambda w: w.sum() - 1}, options={"ftol": 1e-12, "maxiter": 500})
    assert found.min() >= 0 and found.sum() == pytest.approx(1)
    assert ((target - others @ found) ** 2).sum() == pytest.approx(best.fun, rel=1e-5)


def test_a_roll_out_counts_all_treated_markets_and_is_compared_with_similar_ones():
    shown = synthetic.compare(world(effect=4.0))
    assert (shown.grade, shown.method, [c.passed for c in shown.checks]) == (Grade.C, Method.PLACEBO, [True] * 4)
    assert shown.low < 3 * 10 * 4.0 < shown.high  # 3 markets, 10 points, 4 each
    assert shown.low > 0 and shown.p < 0.05


def test_a_planted_effect_moves_value_and_range_by_exactly_itself():
    nothing, planted = synthetic.by_placebos(world()), synthetic.by_placebos(world(effect=2.0))
    for name in ("value", "low", "high"):
        assert getattr(planted, name) - getattr(nothing, name) == pytest.approx(10 * 2.0)


def test_the_same_series_give_the_same_range_every_time():
    assert synthetic.compare(world()) == synthetic.compare(world())
    panel = mixture(noise=0.5)
    assert series.counterfactual(panel) == series.counterfactual(panel)


def test_with_few_markets_left_alone_blocks_are_permuted():
    shown = synthetic.compare(world(treated=1, others=8, effect=6.0))
    assert shown.method == Method.PERMUTATION
    assert shown.low > 0 and shown.p < 0.05
    assert synthetic.permutation_p(world(treated=1, others=8, effect=6.0), shown.value) > 0.5


@pytest.mark.parametrize(
    ("panel", "failed"),
    [
        (replace(mixture(), treated=mixture().others[:, 0] + np.tile([0.1, -0.1], 20)), "no region outweighs the others"),
        (replace(world(), treated=world().treated[40:], others=world().others[40:], start=20), "long enough past"),
        (replace(world(), treated=np.where(np.arange(70) >= 50, 8, 0) + world().treated), "no effect before the start"),
        (replace(world(), treated=world().treated * np.tile([1, 3], 35)), "fits the past"),
    ],
)
def test_a_failed_check_makes_it_an_estimate_from_history(panel, failed):
    shown = synthetic.compare(panel)
    assert failed in [c.name for c in shown.checks if not c.passed]
    assert shown.grade == Grade.D


def test_too_few_markets_or_too_short_a_past_are_refused():
    with pytest.raises(NoAnswer, match="too few regions left alone: 3 of the 4"):
        synthetic.compare(replace(mixture(), others=mixture().others[:, :3]))
    with pytest.raises(NoAnswer, match="too early: 9 of 10 points before the start"):
        synthetic.compare(Panel(mixture().treated[27:], mixture().others[27:], 9, 1))


def test_a_market_with_a_control_series_is_an_estimate_with_a_range_around_the_truth():
    chance = np.random.default_rng(8)
    control = 10 + np.cumsum(chance.normal(0, 0.5, (70, 1)), axis=0)
    own = 2 * control[:, 0] + chance.normal(0, 0.5, 70)
    own[60:] += 3.0
    shown = series.compare(Panel(own, control, 60, 1))
    assert (shown.grade, shown.method, shown.checks[0].passed) == (Grade.D, Method.HISTORY, True)
    assert shown.low < 30 < shown.high and shown.low > 0 and shown.p < 0.05


def test_parameter_draws_centre_on_what_made_the_series():
    chance = np.random.default_rng(1)
    control = chance.normal(0, 1, (200, 1))
    made = 1.5 * control[:, 0] + np.cumsum(chance.normal(0, 0.5, 200)) + chance.normal(0, 1, 200)
    irregular, level, slope = np.median(series.parameter_draws(made, control, chance, 300), axis=0)
    assert (irregular, level, slope) == (pytest.approx(1, abs=0.4), pytest.approx(0.25, abs=0.2), pytest.approx(1.5, abs=0.3))


def test_a_series_that_cannot_be_compared_says_why():
    flat = Panel(np.ones(40), np.random.default_rng(0).normal(0, 1, (40, 1)), 30, 1)
    with pytest.raises(NoAnswer, match="does not move before the start"):
        series.compare(flat)
    with pytest.raises(NoAnswer, match="no control series"):
        series.compare(replace(flat, others=np.empty((40, 0))))
    with pytest.raises(NoAnswer, match="too early: 24 of 25 points"):
        series.compare(replace(flat, start=24))


def test_rows_are_put_side_by_side_whatever_their_order_and_gaps_are_left_out():
    rows = [("a", 1, 1, 5.0), ("a", 1, 2, 7.0), ("b", 0, 1, 2.0), ("b", 0, 2, 3.0), ("c", 0, 1, 9.0)]
    for given in (rows, rows[::-1]):
        units, treated, days, values = (np.array(column) for column in zip(*given, strict=True))
        days = np.datetime64("2026-07-01") + days
        panel = panel_of(units=units, treated=treated == 1, days=days, values=values, start=np.datetime64("2026-07-03"))
        assert (panel.treated.tolist(), panel.others.tolist(), panel.start, panel.dropped) == ([5, 7], [[2], [3]], 1, 1)
    with pytest.raises(NoAnswer, match="do not reach from before the start"):
        panel_of(units=units, treated=treated == 1, days=days, values=values, start=np.datetime64("2026-07-02"))
    with pytest.raises(NoAnswer, match="a treated region has no complete series"):
        panel_of(units=units, treated=units == "c", days=days, values=values, start=np.datetime64("2026-07-03"))


@pytest.mark.parametrize(("apart", "enough", "cycles"), [(1, 25, ""), (7, 39, "quarters"), (30, 36, "years")])
def test_one_market_is_not_compared_with_its_past_before_three_seasons_are_known(apart, enough, cycles):
    chance = np.random.default_rng(2)
    control = 10 + np.cumsum(chance.normal(0, 0.5, 50))
    days = np.datetime64("2020-01-01") + apart * np.arange(50)
    both = {"units": np.repeat([1, 2], 50), "treated": np.repeat([True, False], 50), "days": np.tile(days, 2),
            "values": np.append(2 * control + chance.normal(0, 0.5, 50), control)}  # fmt: skip
    assert series.compare(panel_of(**both, start=days[enough])).grade == Grade.D
    with pytest.raises(NoAnswer, match=f"too early: {enough - 1} of {enough} points before the start.*{cycles}"):
        series.compare(panel_of(**both, start=days[enough - 1]))

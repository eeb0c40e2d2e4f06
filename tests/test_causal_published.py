"""Walk-throughs others have published with their data: our designs give their figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kpis.causal import rates, series, synthetic
from kpis.causal.many import holm
from kpis.causal.panel import Panel
from kpis.impact import difference_in_differences

PUBLISHED = Path(__file__).with_name("published")
YEARS_AFTER, FIRST_AFTER = 12, 19  # 1989 to 2000; 1970 to 1988 are before


@pytest.fixture(scope="module")
def california():
    table = pd.read_csv(PUBLISHED / "cigarettes_by_state.csv")
    others = table.drop(columns=["year", "California"])
    return Panel(table["California"].to_numpy(), others.to_numpy(), FIRST_AFTER, 1), list(others)


def test_california_s_tobacco_tax_is_the_published_minus_11_1_packs(california):
    # Arkhangelsky, Athey, Hirshberg, Imbens and Wager (AER 2021), table 1: DIFP (series less their own past) -11.1
    panel, _ = california
    assert synthetic.gap(panel.treated, panel.others, panel.start).total / YEARS_AFTER == pytest.approx(-11.1, abs=0.05)


def test_with_levels_kept_the_same_weights_give_the_published_synthetic_california(california):
    # the same table: synthetic control -19.6 (-19.5 in Clarke et al. 2024); Utah weighs most, as in Abadie et al. 2010
    panel, names = california
    found = synthetic.weights(panel.treated[:FIRST_AFTER], panel.others[:FIRST_AFTER])
    effect = (panel.treated - panel.others @ found)[FIRST_AFTER:].mean()
    assert effect == pytest.approx(-19.6, abs=0.15)
    heaviest = [names[i] for i in np.argsort(-found)[:4]]
    assert heaviest == ["Utah", "Montana", "Nevada", "Connecticut"]


def test_plain_difference_in_differences_is_the_published_minus_27_3(california):
    panel, _ = california
    sides = {"treated": panel.treated, "control": panel.others.mean(axis=1)}
    found = difference_in_differences(**{k: (v[:FIRST_AFTER].mean(), v[FIRST_AFTER:].mean()) for k, v in sides.items()})
    assert found.additive == pytest.approx(-27.3, abs=0.06)


def test_one_state_among_39_is_not_called_proven_by_placebos(california):
    panel, _ = california
    shown = synthetic.by_placebos(panel)
    assert shown.low < -11.1 < shown.high and shown.p >= 1 / 39


def test_the_series_of_causal_impact_shows_the_planted_effect_as_published():
    # README of tfcausalimpact: 5 added from point 71 on; actual 3756.86, effect 146.58 [127.8, 164.19]
    rows = pd.read_csv(PUBLISHED / "series_with_control.csv")
    own = rows["own"].to_numpy() + 5 * (np.arange(100) >= 70)
    assert own[70:].sum() == pytest.approx(3756.86, abs=0.01)
    shown = series.counterfactual(Panel(own, rows[["control"]].to_numpy(), 70, 1))
    assert shown.value == pytest.approx(146.58, abs=9.28)  # within one of their standard deviations
    assert shown.low < 127.8 and shown.high == pytest.approx(164.19, abs=3) and shown.low <= 150 <= shown.high


@pytest.mark.parametrize(
    ("bought", "n", "low", "high"),
    [((56, 48), (70, 80), 0.0524, 0.3339), ((9, 3), (10, 10), 0.1705, 0.8090), ((10, 0), (10, 20), 0.6791, 1.0),
     ((10, 0), (10, 10), 0.6075, 1.0), ((5, 0), (56, 29), -0.0381, 0.1926), ((0, 0), (10, 20), -0.1611, 0.2775)],
)  # fmt: skip
def test_differences_of_shares_are_those_of_newcombe(bought, n, low, high):
    # Newcombe, Statistics in Medicine 17 (1998), table II, method 10
    shown = rates.difference(bought=bought, n=n)
    assert (shown.low, shown.high) == pytest.approx((low, high), abs=5e-5)


def test_holm_s_steps_by_hand():  # 4 x 0.01, 3 x 0.02, then 2 x 0.03 and 1 x 0.04 are held at 0.06
    found = holm({"a": 0.01, "b": 0.02, "c": 0.03, "d": 0.04})
    assert [found[name] for name in "abcd"] == pytest.approx([0.04, 0.06, 0.06, 0.06])

"""Before a test: how many units it needs, the smallest effect it can show, and how often one may look.

Power is statsmodels'; it is imported where it is used, because it takes seconds and only a planner needs it.
"""

from dataclasses import dataclass
from math import asin, sqrt
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri

from kpis.causal.looks import alpha_per_look
from kpis.causal.result import ALPHA
from kpis.reading import NoAnswer
from kpis.statistics import normal_quantile

POWER = 0.8


@dataclass(frozen=True)
class Size:
    """How many units each arm needs."""

    treated: int
    control: int


@dataclass(frozen=True)
class Sharper:
    """What changes the number of units needed: how well the past foretells (rho), and units that come in groups.

    `correlation` of a unit's figure before and during the test; `group_size` units in a group assigned together;
    `group_likeness` = share of all variance that lies between groups (intra-class correlation).
    """

    correlation: float = 0.0
    group_size: float = 1.0
    group_likeness: float = 0.0

    @property
    def factor(self) -> float:
        """Needed units compared with single units without a past: (1 - rho^2) x (1 + (m - 1) ICC)."""
        return (1 - self.correlation**2) * (1 + (self.group_size - 1) * self.group_likeness)


PLAIN = Sharper()


def effect_of_rates(share: float, base: float) -> float:
    """How far two shares are apart in units of chance (Cohen's h), as statsmodels' proportion_effectsize."""
    return 2 * (asin(sqrt(share)) - asin(sqrt(base)))


def size_for_rate(*, base: float, lift: float, treated_share: float, looks: int = 1, power: float = POWER,
                  sharper: Sharper = PLAIN) -> Size:  # fmt: skip
    """Units needed to see the share of buyers rise from `base` by `lift` (0.1 = by ten per cent), two-sided.

    3 %, +10 %, 90 % treated: 265,909 treated and 29,545 controls.
    """
    from statsmodels.stats.power import NormalIndPower

    _refuse_share(treated_share)
    effect = effect_of_rates(base * (1 + lift), base)
    treated = NormalIndPower().solve_power(
        effect_size=effect, alpha=alpha_per_look(looks), power=power, ratio=(1 - treated_share) / treated_share
    )
    return _size(float(np.squeeze(treated)) * sharper.factor, treated_share)


def size_for_mean(*, difference: float, sd: float, treated_share: float, looks: int = 1, power: float = POWER,
                  sharper: Sharper = PLAIN) -> Size:  # fmt: skip
    """Units needed to see a difference of means, in the unit of `sd` (standard deviation of one unit), two-sided t."""
    from statsmodels.stats.power import TTestIndPower

    _refuse_share(treated_share)
    treated = TTestIndPower().solve_power(
        effect_size=abs(difference) / sd, alpha=alpha_per_look(looks), power=power,
        ratio=(1 - treated_share) / treated_share,
    )
    return _size(float(np.squeeze(treated)) * sharper.factor, treated_share)


def smallest_lift(*, base: float, treated: int, control: int, looks: int = 1, power: float = POWER,
                  sharper: Sharper = PLAIN) -> float:  # fmt: skip
    """The smallest relative rise of a share of buyers that a test of this size shows in 8 of 10 cases."""
    from statsmodels.stats.power import NormalIndPower

    effect = _smallest(NormalIndPower(), treated, control, looks=looks, power=power, factor=sharper.factor)

    def short(lift: float) -> float:
        return effect_of_rates(base * (1 + lift), base) - effect

    most = (1 - 1e-9) / base - 1
    if short(most) < 0:
        raise NoAnswer("the test is too small to show any rise")
    return float(brentq(short, 0.0, most))


def smallest_difference(*, sd: float, treated: int, control: int, looks: int = 1, power: float = POWER,
                        sharper: Sharper = PLAIN) -> float:  # fmt: skip
    """The smallest difference of means a test of this size shows in 8 of 10 cases, in the unit of `sd`."""
    from statsmodels.stats.power import TTestIndPower

    return sd * _smallest(TTestIndPower(), treated, control, looks=looks, power=power, factor=sharper.factor)


def _smallest(test: Any, treated: int, control: int, *, looks: int, power: float,
              factor: float) -> float:  # fmt: skip
    if min(treated, control) < 2:
        raise NoAnswer("too early: fewer than 2 units in an arm")
    effect = test.solve_power(nobs1=treated / factor, alpha=alpha_per_look(looks), power=power, ratio=control / treated)
    return float(np.squeeze(effect))


def smallest_from_range(low: float, high: float, power: float = POWER, alpha: float = ALPHA) -> float:
    """The smallest effect a finished test could have shown in 8 of 10 cases, from its own range (95 % at alpha 0.05).

    Shown beside every range that includes zero. Half a range is 1.96 errors; seeing an effect needs 2.80 of them.
    """
    reach = normal_quantile(1 - alpha)
    return (reach + float(ndtri(power))) * (high - low) / 2 / reach


def false_alarms(looks: int, alpha: float, seeds: int = 20_000) -> float:
    """How often a test without effect is called one when it is looked at so many times at `alpha` each (simulated)."""
    steps = np.random.default_rng(seeds).standard_normal((seeds, looks)).cumsum(axis=1)
    return float((np.abs(steps / np.sqrt(np.arange(1, looks + 1))) > -ndtri(alpha / 2)).any(axis=1).mean())


def _size(treated: float, share: float) -> Size:
    return Size(round(treated), round(treated * (1 - share) / share))


def _refuse_share(share: float) -> None:
    if not 0 < share < 1:
        raise NoAnswer("the treated share lies between 0 and 1")

"""Customers or companies held out by chance: the effect per unit, sharpened by what each unit did before the test."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtr

from kpis.causal.result import ALPHA, Method, Shown
from kpis.reading import Grade, NoAnswer
from kpis.statistics import normal_quantile

FEWEST_BUYERS = 30


@dataclass(frozen=True)
class Side:
    """One arm in eight sums, so that a million units need not leave the database.

    n units; mean before (x) and during (y); `spread` = sum of (x - mean x)^2; `joint` = sum of (x - mean x)(y - mean y);
    `miss` = sums of m^2, m^2 (x - mean x) and m^2 (x - mean x)^2, where m is a unit's distance from the arm's own line,
    divided by one minus its leverage (the HC3 correction). `squares` = sum of (y - mean y)^2.
    """

    n: int
    before: float
    during: float
    spread: float
    joint: float
    miss: tuple[float, float, float]
    squares: float

    @property
    def slope(self) -> float:
        """How much more a unit brings during the test for each one it brought before."""
        return self.joint / self.spread if self.spread else 0.0

    @property
    def sd_before(self) -> float:
        """Standard deviation of what the units did before the test."""
        return sqrt(self.spread / max(self.n - 1, 1))

    def at(self, before: float) -> tuple[float, float]:
        """The arm's line at a level before the test, and the HC3 variance of that point."""
        away = before - self.before
        lean = away / self.spread if self.spread else 0.0
        variance = self.miss[0] / self.n**2 + 2 * lean * self.miss[1] / self.n + lean**2 * self.miss[2]
        return self.during + self.slope * away, max(variance, 0.0)


def side_of(before: np.ndarray, during: np.ndarray) -> Side:
    """One arm's sums from its units: what each brought before and during the test."""
    n, x, y = len(before), before - before.mean(), during - during.mean()
    spread, joint = float(x @ x), float(x @ y)
    slope, leverage = (joint / spread, x * x / spread) if spread else (0.0, 0.0)
    squared = ((y - slope * x) / (1 - 1 / n - leverage)) ** 2
    miss = (float(squared.sum()), float(squared @ x), float(squared @ (x * x)))
    return Side(n, float(before.mean()), float(during.mean()), spread, joint, miss, float(y @ y))


def adjusted(treated: Side, control: Side, alpha: float = ALPHA) -> Shown:
    """Effect per unit: treated less control at the mean level before the test, by intention to treat.

    Equals OLS of y on treat, centred pre-period figure and their product with HC3 errors and a normal range (Lin 2013;
    CUPED with a slope per arm). Raises NoAnswer for arms too small for it.
    """
    if min(treated.n, control.n) < 3:
        raise NoAnswer("too early: fewer than 3 units in an arm")
    units = treated.n + control.n
    level = (treated.n * treated.before + control.n * control.before) / units
    (at_treated, one), (at_control, two) = treated.at(level), control.at(level)
    return normal_shown(at_treated - at_control, sqrt(one + two), Method.ADJUSTED, units, alpha=alpha)


def normal_shown(value: float, error: float, method: Method, units: int, *, alpha: float = ALPHA) -> Shown:
    """An effect with a normal range (95 % at alpha 0.05) and the p-value of the same standard error."""
    reach = normal_quantile(1 - alpha) * error
    p = float(2 * ndtr(-abs(value) / error)) if error else float(value == 0)
    return Shown(value, value - reach, value + reach, p, method, Grade.A, units)


def refuse_few_buyers(buyers: tuple[float, ...]) -> None:
    """Raises NoAnswer if an arm has fewer than 30 buyers: no range can be trusted then. NaN = not known."""
    if any(bought < FEWEST_BUYERS for bought in buyers):
        raise NoAnswer(f"too early: fewer than {FEWEST_BUYERS} buyers in an arm")


def means(*, n: tuple[int, int], mean: tuple[float, float], sd: tuple[float, float],
          alpha: float = ALPHA) -> Shown:  # fmt: skip
    """Effect per unit from the summaries of both arms (treated first) where nothing is known from before the test."""
    if min(n) < 2:
        raise NoAnswer("too early: fewer than 2 units in an arm")
    error = sqrt(sd[0] ** 2 / n[0] + sd[1] ** 2 / n[1])
    return normal_shown(mean[0] - mean[1], error, Method.MEANS, sum(n), alpha=alpha)

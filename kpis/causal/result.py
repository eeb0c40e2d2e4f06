"""What every design returns: an effect with its likely range, how it was found, how well proven, what was checked."""

from dataclasses import dataclass, replace
from enum import StrEnum

from kpis.reading import Grade, NoAnswer

ALPHA = 0.05  # the allowed error of one test; 95 % ranges


class Method(StrEnum):
    """The calculation behind an effect, as it is named under "How is this sure?"."""

    ADJUSTED = "OLS with the same figure before the test, each arm its own slope, HC3 errors"
    MEANS = "difference of means, unequal variances"
    RATES = "difference of shares, Newcombe"
    CLUSTERS = "means of groups, t range"
    PLACEBO = "synthetic control, range from placebo regions"
    PERMUTATION = "synthetic control, block permutation of the sum"
    HISTORY = "local level with control series, simulated with parameter draws"


@dataclass(frozen=True)
class Check:
    """One thing that had to hold: its figure, where its limit lies, and what it means. `passed` None = not known."""

    name: str
    passed: bool | None
    value: float | None
    limit: float | None
    words: str


@dataclass(frozen=True)
class Shown:
    """What one test shows over its whole duration, in the unit of its metric.

    `low` to `high` is the 95 % range (wider where several looks share the error) and `p` the chance of so large an effect if there were none, both from `method`.
    `units` = how many were compared. `checks` = what was looked at before the effect was believed.
    """

    value: float
    low: float
    high: float
    p: float | None
    method: Method
    grade: Grade
    units: int
    checks: tuple[Check, ...] = ()

    def times(self, count: float) -> "Shown":
        """The same effect for so many units."""
        return replace(self, value=self.value * count, low=self.low * count, high=self.high * count)

    def checked(self, *checks: Check) -> "Shown":
        """The same effect with more checks in front."""
        return replace(self, checks=(*checks, *self.checks))


class Hidden(NoAnswer):
    """The effect is not shown because a check failed that makes it meaningless; the checks come with it."""

    def __init__(self, reason: str, checks: tuple[Check, ...]):
        super().__init__(reason)
        self.checks = checks

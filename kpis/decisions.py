"""Did a decision help? Its number before and after, held against what was usual before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

import numpy as np

from kpis.company import Company
from kpis.periods import period_of
from kpis.reading import Better, Reading
from kpis.registry import Indicator
from kpis.signals import ENOUGH_TO_DRAW, OUTSIDE
from kpis.statistics import t_quantile

ENOUGH_BEFORE = ENOUGH_TO_DRAW  # periods before the decision, before it is known what is usual


class Verdict(StrEnum):
    """What the numbers say; people judge for themselves whether it was the decision that did it."""

    BETTER = "better"
    WORSE = "worse"
    AS_USUAL = "as usual"
    TOO_EARLY = "too early"
    NO_NUMBER = "no number"


@dataclass(frozen=True)
class FollowUp:
    """The mean of a number over the periods before a decision and over those since.

    `low` to `high` is where 19 of 20 such means lie if nothing has changed. `periods_before` and `periods_after` rest on
    complete periods with a number; the period the decision fell into counts for neither, unless it began that day.
    """

    verdict: Verdict
    before: float | None = None
    after: float | None = None
    low: float | None = None
    high: float | None = None
    periods_before: int = 0
    periods_after: int = 0

    @property
    def change(self) -> float | None:
        """What it is more (or less) than before."""
        return None if self.before is None or self.after is None else self.after - self.before


def did_it_help(decided_on: date, readings: Sequence[Reading], what: Indicator, company: Company) -> FollowUp:
    """The number of a decision before and after it, inside its usual range.

    `readings`: of complete periods of the number's rhythm, for the decision's filter. The usual range is that of the mean
    of as many further periods of a stable series, by Student's t: mean +- t x s x sqrt(1/before + 1/after). A number that
    looks back over months (a rolling rate) holds times before the decision for long, so it answers late.
    """
    before = _known([r for r in readings if r.end < decided_on])
    after = _known([r for r in readings if period_of(r.end, what.rhythm, company).start >= decided_on])
    counts = {"periods_before": len(before), "periods_after": len(after)}
    if not len(before) and not len(after):
        return FollowUp(Verdict.NO_NUMBER)
    means = {"before": _mean(before), "after": _mean(after)}
    if not len(after) or len(before) < ENOUGH_BEFORE:
        return FollowUp(Verdict.TOO_EARLY, **means, **counts)
    reach = _reach(before, len(after))
    low, high = means["before"] - reach, means["before"] + reach
    verdict = Verdict.AS_USUAL
    if not low <= means["after"] <= high:
        verdict = Verdict.BETTER if (means["after"] > high) == (what.better == Better.HIGHER) else Verdict.WORSE
    return FollowUp(verdict, **means, low=low, high=high, **counts)


def _reach(before: np.ndarray, further: int) -> float:
    n = len(before)
    return t_quantile(n - 1, 1 - OUTSIDE) * float(before.std(ddof=1)) * sqrt(1 / n + 1 / further)


def _known(readings: Sequence[Reading]) -> np.ndarray:
    return np.array([r.value for r in readings if r.value is not None], dtype=float)


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None

"""The few statistics behind likely ranges: shares, differences, times to an event, and growth.

Closed forms on numpy, because a page reads every indicator for dozens of past periods; the tests hold them against
statsmodels and scipy.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtri, stdtr, stdtrit

CONFIDENCE = 0.95
SLACK = 1e-9  # a survival of 0.5000000001 counts as one half


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """How many standard errors a two-sided interval reaches to each side: 1.96 for 95 %."""
    return float(ndtri(0.5 + confidence / 2))


def t_quantile(freedom: float, confidence: float = CONFIDENCE) -> float:
    """The same for a mean or slope estimated with so many degrees of freedom (Student's t)."""
    return float(stdtrit(freedom, 0.5 + confidence / 2))


def wilson(successes: float, trials: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The likely range of a share, honest at 0 %, at 100 % and for few cases (Wilson score interval, 1927).

    `trials` must be above 0. Equals statsmodels' proportion_confint(method="wilson").
    """
    z = normal_quantile(confidence)
    share = successes / trials
    shrink = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / shrink
    reach = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / shrink
    return max(0.0, centre - reach), min(1.0, centre + reach)


@dataclass(frozen=True)
class Estimate:
    """An estimate with its likely range, and the two-sided chance of one as large if there were nothing (p)."""

    value: float
    low: float | None
    high: float | None
    p: float | None = None


def mean_range(values: np.ndarray, confidence: float = CONFIDENCE) -> Estimate | None:
    """The mean of some answers with its t interval; no range can be given for fewer than two (None)."""
    n = len(values)
    if n < 2:
        return None
    mean = float(np.mean(values))
    reach = t_quantile(n - 1, confidence) * float(np.std(values, ddof=1)) / sqrt(n)
    return Estimate(mean, mean - reach, mean + reach)


def welch(*, mean_a: float, sd_a: float, n_a: int, mean_b: float, sd_b: float, n_b: int,
          confidence: float = CONFIDENCE) -> Estimate | None:  # fmt: skip
    """Mean of a less mean of b, when both groups may scatter differently (Welch's t with Satterthwaite's freedom).

    `sd_*` are sample standard deviations (n - 1). None for groups of fewer than two, or if neither scatters at all.
    """
    if min(n_a, n_b) < 2:
        return None
    part_a, part_b = sd_a**2 / n_a, sd_b**2 / n_b
    error = sqrt(part_a + part_b)
    if error == 0:
        return None
    freedom = (part_a + part_b) ** 2 / (part_a**2 / (n_a - 1) + part_b**2 / (n_b - 1))
    difference = mean_a - mean_b
    reach = t_quantile(freedom, confidence) * error
    p = float(2 * stdtr(freedom, -abs(difference) / error))
    return Estimate(difference, difference - reach, difference + reach, p)


def kaplan_meier(times: np.ndarray, ended: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The share still open after each time at which something ended (Kaplan and Meier, 1958).

    `times`: how long each case took, or has been open so far; `ended`: True where it has ended (False = still open).
    Returns the distinct end times, rising, and the share still open just after each. Both empty if nothing ended.
    """
    times, ended = np.asarray(times, dtype=float), np.asarray(ended, dtype=bool)
    events, counts = np.unique(times[ended], return_counts=True)
    at_risk = len(times) - np.searchsorted(np.sort(times), events, side="left")
    return events, np.cumprod(1 - counts / at_risk)


def time_until(share: float, times: np.ndarray, ended: np.ndarray) -> float | None:
    """The time by which `share` of the cases has ended, open ones counted as "longer than so far".

    The smallest end time with a survival of at most 1 - share; None if that many have not ended yet ("more than 25").
    """
    events, survival = kaplan_meier(times, ended)
    reached = survival <= 1 - share + SLACK
    return float(events[np.argmax(reached)]) if reached.any() else None


def median_time(times: np.ndarray, ended: np.ndarray) -> float | None:
    """Kaplan-Meier median; None while half or more of the cases have not ended."""
    return time_until(0.5, times, ended)


def slope(x: np.ndarray, y: np.ndarray, confidence: float = CONFIDENCE) -> Estimate | None:
    """The least-squares slope of y on x with its t interval on n - 2 degrees of freedom.

    None for fewer than three points, or if x does not vary.
    """
    n = len(x)
    if n < 3:
        return None
    away = x - np.mean(x)
    spread = float(away @ away)
    if spread == 0:
        return None
    b = float(away @ y) / spread
    rest = y - np.mean(y) - b * away
    error = sqrt(float(rest @ rest) / (n - 2) / spread)
    p = float(2 * stdtr(n - 2, -abs(b) / error)) if error else float(b == 0)
    reach = t_quantile(n - 2, confidence) * error if error else 0.0
    return Estimate(b, b - reach, b + reach, p)

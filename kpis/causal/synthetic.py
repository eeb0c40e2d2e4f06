"""Roll-out to some markets: what they would have sold, as the best mixture of markets that were left alone.

Simplex synthetic control (Abadie, Diamond and Hainmueller 2010) on series less their own mean before the start.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.optimize import nnls

from kpis.causal.panel import Panel
from kpis.causal.result import ALPHA, Check, Method, Shown
from kpis.reading import Grade, NoAnswer

FEWEST_OTHERS = 4
DRAWS, SEED = 199, 20_101  # groups of markets drawn as placebos; a fixed seed, so a number never changes by itself
TIES_SUM = 1e3  # how hard the weights are held to a sum of 1
HEAVIEST, WORST_FIT, WORST_MISS, FEWEST_POINTS, TIMES_AFTER = 0.5, 0.3, 0.05, 25, 2


def weights(target: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Non-negative weights of sum 1 whose mixture of `others` (points, units) is nearest to `target` (points,).

    Solved by non-negative least squares with a heavy row for the sum: SLSQP's optimum, 20 times quicker.
    """
    scale = float(np.sqrt((others * others).mean())) or 1.0
    hold = TIES_SUM * np.sqrt(len(target))
    found, _ = nnls(np.vstack([others / scale, np.full(others.shape[1], hold)]), np.append(target / scale, hold))
    return found / found.sum()


@dataclass(frozen=True)
class Gap:
    """Treated less mixture at each point, the mixture's weights, and the typical miss before the start."""

    path: np.ndarray
    weights: np.ndarray
    miss: float
    start: int

    @property
    def total(self) -> float:
        """The sum of the gap since the start."""
        return float(self.path[self.start :].sum())


def gap(treated: np.ndarray, others: np.ndarray, start: int) -> Gap:
    """How far one series lies above its mixture, both less their own mean before the start."""
    own, rest = treated - treated[:start].mean(), others - others[:start].mean(axis=0)
    share = weights(own[:start], rest[:start])
    path = own - rest @ share
    return Gap(path, share, float(np.sqrt((path[:start] ** 2).mean())), start)


def placebo_ratios(panel: Panel) -> np.ndarray:
    """What the same calculation shows for groups of markets where nothing was done, in units of their own miss.

    As many markets in a group as are treated, all single ones if one is; the rest of the others is their mixture.
    """
    count = panel.others.shape[1]
    if panel.units == 1 or count - panel.units < FEWEST_OTHERS:
        groups = [np.array([j]) for j in range(count)]
    else:
        chance = np.random.default_rng(SEED)
        groups = [chance.choice(count, panel.units, replace=False) for _ in range(DRAWS)]
    found = []
    for group in groups:
        one = gap(panel.others[:, group].mean(axis=1), np.delete(panel.others, group, axis=1), panel.start)
        found.append(one.total / one.miss if one.miss else 0.0)
    return np.abs(found)


def by_placebos(panel: Panel, alpha: float = ALPHA) -> Shown:
    """Effect per treated market over the test, with the range that 95 % of the placebos leave (at alpha 0.05)."""
    own, ratios = gap(panel.treated, panel.others, panel.start), np.sort(placebo_ratios(panel))
    place = min(ceil((1 - alpha) * (len(ratios) + 1)), len(ratios))
    reach = float(ratios[place - 1]) * own.miss
    as_large = int((ratios >= (abs(own.total) / own.miss if own.miss else np.inf)).sum())
    return Shown(own.total, own.total - reach, own.total + reach, (1 + as_large) / (len(ratios) + 1), Method.PLACEBO,
                 Grade.C, panel.units + panel.others.shape[1])  # fmt: skip


def permutation_p(panel: Panel, total: float) -> float:
    """How usual the sum since the start is among all runs of that length, if the effect were `total` (spread evenly).

    The mixture is fitted to all points with that effect taken out (conformal inference, Chernozhukov et al. 2021).
    """
    after = panel.points
    clean = panel.treated.copy()
    clean[panel.start :] -= total / after
    left = gap(clean, panel.others, len(clean)).path
    sums = np.abs(np.convolve(np.append(left, left[: after - 1]), np.ones(after), mode="valid"))
    return float((sums >= sums[panel.start] * (1 - 1e-12)).mean())


def by_permutation(panel: Panel, alpha: float = ALPHA, steps: int = 60) -> Shown:
    """Effect per treated market with the range of totals that block permutation does not refuse at alpha."""
    own = gap(panel.treated, panel.others, panel.start)
    width = max(own.miss, 1e-12) * panel.points
    low, high = (_edge(panel, own.total, sign * width, steps, alpha=alpha) for sign in (-1, 1))
    return Shown(own.total, min(low, own.total), max(high, own.total), permutation_p(panel, 0.0), Method.PERMUTATION,
                 Grade.C, panel.units + panel.others.shape[1])  # fmt: skip


def _edge(panel: Panel, centre: float, width: float, steps: int, *, alpha: float) -> float:
    """The farthest total on one side that is still accepted, on a grid that reaches four times the summed miss."""
    reach = 4 * width * np.arange(1, steps + 1) / steps
    accepted = [r for r in reach if permutation_p(panel, centre + r) > alpha]
    return float(centre + (max(accepted, key=abs) if accepted else 0.0) + 4 * width / steps)


def compare(panel: Panel, alpha: float = ALPHA) -> Shown:
    """The effect of all treated markets over the test: range from placebos, from permutation where they are too few.

    Grade C if every check holds: past fit, no market outweighs all others, a long enough past, no effect in the past.
    Otherwise D. Raises NoAnswer with fewer than four markets left alone, or fewer than ten points before.
    """
    others = panel.others.shape[1]
    if others < FEWEST_OTHERS:
        raise NoAnswer(f"too few regions left alone: {others} of the {FEWEST_OTHERS} a comparison needs")
    if panel.start < 10:
        raise NoAnswer(f"too early: {panel.start} of 10 points before the start")
    shown = _shown(panel, alpha)
    checks = checks_of(panel)
    grade = Grade.C if all(c.passed for c in checks) else Grade.D
    return Shown(**{**vars(shown), "grade": grade, "checks": checks}).times(panel.units)


def _shown(panel: Panel, alpha: float = ALPHA) -> Shown:
    # with fewer others no placebo can be rarer than the allowed error
    enough = (panel.others.shape[1] + 1) * alpha >= 1 - 1e-9
    return by_placebos(panel, alpha) if enough else by_permutation(panel, alpha)


def checks_of(panel: Panel) -> tuple[Check, ...]:
    """What must hold for a comparison with similar markets to be believed."""
    own = gap(panel.treated, panel.others, panel.start)
    past = panel.treated[: panel.start]
    spread = float(np.sqrt(((past - past.mean()) ** 2).mean()))
    scaled = own.miss / spread if spread else 0.0
    level = float(np.abs(past).mean())
    misses = float(np.abs(own.path[: panel.start]).mean()) / level if level else scaled
    heaviest, needed = float(own.weights.max()), max(FEWEST_POINTS, TIMES_AFTER * panel.points)
    return (
        Check("fits the past", scaled <= WORST_FIT or misses <= WORST_MISS, misses, WORST_MISS,
              f"the mixture misses the past by {misses:.1%} on average ({scaled:.2f} of its ups and downs)"),
        Check("no region outweighs the others", heaviest <= HEAVIEST, heaviest, HEAVIEST,
              f"the heaviest region has {heaviest:.0%} of the weight"),
        Check("long enough past", panel.start >= needed, panel.start, needed,
              f"{panel.start} points before the start, {needed} needed"),
        _no_effect_in_the_past(panel),
    )  # fmt: skip


def _no_effect_in_the_past(panel: Panel) -> Check:
    """The same test moved back by its own length must show nothing; not known if the past is too short to try."""
    name = "no effect before the start"
    if panel.start - panel.points < max(10, panel.points):
        return Check(name, None, None, 0.05, "the past is too short to try the test on it")
    earlier = _shown(panel.before(panel.points))
    return Check(name, bool(earlier.low <= 0 <= earlier.high), earlier.p, 0.05,
                 "the same test moved back by its own length")  # fmt: skip

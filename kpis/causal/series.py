"""One market with control series: what it would have sold, had the old relation to the others gone on."""

import warnings

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from kpis.causal.panel import Panel
from kpis.causal.result import ALPHA, Check, Method, Shown
from kpis.reading import Grade, NoAnswer

FEWEST_POINTS, POINTS_A_CONTROL, FEWEST_CYCLES = 25, 10, 3
CYCLES = ((2, 7, "weeks"), (14, 13, "quarters"), (367, 12, "years"))  # points up to so many days apart: points in a cycle
DRAWS, PATHS, SEED = 60, 20, 8_230  # parameter draws, paths of each; a fixed seed, so a number never changes by itself
RESTLESS = np.linspace(0.0, 0.96, 33)  # level noise / (level noise + irregular noise), tried in equal steps
WORST_MISS, PLACEBO_DATES = 0.1, 3


def _scaled(panel: Panel) -> tuple[np.ndarray, np.ndarray, float, float]:
    """The series and its controls in units of their own past: mean 0, spread 1 before the start."""
    others = panel.others
    if others.shape[1] * POINTS_A_CONTROL > panel.start:
        others = others.mean(axis=1, keepdims=True)  # too many for so short a past: their mean stands for all
    level, spread = float(panel.treated[: panel.start].mean()), float(panel.treated[: panel.start].std())
    past = others[: panel.start]
    moves = past.std(axis=0) > 0
    if not spread or not moves.any():
        raise NoAnswer("the series does not move before the start, so nothing can be learned from it")
    controls = ((others - past.mean(axis=0)) / np.where(moves, past.std(axis=0), 1.0))[:, moves]
    return (panel.treated - level) / spread, controls, level, spread


def parameter_draws(target: np.ndarray, controls: np.ndarray, chance: np.random.Generator, count: int) -> np.ndarray:
    """Likely parameters of the local level model: rows of (irregular variance, level variance, one slope a control).

    Drawn from their posterior under flat priors: the restlessness of the level on a grid, variance and slopes exactly.
    Draws around the maximum likelihood fail where that lies at a level that never moves: measured at 60 points and a
    drift of 0.3, their ranges cover 83 % (60 seeds) where these cover 93 % (80 seeds).
    """
    points = len(target)
    design = np.column_stack([np.ones(points), controls])
    walk = np.minimum.outer(np.arange(points), np.arange(points)).astype(float)
    fits = [_fit(target, design, (s / (1 - s)) ** 2, walk) for s in RESTLESS]
    heights = np.array([f[0] for f in fits])
    chances = np.exp(heights - heights.max())
    picks = chance.choice(len(fits), count, p=chances / chances.sum())
    free = points - design.shape[1]
    rows = []
    for pick in picks:
        _, slopes, factor, rest = fits[pick]
        variance = rest / chance.chisquare(free)
        drawn = slopes + np.sqrt(variance) * (factor @ chance.standard_normal(len(slopes)))
        rows.append([variance, variance * (RESTLESS[pick] / (1 - RESTLESS[pick])) ** 2, *drawn[1:]])
    return np.array(rows)


def _fit(target: np.ndarray, design: np.ndarray, ratio: float, walk: np.ndarray) -> tuple:
    """Generalised least squares at one ratio of level to irregular variance: log height, slopes, their factor, rest."""
    lower = cho_factor(np.eye(len(target)) + ratio * walk, lower=True)
    solved = cho_solve(lower, design)
    inner = np.linalg.cholesky(design.T @ solved)
    slopes = np.linalg.solve(design.T @ solved, solved.T @ target)
    left = target - design @ slopes
    rest = float(left @ cho_solve(lower, left))
    free = len(target) - design.shape[1]
    height = -np.log(np.diag(lower[0])).sum() - np.log(np.diag(inner)).sum() - free / 2 * np.log(rest)
    return height, slopes, np.linalg.inv(inner).T, rest


def simulated_sums(target: np.ndarray, controls: np.ndarray, start: int) -> np.ndarray:
    """Sums over the test of the series as it could have gone on without it, all points of a path together."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents  # seconds to import, and seldom needed

    chance = np.random.default_rng(SEED)
    after = len(target) - start
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no optimiser runs here; its start values may complain
        model = UnobservedComponents(target[:start], level="llevel", exog=controls[:start])
        for draw in parameter_draws(target[:start], controls[:start], chance, DRAWS):
            told = model.filter(draw)
            paths = told.simulate(after, anchor="end", repetitions=PATHS, exog=controls[start:], rng=chance)
            found.append(np.asarray(paths).reshape(after, -1).sum(axis=0))
    return np.concatenate(found)


def counterfactual(panel: Panel, alpha: float = ALPHA) -> Shown:
    """Effect per treated market over the test: what was sold less what the simulated paths say would have been."""
    target, controls, _, spread = _scaled(panel)
    effects = (target[panel.start :].sum() - simulated_sums(target, controls, panel.start)) * spread
    low, high = (float(q) for q in np.quantile(effects, [alpha / 2, 1 - alpha / 2]))
    below = float((effects <= 0).mean())
    p = min(1.0, 2 * max(min(below, 1 - below), 1 / len(effects)))
    return Shown(float(np.median(effects)), low, high, p, Method.HISTORY, Grade.D, panel.units + panel.others.shape[1])


def compare(panel: Panel, alpha: float = ALPHA) -> Shown:
    """The effect of the treated markets over the test, estimated from history alone (grade D).

    Assumes that the controls were not touched and the old relation would have gone on. Raises NoAnswer without a
    control series, with fewer than 25 points or with fewer than three seasonal cycles before the start.
    """
    if not panel.others.shape[1]:
        raise NoAnswer("no control series: nothing says what would have happened otherwise")
    if panel.start < FEWEST_POINTS:
        raise NoAnswer(f"too early: {panel.start} of {FEWEST_POINTS} points before the start")
    _refuse_few_cycles(panel)
    return counterfactual(panel, alpha).times(panel.units).checked(*checks_of(panel))


def _refuse_few_cycles(panel: Panel) -> None:
    """Raises NoAnswer with fewer than three cycles before the start: weeks of days, quarters of weeks, years of months.

    With fewer a season that comes back and an effect that stays look alike. Source: attribution.md, section 5.
    """
    if panel.days_apart is None:
        return
    points, name = next(((points, name) for most, points, name in CYCLES if panel.days_apart < most), (1, "years"))
    needed = FEWEST_CYCLES * points
    if panel.start < needed:
        raise NoAnswer(f"too early: {panel.start} of {needed} points before the start; before three {name} a season cannot "
                       "be told from an effect")  # fmt: skip


def checks_of(panel: Panel) -> tuple[Check, ...]:
    """How well the controls follow the past, and whether the same test shows an effect at earlier dates."""
    past, others = panel.treated[: panel.start], panel.others[: panel.start].mean(axis=1)
    slope, level = np.polyfit(others, past, 1) if others.std() else (0.0, past.mean())
    size = float(np.abs(past).mean())
    miss = float(np.abs(past - slope * others - level).mean()) / size if size else 1.0
    words = f"the controls miss the past by {miss:.1%} on average"
    return Check("fits the past", miss <= WORST_MISS, miss, WORST_MISS, words), _no_effect_in_the_past(panel)


def _no_effect_in_the_past(panel: Panel) -> Check:
    """The same test at up to three earlier dates; the smallest p-value counts, shared among the dates."""
    name, found, moved = "no effect before the start", [], panel
    for _ in range(PLACEBO_DATES):
        if moved.start - moved.points < FEWEST_POINTS:
            break
        moved = moved.before(panel.points)
        found.append(counterfactual(moved).p or 0.0)
    if not found:
        return Check(name, None, None, 0.05, "the past is too short to try the test on it")
    p = min(1.0, min(found) * len(found))
    return Check(name, p > 0.05, p, 0.05, f"the same test at {len(found)} earlier dates")

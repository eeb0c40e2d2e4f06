"""Worlds with a known effect, one for each way of proving one: (seed, effect) -> what the design shows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from kpis.causal import clusters, holdout, rates, series, synthetic
from kpis.causal.panel import Panel
from kpis.causal.result import Shown


@dataclass(frozen=True)
class World:
    """`effect` = what is planted; `show` = what the design makes of one seed; `bounds` = allowed share of true ranges."""

    name: str
    effect: float
    show: Callable[[int, float], Shown]
    seeds: int
    bounds: tuple[float, float]


@dataclass(frozen=True)
class Coverage:
    """How often the 95 % range held the planted effect, and how often p < 0.05 where there was none."""

    world: World
    seeds: int
    covered: float
    false: float

    def line(self) -> str:
        """One line of the table, with one Monte-Carlo standard error."""
        parts = (f"{100 * s:5.1f} ± {100 * sqrt(max(s * (1 - s), 1e-9) / self.seeds):.1f} %" for s in (self.covered, self.false))
        return f"{self.world.name:52s} {self.seeds:5d}   " + "   ".join(parts)


def coverage(world: World, seeds: int | None = None) -> Coverage:
    """Plays a world with so many seeds at its effect, and as many other ones at no effect."""
    count = seeds or world.seeds
    planted = [world.show(seed, world.effect) for seed in range(count)]
    nothing = [world.show(10_000_000 + seed, 0.0) for seed in range(count)]
    covered = np.mean([s.low <= world.effect <= s.high for s in planted])
    return Coverage(world, count, float(covered), float(np.mean([s.p < 0.05 for s in nothing])))


def spend(chance: np.random.Generator, count: int, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """What units spend before and during: a habit, and each time a buy by chance; `tail` = how uneven (lognormal)."""
    habit = np.exp(chance.normal(0, tail, count))
    return tuple(habit * chance.gamma(1.0, 1.0, count) * (chance.random(count) < 0.6) for _ in range(2))


def held_out(units: int, share: float, tail: float, adjusted: bool = True) -> Callable[[int, float], Shown]:
    """Customers assigned by chance; `share` of them treated; each treated one spends `effect` more on average."""
    def show(seed: int, effect: float) -> Shown:
        chance = np.random.default_rng(seed)
        before, during = spend(chance, units, tail)
        arm = chance.permutation(units) < round(units * share)
        during = during + arm * effect * 2 * chance.random(units)
        if adjusted:
            return holdout.adjusted(*(holdout.side_of(before[side], during[side]) for side in (arm, ~arm)))
        sides = during[arm], during[~arm]
        return holdout.means(n=tuple(len(s) for s in sides), mean=tuple(float(s.mean()) for s in sides),
                             sd=tuple(float(s.std(ddof=1)) for s in sides))  # fmt: skip
    return show


def buying(n: tuple[int, int], base: float) -> Callable[[int, float], Shown]:
    """Who buys at all, treated first."""
    def show(seed: int, effect: float) -> Shown:
        bought = np.random.default_rng(seed).binomial(n, (base + effect, base))
        return rates.difference(bought=(int(bought[0]), int(bought[1])), n=n)
    return show


def in_groups(count: int) -> Callable[[int, float], Shown]:
    """Groups of 200 customers that differ by themselves; half of the groups treated."""
    def show(seed: int, effect: float) -> Shown:
        chance = np.random.default_rng(seed)
        means = 10 + chance.normal(0, 1, count) + chance.gamma(1, 2, (count, 200)).mean(axis=1)
        sides = means[: count // 2] + effect, means[count // 2 :]
        return clusters.groups(n=tuple(len(s) for s in sides), mean=tuple(float(s.mean()) for s in sides),
                               sd=tuple(float(s.std(ddof=1)) for s in sides))  # fmt: skip
    return show


def regions(chance: np.random.Generator, *, others: int, treated: int, before: int, after: int, keep: float) -> np.ndarray:
    """Series of regions: two common drifts with own strengths, and own noise that keeps a part of the last week's."""
    points = before + after
    common = np.cumsum(chance.normal(0, 0.6, (points, 2)), axis=0)
    noise = chance.normal(0, 1, (points, others + treated))
    for point in range(1, points):
        noise[point] += keep * noise[point - 1]
    return 100 + common @ chance.uniform(0.3, 1.0, (others + treated, 2)).T + noise


def rolled_out(method: Callable[[Panel], Shown], *, others: int, treated: int, before: int = 60, after: int = 12,
               keep: float = 0.3) -> Callable[[int, float], Shown]:  # fmt: skip
    """A few regions get the use case; `effect` is the sum over the test for each treated one."""
    def show(seed: int, effect: float) -> Shown:
        chance = np.random.default_rng(seed)
        table = regions(chance, others=others, treated=treated, before=before, after=after, keep=keep)
        table[before:, :treated] += effect / after
        return method(Panel(table[:, :treated].mean(axis=1), table[:, treated:], before, treated))
    return show


def one_market(*, drift: float, before: int, after: int, controls: int) -> Callable[[int, float], Shown]:
    """One market that follows its control series, with a level of its own that drifts."""
    def show(seed: int, effect: float) -> Shown:
        chance = np.random.default_rng(seed)
        points = before + after
        others = 10 + np.cumsum(chance.normal(0, 0.5, (points, controls)), axis=0)
        own = 2 * others.mean(axis=1) + np.cumsum(chance.normal(0, drift, points)) + chance.normal(0, 1, points)
        own[before:] += effect / after
        return series.counterfactual(Panel(own, others, before, 1))
    return show


RANDOM, COMPARED = (0.93, 0.97), (0.88, 1.0)
WORLDS = (
    World("customers 50/50, 2,000, adjusted (HC3)", 0.1, held_out(2_000, 0.5, 0.8), 2_000, RANDOM),
    World("customers 90/10, 20,000, heavy tail, adjusted (HC3)", 0.1, held_out(20_000, 0.9, 1.2), 2_000, RANDOM),
    World("customers 90/10, 20,000, heavy tail, means", 0.1, held_out(20_000, 0.9, 1.2, False), 2_000, RANDOM),
    World("who buys, 500/50 at 12 %, Newcombe", 0.05, buying((500, 50), 0.12), 2_000, RANDOM),
    World("who buys, 18,000/2,000 at 3 %, Newcombe", 0.01, buying((18_000, 2_000), 0.03), 2_000, RANDOM),
    World("6 groups, t(4)", 1.0, in_groups(6), 2_000, RANDOM),
    World("20 groups, t(18)", 1.0, in_groups(20), 2_000, RANDOM),
    World("1 region of 21, synthetic control, placebos", 12.0,
          rolled_out(synthetic.by_placebos, others=20, treated=1), 400, COMPARED),
    World("6 regions of 40, synthetic control, placebos", 12.0,
          rolled_out(synthetic.by_placebos, others=34, treated=6), 400, COMPARED),
    World("1 region of 21, synthetic control, permutation", 12.0,
          rolled_out(synthetic.by_permutation, others=20, treated=1), 400, COMPARED),
    World("1 region of 11, synthetic control, permutation", 12.0,
          rolled_out(synthetic.by_permutation, others=10, treated=1), 400, COMPARED),
    World("1 market, level drifts 0.1, 60 points, 1 control", 14.0,
          one_market(drift=0.1, before=60, after=14, controls=1), 400, COMPARED),
    World("1 market, level drifts 0.3, 90 points, 3 controls", 14.0,
          one_market(drift=0.3, before=90, after=14, controls=3), 400, COMPARED),
)  # fmt: skip

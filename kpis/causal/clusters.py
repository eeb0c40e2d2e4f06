"""Markets, teams or regions assigned by chance: each group is one value, however many customers it has."""

from math import sqrt

from scipy.special import stdtr

from kpis.causal.result import ALPHA, Method, Shown
from kpis.reading import Grade, NoAnswer
from kpis.statistics import t_quantile

FEWEST = 4


def groups(*, n: tuple[int, int], mean: tuple[float, float], sd: tuple[float, float],
           alpha: float = ALPHA) -> Shown:  # fmt: skip
    """Mean of the treated groups less mean of the others, with the t range on G - 2 degrees of freedom.

    `n` counts groups, `mean` and `sd` are over the groups' means (treated first). Raises NoAnswer below 4 groups, and
    where an arm has none.
    """
    together = sum(n)
    if together < FEWEST:
        raise NoAnswer(f"too few groups: {together} of the {FEWEST} a market test needs")
    if min(n) < 1:
        raise NoAnswer("too early: an arm has no group")
    pooled = ((n[0] - 1) * sd[0] ** 2 + (n[1] - 1) * sd[1] ** 2) / (together - 2)
    error, value = sqrt(pooled / n[0] + pooled / n[1]), mean[0] - mean[1]
    reach = t_quantile(together - 2, 1 - alpha) * error
    p = float(2 * stdtr(together - 2, -abs(value) / error)) if error else float(value == 0)
    return Shown(value, value - reach, value + reach, p, Method.CLUSTERS, Grade.B, together)

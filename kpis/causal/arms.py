"""The arms of each test as the cube `test_arms` brings them, read once, without pandas: pages ask dozens of times."""

from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
import pandas as pd

from kpis.causal.holdout import Side

TREATED, CONTROL = "treated", "control"
SUMS = ("units", "total", "squares", "buyers", "with_past", "past", "spread", "joint", "miss0", "miss1", "miss2")


@dataclass(frozen=True)
class ArmSums:
    """One arm: sums over its units (NaN where the cube brought none), and units and total of each of its groups."""

    sums: dict[str, float]
    groups: tuple[tuple[str | None, float, float], ...]
    known_to: date | None = None  # last day with a value in the whole test

    @property
    def units(self) -> int:
        """Units assigned to this arm."""
        return int(self.sums["units"])

    @property
    def buyers(self) -> float:
        """Units that brought anything; NaN = not known."""
        return self.sums["buyers"]

    @property
    def has_past(self) -> bool:
        """Is anything known of its units from before the test?"""
        return self.sums["with_past"] > 0  # NaN is not

    def side(self) -> Side:
        """The sums that a comparison given the past needs."""
        n, s = self.units, self.sums
        miss = s["miss0"], s["miss1"], s["miss2"]
        return Side(n, s["past"] / n, s["total"] / n, s["spread"], s["joint"], miss, s["squares"] - s["total"] ** 2 / n)

    def mean_and_sd(self) -> tuple[float, float]:
        """Mean and sample standard deviation of what the units brought."""
        n, total, squares = self.sums["units"], self.sums["total"], self.sums["squares"]
        return total / n, sqrt(max(squares - total**2 / n, 0.0) / max(n - 1, 1))

    def group_means(self) -> np.ndarray | None:
        """The mean per unit of each group; None if a unit names no group."""
        if any(name is None for name, _, _ in self.groups):
            return None
        return np.array([total / units for _, units, total in self.groups])


Arms = tuple[ArmSums, ArmSums]  # treated, control


def arms_by_test(arms: pd.DataFrame) -> dict[str, Arms]:
    """The treated and the control arm of every test that has both."""
    if arms.empty:
        return {}
    nothing = [float("nan")] * len(arms)
    columns = [
        arms[c].to_numpy(dtype=float, na_value=np.nan).tolist() if c in arms else nothing for c in SUMS
    ]
    names = (arms[c].tolist() for c in ("experiment_id", "arm", "cluster"))
    ends = arms["day"].to_numpy().astype("datetime64[D]").astype(object).tolist()
    rows: dict[tuple[str, str], list[tuple]] = {}
    known: dict[str, date | None] = {}
    for test, arm, cluster, end, *sums in zip(*names, ends, *columns, strict=True):
        known[test] = end
        rows.setdefault((test, arm), []).append((cluster if isinstance(cluster, str) else None, *sums))
    tests = dict.fromkeys(test for test, _ in rows)
    both = [t for t in tests if (t, TREATED) in rows and (t, CONTROL) in rows]
    return {t: (_arm(rows[t, TREATED], known[t]), _arm(rows[t, CONTROL], known[t])) for t in both}


def _arm(rows: list[tuple], known_to: date | None) -> ArmSums:
    sums = {name: sum(row[1 + place] for row in rows) for place, name in enumerate(SUMS)}
    return ArmSums(sums, tuple((row[0], row[1], row[2]) for row in rows), known_to)


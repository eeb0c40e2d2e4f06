"""Series of regions or markets side by side: the treated ones, those left alone, and where the test begins."""

from dataclasses import dataclass, replace

import numpy as np

from kpis.reading import NoAnswer


@dataclass(frozen=True)
class Panel:
    """`treated` (points,) is the mean of the treated units, `others` (points, units) those left alone.

    `start` = first point of the test; `units` = how many are treated; `dropped` = units left out because of gaps.
    `days_apart` = days from one point to the next, as a rule (None = not known).
    """

    treated: np.ndarray
    others: np.ndarray
    start: int
    units: int
    dropped: int = 0
    days_apart: float | None = None

    @property
    def points(self) -> int:
        """Points since the start."""
        return len(self.treated) - self.start

    def before(self, points: int) -> "Panel":
        """The past alone, as if the test had begun so many points before it did and ended when it began."""
        past = slice(0, self.start)
        return replace(self, treated=self.treated[past], others=self.others[past], start=self.start - points)


def panel_of(*, units: np.ndarray, treated: np.ndarray, days: np.ndarray, values: np.ndarray,
             start: np.datetime64) -> Panel:  # fmt: skip
    """Puts rows (unit, is it treated, day, value) side by side; a unit that lacks a day is left out and counted.

    Raises NoAnswer if a treated unit lacks a day, or if there is nothing before or after the start.
    """
    grid, at = np.unique(days, return_inverse=True)
    names, who = np.unique(units, return_inverse=True)
    table, seen = np.zeros((len(grid), len(names))), np.zeros((len(grid), len(names)), dtype=bool)
    np.add.at(table, (at, who), values)
    seen[at, who] = True
    mine = np.zeros(len(names), dtype=bool)
    mine[who[treated]] = True
    whole = seen.all(axis=0)
    if not mine.any() or not (whole & mine)[mine].all():
        raise NoAnswer("too early: a treated region has no complete series")
    begins = int(np.searchsorted(grid, start))
    if begins == 0 or begins == len(grid):
        raise NoAnswer("too early: the series do not reach from before the start into the test")
    apart = float(np.median(np.diff(grid).astype("timedelta64[D]").astype(int)))
    return Panel(table[:, mine].mean(axis=1), table[:, whole & ~mine], begins, int(mine.sum()), int((~whole).sum()), apart)

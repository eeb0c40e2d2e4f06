"""Where the cost ledger of a period went: to use cases that are named on a cost, and the rest to none."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpis.periods import Period
from kpis.technology_cost import falling_in

KINDS = ("sales", "marketing", "it_data_run", "build")
MICRO = 1_000_000  # amounts are summed as whole millionths, so that the parts give the whole exactly


@dataclass(frozen=True)
class AllocatedCost:
    """What is booked for one use case (None = not allocated to any), in company money by kind as in KINDS."""

    use_case_id: str | None
    by_kind: tuple[float, ...]
    total: float


@dataclass(frozen=True)
class Allocation:
    """The ledger by use case, the row without one last; `total` is the whole ledger, summed on its own.

    `excluded` = costs without an exchange rate, in none of the sums.
    """

    rows: tuple[AllocatedCost, ...]
    by_kind: tuple[float, ...]
    total: float
    excluded: int

    @property
    def adds_up(self) -> bool:
        """Do the rows give the ledger, to the millionth of a unit?"""
        return sum(_micro(row.total) for row in self.rows) == _micro(self.total)


def allocate_costs(costs: pd.DataFrame, period: Period) -> Allocation:
    """The rows of the cube `costs` that fall into a period, by the use case they name; nothing is spread or guessed.

    A cost of a week or month counts by its days in the period. Platform cost names no use case and stays "not
    allocated"; a use case without any sale keeps its cost. Rows + not allocated = ledger, exactly.
    """
    amount = np.rint(falling_in(costs, period) * MICRO).astype(np.int64)
    kind = costs["type"].to_numpy().astype(str)
    named, names = pd.factorize(costs["use_case_id"].to_numpy(dtype=object))
    sums = np.zeros((len(names) + 1, len(KINDS)), dtype=np.int64)  # the last line: -1, no use case
    np.add.at(sums, (named, [KINDS.index(k) for k in kind]), amount)
    used = sorted((str(name), at) for at, name in enumerate(names) if sums[at].any())
    rows = [_row(name, sums[at]) for name, at in used] + [_row(None, sums[-1])]
    by_kind = tuple(float(amount[kind == k].sum()) / MICRO for k in KINDS)
    return Allocation(tuple(rows), by_kind, float(amount.sum()) / MICRO, _excluded(costs, period))


def _row(name: str | None, sums: np.ndarray) -> AllocatedCost:
    return AllocatedCost(name, tuple(float(v) / MICRO for v in sums), float(sums.sum()) / MICRO)


def _micro(amount: float) -> int:
    return round(amount * MICRO)


def _excluded(costs: pd.DataFrame, period: Period) -> int:
    own = falling_in(costs.assign(amount=1.0), period) > 0  # also the month that began before the period
    return int(costs["excluded"].to_numpy(dtype=float)[own].sum())

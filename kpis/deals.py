"""What deals tell: win rates, speed, coverage of the quota and the worth of what is open, from small tables of deals."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpis.periods import Period, trailing

QUOTA_MET, NO_QUOTA = "quota met", "no quota"


def share_of(part: float, whole: float) -> float | None:
    """A ratio of two sums; None when there is nothing to divide by."""
    return float(part / whole) if whole else None


def coverage(open_due: float, quota: float | None, won: float) -> tuple[float | None, str | None]:
    """Open deals due in the quarter per money still to win in it, and why there is no such number.

    Still to win = quota less what was won so far. No division by zero or by a negative gap: a met quota is a state.
    """
    if not quota:
        return None, NO_QUOTA
    return (None, QUOTA_MET) if won >= quota else (open_due / (quota - won), None)


def velocity(deals: float, average: float | None, win_rate: float | None, cycle_days: float | None) -> float | None:
    """Money won per day at today's pace: deals x average deal x win rate / days from created to closed."""
    if average is None or win_rate is None or not cycle_days:
        return None
    return deals * average * win_rate / cycle_days


def quota_of(quotas: pd.DataFrame, span: Period) -> float | None:
    """What is to be sold in a span of days; a quota that covers it partly counts by days. None if none is known."""
    start, after = np.datetime64(span.start), np.datetime64(span.end) + 1
    first, last = _days(quotas["from_day"]), _days(quotas["to_day"]) + 1
    inside = (np.minimum(last, after) - np.maximum(first, start)).astype(float)
    counted = (inside > 0) & (last > first)
    if not counted.any() or quotas["excluded"].to_numpy()[counted].any():
        return None
    shares = inside[counted] / (last - first).astype(float)[counted]
    return float(shares @ quotas["amount"].to_numpy(dtype=float)[counted])


@dataclass(frozen=True)
class Decided:
    """Deals won or lost in the 12 months up to a day, each once, in the state they had on that day."""

    count: float
    won_count: float
    value: float
    won_value: float
    cycle_days: float | None

    @property
    def rate_by_count(self) -> float | None:
        """Won deals per decided deal; open deals are not in it."""
        return share_of(self.won_count, self.count)

    @property
    def rate_by_value(self) -> float | None:
        """Money won per money decided."""
        return share_of(self.won_value, self.value)


def decided_until(rows: pd.DataFrame, to: date) -> Decided:
    """What was won and lost in the 12 months ending on `to` (rows of the cube `deals_decided`)."""
    kept = _standing(rows, Period(trailing(to, months=12).start, to))
    won = rows["status"].to_numpy()[kept] == "won"
    count, value = rows["deals"].to_numpy(dtype=float)[kept], rows["amount"].to_numpy(dtype=float)[kept]
    days = (_days(rows["closed_day"])[kept] - _days(rows["created_day"])[kept]).astype(float)
    cycle = share_of((days * count)[won].sum(), count[won].sum())
    return Decided(float(count.sum()), float(count[won].sum()), float(value.sum()), float(value[won].sum()), cycle)


def won_in(rows: pd.DataFrame, span: Period) -> float:
    """Money won in a span of days, in the state known at its end."""
    kept = _standing(rows, span)
    won = rows["status"].to_numpy()[kept] == "won"
    return float(rows["amount"].to_numpy(dtype=float)[kept][won].sum())


def weighted(stock: pd.DataFrame, outcomes: pd.DataFrame, to: date) -> float | None:
    """Open money, each stage times the share of its deals that were won in the end (own history, 12 months).

    Never the CRM's default probabilities. None while open money lies in a stage from which no deal was decided yet.
    """
    kept = outcomes[_standing(outcomes, Period(trailing(to, months=12).start, to))]
    stages, won = kept["stage"].to_numpy(), kept["status"].to_numpy() == "won"
    deals, total = kept["deals"].to_numpy(dtype=float), 0.0
    open_stages, money = stock["stage"].to_numpy(), stock["amount"].to_numpy(dtype=float)
    for stage in set(open_stages):
        here = stages == stage
        conversion = share_of(deals[here & won].sum(), deals[here].sum())
        amount = float(money[open_stages == stage].sum())
        if conversion is None and amount:
            return None
        total += amount * (conversion or 0.0)
    return total


def _standing(rows: pd.DataFrame, span: Period) -> np.ndarray:
    """Which rows closed inside the span and were not overtaken by a later snapshot up to its end."""
    closed, end = _days(rows["closed_day"]), np.datetime64(span.end)
    return (closed >= np.datetime64(span.start)) & (closed <= end) & ~(_days(rows["until_day"]) <= end)


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]")

"""What deals tell: win rates, speed, coverage of the quota and the worth of what is open."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpis.periods import Period

ONE_DAY = np.timedelta64(1, "D")
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


@dataclass(frozen=True)
class Closed:
    """Won and lost deals in the state they had on a day: columns of the cube `deals_decided` as arrays."""

    day: np.ndarray
    created: np.ndarray
    won: np.ndarray
    deals: np.ndarray
    amount: np.ndarray

    @classmethod
    def by(cls, rows: pd.DataFrame, to: date) -> "Closed":
        """Those closed up to a day and not overtaken by a later snapshot until then."""
        kept = _standing(rows, to)
        return cls(*(rows[c].to_numpy()[kept] for c in ("closed_day", "created_day", "won", "deals", "amount")))

    def won_since(self, day: date) -> float:
        """Money won from a day on."""
        return float(self.amount[(self.won == 1) & (self.day >= np.datetime64(day))].sum())

    def decided_since(self, day: date) -> Decided:
        """What was won and lost from a day on."""
        since = self.day >= np.datetime64(day)
        won = since & (self.won == 1)
        lived = (self.day[won] - self.created[won]) / ONE_DAY
        cycle = share_of(lived @ self.deals[won], self.deals[won].sum())
        sums = (part[which].sum() for part in (self.deals, self.amount) for which in (since, won))
        return Decided(*(float(total) for total in sums), cycle_days=cycle)


def stage_conversion(outcomes: pd.DataFrame, since: date, to: date) -> dict[str, float]:
    """For each stage the share won of the decided deals that were ever seen open in it (own history).

    Rows of the cube `stage_outcomes`; deals closed from `since` to `to`.
    """
    kept = np.flatnonzero(_standing(outcomes, to) & (outcomes["closed_day"].to_numpy() >= np.datetime64(since)))
    codes, stages = pd.factorize(outcomes["stage"].array.take(kept))
    deals, won = outcomes["deals"].to_numpy()[kept], outcomes["won"].to_numpy()[kept]
    every, good = np.bincount(codes, weights=deals), np.bincount(codes, weights=deals * won)
    return dict(zip(stages, good / every, strict=True)) if len(kept) else {}


def weighted(stages: np.ndarray, amounts: np.ndarray, conversion: dict[str, float]) -> float | None:
    """Open money, each stage times the share of its deals that were won in the end.

    Never the CRM's default probabilities. None while open money lies in a stage from which no deal was decided yet.
    """
    shares = [conversion.get(stage, np.nan) if amount else 0.0 for stage, amount in zip(stages, amounts, strict=True)]
    total = float(amounts @ np.array(shares, dtype=float))
    return None if np.isnan(total) else total


def _standing(rows: pd.DataFrame, to: date) -> np.ndarray:
    end = np.datetime64(to)
    return (rows["closed_day"].to_numpy() <= end) & ~(rows["until_day"].to_numpy() <= end)


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]")

"""What data and technology cost in a period: running cost, and investments and builds written off month by month."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpis.building import person_days
from kpis.parameters import Figures
from kpis.periods import Period
from kpis.rollouts import cells, go_lives, known, whole_days

AMORTISATION_MONTHS = 36.0  # where the company has decided on nothing else
BUILDING = ("plan", "build", "replicate")
LOADED, FROM_DAYS, BOTH = "loaded cost", "days x day rate", "loaded cost, else days x day rate"
Months = np.ndarray  # calendar months as datetime64[M]


@dataclass(frozen=True)
class Spent:
    """Money spent once: from which month on, over how many months it is written off, and how much it was."""

    month: Months
    life: np.ndarray
    amount: np.ndarray

    def plus(self, more: "Spent") -> "Spent":
        """Both together."""
        return Spent(*(np.concatenate([getattr(self, f), getattr(more, f)]) for f in ("month", "life", "amount")))

    def written_off(self, window: Months) -> float:
        """The part that falls into the months of a window, in equal parts from the month it was spent."""
        first, last = self._overlap(window)
        return float((self.amount / self.life * np.maximum(last - first + 1, 0)).sum())

    def in_use(self, window: Months) -> float:
        """The full amounts that are still being written off in the window."""
        first, last = self._overlap(window)
        return float(self.amount[last >= first].sum())

    def _overlap(self, window: Months) -> tuple[np.ndarray, np.ndarray]:
        begins = (self.month - window[0]).astype(int)
        return np.maximum(begins, 0), np.minimum(begins + self.life.astype(int) - 1, len(window) - 1)


@dataclass(frozen=True)
class TechnologyCost:
    """The cost of a period: `invested` and `built` are written off, `run` is paid in it."""

    investments: float
    builds: float
    run: float
    invested: float
    build_basis: str | None

    @property
    def written_off(self) -> float:
        """Investments and builds, each month its equal part."""
        return self.investments + self.builds

    @property
    def total(self) -> float:
        """Everything that counts as cost of the period."""
        return self.written_off + self.run


def months_of(period: Period) -> Months:
    """The calendar months a period touches."""
    return np.arange(np.datetime64(period.start, "M"), np.datetime64(period.end, "M") + 1)


def technology_cost(*, costs: pd.DataFrame, investments: pd.DataFrame, effort: pd.DataFrame, events: pd.DataFrame,
                    chosen: Figures, period: Period) -> TechnologyCost:  # fmt: skip
    """The period's cost from the cubes `technology_costs` and `investments` and the records of effort.

    Build cost of a use case and month is the loaded cost if there is any, else person-days x day rate, never both; a
    loaded cost without a use case stands for all use cases of its month.
    """
    window = months_of(period)
    build = costs["type"].to_numpy() == "build"
    paid_once = bought(investments, chosen)
    loaded = _loaded(costs, build, chosen)
    days = _from_days(effort, events, costs, build, chosen)
    built = loaded.plus(days)
    basis = {(True, True): BOTH, (True, False): LOADED, (False, True): FROM_DAYS}
    return TechnologyCost(
        paid_once.written_off(window), built.written_off(window), run_in(costs, ~build, period),
        paid_once.in_use(window) + built.in_use(window), basis.get((len(loaded.amount) > 0, len(days.amount) > 0)),
    )  # fmt: skip


def _life(chosen: Figures, month: Months) -> np.ndarray:
    found = chosen.on("amortisation_months", (month + 1).astype("datetime64[D]") - 1)
    return np.maximum(np.where(np.isnan(found), AMORTISATION_MONTHS, found), 1.0)


def bought(investments: pd.DataFrame, chosen: Figures) -> Spent:
    """The rows of the cube `investments`, each with its own life or the company's."""
    month, life = (
        whole_days(investments).astype("datetime64[M]"),
        investments["life_months"].to_numpy(dtype=float, na_value=np.nan),
    )
    return Spent(
        month, np.where(np.isnan(life), _life(chosen, month), life), investments["amount"].to_numpy(dtype=float)
    )


def _loaded(costs: pd.DataFrame, build: np.ndarray, chosen: Figures) -> Spent:
    month = whole_days(costs)[build].astype("datetime64[M]")
    return Spent(month, _life(chosen, month), costs["amount"].to_numpy(dtype=float)[build])


def run_in(costs: pd.DataFrame, running: np.ndarray, period: Period) -> float:
    """Money of the rows `running`, each by the share of its days that lie in the period."""
    return float(falling_in(costs.iloc[np.flatnonzero(running)], period).sum())


def falling_in(costs: pd.DataFrame, period: Period) -> np.ndarray:
    """For each cost (day, span, amount) the part of its amount that falls into a period, shared equally by days."""
    day = whole_days(costs)
    found = np.zeros(len(costs))
    near = np.flatnonzero((day > np.datetime64(period.start) - 31) & (day <= np.datetime64(period.end)))
    day, span, amount = day[near], costs["span"].to_numpy()[near], costs["amount"].to_numpy(dtype=float)[near]
    month = day.astype("datetime64[M]")
    whole = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int)
    length = np.where(span == "month", whole, np.where(span == "week", 7, 1))
    first, last = np.maximum(day, np.datetime64(period.start)), np.minimum(day + length - 1, np.datetime64(period.end))
    found[near] = amount * np.maximum((last - first).astype(int) + 1, 0) / length
    return found


def _from_days(
    effort: pd.DataFrame, events: pd.DataFrame, costs: pd.DataFrame, build: np.ndarray, chosen: Figures
) -> Spent:
    """Person-days of building x the day rate of their month, where no build cost was loaded."""
    when = whole_days(effort)
    when = np.where(np.isnat(when), whole_days(effort, "week"), when)
    rows = _without_loaded(effort, when.astype("datetime64[M]"), costs, build)
    rows = rows[_building(effort.iloc[rows], events, when[rows])] if len(rows) else rows
    entries, when = effort.iloc[rows], when[rows]
    days = person_days(entries["minutes"].to_numpy(dtype=float), entries["hours_per_day"].to_numpy(dtype=float))
    amount = days * _rates(entries, when, chosen)
    priced = ~np.isnan(amount)
    month = when[priced].astype("datetime64[M]")
    return Spent(month, _life(chosen, month), amount[priced])


def _rates(rows: pd.DataFrame, when: np.ndarray, chosen: Figures) -> np.ndarray:
    codes, _, names_of = cells(rows, ("market", "business_area"))
    found = np.full(len(rows), np.nan)
    for code in np.unique(codes):
        here = codes == code
        found[here] = chosen.on("day_rate", when[here], names_of(np.array([code]))[0])
    return found


def _without_loaded(effort: pd.DataFrame, month: Months, costs: pd.DataFrame, build: np.ndarray) -> np.ndarray:
    """The positions of the entries whose use case and month have no loaded build cost and that nobody corrected."""
    cost_month, use_case = whole_days(costs)[build].astype("datetime64[M]"), costs["use_case_id"].to_numpy()[build]
    for_all = pd.isna(use_case)
    rows = np.flatnonzero(~np.isin(month, cost_month[for_all]))
    own = set(zip(use_case[~for_all].tolist(), cost_month[~for_all].tolist(), strict=True))
    corrected = set(known(effort, "supersedes", "entry_id").values()) if len(rows) else set()
    entries = effort.iloc[rows]
    named = zip(entries["entry_id"].tolist(), entries["use_case_id"].tolist(), month[rows].tolist(), strict=True)
    return rows[[entry not in corrected and (name, m) not in own for entry, name, m in named]]


def _building(effort: pd.DataFrame, events: pd.DataFrame, when: np.ndarray) -> np.ndarray:
    """Which entries are building: by their kind; without one, up to the week their roll-out went live."""
    open_kind = effort["kind"].isna().to_numpy(dtype=bool)
    counts = np.isin(effort["kind"].to_numpy().astype(str), BUILDING) & ~open_kind
    if open_kind.any():
        live = _live_from(effort[open_kind], events)
        counts[open_kind] = np.isnat(live) | (when[open_kind] <= live)
    return counts


def _live_from(effort: pd.DataFrame, events: pd.DataFrame) -> np.ndarray:
    """When the roll-out an entry names went live; the first that fits where market or business area is not named."""
    went = go_lives(events, max(events["day"]).date()) if len(events) else {}
    codes, _, names_of = cells(effort, ("use_case_id", "market", "business_area"))
    numbers, at = np.unique(codes, return_inverse=True)
    first = [min((day for place, day in went.items() if all(n in (None, p) for n, p in zip(named, place, strict=True))),
                 default=np.datetime64("NaT", "D")) for named in names_of(numbers)]  # fmt: skip
    return np.array(first, dtype="datetime64[D]")[at]

"""What selling costs per unit of revenue, what a new customer costs, and whether the cost base grows."""

from dataclasses import dataclass
from math import exp

import numpy as np
import pandas as pd

from kpis.periods import Period, Rhythm
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.statistics import Estimate, slope

GROWING, FLAT, UNDECIDED = "growing", "flat or declining", "undecided"
MARGIN = 0.02  # growth of up to 2 % a year still counts as flat
CONFIDENCE = 0.90
YEAR = 12
KINDS = ("sales", "marketing", "it_data_run")
Months = np.ndarray  # consecutive calendar months as datetime64[M]


@indicator("Cost of sales", view=View.BOTTOM_LINE, timing=Timing.LAGGING, unit=Unit.SHARE, better=Better.LOWER,
           rhythm=Rhythm.MONTH, months=YEAR, dims=("market", "business_area"))  # fmt: skip
def cost_of_sales(selling_costs: pd.DataFrame, books: pd.DataFrame = None, sales: pd.DataFrame = None,
                  revenue: pd.DataFrame = None, new_customers: pd.DataFrame = None, *,
                  period: Period) -> Answer:  # fmt: skip
    """Cost-to-sales ratio: running cost of sales, marketing, IT and data of 12 months / net revenue of the same months.

    Not the accounting line "cost of sales" (cost of goods). Building a use case is an investment and not in it. Revenue
    is what finance recognised, if booked for these months (the last may be missing), else net sales: `revenue_basis`.
    Only whole months count for which both cost and revenue are loaded: `months`, 12 once a year is there. A weekly cost
    that crosses a month end is shared by days. `cac` = sales and marketing cost / customers whose first sale ever (as
    far back as sales are loaded, `customers_known_from`) lies in these months. `annual_growth` of the cost base = a
    straight line through the logarithm of 12 monthly costs, 90 % range: "growing" if the range lies above 0, "flat or
    declining" if it ends at or below +2 % a year, else "undecided". `elasticity` = % more cost per % more revenue.
    """
    if selling_costs.empty:
        raise NoAnswer("no running cost is known here")
    year, known = _whole_months(period), _Books.read(books)
    selling_costs = _touching(selling_costs, period)
    spent = _spread(selling_costs, year)
    cost, paid = sum(spent.values()), known.within(year, "costs")
    basis, counted = _basis(known, year, paid)
    earned = _earned(sales, revenue, basis, year)
    total, income = float(cost[counted].sum()), float(earned[counted].sum())
    unrated = sales["excluded"] if basis == "sales" else revenue["amount"].isna()
    no_rate = selling_costs["excluded"].sum() + unrated.sum()
    parts = {"cost_base": total, "net_revenue": income, "revenue_basis": basis, "months": int(counted.sum()),
             **_acquisition(spent, new_customers, paid & known.within(year, "sales"), known, year),
             **_growth_parts(cost[paid], cost[counted], earned[counted]), "excluded_no_rate": int(no_rate)}  # fmt: skip
    if income <= 0:
        raise NoAnswer(f"revenue is {'below ' * (income < 0)}zero in this period", parts)
    parts["without_it_data"] = (total - float(spent["it_data_run"][counted].sum())) / income
    return Answer(total / income, n=parts["months"], parts=parts)


def annual_growth(monthly: np.ndarray) -> Estimate | None:
    """Growth a year of a series of consecutive months, from the slope of its logarithm, with its 90 % range.

    None under 12 months, or if a month has no positive amount.
    """
    if len(monthly) < YEAR or (monthly <= 0).any():
        return None
    found = slope(np.arange(len(monthly), dtype=float), np.log(monthly), CONFIDENCE)
    value, low, high = (exp(YEAR * rate) - 1 for rate in (found.value, found.low, found.high))
    return Estimate(value, low, high)


def verdict(growth: Estimate) -> str:
    """Does the cost base grow? Only said when the whole range agrees."""
    if growth.low > 0:
        return GROWING
    return FLAT if growth.high <= MARGIN else UNDECIDED


def _touching(costs: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The costs that may reach into the window: none lasts longer than a month."""
    days = costs["day"].to_numpy().astype("datetime64[D]")
    return costs.iloc[int(np.searchsorted(days, np.datetime64(period.start) - 31)) :]


def _whole_months(period: Period) -> Months:
    first, after = np.datetime64(period.start, "M"), np.datetime64(period.end) + 1
    return np.arange(first + (period.start.day > 1), after.astype("datetime64[M]"))


@dataclass(frozen=True)
class _Books:
    """The months from the first to the last row of each book; between them, no row means nothing was spent or sold."""

    spans: dict[str, tuple[np.datetime64, np.datetime64]]

    @classmethod
    def read(cls, books: pd.DataFrame) -> "_Books":
        spans: dict[str, tuple[np.datetime64, np.datetime64]] = {}
        firsts, lasts = (books[c].to_numpy().astype("datetime64[D]") for c in ("first_day", "last_day"))
        for book, span, first, last in zip(books["book"], books["span"], firsts, lasts, strict=True):
            last = last + 6 if span == "week" else last
            known = spans.get(book, (first, last))
            spans[book] = min(known[0], first), max(known[1], last)
        return cls(spans)

    def within(self, year: Months, book: str) -> np.ndarray:
        """Which of these months the book covers."""
        if book not in self.spans:
            return np.zeros(len(year), dtype=bool)
        first, last = (day.astype("datetime64[M]") for day in self.spans[book])
        return (year >= first) & (year <= last)


def _basis(known: _Books, year: Months, paid: np.ndarray) -> tuple[str, np.ndarray]:
    """Which revenue to divide by, and the months that have both cost and it; finance may book the last month late."""
    booked, sold = paid & known.within(year, "revenue"), paid & known.within(year, "sales")
    if not booked.any() and not sold.any():
        raise NoAnswer("no whole month has both cost and revenue in these 12 months")
    return ("recognised", booked) if booked.sum() >= max(1, sold.sum() - 1) else ("sales", sold)


def _earned(sales: pd.DataFrame, revenue: pd.DataFrame, basis: str, year: Months) -> np.ndarray:
    if basis == "sales":
        net = sales["gross"].to_numpy(dtype=float) + sales["refunds"].to_numpy(dtype=float)
        return _by_month(sales["day"], net, year)
    return _by_month(revenue["day"], np.nan_to_num(revenue["amount"].to_numpy(dtype=float)), year)


def _by_month(day: pd.Series, amount: np.ndarray, year: Months) -> np.ndarray:
    return _summed(day.to_numpy().astype("datetime64[M]"), amount, year)


def _summed(month: Months, amount: np.ndarray, year: Months) -> np.ndarray:
    place = (month - year[0]).astype(int) if len(year) else np.zeros(len(month), dtype=int)
    inside = (place >= 0) & (place < len(year))
    return np.bincount(place[inside], weights=amount[inside], minlength=len(year))


def _spread(costs: pd.DataFrame, year: Months) -> dict[str, np.ndarray]:
    """Cost per kind and month; a cost that covers days of two months is shared between them by days."""
    day, length = costs["day"].to_numpy().astype("datetime64[D]"), costs["days"].to_numpy()
    month = day.astype("datetime64[M]")
    next_month = (month + 1).astype("datetime64[D]")
    length = np.where(length == 0, (next_month - month.astype("datetime64[D]")).astype(int), length)
    here = np.minimum(length, (next_month - day).astype(int)) / length
    crosses = bool((here < 1).any())
    spent = {}
    for kind in KINDS:
        amount = costs[kind].to_numpy(dtype=float)
        later = _summed(month + 1, amount * (1 - here), year) if crosses else 0.0
        spent[kind] = _summed(month, amount * here, year) + later
    return spent


def _acquisition(spent: dict[str, np.ndarray], customers: pd.DataFrame, counted: np.ndarray, known: _Books,
                 year: Months) -> dict[str, float | int | str | None]:  # fmt: skip
    if not counted.any():
        return {"cac": None, "new_customers": None, "customers_known_from": None}
    new = _by_month(customers["day"], customers["customers"].to_numpy(dtype=float), year)[counted].sum()
    cost = float((spent["sales"] + spent["marketing"])[counted].sum())
    return {"cac": cost / float(new) if new and cost else None, "new_customers": int(new),
            "customers_known_from": str(known.spans["sales"][0])}  # fmt: skip


def _growth_parts(cost: np.ndarray, counted: np.ndarray, earned: np.ndarray) -> dict[str, float | str | None]:
    growth = annual_growth(cost)
    both = len(counted) >= YEAR and (counted > 0).all() and (earned > 0).all()
    tied = slope(np.log(earned), np.log(counted)) if both else None
    return {"annual_growth": growth and growth.value, "growth_low": growth and growth.low,
            "growth_high": growth and growth.high, "verdict": growth and verdict(growth),
            "elasticity": tied and tied.value}  # fmt: skip

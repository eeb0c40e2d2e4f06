"""What data and technology bring back: margin proven by tests against the cost of the period."""

from dataclasses import dataclass
from math import hypot, isnan
from typing import Any

import numpy as np
import pandas as pd

from kpis.cubes.credit import USE_CASE
from kpis.impact import DAYS_A_MONTH, Effect, Measured, measured, worst
from kpis.parameters import EVERYWHERE, Figures, figures
from kpis.periods import Period, Rhythm
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.rollouts import cells, whole_days
from kpis.statistics import Estimate
from kpis.technology_cost import TechnologyCost, months_of, technology_cost

NO_TEST = "not proven: no test yet"


@indicator("Return on data and technology", view=View.BOTTOM_LINE, timing=Timing.LAGGING, unit=Unit.SHARE,
           better=Better.HIGHER, rhythm=Rhythm.QUARTER, dims=("use_case",))  # fmt: skip
def roi(*, technology_costs: pd.DataFrame = None, investments: pd.DataFrame = None, parameters: pd.DataFrame = None,
        experiments: pd.DataFrame = None, test_arms: pd.DataFrame = None, test_series: pd.DataFrame = None,
        credit: pd.DataFrame = None, effort_entries: pd.DataFrame = None, use_case_events: pd.DataFrame = None,
        period: Period) -> Answer:  # fmt: skip
    """(Gross margin x revenue impact proven by tests - cost) / cost of the quarter: 0.75 = each euro brought back 1.75.

    Only effects proven by tests (grades A to C) count, never credited sales: the test of the whole programme if there
    is one, else the single tests added up, which holds if their effects do not overlap (`impact_basis`). A proven
    effect counts for the days of the quarter from the test's start until its result expires. The range is the tests'.
    Cost = money to run data and technology in the quarter + its part of investments and of builds, written off in equal
    months (36, or your own figure). Build cost of a use case and month = the loaded cost if any, else person-days x day
    rate, never both (`build_basis`). Margin, day rate and months of write-off are those in force at the time.
    Effects only estimated from history (grade D) stand beside, as `estimated_margin`, and are never in the return.
    Without a test there is no return but a `break_even_share`: cost / (margin x attributed net sales), the share of
    attributed sales that would have to be extra. `payback_months` and `npv` (at your discount rate) compare what is
    still being written off with margin less running cost, should they go on as in this quarter.
    """
    chosen = figures(parameters)
    cost = technology_cost(
        costs=technology_costs, investments=investments, effort=effort_entries, events=use_case_events, chosen=chosen,
        period=period,
    )  # fmt: skip
    parts = _cost_parts(cost)
    if cost.total <= 0:
        raise NoAnswer("no cost recorded", parts)
    parts["break_even_share"] = _break_even(cost.total, credit, chosen, period)
    known = measured(experiments, test_arms, period, period.start, series=test_series)
    parts["estimated_margin"] = _estimated(known, chosen, period)
    used = tuple(e for e in known.used() if _days_in(e, period).any())
    if not used:
        raise NoAnswer(NO_TEST, parts)
    margin = _margin(used, chosen, period)
    if isnan(margin.value):
        raise NoAnswer("no gross margin is set for this period", parts)
    parts |= _benefit_parts(margin.value, cost, chosen, period)
    parts["impact_basis"] = (
        "programme test" if used[0].use_case_id is None else "single tests, if their effects do not overlap"
    )
    value, low, high = (return_on(m, cost.total) for m in (margin.value, margin.low, margin.high))
    return Answer(value, low, high, len(used), parts, worst(used))


def return_on(margin: float, cost: float) -> float:
    """(Margin - cost) / cost; of several use cases it is the ratio of their sums. Raises NoAnswer without cost."""
    if cost <= 0:
        raise NoAnswer("no cost recorded")
    return (margin - cost) / cost


def payback_months(invested: float, net_a_month: float) -> float | None:
    """Months until an investment has come back; None if nothing is left over each month."""
    return invested / net_a_month if net_a_month > 0 else None


def present_value(*, invested: float, net_a_month: float, months: int, yearly_rate: float) -> float:
    """Net present value of money spent now and of what is left over at the end of each of so many months."""
    return float(-invested + (net_a_month / (1 + yearly_rate) ** (np.arange(1, months + 1) / 12)).sum())


def _cost_parts(cost: TechnologyCost) -> dict[str, Any]:
    return {"incremental_margin": None, "period_cost": cost.total, "amortised_investment": cost.written_off,
            "amortised_build": cost.builds, "run_cost": cost.run, "net_benefit": None, "payback_months": None,
            "npv": None, "break_even_share": None, "build_basis": cost.build_basis, "impact_basis": None,
            "estimated_margin": None}  # fmt: skip


def _benefit_parts(margin: float, cost: TechnologyCost, chosen: Figures, period: Period) -> dict[str, float | None]:
    months = len(months_of(period))
    net, written_off = (margin - cost.run) / months, cost.written_off / months
    rate = float(chosen.on("discount_rate", np.array([np.datetime64(period.end)]))[0])
    worth = None
    if not isnan(rate) and written_off > 0:
        life = round(cost.invested / written_off)
        worth = present_value(invested=cost.invested, net_a_month=net, months=life, yearly_rate=rate)
    return {"incremental_margin": margin, "net_benefit": margin - cost.total,
            "payback_months": payback_months(cost.invested, net), "npv": worth}  # fmt: skip


def month_ends(period: Period) -> np.ndarray:
    """The last day of each month of a period, the period's own end for the last one (datetime64[D])."""
    return np.minimum((months_of(period) + 1).astype("datetime64[D]") - 1, np.datetime64(period.end))


def _days_in(effect: Effect, period: Period) -> np.ndarray:
    """For each month of the period, on how many of its days the effect is proven: from the start until it expires."""
    first = np.maximum(months_of(period).astype("datetime64[D]"), np.datetime64(max(effect.start, period.start)))
    last = np.minimum(month_ends(period), np.datetime64(effect.valid_until or period.end))
    return np.maximum((last - first).astype(int) + 1, 0)


@dataclass(frozen=True)
class _Margin:
    value: float
    reach: float


def _margin(effects: tuple[Effect, ...], chosen: Figures, period: Period) -> Estimate:
    """Gross margin on the proven effects, each month at the margin in force; NaN where a needed margin is not set."""
    ends, found = month_ends(period), []
    for e in effects:
        days = _days_in(e, period)
        margin = np.where(days > 0, chosen.on("gross_margin", ends, (e.market, e.business_area)), 0.0)
        months = float((days * margin).sum()) / DAYS_A_MONTH
        found.append(_Margin(e.value / e.months * months, e.reach / e.months * months))
    value, reach = sum(m.value for m in found), hypot(*(m.reach for m in found))
    return Estimate(value, value - reach, value + reach)


def _estimated(known: Measured, chosen: Figures, period: Period) -> float | None:
    """Gross margin on effects that are only estimated from history; it stands beside the return and is never in it."""
    beside = tuple(e for e in known.beside if _days_in(e, period).any())
    margin = _margin(beside, chosen, period).value if beside else float("nan")
    return None if isnan(margin) else margin


def _break_even(cost: float, credit: pd.DataFrame, chosen: Figures, period: Period) -> float | None:
    """The share of attributed net sales that would have to be extra to pay the period's cost; None if unknown."""
    rows = credit[credit["kind"].to_numpy() == USE_CASE]
    net = rows["gross"].to_numpy(dtype=float) + rows["refunds"].to_numpy(dtype=float)
    return break_even_share(cost, margin_on(rows, net, chosen, period))


def break_even_share(cost: float, margin: float) -> float | None:
    """Cost / gross margin on attributed net sales of the same period: what part of them must be extra to pay for it.

    None without such a margin. It says what would have to be true, never what is.
    """
    return cost / margin if margin > 0 else None


def margin_on(rows: pd.DataFrame, net: np.ndarray, chosen: Figures, period: Period) -> float:
    """Gross margin on net sales (one amount per row), each month and place at the margin in force; NaN if one is not set.

    `rows` has day, market and business_area of the sales and lies within the period.
    """
    months, ends = months_of(period), month_ends(period)
    at = (whole_days(rows).astype("datetime64[M]") - months[0]).astype(int)
    if not chosen.by_place("gross_margin"):
        sums = np.bincount(at, weights=net, minlength=len(months))
        return float((sums * chosen.on("gross_margin", ends, EVERYWHERE)).sum())
    codes, _, names_of = cells(rows, ("market", "business_area"))
    earned = 0.0
    for code in np.unique(codes):
        here = codes == code
        margin = chosen.on("gross_margin", ends, names_of(np.array([code]))[0])
        earned += float((np.bincount(at[here], weights=net[here], minlength=len(months)) * margin).sum())
    return earned

"""Revenue booked by finance, and the pipeline of open deals with how well it covers what is still to be won."""

import numpy as np
import pandas as pd

from kpis.company import Company
from kpis.deals import Closed, coverage, quota_of, share_of, stage_conversion, velocity, weighted
from kpis.periods import Period, Rhythm, period_of, trailing
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator

PLACES = ("market", "business_area")
STOCK = ("stage", "due_month", "amount", "deals", "valued", "excluded")


@indicator("Revenue", view=View.TOP_LINE, timing=Timing.LAGGING, unit=Unit.MONEY, better=Better.HIGHER,
           rhythm=Rhythm.MONTH, dims=PLACES)  # fmt: skip
def revenue(revenue: pd.DataFrame) -> Answer:
    """Revenue finance has recognised for the month, net of refunds and VAT, over all contracts.

    Not the same as what was signed (see total sales): a contract signed once is recognised month by month. Amounts are
    in your company's currency at the rate of the booking day; bookings without a rate are left out and counted in
    `excluded_no_rate`. A month finance has not booked yet has no number. `contracts` counts distinct contracts.
    """
    if revenue.empty:
        raise NoAnswer("no revenue is booked for this month yet")
    amounts = revenue["amount"].to_numpy(dtype=float)
    known = ~np.isnan(amounts)
    parts = {"contracts": int(revenue["contract_id"][known].nunique()), "excluded_no_rate": int((~known).sum())}
    if not known.any():
        raise NoAnswer("no exchange rate is known for this month's revenue", parts)
    return Answer(float(amounts[known].sum()), n=parts["contracts"], parts=parts)


@indicator("Pipeline", view=View.TOP_LINE, timing=Timing.LAGGING, unit=Unit.MONEY, better=Better.HIGHER,
           rhythm=Rhythm.WEEK, dims=PLACES)  # fmt: skip
def pipeline(deal_snapshots: pd.DataFrame, pipeline_stock: pd.DataFrame = None, deals_decided: pd.DataFrame = None,
             stage_outcomes: pd.DataFrame = None, deals_created: pd.DataFrame = None, quotas: pd.DataFrame = None,
             *, period: Period, company: Company) -> Answer:  # fmt: skip
    """Value of the deals that were open in the last CRM snapshot of the week.

    A stock, never added up over weeks; a deal that is not in that snapshot is not open any more.
    `coverage` = open and due in the running fiscal quarter / (its quota - won in it so far); empty once the quota is
    met. `coverage_needed` = 1 / win rate by value: no folklore of "3x". Win rates = won / (won + lost) of the last 12
    months, by count and by value, each deal once in its last state; open deals are not in them. `cycle_days` = mean
    days from created to won. `velocity_per_day` = open deals x average deal x win rate by count / cycle days.
    `weighted` = open value, each stage times the share of its deals you won; empty while a stage has no decided deal.
    `created` = first known value of the deals created in the week. A CRM without a snapshot in the week is left out.
    Deals without an exchange rate are left out (`excluded_no_rate`); those without an amount count as deals
    (`without_amount`). All in your company's currency at the rate of the snapshot's day.
    """
    used = _snapshots_used(deal_snapshots, period)
    stock, closed = _open_in(pipeline_stock, used, period), Closed.by(deals_decided, period.end)
    value, deals, valued, excluded = (float(stock[c].sum()) for c in ("amount", "deals", "valued", "excluded"))
    since = trailing(period.end, months=12).start
    decided, conversion = closed.decided_since(since), stage_conversion(stage_outcomes, since, period.end)
    needed = decided.rate_by_value
    parts = {
        **_coverage(stock, closed, quotas, period_of(period.end, Rhythm.QUARTER, company)),
        "coverage_needed": 1 / needed if needed else None,
        "win_rate_count": decided.rate_by_count, "win_rate_value": needed,
        "velocity_per_day": velocity(valued, share_of(value, valued), decided.rate_by_count, decided.cycle_days),
        "weighted": weighted(stock["stage"], stock["amount"], conversion), "cycle_days": decided.cycle_days,
        "created": float(deals_created["amount"].to_numpy().sum()), "snapshot_day": str(min(used.values())),
        "deals": int(deals), "excluded_no_rate": int(excluded), "without_amount": int(deals - valued - excluded),
    }  # fmt: skip
    if deals and not valued:
        raise NoAnswer("none of the open deals has an amount that can be counted", parts)
    return Answer(value, n=int(deals), parts=parts)


def _snapshots_used(snapshots: pd.DataFrame, period: Period) -> dict[str, np.datetime64]:
    """The last snapshot day of each CRM inside the week; a CRM that no longer reports is not carried on."""
    days = snapshots["snapshot_day"].to_numpy().astype("datetime64[D]")
    first = int(np.searchsorted(days, np.datetime64(period.start)))
    if first == len(days):
        last = f"; the last one is of {days[-1].astype(object):%d %b %Y}".replace("of 0", "of ") if len(days) else ""
        raise NoAnswer(f"no snapshot of the deals in this week{last}")
    return dict(zip(snapshots["source"].to_numpy()[first:], days[first:], strict=True))


def _open_in(stock: pd.DataFrame, used: dict[str, np.datetime64], period: Period) -> dict[str, np.ndarray]:
    """The open deals of exactly these snapshots, as arrays."""
    days = stock["snapshot_day"].to_numpy()
    first = int(np.searchsorted(days, np.datetime64(period.start)))
    sources, days = stock["source"].array[first:].to_numpy(), days[first:]
    kept = np.zeros(len(days), dtype=bool)
    for source, day in used.items():
        kept |= (days == day) & (sources == source)
    return {c: stock[c].array[first:].to_numpy()[kept] for c in STOCK}


def _coverage(stock: dict[str, np.ndarray], closed: Closed, quotas: pd.DataFrame,
              quarter: Period) -> dict[str, float | str | None]:  # fmt: skip
    first = quarter.start.year * 12 + quarter.start.month - 1
    months = stock["due_month"].astype(float)
    due = float(stock["amount"][(months >= first) & (months < first + 3)].sum())
    quota, won = quota_of(quotas, quarter), closed.won_since(quarter.start)
    ratio, status = coverage(due, quota, won)
    return {"coverage": ratio, "coverage_status": status, "due_in_quarter": due, "quota": quota, "won_in_quarter": won}

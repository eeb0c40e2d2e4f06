"""Top-line indicators: what is sold, and what automation had a part in."""

from typing import Any

import pandas as pd

from kpis.company import Company
from kpis.cubes.credit import NONE, PERSON, USE_CASE
from kpis.impact import Effect, Measured, a_month, measured, together, worst
from kpis.periods import Period, Rhythm
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.rollouts import live_on
from kpis.slices import NONE as WITHOUT
from kpis.slices import Slice

@indicator("Total sales", view=View.TOP_LINE, timing=Timing.LAGGING, unit=Unit.MONEY, better=Better.HIGHER,
           rhythm=Rhythm.WEEK, dims=("market", "business_area"))  # fmt: skip
def total_sales(sales: pd.DataFrame) -> Answer:
    """Value of the sales signed in the week, less what was refunded of them later.

    Every sale counts in the week it was signed, in your company's currency at that day's rate, without VAT. A refund
    lowers the week of its sale, not the week it was paid back. Sales on days without an exchange rate are left out and
    counted in `excluded_no_rate`.
    """
    gross, refunds = float(sales["gross"].sum()), float(sales["refunds"].sum())
    parts = {"gross": gross, "refunds": refunds, "excluded_no_rate": int(sales["excluded"].sum())}
    return Answer(gross + refunds, n=int(sales["sales"].sum()), parts=parts)


@indicator("Attributed sales", view=View.TOP_LINE, timing=Timing.LEADING, unit=Unit.MONEY, better=Better.HIGHER,
           rhythm=Rhythm.WEEK, dims=("use_case", "channel", "market", "business_area"))  # fmt: skip
def attributed_sales(sales: pd.DataFrame, touches: pd.DataFrame, credit: pd.DataFrame, *, period: Period,
                     company: Company, where: Slice) -> Answer:  # fmt: skip
    """The part of the week's net sales that a rule credits to automated contacts before the sale.

    Each sale, less its refunds, is shared among all contacts of the same customer (or company, where known) in the days
    before it: equally among all contacts of the last 90 days, unless your settings name another rule or look-back. What
    people's own contacts earn is in `no_use_case`, sales without any contact are in `unattributed`; the three together
    are `total_net_sales`. `gross` is the credit to use cases before refunds, `touched_share` the share of net sales
    with a contact. Day, market and business area are the sale's, use case and channel the contact's. With a filter on
    use case or channel, the parts about all sales are empty; for sales "without a use case" the value is the people's
    credit.
    This is bookkeeping: it adds up to total sales, and says nothing about what would have been sold anyway.
    """
    _refuse_stale(touches, period, company)
    kind, gross = credit["kind"].to_numpy(), credit["gross"].to_numpy(dtype=float)
    net = gross + credit["refunds"].to_numpy(dtype=float)
    by_kind = {k: float(net[kind == k].sum()) for k in (USE_CASE, PERSON, NONE)}
    counted = kind == (PERSON if where.use_case == WITHOUT else USE_CASE)
    parts = {"no_use_case": by_kind[PERSON] if where.use_case in (None, WITHOUT) else None,
             "gross": float(gross[counted].sum()), "provisional_from": None, "rule": company.rule,
             "lookback_days": company.lookback_days}  # fmt: skip
    return Answer(float(net[counted].sum()), n=int(credit["sales"].to_numpy()[counted].sum()),
                  parts=parts | _about_all_sales(sales, by_kind[NONE], where))  # fmt: skip


def _refuse_stale(touches: pd.DataFrame, period: Period, company: Company) -> None:
    """Contacts count as known as long as one of them could still reach a sale of the period."""
    last = touches["day"].max()
    if last < pd.Timestamp(period.start) - pd.Timedelta(days=company.lookback_days):
        raise NoAnswer(f"no data: touches known only to {last.day} {last:%b %Y}")


def _about_all_sales(sales: pd.DataFrame, unattributed: float, where: Slice) -> dict[str, float | None]:
    """Parts that belong to all sales of a place, not to one use case or channel: there they are unknown."""
    if where.use_case or where.channel:
        return {"unattributed": None, "total_net_sales": None, "touched_share": None}
    total = float(sales["gross"].sum() + sales["refunds"].sum())
    return {"unattributed": unattributed, "total_net_sales": total,
            "touched_share": 1 - unattributed / total if total else None}  # fmt: skip


@indicator("Revenue impact per use case", view=View.TOP_LINE, timing=Timing.LEADING, unit=Unit.MONEY, better=Better.HIGHER,
           rhythm=Rhythm.MONTH, dims=("use_case", "market", "business_area"))  # fmt: skip
def revenue_impact(experiments: pd.DataFrame = None, test_arms: pd.DataFrame = None, test_series: pd.DataFrame = None,
                   use_case_events: pd.DataFrame = None, *, period: Period) -> Answer:  # fmt: skip
    """Extra revenue a tested use case brings in a month, proven by comparing treated with untreated customers.

    Sum of the effects of all single tests / sum of their months. Effect of a test = (mean of the treated - mean of the
    controls) x treated units, with its 95 % range; ranges of several tests are added in quadrature. Tests count from
    their start until their result expires; until a test has ended, its months run up to the end of the period.
    Customers assigned by chance prove most (grade A; compared given what each did before the test, where known),
    markets or teams assigned by chance less (B), a roll-out compared with similar markets that were left alone still
    less (C). What is only estimated from history (D) stands apart in `estimated_effects` and is never added. `effects`
    lists each test per month; `tested` counts use cases with a result, `live` those live at the end of the period.
    `programme_total` is the effect per month of a test of the whole programme, `overlap_factor` how much of the single
    effects is left in it (without such a test, single effects may overlap). No test, no number: credited sales are
    never put in its place. Range including zero: no gain is shown yet.
    """
    found = measured(experiments, test_arms, period, series=test_series)
    parts = _impact_parts(found, None if use_case_events.empty else use_case_events, period)
    if not found.effects:
        raise NoAnswer(_why_unmeasured(found), parts)
    total, months = together(found.effects), sum(e.months for e in found.effects)
    return Answer(total.value / months, total.low / months, total.high / months, sum(e.units for e in found.effects),
                  parts, worst(found.effects))  # fmt: skip


def _why_unmeasured(found: Measured) -> str:
    if found.refused:
        return f"not measured yet: {found.refused[0]}"
    return "estimated from history only, not proven" if found.beside else "not measured: no use case has a test"


def _impact_parts(found: Measured, events: pd.DataFrame | None, period: Period) -> dict[str, Any]:
    single = a_month(found.apart()).value
    programme = found.programme.per_month().value if found.programme else None
    return {
        "tested": len({e.use_case_id for e in found.effects}),
        "live": None if events is None else len({place[0] for place in live_on(events, period.end)}),
        "programme_total": programme,
        "overlap_factor": programme / single if programme is not None and single else None,
        "effects": [_spelled(e) for e in (*found.effects, *[found.programme] * bool(found.programme))],
        "estimated_effects": [_spelled(e) for e in found.beside],
    }


def _spelled(e: Effect) -> dict[str, Any]:
    month = e.per_month()
    return {"use_case_id": e.use_case_id, "experiment_id": e.experiment_id, "effect_per_month": month.value,
            "low": month.low, "high": month.high, "grade": e.grade.value, "method": e.method.value, "p": e.p,
            "valid_until": e.valid_until and e.valid_until.isoformat(),
            "running_until": e.running_until and e.running_until.isoformat()}  # fmt: skip

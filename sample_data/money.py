"""Costs, investments, budgets and recognised revenue of the sample company."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from kpis import facts, records
from sample_data.catalogue import USE_CASES
from sample_data.columns import rows
from sample_data.exchange import rate_on
from sample_data.plan import AREAS, BASE, CHANNELS, MARKET_CURRENCY, MARKETS, Plan, Span, months, quarter
from sample_data.selling import GROWTH, MARKET_SHARES

REVENUE = 5_900_000.0  # recognised in the last complete month
COST_SHARE = 0.18  # of the last twelve months' revenue; flat over time, so 19 % a year before
DATA_RUN, BUILD = 12_000.0, 14_000.0  # a month
SALES_PART = 0.62  # of what is left for sales and marketing
CHANNEL_PARTS = (0.2, 0.3, 0.18, 0.2, 0.12)
CONTRACTS = 12  # per market
# two of them for use cases that do not run yet: 140,000 of idle technology
INVESTMENTS = ((128, 155_000, None), (95, 95_000, "U22"), (70, 40_000, "U01"), (40, 45_000, "U18"), (20, 25_000, "U08"))


def closed_months(span: Span) -> list[date]:
    """Months that lie completely in the data, and the first one, cut short."""
    return months(date(span.first.year, span.first.month, 1), span.day)


def revenue_path(plan: Plan) -> dict[date, float]:
    """Recognised revenue per month in the company's currency."""
    found = closed_months(plan.span)
    noise = 1 + plan.chance("revenue").normal(0, 0.012, len(found)).clip(-0.02, 0.02)
    noise[-1] = 1.0
    return {m: REVENUE * (1 + GROWTH) ** ((n + 1 - len(found)) / 12) * noise[n] for n, m in enumerate(found)}


def recognised_revenue(plan: Plan) -> pa.Table:
    """The table recognised_revenue: a dozen framework contracts per market, Swedish ones in crowns."""
    chance, found = plan.chance("contracts"), []
    weights = chance.dirichlet(np.full(CONTRACTS, 4.0), len(MARKETS))
    for month, total in revenue_path(plan).items():
        for number, market in enumerate(MARKETS):
            rate = rate_on(plan, month) if market == "SE" else 1.0
            for contract in range(CONTRACTS):
                amount = total * MARKET_SHARES[number] * weights[number, contract] / rate
                found.append({"day": month, "contract_id": f"{market}-{contract + 1:02d}", "amount": round(amount, 2),
                              "currency": MARKET_CURRENCY[number], "market": market,
                              "business_area": AREAS[contract % len(AREAS)]})  # fmt: skip
    return rows(facts.recognised_revenue, found)


def cost_base(plan: Plan) -> float:
    """Cost of sales a month, the same in every month but for little noise."""
    return COST_SHARE * sum(list(revenue_path(plan).values())[-12:]) / 12


def costs(plan: Plan) -> pa.Table:
    """The table costs: sales by market, marketing by channel and market, IT and data, and build apart."""
    chance, found = plan.chance("costs"), []
    for month in closed_months(plan.span):
        base = cost_base(plan) * (1 + float(chance.normal(0, 0.005)))
        found += _sales_and_marketing(plan, month, base - DATA_RUN)
        found += _data_run(plan, month)
        found.append(_cost(month, "build", BUILD * float(chance.uniform(0.85, 1.15))))
    for number, cost in enumerate(found, 1):
        cost["cost_id"] = f"K{number:05d}"
    return rows(facts.costs, found)


def _sales_and_marketing(plan: Plan, month: date, total: float) -> list[dict[str, object]]:
    found = []
    for number, market in enumerate(MARKETS):
        rate = rate_on(plan, month) if market == "SE" else 1.0
        here = total * MARKET_SHARES[number] / rate
        more = {"market": market, "currency": MARKET_CURRENCY[number]}
        found.append(_cost(month, "sales", here * SALES_PART, **more))
        for channel, part in zip(CHANNELS, CHANNEL_PARTS, strict=True):
            found.append(_cost(month, "marketing", here * (1 - SALES_PART) * part, channel=channel, **more))
    return found


def _data_run(plan: Plan, month: date) -> list[dict[str, object]]:
    """The platform, not allocated, and a part for each use case that is live."""
    live = [u for u in USE_CASES if u.live and plan.span.ago(max(u.live.values())) <= month]
    each = [(u.id, 250.0 + 150.0 * len(u.live)) for u in live]
    shared = DATA_RUN - sum(amount for _, amount in each)
    return [_cost(month, "it_data_run", shared), *(_cost(month, "it_data_run", a, use_case_id=u) for u, a in each)]


def _cost(month: date, kind: str, amount: float, **more: object) -> dict[str, object]:
    return {"day": month, "span": "month", "type": kind, "amount": round(amount, 2), "currency": BASE, **more}


def investments(plan: Plan) -> pa.Table:
    """The table investments: 360,000 in five parts, written off over 36 months."""
    return rows(facts.investments, [
        {"investment_id": f"V{number}", "day": plan.span.ago(weeks), "amount": float(amount), "currency": BASE,
         "life_months": 36, "use_case_id": use_case} for number, (weeks, amount, use_case) in enumerate(INVESTMENTS, 1)
    ])  # fmt: skip


def budgets(plan: Plan) -> pa.Table:
    """The table budgets: this year and the year before by type, and data and technology of the year the data begin in."""
    year, found = plan.span.story_end.year, []
    plans = (("sales", 7_900_000), ("marketing", 4_800_000), ("it_data_run", 150_000), ("build", 190_000),
             ("investment", 150_000))  # fmt: skip
    begun = (("it_data_run", 80_000), ("build", 80_000), ("investment", 160_000))
    for back in (2, 1, 0):
        for kind, amount in begun if back == 2 else plans:
            found.append({"budget_id": f"B-{year - back}-{kind}", "from_day": date(year - back, 1, 1),
                          "to_day": date(year - back, 12, 31), "type": kind, "amount": float(amount),
                          "currency": BASE})  # fmt: skip
    return rows(records.budgets, found)


def asset_revenue(plan: Plan) -> pa.Table:
    """The table asset_revenue: 60,000 in six payments since the year began, or in the last months of a young year."""
    span = plan.span
    begin = max(date(span.day.year, 1, 1), span.ago(46)) if span.day.month > 3 else span.ago(46)
    begin = min(begin, quarter(span.day)[0] - timedelta(days=80))
    found = []
    for number in range(6):
        day = begin + (span.day - begin) * number // 6
        found.append({"asset_id": ("A1", "A3")[number % 2], "day": day, "amount": 10_000.0, "currency": BASE})
    return rows(records.asset_revenue, found)

"""Cubes of what was sold: sales with their refunds, and revenue booked by finance."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution import party
from kpis.company import Company
from kpis.cubes.cube import Cube
from kpis.facts import recognised_revenue, sale_adjustments, sales
from kpis.sql import CREDIT, in_company_money, rate_of, rates

ZERO = sa.literal(0, sa.Numeric(18, 2))


def sale_entries(company: Company, *, buyers: bool = False) -> sa.Subquery:
    """Every sale and every later change of it, in company money by the rate of the *sale's* day.

    Columns: sale_id, day (of the sale), booked_day (of the entry), market, business_area, gross, refund, is_sale, rate
    (empty = no rate: listed as excluded); with `buyers` also party and sold_s, who bought and in which second. A full
    refund is exactly 0, because both entries use one rate.
    """
    s, a = sales, sale_adjustments
    who = (party(s).label("party"), s.c.ts_s.label("sold_s")) if buyers else ()
    fixed = (s.c.market, s.c.business_area, s.c.currency, *who)
    made = sa.select(s.c.sale_id, s.c.day, s.c.day.label("booked_day"), *fixed, s.c.amount.label("gross"),
                     ZERO.label("refund"), sa.literal(1).label("is_sale"))  # fmt: skip
    changed = sa.select(s.c.sale_id, s.c.day, a.c.day.label("booked_day"), *fixed, ZERO.label("gross"),
                        a.c.amount.label("refund"), sa.literal(0).label("is_sale"))  # fmt: skip
    both = sa.union_all(made, changed.join_from(s, a, a.c.sale_id == s.c.sale_id)).subquery("both")
    fx = rates()
    rate = rate_of(both.c.currency, fx.c.rate, company.currency)
    with_rate = both.outerjoin(fx, sa.and_(fx.c.day == both.c.day, fx.c.currency == both.c.currency))
    keep = [c for c in both.c if c.name not in ("gross", "refund", "currency")]
    return sa.select(*keep, (both.c.gross * rate).label("gross"), (both.c.refund * rate).label("refund"),
                     rate.label("rate")).select_from(with_rate).subquery("entries")  # fmt: skip


def _sales(company: Company) -> sa.Select:
    e = sale_entries(company)
    day = (e.c.booked_day if company.refunds == "cash" else e.c.day).label("day")
    grain = (day, e.c.booked_day, e.c.market, e.c.business_area)
    excluded = sa.case((sa.and_(e.c.rate.is_(None), e.c.is_sale == 1), 1), else_=0)
    return sa.select(
        *grain,
        func.coalesce(func.sum(e.c.gross), 0).label("gross"),
        func.coalesce(func.sum(e.c.refund), 0).label("refunds"),
        func.sum(e.c.is_sale).label("sales"),
        func.sum(excluded).label("excluded"),
    ).group_by(*grain)


def _revenue(company: Company) -> sa.Select:
    r = recognised_revenue
    joined, rate = in_company_money(r, company.currency)
    grain = (r.c.day, r.c.contract_id, r.c.market, r.c.business_area)
    amount = func.sum(sa.cast(r.c.amount * rate, CREDIT)).label("amount")
    return sa.select(*grain, amount).select_from(joined).group_by(*grain)


CUBES = (
    Cube("sales", _sales, ("sales", "sale_adjustments", "fx_rates"), booked="booked_day"),
    Cube("revenue", _revenue, ("recognised_revenue", "fx_rates")),
)

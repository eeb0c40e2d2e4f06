"""Cubes of what selling costs, what it brought in new customers, and from when to when the books are known."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.facts import costs, recognised_revenue, sales
from kpis.sql import CREDIT, in_company_money

RUNNING = ("sales", "marketing", "it_data_run")  # build is an investment, never running cost


def _costs(company: Company) -> sa.Select:
    c = costs
    joined, rate = in_company_money(c, company.currency)
    grain = (c.c.day, c.c.span, c.c.type, c.c.channel, c.c.use_case_id, c.c.market, c.c.business_area)
    excluded = sa.case((rate.is_(None), 1), else_=0)
    return (
        sa.select(
            *grain,
            func.coalesce(func.sum(sa.cast(c.c.amount * rate, CREDIT)), 0).label("amount"),
            func.sum(excluded).label("excluded"),
        )
        .select_from(joined)
        .group_by(*grain)
    )


def _selling_costs(company: Company) -> sa.Select:
    """Running cost only, a column for each kind, and how many days a row covers (0 = its whole month).

    Kept with its history, because a week may begin before the window it is counted in.
    """
    c = costs.c
    joined, rate = in_company_money(costs, company.currency)
    days = sa.case((c.span == "day", 1), (c.span == "week", 7), else_=0)
    no_rate = sa.case((rate.is_(None), 1), else_=0)
    each = [sa.case((c.type == kind, sa.cast(c.amount * rate, CREDIT))).label(kind) for kind in RUNNING]
    rows = sa.select(c.day, days.label("days"), c.market, c.business_area, no_rate.label("excluded"), *each)
    seen = rows.select_from(joined).where(c.type.in_(RUNNING)).subquery("seen")
    grain = (seen.c.day, seen.c.days, seen.c.market, seen.c.business_area)
    sums = [func.coalesce(func.sum(seen.c[kind]), 0).label(kind) for kind in RUNNING]
    return sa.select(*grain, *sums, func.sum(seen.c.excluded).label("excluded")).group_by(*grain)


def _books(company: Company) -> sa.Select:
    """From which to which day costs, sales and recognised revenue are loaded, whatever the filter."""

    def known(book: str, day: sa.ColumnElement, span: sa.ColumnElement) -> sa.Select:
        return sa.select(sa.literal(book, sa.Text()).label("book"), span.label("span"),
                         func.min(day).label("first_day"), func.max(day).label("last_day"))  # fmt: skip

    some = func.count() > 0
    return sa.union_all(
        known("costs", costs.c.day, costs.c.span).where(costs.c.type.in_(RUNNING)).group_by(costs.c.span),
        known("sales", sales.c.day, sa.literal("day", sa.Text())).having(some),
        known("revenue", recognised_revenue.c.day, sa.literal("month", sa.Text())).having(some),
    ).subquery("books").select()  # fmt: skip


def _new_customers(company: Company) -> sa.Select:
    """Customers by the day of their first sale ever, counted where that sale was made; the account if it is known."""
    s = sales.c
    party = func.coalesce(s.account_id, s.customer_id)
    turn = func.row_number().over(partition_by=party, order_by=(s.day, s.ts_s, s.source, s.sale_id)).label("turn")
    first = sa.select(s.day, s.market, s.business_area, turn).where(party.is_not(None)).subquery("first_sales")
    grain = (first.c.day, first.c.market, first.c.business_area)
    return sa.select(*grain, func.count().label("customers")).where(first.c.turn == 1).group_by(*grain)


CUBES = (
    Cube("costs", _costs, ("costs", "fx_rates")),
    Cube("selling_costs", _selling_costs, ("costs", "fx_rates"), cut=Cut.HISTORY),
    Cube("books", _books, ("costs", "sales", "recognised_revenue"), day="first_day", cut=Cut.ALL),
    Cube("new_customers", _new_customers, ("sales",)),
)

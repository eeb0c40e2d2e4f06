"""Cubes of deals: what is open at each snapshot, what was decided, what came in new, and what is to be sold."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.facts import opportunities, quotas
from kpis.sql import CREDIT, in_company_money

NO_DAY = sa.literal(date(1900, 1, 1), sa.Date())
NO_AMOUNT = sa.literal(-1, sa.Numeric(18, 2))
DECIDED = ("won", "lost")


def _snapshots(company: Company) -> sa.Select:
    """Which CRM took a snapshot when, without dimensions: a market without deals was still looked at."""
    o = opportunities.c
    return sa.select(o.source, o.snapshot_day, func.count().label("deals")).group_by(o.source, o.snapshot_day)


def _stock(company: Company) -> sa.Select:
    joined, rate = in_company_money(opportunities, company.currency, "snapshot_day")
    o = opportunities.c
    due_month = sa.cast(sa.extract("year", o.due_day) * 12 + sa.extract("month", o.due_day) - 1, sa.Integer)
    seen = (
        sa.select(o.source, o.snapshot_day, o.stage, due_month.label("due_month"), o.market, o.business_area, o.amount,
                  rate.label("rate"))  # fmt: skip
        .select_from(joined)
        .where(o.status == "open")
        .subquery("seen")
    )
    grain = [c for c in seen.c if c.name not in ("amount", "rate")]
    return sa.select(*grain, *_money(seen.c.amount, seen.c.rate)).group_by(*grain)


def _money(amount: sa.ColumnElement, rate: sa.ColumnElement) -> tuple[sa.ColumnElement, ...]:
    """The sum in company money, how many deals there are, how many with an amount, how many left out without a rate."""
    no_rate = sa.and_(rate.is_(None), amount.is_not(None))
    return (func.coalesce(func.sum(sa.cast(amount * rate, CREDIT)), 0).label("amount"), func.count().label("deals"),
            func.count(amount * rate).label("valued"),
            func.sum(sa.case((no_rate, 1), else_=0)).label("excluded"))  # fmt: skip


def _created(company: Company) -> sa.Select:
    """Deals by the day they were created, at the amount of the first snapshot that shows them."""
    joined, rate = in_company_money(opportunities, company.currency, "snapshot_day")
    o = opportunities.c
    turn = func.row_number().over(partition_by=(o.source, o.opportunity_id), order_by=o.snapshot_day)
    seen = sa.select(o.created_day, o.snapshot_day.label("first_day"), o.market, o.business_area, o.amount,
                     rate.label("rate"), turn.label("turn")).select_from(joined).subquery("seen")  # fmt: skip
    grain = (seen.c.created_day, seen.c.first_day, seen.c.market, seen.c.business_area)
    return sa.select(*grain, *_money(seen.c.amount, seen.c.rate)).where(seen.c.turn == 1).group_by(*grain)


def _changes(company: Company) -> sa.Subquery:
    """One row each time a deal looked different from its snapshot before, valid from that snapshot to the next change.

    So the state of a deal can be read as of any day: a reopened deal is not decided any more, and a corrected amount
    counts from the day it was corrected.
    """
    joined, rate = in_company_money(opportunities, company.currency, "snapshot_day")
    o = opportunities.c
    turn = {"partition_by": (o.source, o.opportunity_id), "order_by": o.snapshot_day}
    marks = ((o.status, ""), (o.currency, ""), (o.market, ""), (o.business_area, ""), (o.closed_day, NO_DAY),
             (o.amount, NO_AMOUNT))  # fmt: skip
    before = func.lag(o.status).over(**turn)
    differs = [func.coalesce(mark, none) != func.coalesce(func.lag(mark).over(**turn), none) for mark, none in marks]
    keep = (o.source, o.opportunity_id, o.status, o.created_day, o.closed_day, o.market, o.business_area, o.amount)
    flag = sa.case((before.is_(None), 1), (sa.or_(*differs), 1), else_=0).label("changed")
    shown = sa.select(*keep, o.snapshot_day.label("from_day"), rate.label("rate"), flag)
    seen = shown.select_from(joined).subquery("seen")
    until = func.lead(seen.c.from_day, type_=sa.Date()).over(
        partition_by=(seen.c.source, seen.c.opportunity_id), order_by=seen.c.from_day)  # fmt: skip
    kept = [c for c in seen.c if c.name != "changed"]
    return sa.select(*kept, until.label("until_day")).where(seen.c.changed == 1).subquery("changes")


def _is_decided(changes: sa.Subquery) -> sa.ColumnElement:
    return sa.and_(changes.c.status.in_(DECIDED), changes.c.closed_day.is_not(None))


def _won(changes: sa.Subquery) -> sa.ColumnElement:
    return sa.case((changes.c.status == "won", 1), else_=0)


def _decided(company: Company) -> sa.Select:
    c = _changes(company)
    d = sa.select(*c.c, _won(c).label("won")).where(_is_decided(c)).subquery("decided")
    grain = (d.c.from_day, d.c.until_day, d.c.won, d.c.created_day, d.c.closed_day, d.c.market, d.c.business_area)
    return sa.select(*grain, *_money(d.c.amount, d.c.rate)).group_by(*grain)


def _stage_outcomes(company: Company) -> sa.Select:
    """How the deals ended that were once seen open in a stage."""
    d, o = _changes(company), opportunities.c
    seen = (
        sa.select(o.source, o.opportunity_id, o.stage, func.min(o.snapshot_day).label("first_seen"))
        .where(o.status == "open")
        .group_by(o.source, o.opportunity_id, o.stage)
        .subquery("stages")
    )
    same = sa.and_(seen.c.source == d.c.source, seen.c.opportunity_id == d.c.opportunity_id,
                   seen.c.first_seen < d.c.from_day)  # fmt: skip
    ends = (
        sa.select(seen.c.stage, d.c.from_day, d.c.until_day, _won(d).label("won"), d.c.closed_day, d.c.market,
                  d.c.business_area)  # fmt: skip
        .join_from(d, seen, same)
        .where(_is_decided(d))
        .subquery("ends")
    )
    return sa.select(*ends.c, func.count().label("deals")).group_by(*ends.c)


def _quotas(company: Company) -> sa.Select:
    joined, rate = in_company_money(quotas, company.currency, "from_day")
    q = quotas.c
    grain = (q.from_day, q.to_day, q.market, q.business_area)
    excluded = func.sum(sa.case((rate.is_(None), 1), else_=0)).label("excluded")
    amount = func.coalesce(func.sum(sa.cast(q.amount * rate, CREDIT)), 0).label("amount")
    return sa.select(*grain, amount, excluded).select_from(joined).group_by(*grain)


READS = ("opportunities", "fx_rates")
CUBES = (
    Cube("deal_snapshots", _snapshots, ("opportunities",), day="snapshot_day", cut=Cut.HISTORY),
    Cube("pipeline_stock", _stock, READS, day="snapshot_day", cut=Cut.HISTORY),
    Cube("deals_created", _created, READS, day="created_day", booked="first_day"),
    Cube("deals_decided", _decided, READS, day="from_day", cut=Cut.HISTORY),
    Cube("stage_outcomes", _stage_outcomes, READS, day="from_day", cut=Cut.HISTORY),
    Cube("quotas", _quotas, ("quotas", "fx_rates"), day="from_day", cut=Cut.ALL),
)

"""The cube of single deals in the latest snapshots, to tell what moved the pipeline from one to the next."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.facts import opportunities
from kpis.sql import in_company_money

KEPT = 16  # latest snapshots of each CRM: 15 weekly ones back, or two weeks of daily ones


def _latest_days() -> sa.Subquery:
    o = opportunities.c
    days = sa.select(o.source, o.snapshot_day).distinct().subquery("days")
    turn = func.row_number().over(partition_by=days.c.source, order_by=days.c.snapshot_day.desc()).label("turn")
    ranked = sa.select(days.c.source, days.c.snapshot_day, turn).subquery("ranked")
    kept_from = func.min(ranked.c.snapshot_day).over(partition_by=ranked.c.source).label("kept_from")
    return sa.select(ranked.c.source, ranked.c.snapshot_day, kept_from).where(ranked.c.turn <= KEPT).subquery("latest")


def _deals(company: Company) -> sa.Select:
    """Each deal in each of the latest snapshots while it was open, and once when it was closed.

    `first` = 1 in the first snapshot that ever showed the deal; `rate` turns its amount into company money, empty if no
    rate is known for the day; `kept_from` is the oldest snapshot of its CRM in this cube.
    """
    joined, rate = in_company_money(opportunities, company.currency, "snapshot_day")
    o = opportunities.c
    shown = (o.source, o.opportunity_id, o.snapshot_day, o.status, o.amount, o.currency, o.due_day, o.closed_day, o.owner,
             o.market, o.business_area)  # fmt: skip
    before = func.lag(o.status).over(partition_by=(o.source, o.opportunity_id), order_by=o.snapshot_day).label("before")
    seen = sa.select(*shown, rate.label("rate"), before).select_from(joined).subquery("seen")
    latest, s = _latest_days(), seen.c
    same = sa.and_(latest.c.source == s.source, latest.c.snapshot_day == s.snapshot_day)
    first = sa.case((s.before.is_(None), 1), else_=0).label("first")
    columns = [c for c in s if c.name != "before"]
    moving = sa.or_(s.status == "open", s.before.is_(None), s.before == "open")
    return sa.select(*columns, first, latest.c.kept_from).join_from(seen, latest, same).where(moving)


CUBES = (Cube("deal_moves", _deals, ("opportunities", "fx_rates"), day="snapshot_day", cut=Cut.HISTORY),)

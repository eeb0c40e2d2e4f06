"""Cubes of what selling costs, with each cost spread over the days it covers."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube
from kpis.facts import costs
from kpis.sql import CREDIT, in_company_money


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


CUBES = (Cube("costs", _costs, ("costs", "fx_rates")),)

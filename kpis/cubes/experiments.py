"""Cubes of the arms of each test, and of what data and technology cost to buy, to run and to build."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.facts import costs, experiment_series, experiment_units, investments
from kpis.sql import CREDIT, in_company_money


def _test_arms(company: Company) -> sa.Select:
    """What the units of each arm brought since they were assigned; a unit without a value brought nothing.

    `day` is the last day with a value of the whole test: an arm is complete from then on. Tests without any value have
    no row. Columns experiment_id, arm, cluster (may be empty), day, units, total, squares (of each unit's total).
    """
    u, s = experiment_units, experiment_series
    since = sa.and_(s.c.experiment_id == u.c.experiment_id, s.c.unit_id == u.c.unit_id, s.c.day >= u.c.assigned_day)
    each = (
        sa.select(
            u.c.experiment_id, u.c.arm, u.c.cluster, u.c.unit_id, func.coalesce(func.sum(s.c.value), 0.0).label("value")
        )
        .select_from(u.outerjoin(s, since))
        .group_by(u.c.experiment_id, u.c.arm, u.c.cluster, u.c.unit_id)
        .subquery("each_unit")
    )
    ends = sa.select(s.c.experiment_id, func.max(s.c.day).label("day")).group_by(s.c.experiment_id).subquery("ends")
    grain = (each.c.experiment_id, each.c.arm, each.c.cluster, ends.c.day)
    return (
        sa.select(*grain, func.count().label("units"), func.sum(each.c.value).label("total"),
                  func.sum(each.c.value * each.c.value).label("squares"))
        .select_from(each.join(ends, ends.c.experiment_id == each.c.experiment_id))
        .group_by(*grain)
    )  # fmt: skip


def _investments(company: Company) -> sa.Select:
    joined, rate = in_company_money(investments, company.currency)
    grain = (investments.c.day, investments.c.life_months, investments.c.use_case_id)
    return (
        sa.select(*grain, func.coalesce(func.sum(sa.cast(investments.c.amount * rate, CREDIT)), 0).label("amount"),
                  func.sum(sa.case((rate.is_(None), 1), else_=0)).label("excluded"))
        .select_from(joined).group_by(*grain)
    )  # fmt: skip


def _technology_costs(company: Company) -> sa.Select:
    """Money to run data and technology, and to build use cases; with its history, because building is written off."""
    joined, rate = in_company_money(costs, company.currency)
    grain = (costs.c.day, costs.c.span, costs.c.type, costs.c.use_case_id)
    return (
        sa.select(*grain, func.coalesce(func.sum(sa.cast(costs.c.amount * rate, CREDIT)), 0).label("amount"),
                  func.sum(sa.case((rate.is_(None), 1), else_=0)).label("excluded"))
        .select_from(joined).where(costs.c.type.in_(("it_data_run", "build"))).group_by(*grain)
    )  # fmt: skip


CUBES = (
    Cube("test_arms", _test_arms, ("experiment_units", "experiment_series"), cut=Cut.HISTORY),
    Cube("investments", _investments, ("investments", "fx_rates"), cut=Cut.HISTORY),
    Cube("technology_costs", _technology_costs, ("costs", "fx_rates"), cut=Cut.HISTORY),
)

"""Cubes of the arms of each test, and of what data and technology cost to buy, to run and to build."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.facts import costs, experiment_series, experiment_units, investments
from kpis.sql import CREDIT, in_company_money, ratio


MOST_SERIES = 500  # units of a test whose series are compared one by one; a test of customers has more


def _each_unit() -> sa.Subquery:
    """What each unit brought before it was assigned (empty = nothing known) and since."""
    u, s = experiment_units, experiment_series
    its_own = sa.and_(s.c.experiment_id == u.c.experiment_id, s.c.unit_id == u.c.unit_id)
    since = func.sum(sa.case((s.c.day >= u.c.assigned_day, s.c.value)))
    return (
        sa.select(u.c.experiment_id, u.c.arm, u.c.cluster, u.c.unit_id, func.coalesce(since, 0.0).label("value"),
                  func.sum(sa.case((s.c.day < u.c.assigned_day, s.c.value))).label("past"))
        .select_from(u.outerjoin(s, its_own))
        .group_by(u.c.experiment_id, u.c.arm, u.c.cluster, u.c.unit_id)
        .subquery("each_unit")
    )  # fmt: skip


def _capped(each: sa.Subquery) -> sa.Subquery:
    """The same with each test's largest values cut down to the one that 99.9 % of its units do not exceed."""
    test = {"partition_by": each.c.experiment_id}
    ranked = sa.select(
        *each.c, func.row_number().over(order_by=(each.c.value, each.c.unit_id), **test).label("place"),
        func.count().over(**test).label("all_units"),
    ).subquery("ranked")  # fmt: skip
    below = ranked.c.place * 1000 <= ranked.c.all_units * 999 + 999  # the smallest whole place at or above 99.9 %
    most = func.max(sa.case((below, ranked.c.value))).over(partition_by=ranked.c.experiment_id)
    cut = sa.select(*(c for c in ranked.c if c.name != "value"), ranked.c.value.label("full"), most.label("most"))
    found = cut.subquery("cut")
    value = sa.case((found.c.full > found.c.most, found.c.most), else_=found.c.full).label("value")
    return sa.select(*(c for c in found.c if c.name not in ("full", "most")), value).subquery("capped")


def _about_its_arm(each: sa.Subquery) -> sa.Subquery:
    """Each unit's distance from the mean of its arm, before (dx) and since (dy)."""
    arm = {"partition_by": (each.c.experiment_id, each.c.arm)}
    x = func.coalesce(each.c.past, 0.0)
    return sa.select(
        each.c.experiment_id, each.c.arm, each.c.cluster, each.c.value, each.c.past, x.label("x"),
        (x - func.avg(x).over(**arm)).label("dx"), (each.c.value - func.avg(each.c.value).over(**arm)).label("dy"),
        func.count().over(**arm).label("size"),
    ).subquery("about_arm")  # fmt: skip


def _off_its_line(unit: sa.Subquery) -> sa.Subquery:
    """Each unit's distance from its arm's own line, over one minus its leverage (the HC3 correction)."""
    arm = {"partition_by": (unit.c.experiment_id, unit.c.arm)}
    spread = func.sum(unit.c.dx * unit.c.dx).over(**arm)
    joint = func.sum(unit.c.dx * unit.c.dy).over(**arm)
    sums = sa.select(*unit.c, spread.label("arm_spread"), joint.label("arm_joint")).subquery("sums")
    left = sums.c.dy - func.coalesce(ratio(sums.c.arm_joint, sums.c.arm_spread), 0.0) * sums.c.dx
    leverage = ratio(sa.literal(1.0), sums.c.size) + func.coalesce(ratio(sums.c.dx * sums.c.dx, sums.c.arm_spread), 0.0)
    return sa.select(*sums.c, func.coalesce(ratio(left, 1.0 - leverage), 0.0).label("miss")).subquery("off_line")


def _test_arms_capped(company: Company) -> sa.Select:
    """The cube `test_arms` with the largest 1 in 1,000 values of each test cut down: what few large sales decide."""
    return _arms_of(_capped(_each_unit()))


def _test_arms(company: Company) -> sa.Select:
    """What the units of each arm brought before and since they were assigned; a unit without a value brought nothing.

    `day` is the last day with a value of the whole test: an arm is complete from then on. Tests without any value have
    no row. Columns experiment_id, arm, cluster (may be empty), day, units, total, squares (of each unit's total),
    buyers, with_past (units with a value from before), and the sums of `kpis.causal.holdout.Side`: past, spread, joint,
    miss0, miss1, miss2. All of them add up over clusters.
    """
    return _arms_of(_each_unit())


def _arms_of(each: sa.Subquery) -> sa.Select:
    s, line = experiment_series, _off_its_line(_about_its_arm(each))
    ends = sa.select(s.c.experiment_id, func.max(s.c.day).label("day")).group_by(s.c.experiment_id).subquery("ends")
    grain = (line.c.experiment_id, line.c.arm, line.c.cluster, ends.c.day)
    squared = line.c.miss * line.c.miss
    sums = {"total": line.c.value, "squares": line.c.value * line.c.value, "past": line.c.x,
            "spread": line.c.dx * line.c.dx, "joint": line.c.dx * line.c.dy, "miss0": squared,
            "miss1": squared * line.c.dx, "miss2": squared * line.c.dx * line.c.dx}  # fmt: skip
    return (
        sa.select(*grain, func.count().label("units"), func.sum(sa.case((line.c.value > 0, 1), else_=0)).label("buyers"),
                  func.count(line.c.past).label("with_past"), *(func.sum(v).label(name) for name, v in sums.items()))
        .select_from(line.join(ends, ends.c.experiment_id == line.c.experiment_id))
        .group_by(*grain)
    )  # fmt: skip


def _test_series(company: Company) -> sa.Select:
    """The series of regions or markets in tests of at most 500 units, for comparisons over time.

    `day` is the last day with a value of the whole test, `at` the day of the value. Columns experiment_id, day, unit (a
    running number within the test), treated (1 or 0), at, value: numbers, because they are compared again and again.
    """
    u, s = experiment_units, experiment_series
    few = (
        sa.select(u.c.experiment_id).group_by(u.c.experiment_id).having(func.count() <= MOST_SERIES).subquery("few")
    )
    ends = sa.select(s.c.experiment_id, func.max(s.c.day).label("day")).group_by(s.c.experiment_id).subquery("ends")
    rows = (
        u.join(few, few.c.experiment_id == u.c.experiment_id)
        .join(s, sa.and_(s.c.experiment_id == u.c.experiment_id, s.c.unit_id == u.c.unit_id))
        .join(ends, ends.c.experiment_id == u.c.experiment_id)
    )
    number = func.dense_rank().over(partition_by=u.c.experiment_id, order_by=u.c.unit_id)
    treated = sa.case((u.c.arm == "treated", 1), else_=0)
    return sa.select(u.c.experiment_id, ends.c.day, number.label("unit"), treated.label("treated"), s.c.day.label("at"),
                     s.c.value).select_from(rows)  # fmt: skip


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
    Cube("test_series", _test_series, ("experiment_units", "experiment_series"), cut=Cut.HISTORY),
    Cube("test_arms", _test_arms, ("experiment_units", "experiment_series"), cut=Cut.HISTORY),
    Cube("test_arms_capped", _test_arms_capped, ("experiment_units", "experiment_series"), cut=Cut.HISTORY),
    Cube("investments", _investments, ("investments", "fx_rates"), cut=Cut.HISTORY),
    Cube("technology_costs", _technology_costs, ("costs", "fx_rates"), cut=Cut.HISTORY),
)

"""Cubes about the units of tests: how many are assigned, which were reached, which are in two tests at once."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.facts import experiment_units, touches

PERSON = ("customer_id", "account_id")


def _test_units(company: Company) -> sa.Select:
    """Units of each arm from their assignment on, also of tests without any value yet.

    Columns experiment_id, arm, day (first assignment), units, named (known as a customer or account), groups.
    """
    u = experiment_units
    named = sa.case((sa.or_(u.c.customer_id.is_not(None), u.c.account_id.is_not(None)), 1), else_=0)
    return sa.select(
        u.c.experiment_id, u.c.arm, func.min(u.c.assigned_day).label("day"), func.count().label("units"),
        func.sum(named).label("named"), func.count(sa.distinct(u.c.cluster)).label("groups"),
    ).group_by(u.c.experiment_id, u.c.arm)  # fmt: skip


def _contacts(person: str) -> sa.Select:
    """First contact of each unit by each use case since it was assigned; a unit with a customer is looked up by it."""
    u, t = experiment_units, touches
    same = sa.and_(t.c[person] == u.c[person], t.c.day >= u.c.assigned_day)
    alone = [u.c.customer_id.is_(None)] if person == "account_id" else []
    grain = (u.c.experiment_id, u.c.arm, u.c.unit_id, t.c.use_case_id)
    return (
        sa.select(*grain, func.min(t.c.day).label("day"))
        .select_from(u.join(t, same))
        .where(t.c.use_case_id.is_not(None), *alone)
        .group_by(*grain)
    )  # fmt: skip


def _test_reached(company: Company) -> sa.Select:
    """How many units of each arm a use case reached for the first time on a day, since they were assigned.

    Columns experiment_id, arm, use_case_id ("" = any use case), day, units. Only units that name a customer or account
    (hashed like those of contacts) can be found.
    """
    each = sa.union_all(*(_contacts(person) for person in PERSON)).cte("each_contact")
    grain = (each.c.experiment_id, each.c.arm)
    any_of_them = (
        sa.select(*grain, each.c.unit_id, sa.literal("").label("use_case_id"), func.min(each.c.day).label("day"))
        .group_by(*grain, each.c.unit_id)
    )  # fmt: skip
    one_of_them = sa.select(*grain, each.c.unit_id, each.c.use_case_id, each.c.day)
    both = sa.union_all(one_of_them, any_of_them).subquery("both")
    line = (both.c.experiment_id, both.c.arm, both.c.use_case_id, both.c.day)
    return sa.select(*line, func.count().label("units")).group_by(*line)


def tests_shared(company: Company | None = None) -> sa.Select:
    """Units of two tests that are the same customer, account or (where neither is named) unit: columns one, two, units."""
    a, b = experiment_units.alias("a"), experiment_units.alias("b")
    nameless = [side.c[person].is_(None) for side in (a, b) for person in PERSON]
    pairs = []
    for same in (*(a.c[p] == b.c[p] for p in PERSON), sa.and_(a.c.unit_id == b.c.unit_id, *nameless)):
        joined = a.join(b, sa.and_(same, a.c.experiment_id < b.c.experiment_id))
        names = a.c.experiment_id.label("one"), b.c.experiment_id.label("two"), a.c.unit_id.label("unit_id")
        pairs.append(sa.select(*names).select_from(joined))
    each = sa.union(*pairs).subquery("each_pair")
    return sa.select(each.c.one, each.c.two, func.count().label("units")).group_by(each.c.one, each.c.two)


CUBES = (
    Cube("test_units", _test_units, ("experiment_units",), cut=Cut.HISTORY),
    Cube("test_reached", _test_reached, ("experiment_units", "touches"), cut=Cut.HISTORY),
    Cube("tests_shared", tests_shared, ("experiment_units",), day="", cut=Cut.ALL),
)

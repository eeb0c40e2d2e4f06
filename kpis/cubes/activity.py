"""Cubes of what use cases did: actions per place, the days on which a roll-out worked, and the days the log covers."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.facts import activations as log


def _activations(company: Company) -> sa.Select:
    grain = (log.c.day, log.c.use_case_id, log.c.channel, log.c.market, log.c.business_area)
    return sa.select(*grain, sa.cast(func.sum(log.c.actions), sa.BigInteger).label("actions")).group_by(*grain)


def _rollout_days(company: Company) -> sa.Select:
    grain = (log.c.day, log.c.use_case_id, log.c.market, log.c.business_area)
    return sa.select(*grain).where(log.c.actions > 0).group_by(*grain)


def _activation_days(company: Company) -> sa.Select:
    return sa.select(log.c.day).group_by(log.c.day)


CUBES = (
    Cube("activations", _activations, ("activations",)),
    Cube("rollout_days", _rollout_days, ("activations",), cut=Cut.HISTORY),
    # without dimensions on purpose: a filter must not turn "nothing happened here" into "there is no log"
    Cube("activation_days", _activation_days, ("activations",), cut=Cut.HISTORY),
)

"""Cube of survey answers: how many customers gave which score."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube
from kpis.facts import responses


def _answers(company: Company) -> sa.Select:
    r = responses.c
    grain = (r.day, r.instrument, r.scale_max, r.score, r.market, r.business_area)
    return sa.select(*grain, func.count().label("answers")).group_by(*grain)


CUBES = (Cube("answers", _answers, ("responses",)),)

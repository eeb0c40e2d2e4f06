"""Cubes of people: hiring and leaving, headcount, and contacts with their consent."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import func

from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.facts import consents, headcount, people_events

EARLIEST, LATEST = sa.literal(date(1, 1, 1), sa.Date), sa.literal(date(9999, 12, 31), sa.Date)


def _people_events(company: Company) -> sa.Select:
    e = people_events.c
    return sa.select(e.day, e.kind, e.person_key, e.requisition_id, e.leave_type, e.regretted, e.market)


def _headcount(company: Company) -> sa.Select:
    grain = (headcount.c.day, headcount.c.market)
    people = sa.cast(func.sum(headcount.c.headcount), sa.BigInteger).label("headcount")
    return sa.select(*grain, people).group_by(*grain)


def _consents(company: Company) -> sa.Select:
    """Contacts counted by the span in which one row decides about them.

    A row decides from `valid_from` until the day before the contact's next row (`until`); consent then holds to
    `valid_to`, the latest end given so far (empty = open). `first` = 1 marks the row that brought the contact.
    """
    c = consents.c
    since = func.coalesce(c.valid_from, EARLIEST)
    end = sa.case((c.valid_from.is_(None), EARLIEST), else_=func.coalesce(c.valid_to, LATEST))
    each = {"partition_by": c.contact_key, "order_by": (since, end, c.source)}
    rows = sa.select(
        c.valid_from,
        func.lead(since, type_=sa.Date).over(**each).label("until"),
        func.nullif(func.max(end).over(**each, rows=(None, 0)), LATEST, type_=sa.Date).label("valid_to"),
        sa.case((func.row_number().over(**each) == 1, 1), else_=0).label("first"),
    ).subquery("spans")
    return sa.select(*rows.c, func.count().label("contacts")).group_by(*rows.c)


CUBES = (
    Cube("people_events", _people_events, ("people_events",), cut=Cut.HISTORY),
    Cube("headcount", _headcount, ("headcount",), cut=Cut.HISTORY),
    Cube("consents", _consents, ("consents",), day="", cut=Cut.ALL),
)

"""Shapley values: each use case's average addition over all orders in which use cases could join in a sale.

Worth of a coalition = net sales of the journeys on which only its members had contacts (Zhao, Mahboobi, Bagheri 2018,
Shapley Value Methods for Attribution Modeling in Online Advertising).
"""

from collections.abc import Mapping, Sequence
from math import factorial

import numpy as np
import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution import contacts_before, same_moment
from kpis.company import Company
from kpis.cubes.credit import entries
from kpis.markov import PEOPLE
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.sql import CREDIT

MOST = 12  # use cases; people's contacts may join as one more


def coalitions(company: Company, period: Period, players: Sequence[str], lookback_days: int | None = None) -> sa.Select:
    """Net sales of the period by who had a contact before: columns mask (bit i = players[i]) and net.

    Sales without a contact are not in it. Raises NoAnswer for more than 12 use cases.
    """
    refuse_too_many(players)
    hits = contacts_before(company, lookback_days)
    state = func.coalesce(hits.c.use_case_id, PEOPLE)
    met = sa.select(hits.c.party, hits.c.sold_s, state.label("state")).distinct().subquery("met")
    bit = sa.case(*((met.c.state == player, 1 << i) for i, player in enumerate(players)), else_=0)
    by = (met.c.party, met.c.sold_s)
    groups = sa.select(*by, func.sum(bit).label("mask")).group_by(*by).subquery("groups")
    e = entries(company)
    day = e.c.booked_day if company.refunds == "cash" else e.c.day
    return (
        sa.select(groups.c.mask, func.sum(sa.cast(e.c.gross + e.c.refund, CREDIT)).label("net"))
        .select_from(e.join(groups, same_moment(e, groups)))
        .where(e.c.rate.is_not(None), day.between(period.start, period.end))
        .group_by(groups.c.mask)
    )  # fmt: skip


def refuse_too_many(players: Sequence[str]) -> None:
    """Raises NoAnswer when coalitions of so many use cases cannot be told apart."""
    count = sum(player != PEOPLE for player in players)
    if count > MOST:
        raise NoAnswer(f"this rule compares every group of use cases, and they may go up to {MOST}; here are {count}. "
                       "Look at fewer use cases, or by another rule")  # fmt: skip


def shapley_values(worth: Mapping[int, float], count: int) -> np.ndarray:
    """The Shapley value of each of `count` players, from the worth of every coalition (bit mask; missing = 0).

    value_i = sum over coalitions S without i of |S|! (count - |S| - 1)! / count! x (worth(S + i) - worth(S)).
    """
    v = np.zeros(1 << count)
    for mask, amount in worth.items():
        v[mask] = amount
    masks = np.arange(1 << count)
    sizes = np.array([int(m).bit_count() for m in masks])
    chance = np.array([factorial(k) * factorial(count - k - 1) / factorial(count) for k in range(count)])
    values = np.zeros(count)
    for i in range(count):
        without = masks[(masks >> i) & 1 == 0]
        values[i] = (chance[sizes[without]] * (v[without | 1 << i] - v[without])).sum()
    return values


def worth_of(sold: Mapping[int, float], count: int) -> dict[int, float]:
    """What every coalition is worth: all that was sold on journeys on which only its members had contacts."""
    v = np.zeros(1 << count)
    for mask, amount in sold.items():
        v[int(mask)] += amount
    for i in range(count):
        without = np.arange(1 << count)[(np.arange(1 << count) >> i) & 1 == 0]
        v[without | 1 << i] += v[without]
    return dict(enumerate(v.tolist()))

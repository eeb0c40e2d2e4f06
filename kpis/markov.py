"""Removal effects in a chain of contacts: how much less would be sold if a use case's contacts led nowhere?

First-order Markov chain over the contacts of each journey, solved exactly: no simulation, so the same rows always give
the same figures. Source: Anderl, Becker, von Wangenheim, Schumann (2016), Mapping the customer journey.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution import contacts_before, moments, party, same_moment
from kpis.company import Company
from kpis.facts import sales, touches
from kpis.periods import Period
from kpis.reading import NoAnswer

START, SOLD, LOST = "(start)", "(sold)", "(lost)"
PEOPLE = "(no use case)"


def transitions(company: Company, period: Period, lookback_days: int | None = None) -> sa.Select:
    """How often one contact followed another: columns from_state, to_state, n.

    States are use cases, "(no use case)" for people's contacts, "(start)", "(sold)" and "(lost)". A journey is the path
    of contacts before a sale of the period (once per sale), or before the period's end of a party that was contacted in
    the period and bought nothing in it.
    """
    both = sa.union_all(
        _journeys(company, moments(company, sales.c.day.between(period.start, period.end)), SOLD, lookback_days),
        _journeys(company, _without_sale(company, period), LOST, lookback_days),
    ).subquery("both")
    along = {"partition_by": (both.c.ends, both.c.party, both.c.sold_s), "order_by": (both.c.ts_s, both.c.touch_id)}
    steps = sa.select(
        func.coalesce(func.lag(both.c.state).over(**along), START).label("before"), both.c.state,
        func.lead(both.c.state).over(**along).label("after"), both.c.ends, both.c.n,
    ).cte("steps")  # fmt: skip
    into = sa.select(steps.c.before.label("from_state"), steps.c.state.label("to_state"), steps.c.n)
    out = sa.select(steps.c.state, steps.c.ends, steps.c.n).where(steps.c.after.is_(None))
    every = sa.union_all(into, out).subquery("every_step")
    grain = (every.c.from_state, every.c.to_state)
    return sa.select(*grain, func.sum(every.c.n).label("n")).group_by(*grain)


def _journeys(company: Company, ends: sa.FromClause, how: str, lookback_days: int | None) -> sa.Select:
    hits = contacts_before(company, lookback_days, sold=ends, name=f"hits_{how.strip('()')}")
    state = func.coalesce(hits.c.use_case_id, PEOPLE)
    h, ended = hits.c, sa.literal(how).label("ends")
    columns = (h.party, h.sold_s, h.ts_s, h.touch_id, state.label("state"), ended, ends.c.n)
    return sa.select(*columns).select_from(hits.join(ends, same_moment(hits, ends)))


def _without_sale(company: Company, period: Period) -> sa.Subquery:
    """Parties contacted in the period that bought nothing in it; their journey ends with the period."""
    midnight = datetime.combine(period.end + timedelta(days=1), datetime.min.time(), ZoneInfo(company.time_zone))
    seen = sa.select(party(touches).label("party")).where(touches.c.day.between(period.start, period.end)).distinct()
    bought = (
        sa.select(party(sales).label("party"), func.max(sales.c.ts_s).label("before_s"),
                  func.max(sales.c.day).label("last_day"))
        .where(sales.c.day <= period.end).group_by(party(sales)).subquery("bought")
    )  # fmt: skip
    reached = seen.subquery("reached")
    idle = sa.or_(bought.c.last_day.is_(None), bought.c.last_day < period.start)
    end_s = sa.literal(int(midnight.timestamp()) - 1, sa.BigInteger)
    return (
        sa.select(reached.c.party, end_s.label("sold_s"), sa.literal(1).label("n"), bought.c.before_s)
        .select_from(reached.outerjoin(bought, bought.c.party == reached.c.party)).where(idle).subquery("idle")
    )  # fmt: skip


def removal_effects(counts: pd.DataFrame) -> dict[str, float]:
    """1 - P(sold | state removed) / P(sold) of each state, from counted steps (from_state, to_state, n).

    Who would reach a removed state is lost. P(sold) = start (I - Q)^-1 R. Raises NoAnswer without a sale.
    """
    states = sorted(set(counts["from_state"]) - {START})
    at = {state: i for i, state in enumerate(states)} | {SOLD: len(states), LOST: len(states) + 1}
    rows = np.zeros((len(states) + 1, len(states) + 2))  # the last row is the start
    known = {**at, START: len(states)}
    np.add.at(rows, ([known[s] for s in counts["from_state"]], [at[s] for s in counts["to_state"]]),
              counts["n"].to_numpy(dtype=float))  # fmt: skip
    totals = rows.sum(axis=1, keepdims=True)
    rows = np.divide(rows, totals, out=np.zeros_like(rows), where=totals > 0)
    size = len(states)
    whole = _sold(rows, size)
    if not whole > 0:
        raise NoAnswer("no sale with a contact in this period")
    return {state: float(1 - _sold(rows, size, i) / whole) for i, state in enumerate(states)}


def _sold(rows: np.ndarray, size: int, removed: int | None = None) -> float:
    """The chance that a journey ends with a sale, with one state removed."""
    kept = [i for i in range(size) if i != removed]
    if not kept:
        return 0.0
    q, r, start = rows[np.ix_(kept, kept)], rows[kept, size], rows[size, kept]
    return float(start @ np.linalg.solve(np.eye(len(kept)) - q, r))


def shared_by_removal(effects: Mapping[str, float], amount: float) -> dict[str, float]:
    """An amount shared in proportion to removal effects, so that the shares sum to it. Raises NoAnswer."""
    total = sum(effects.values())
    if total <= 0:
        raise NoAnswer("no contact had a part in any sale")
    return {state: effect / total * amount for state, effect in effects.items()}

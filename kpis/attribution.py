"""How contacts share a sale: the path of contacts before each sale, and each contact's weight on it by a rule."""

import math

import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution_rules import Place, Rule
from kpis.company import Company
from kpis.facts import sales, touches
from kpis.sql import to_double

DAY_S = 86_400


def party(fact: sa.FromClause) -> sa.ColumnElement:
    """Who a row belongs to: the customer's company if known, else the person; salted apart, so they cannot collide."""
    return func.coalesce(fact.c.account_id, fact.c.customer_id)


def same_moment(a: sa.FromClause, b: sa.FromClause) -> sa.ColumnElement:
    """Sales of one party in one second have the same contacts before them: they share one path."""
    return sa.and_(a.c.party == b.c.party, a.c.sold_s == b.c.sold_s)


def shares(company: Company, rules: list[Rule], lookback_days: int | None) -> sa.CTE:
    """The weight of each contact before a sale: one row per contact and moment, one column per rule.

    Columns party, sold_s (the moment), use_case_id and channel of the contact, and a weight named after each rule; the
    weights of a moment sum to 1. A moment without a contact has no row. Only what these rules need is computed.
    """
    by_use_case = company.unit == "use_case"
    hits = _hits(company, lookback_days, ordered=by_use_case or _ordered(rules))
    hits = _last_of_each(hits) if by_use_case else hits
    placed = _placed(hits, _paths(hits), rules, max(company.half_life_days * DAY_S, 1.0))
    c, source, place = placed.c, placed, Place(placed.c.n)
    if _ordered(rules) or "fresh" in c:
        marks = _marks(placed, rules)
        source = placed.join(marks, same_moment(placed, marks))
        place = _place(c, marks.c)
    weights = [rule.weight(place).label(rule.name) for rule in rules]
    return sa.select(c.party, c.sold_s, c.use_case_id, c.channel, *weights).select_from(source).cte("shares")


def _hits(company: Company, lookback_days: int | None, ordered: bool) -> sa.CTE:
    """Each contact that lies in the window before a sale: 0 <= age <= look-back, both ends included."""
    back = (company.lookback_days if lookback_days is None else lookback_days) * DAY_S
    sold = sa.select(party(sales).label("party"), sales.c.ts_s.label("sold_s")).distinct().subquery("sold")
    t = touches
    found = (
        sa.select(sold.c.party, sold.c.sold_s, t.c.ts_s, t.c.use_case_id, t.c.channel, *[t.c.touch_id] * ordered)
        .select_from(sold.join(t, party(t) == sold.c.party))
        .where(t.c.ts_s <= sold.c.sold_s, t.c.ts_s >= sold.c.sold_s - back)
    )
    return found.cte("hits")


def _last_of_each(hits: sa.CTE) -> sa.CTE:
    """Only the last contact of each use case (people's contacts count as one), for the second unit of credit."""
    order = (hits.c.ts_s.desc(), hits.c.touch_id.desc())
    by = (hits.c.party, hits.c.sold_s, func.coalesce(hits.c.use_case_id, ""))
    ranked = sa.select(hits, func.row_number().over(partition_by=by, order_by=order).label("place")).subquery("ranked")
    return sa.select(*[c for c in ranked.c if c.name != "place"]).where(ranked.c.place == 1).cte("last_hits")


def _paths(hits: sa.CTE) -> sa.CTE:
    """What all contacts before one moment have in common: how many they are, and when the first and last one was."""
    h = hits.c
    ends = (func.min(h.ts_s).label("first_s"), func.max(h.ts_s).label("last_s"))
    return sa.select(h.party, h.sold_s, func.count().label("n"), *ends).group_by(h.party, h.sold_s).cte("paths")


def _placed(hits: sa.CTE, paths: sa.CTE, rules: list[Rule], half_life_s: float) -> sa.CTE:
    """Each contact with the length of its path; which one may be first or last, and how fresh, where a rule asks."""
    h, p = hits.c, paths.c
    columns = [h.party, h.sold_s, h.use_case_id, h.channel, p.n]
    if _ordered(rules):
        columns += [h.touch_id, (h.ts_s == p.first_s).label("at_first"), (h.ts_s == p.last_s).label("at_last")]
    if any(rule.ages for rule in rules):
        # Ages count from the youngest contact: its freshness is 1, so that no half-life is too short for a sum above 0.
        decay = to_double(h.ts_s - p.last_s) * sa.literal(math.log(2) / half_life_s, sa.Double)
        columns.append(sa.case((decay < -700, 0.0), else_=func.exp(decay, type_=sa.Double)).label("fresh"))
    return sa.select(*columns).select_from(hits.join(paths, same_moment(hits, paths))).cte("placed")


def _marks(placed: sa.CTE, rules: list[Rule]) -> sa.CTE:
    """Which contact of a path is first and which is last (touch_id decides between equal times), and all freshness."""
    p = placed.c
    columns = [p.party, p.sold_s]
    if _ordered(rules):
        columns.append(func.min(sa.case((p.at_first, p.touch_id))).label("first_id"))
        columns.append(func.max(sa.case((p.at_last, p.touch_id))).label("last_id"))
    if "fresh" in p:
        columns.append(func.sum(p.fresh).label("all_fresh"))
    return sa.select(*columns).group_by(p.party, p.sold_s).cte("marks")


def _ordered(rules: list[Rule]) -> bool:
    return any(rule.ordered for rule in rules)


def _place(c: sa.ColumnCollection, m: sa.ColumnCollection) -> Place:
    ordered = {"is_first": c.touch_id == m.first_id, "is_last": c.touch_id == m.last_id} if "first_id" in m else {}
    ages = {"fresh": c.fresh, "all_fresh": m.all_fresh} if "fresh" in c else {}
    return Place(c.n, **ordered, **ages)

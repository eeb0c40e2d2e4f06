"""How contacts share a sale: the path of contacts before each sale, and each contact's weight on it by a rule."""

import math

import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution_rules import Place, Rule
from kpis.company import Company
from kpis.facts import sales, touches
from kpis.sql import to_double

DAY_S = 86_400
MANY_HALF_LIVES, SMALLEST = 900, -700.0  # 2 ** -900 is still a number above 0, and so is exp(-700)


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
    ordered, ages = any(rule.ordered for rule in rules), any(rule.ages for rule in rules)
    by_use_case, back_s = company.unit == "use_case", _seconds(company, lookback_days)
    hits = _hits(back_s, named=by_use_case or ordered)
    hits = _last_of_each(hits) if by_use_case else hits
    fresh = None
    if ages:
        hits, fresh = _freshness(hits, max(company.half_life_days * DAY_S, 1.0), back_s)
    paths = _paths(hits, fresh)
    source, place = hits.join(paths, same_moment(hits, paths)), {"n": paths.c.n}
    if ages:
        place |= {"fresh": fresh, "all_fresh": paths.c.all_fresh}
    if ordered:
        ends = _ends(hits, paths)
        source = source.join(ends, same_moment(hits, ends))
        place |= {"is_first": hits.c.touch_id == ends.c.first_id, "is_last": hits.c.touch_id == ends.c.last_id}
    weights = [rule.weight(Place(**place)).label(rule.name) for rule in rules]
    h = hits.c
    return sa.select(h.party, h.sold_s, h.use_case_id, h.channel, *weights).select_from(source).cte("shares")


def _seconds(company: Company, lookback_days: int | None) -> int:
    return (company.lookback_days if lookback_days is None else lookback_days) * DAY_S


def _hits(back_s: int, named: bool) -> sa.CTE:
    """Each contact that lies in the window before a sale: 0 <= age <= look-back, both ends included."""
    sold = sa.select(party(sales).label("party"), sales.c.ts_s.label("sold_s")).distinct().subquery("sold")
    t = touches
    found = (
        sa.select(sold.c.party, sold.c.sold_s, t.c.ts_s, t.c.use_case_id, t.c.channel, *[t.c.touch_id] * named)
        .select_from(sold.join(t, party(t) == sold.c.party))
        .where(t.c.ts_s <= sold.c.sold_s, t.c.ts_s >= sold.c.sold_s - back_s)
    )
    return found.cte("hits")


def _last_of_each(hits: sa.CTE) -> sa.CTE:
    """Only the last contact of each use case (people's contacts count as one), for the second unit of credit."""
    order = (hits.c.ts_s.desc(), hits.c.touch_id.desc())
    by = (hits.c.party, hits.c.sold_s, func.coalesce(hits.c.use_case_id, ""))
    ranked = sa.select(hits, func.row_number().over(partition_by=by, order_by=order).label("place")).subquery("ranked")
    return sa.select(*[c for c in ranked.c if c.name != "place"]).where(ranked.c.place == 1).cte("last_hits")


def _freshness(hits: sa.CTE, half_life_s: float, back_s: int) -> tuple[sa.CTE, sa.ColumnElement]:
    """How fresh each contact is: half as much after each half-life; only ratios within a path matter.

    Ages count from the sale. Where the window holds so many half-lives that all would be as good as 0 (and a share
    0/0), they count from the youngest contact, which costs a pass more.
    """
    since = hits.c.sold_s
    if back_s > MANY_HALF_LIVES * half_life_s:
        youngest = func.max(hits.c.ts_s).over(partition_by=(hits.c.party, hits.c.sold_s)).label("youngest_s")
        hits = sa.select(*hits.c, youngest).cte("aged_hits")
        since = hits.c.youngest_s
    decay = to_double(hits.c.ts_s - since) * sa.literal(math.log(2) / half_life_s, sa.Double)
    return hits, sa.case((decay < SMALLEST, 0.0), else_=func.exp(decay, type_=sa.Double))


def _paths(hits: sa.CTE, fresh: sa.ColumnElement | None) -> sa.CTE:
    """What all contacts before one moment have in common: how many, when the first and last one was, all freshness."""
    h = hits.c
    columns = [func.count().label("n"), func.min(h.ts_s).label("first_s"), func.max(h.ts_s).label("last_s")]
    if fresh is not None:
        columns.append(func.sum(fresh).label("all_fresh"))
    return sa.select(h.party, h.sold_s, *columns).group_by(h.party, h.sold_s).cte("paths")


def _ends(hits: sa.CTE, paths: sa.CTE) -> sa.CTE:
    """Which contact of a path is the first and which the last; touch_id decides between equal times."""
    h, p = hits.c, paths.c
    first, last = h.ts_s == p.first_s, h.ts_s == p.last_s
    ids = (
        func.min(sa.case((first, h.touch_id))).label("first_id"),
        func.max(sa.case((last, h.touch_id))).label("last_id"),
    )
    joined = hits.join(paths, same_moment(hits, paths))
    return (
        sa.select(h.party, h.sold_s, *ids).select_from(joined).where(sa.or_(first, last))
        .group_by(h.party, h.sold_s).cte("ends")
    )  # fmt: skip

"""How contacts share a sale: the path of contacts before each sale, and each contact's weight on it by a rule."""

import math

import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution_rules import FIRST, LAST, LEAD, OPPORTUNITY, Place, Rule
from kpis.company import Company
from kpis.facts import sales, touches
from kpis.sql import to_double

DAY_S = 86_400
MANY_HALF_LIVES, SMALLEST = 900, -700.0  # 2 ** -900 is still a number above 0, and so is exp(-700)
MILESTONES = (LEAD, OPPORTUNITY)


def party(fact: sa.FromClause) -> sa.ColumnElement:
    """Who a row belongs to: the customer's company if known, else the person; salted apart, so they cannot collide."""
    return func.coalesce(fact.c.account_id, fact.c.customer_id)


def same_moment(a: sa.FromClause, b: sa.FromClause) -> sa.ColumnElement:
    """Sales of one party in one second have the same contacts before them: they share one path."""
    return sa.and_(a.c.party == b.c.party, a.c.sold_s == b.c.sold_s)


def shares(company: Company, rules: list[Rule], lookback_days: int | None,
           hits: sa.CTE | None = None) -> sa.CTE:  # fmt: skip
    """The weight of each contact before a sale: one row per contact and moment, one column per rule.

    Columns party, sold_s (the moment), use_case_id and channel of the contact, and a weight named after each rule; the
    weights of a moment sum to 1. A moment without a contact has no row. Only what these rules need is computed.
    `hits` = other contacts before other moments (as `contacts_before` gives them); default: before each sale.
    """
    ordered, marks = any(rule.ordered for rule in rules), any(rule.marks for rule in rules)
    if hits is None:
        hits = contacts_before(company, lookback_days, named=ordered, marks=marks)
    lives = {rule: _half_life_s(rule, company) for rule in rules if rule.ages}
    hits, since = _aged(hits, min(lives.values(), default=math.inf), longest_s(company, lookback_days))
    fresh = {rule: _freshness(hits, since, life) for rule, life in lives.items()}
    heard = _is_heard(hits, company) if any(rule.heard for rule in rules) else None
    paths = _paths(hits, list(fresh.values()), marks, heard)
    ends = _ends(hits, paths, marks, heard) if ordered else None
    known = paths if ends is None else ends  # the ends carry what the path has in common: one join less for each contact
    place = _place(hits, known, ends)
    places = {rule: place for rule in rules}
    for at, (rule, own) in enumerate(fresh.items()):
        places[rule] = place | {"fresh": own, "all_fresh": known.c[f"all_fresh_{at}"]}
    weights = [rule.weight(Place(**places[rule])).label(rule.name) for rule in rules]
    h = hits.c
    joined = hits.join(known, same_moment(hits, known))
    return sa.select(h.party, h.sold_s, h.use_case_id, h.channel, *weights).select_from(joined).cte("shares")


def _half_life_s(rule: Rule, company: Company) -> float:
    return max((rule.half_life_days or company.half_life_days) * DAY_S, 1.0)


def longest_s(company: Company, lookback_days: int | None) -> int:
    """The longest look-back of any contact, in seconds; one asked for by name holds for every use case."""
    own = [days for _, days in company.lookbacks] if lookback_days is None else []
    return max(company.lookback_days if lookback_days is None else lookback_days, *own, 0) * DAY_S


def contacts_before(company: Company, lookback_days: int | None = None, *, named: bool = True, marks: bool = False,
                    sold: sa.FromClause | None = None, at: sa.ColumnElement | None = None,
                    name: str = "hits") -> sa.CTE:  # fmt: skip
    """Each contact that lies in the window before a sale: 0 <= age <= look-back, both ends included.

    Columns party, sold_s, ts_s, use_case_id, channel, touch_id if `named`, milestone if `marks`. `sold` = only these
    moments (columns party and sold_s, and before_s if contacts serve only the next sale); `at` = the second that
    decides whether a contact lies in the window (default its time). With `company.unit == "use_case"` only the last contact of
    each use case is kept.
    """
    by_use_case = company.unit == "use_case"
    sold, t = moments(company) if sold is None else sold, touches
    at = t.c.ts_s if at is None else at
    more = [t.c.touch_id] * (named or by_use_case) + [t.c.milestone] * marks
    window = [at <= sold.c.sold_s, at >= sold.c.sold_s - longest_s(company, lookback_days)]
    if company.lookbacks and lookback_days is None:
        window.append(at >= sold.c.sold_s - own_lookback_s(company, t))
    if company.serves == "next":
        window.append(sa.or_(sold.c.before_s.is_(None), at > sold.c.before_s))
    found = (
        sa.select(sold.c.party, sold.c.sold_s, t.c.ts_s, t.c.use_case_id, t.c.channel, *more)
        .select_from(sold.join(t, party(t) == sold.c.party))
        .where(*window)
    )
    hits = found.cte(name)
    return _last_of_each(hits) if by_use_case else hits


def moments(company: Company, *wanted: sa.ColumnElement) -> sa.Subquery:
    """When each party bought: columns party, sold_s, n (sales in that second).

    `wanted` = conditions on the sales. If contacts serve only the next sale, also before_s, the sale before this one.
    """
    by = (party(sales).label("party"), sales.c.ts_s.label("sold_s"))
    counted = func.sum(sa.case((sa.and_(*wanted), 1), else_=0)) if wanted else func.count()
    sold = with_the_one_before(company, sa.select(*by, counted.label("n")).group_by(*by).subquery("every"))
    return sa.select(*sold.c).where(sold.c.n > 0).subquery("wanted") if wanted else sold


def with_the_one_before(company: Company, every: sa.Subquery) -> sa.Subquery:
    """Moments of each party, with the moment before each (before_s) if contacts serve only the next."""
    columns = list(every.c)
    if company.serves == "next":
        before = func.lag(every.c.sold_s).over(partition_by=every.c.party, order_by=every.c.sold_s)
        columns.append(before.label("before_s"))
    return sa.select(*columns).subquery("sold")


def own_lookback_s(company: Company, t: sa.FromClause) -> sa.ColumnElement:
    """The look-back of each contact in seconds: its use case's own, else the company's."""
    own = [(t.c.use_case_id == use_case, days * DAY_S) for use_case, days in company.lookbacks]
    return sa.case(*own, else_=company.lookback_days * DAY_S)


def _last_of_each(hits: sa.CTE) -> sa.CTE:
    """Only the last contact of each use case (people's contacts count as one), for the second unit of credit."""
    order = (hits.c.ts_s.desc(), hits.c.touch_id.desc())
    by = (hits.c.party, hits.c.sold_s, func.coalesce(hits.c.use_case_id, ""))
    ranked = sa.select(hits, func.row_number().over(partition_by=by, order_by=order).label("place")).subquery("ranked")
    return sa.select(*[c for c in ranked.c if c.name != "place"]).where(ranked.c.place == 1).cte("last_hits")


def _aged(hits: sa.CTE, shortest_s: float, back_s: int) -> tuple[sa.CTE, sa.ColumnElement]:
    """From when ages count: from the sale, because only ratios within a path matter.

    Where the window holds so many half-lives that all would be as good as 0 (and a share 0/0), they count from the
    youngest contact, which costs a pass more.
    """
    if back_s <= MANY_HALF_LIVES * shortest_s:
        return hits, hits.c.sold_s
    youngest = func.max(hits.c.ts_s).over(partition_by=(hits.c.party, hits.c.sold_s)).label("youngest_s")
    hits = sa.select(*hits.c, youngest).cte("aged_hits")
    return hits, hits.c.youngest_s


def _freshness(hits: sa.CTE, since: sa.ColumnElement, half_life_s: float) -> sa.ColumnElement:
    """How fresh each contact is: half as much after each half-life."""
    decay = to_double(hits.c.ts_s - since) * sa.literal(math.log(2) / half_life_s, sa.Double)
    return sa.case((decay < SMALLEST, 0.0), else_=func.exp(decay, type_=sa.Double))


def _is_heard(hits: sa.CTE, company: Company) -> sa.ColumnElement:
    """Is the contact's channel one that stands for marketing?"""
    return hits.c.channel.not_in(company.direct_channels) if company.direct_channels else sa.true()


def _paths(hits: sa.CTE, fresh: list[sa.ColumnElement], marks: bool, heard: sa.ColumnElement | None) -> sa.CTE:
    """What all contacts before one moment have in common: how many, when the ends and marks were, all freshness."""
    h = hits.c
    columns = [func.count().label("n"), func.min(h.ts_s).label("first_s"), func.max(h.ts_s).label("last_s")]
    columns += [func.sum(own).label(f"all_fresh_{at}") for at, own in enumerate(fresh)]
    if marks:
        columns += [func.min(sa.case((h.milestone == m, h.ts_s))).label(f"{m}_s") for m in MILESTONES]
        columns.append(func.min(sa.case((h.milestone == FIRST, h.ts_s))).label("told_first_s"))
    if heard is not None:
        columns.append(func.max(sa.case((heard, h.ts_s))).label("heard_s"))
    return sa.select(h.party, h.sold_s, *columns).group_by(h.party, h.sold_s).cte("paths")


def _ends(hits: sa.CTE, paths: sa.CTE, marks: bool, heard: sa.ColumnElement | None) -> sa.CTE:
    """Which contact of a path is the first, the last and so on, beside what `paths` says; touch_id decides between equal times."""
    h, p = hits.c, paths.c
    wanted = {"first": h.ts_s == p.first_s, "last": h.ts_s == p.last_s}
    if marks:
        wanted |= {m: sa.and_(h.ts_s == p[f"{m}_s"], h.milestone == m) for m in MILESTONES}
        wanted["told_first"] = sa.and_(h.ts_s == p.told_first_s, h.milestone == FIRST)
    if heard is not None:
        wanted["heard"] = sa.and_(h.ts_s == p.heard_s, heard)
    latest = ("last", "heard")
    ids = [(func.max if name in latest else func.min)(sa.case((yes, h.touch_id))).label(f"{name}_id")
           for name, yes in wanted.items()]  # fmt: skip
    same = [func.max(c).label(c.name) for c in p if c.name not in ("party", "sold_s")]
    joined = hits.join(paths, same_moment(hits, paths))
    return (
        sa.select(h.party, h.sold_s, *same, *ids).select_from(joined).where(sa.or_(*wanted.values()))
        .group_by(h.party, h.sold_s).cte("ends")
    )  # fmt: skip


def _place(hits: sa.CTE, paths: sa.CTE, ends: sa.CTE | None) -> dict[str, object]:
    """Where each contact stands, as far as the rules asked for it."""
    h, p, place = hits.c, paths.c, {"n": paths.c.n}
    if ends is None:
        return place

    def is_the(name: str) -> sa.ColumnElement:  # two sources may use one touch_id: the time belongs to it
        return sa.and_(h.touch_id == ends.c[f"{name}_id"], h.ts_s == p[f"{name}_s"])

    place |= {"is_first": is_the("first"), "is_last": is_the("last")}
    if "heard_id" in ends.c:
        place["is_last_heard"] = sa.or_(is_the("heard"), sa.and_(ends.c.heard_id.is_(None), is_the("last")))
    if "lead_id" not in ends.c:
        return place
    ids = {m: (ends.c[f"{m}_id"], p[f"{m}_s"]) for m in (*MILESTONES, LAST)}
    ids[FIRST] = (func.coalesce(ends.c.told_first_id, ends.c.first_id), func.coalesce(p.told_first_s, p.first_s))
    told = sa.or_(is_the("told_first"), sa.and_(ends.c.told_first_id.is_(None), is_the("first")))
    marked = {FIRST: told, LAST: is_the("last")} | {m: is_the(m) for m in MILESTONES}
    return place | {"marked": marked, "found": {m: id_.is_not(None) for m, (id_, _) in ids.items()},
                    "middle": lambda marks: p.n - _distinct([ids[m] for m in marks])}  # fmt: skip


def _distinct(contacts: list[tuple[sa.ColumnElement, sa.ColumnElement]]) -> sa.ColumnElement:
    """How many different contacts, each an id with its time, are among these (an empty id is none)."""
    different: sa.ColumnElement = sa.literal(0)
    for at, (one, when) in enumerate(contacts):
        seen = [sa.and_(one == other, when == then) for other, then in contacts[:at]]
        different = different + sa.case((sa.or_(one.is_(None), *seen), 0), else_=1)
    return different

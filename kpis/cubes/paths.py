"""Questions about the contacts before the sales of some days: in which order, how many, of whom, in what money.

Each select is cut to days and places in the engine, so that only a few rows come back. The sales counted are those of
the cube "sales": whatever these questions count adds up to it.
"""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution import DAY_S, contacts_before, moments, same_moment, shares
from kpis.attribution_rules import rule_named
from kpis.company import Company
from kpis.contract import DIMENSIONS
from kpis.cubes.credit import NONE, PERSON, USE_CASE, entries
from kpis.facts import sales
from kpis.markov import PEOPLE
from kpis.periods import Period
from kpis.slices import NONE as WITHOUT
from kpis.slices import Slice
from kpis.sql import CREDIT, ratio, to_double

STEPS = 4  # a way is told by its last so many steps; what came earlier is only counted
SHOWN = 12  # ways told one by one
PLACES = ("market", "business_area")  # of the sale; use case and channel are the contact's


def commonest_ways(company: Company, period: Period, where: Slice, by: str, shown: int = SHOWN) -> sa.Select:
    """The commonest ways to a sale: by which channels or use cases a customer was contacted before, in order.

    `by` = "channel" or "use_case". Columns step_1 (the last step) to step_4 (empty = none), steps (how many in all, at
    most 5 = more than told), sales, net (company money), contacts and days (sums over the sales: contacts before it,
    days since the first of them), people (different buyers). Contacts in a row by the same channel or use case are one
    step; people's contacts are "(no use case)". With a filter on use case or channel: sales with at least one such
    contact.
    """
    sold = _counted(company, period, where).cte("sold")
    hits = _hits(company, sold)
    state = _state(hits, by)
    along = {"partition_by": (hits.c.party, hits.c.sold_s), "order_by": (hits.c.ts_s, hits.c.touch_id)}
    seen = sa.select(*_moment(hits), hits.c.ts_s, hits.c.touch_id, state.label("state"),
                     func.lag(state).over(**along).label("before")).subquery("seen")  # fmt: skip
    changed = sa.or_(seen.c.before.is_(None), seen.c.before != seen.c.state)
    back = {"partition_by": (seen.c.party, seen.c.sold_s), "order_by": (seen.c.ts_s.desc(), seen.c.touch_id.desc())}
    turns = sa.select(*_moment(seen), seen.c.state, func.row_number().over(**back).label("turn")).where(changed)
    turns = turns.subquery("turns")
    told = [func.max(sa.case((turns.c.turn == k, turns.c.state))).label(f"step_{k}") for k in range(1, STEPS + 1)]
    many = sa.case((func.count() > STEPS, STEPS + 1), else_=func.count()).label("steps")
    ways = sa.select(*_moment(turns), *told, many).group_by(*_moment(turns)).subquery("ways")
    about = _about(hits, where)
    source = sold.join(about, same_moment(sold, about)).join(ways, same_moment(sold, ways))
    grain = [c for c in ways.c if c.name not in ("party", "sold_s")]
    buyer = sa.case((sold.c.is_sale == 1, sold.c.party))
    people = func.count(sa.distinct(buyer)).label("people")
    found = _sums(sold, about).add_columns(people, *grain).select_from(source).where(*_met(about, where)).group_by(*grain)
    return found.order_by(sa.desc("sales"), *grain).limit(shown)


def how_long(company: Company, period: Period, where: Slice) -> sa.Select:
    """How many contacts a sale had before it, and how many days lay between the first of them and the sale.

    One row per contacts and whole days (both empty = no contact in the window): sales, net. All rows together are the
    sales of the days. With a filter on use case or channel: sales with at least one such contact.
    """
    sold = _counted(company, period, where).cte("sold")
    about = _about(_hits(company, sold), where)
    days = sa.cast(func.floor(ratio(about.c.age_s, sa.literal(DAY_S))), sa.Integer)
    found = (
        sa.select(about.c.contacts, days.label("days"), *_sales_and_net(sold))
        .select_from(sold.outerjoin(about, same_moment(sold, about))).where(*_met(about, where))
        .subquery("each")
    )  # fmt: skip
    grain = (found.c.contacts, found.c.days)
    sums = [func.sum(c).label(c.name) for c in (found.c.sales, found.c.net)]
    return sa.select(*grain, *sums).group_by(*grain)


def touched(company: Company, period: Period, where: Slice) -> sa.Select:
    """Sales with a contact of each use case, and (use_case_id empty) of any: columns use_case_id, sales, net.

    A sale touched by several use cases is in each of their rows: they are never added up.
    """
    sold = _counted(company, period, where).cte("sold")
    hits = _hits(company, sold)
    met = (
        sa.select(*_moment(hits), hits.c.use_case_id).where(hits.c.use_case_id.is_not(None)).distinct().subquery("met")
    )
    each = (
        sa.select(met.c.use_case_id, *_sum(sold)).select_from(sold.join(met, same_moment(sold, met)))
        .group_by(met.c.use_case_id)
    )  # fmt: skip
    anyone = sa.select(*_moment(met)).distinct().subquery("anyone")
    whole = sa.select(sa.cast(None, sa.Text).label("use_case_id"), *_sum(sold)).select_from(
        sold.join(anyone, same_moment(sold, anyone)))  # fmt: skip
    return sa.union_all(each, whole)


def by_currency(company: Company, period: Period, where: Slice) -> sa.Select:
    """The shared money of each currency the sales were made in: columns currency, kind, own (in that currency), net.

    `kind` as in the credit cube. Raises UnknownRule.
    """
    rule = rule_named(company.rule)
    sold = _counted(company, period, where).cte("sold")
    hits = _hits(company, sold, named=rule.ordered, marks=rule.marks)
    found = shares(company, [rule], None, hits)
    kind = sa.case((found.c.use_case_id.is_(None), PERSON), else_=USE_CASE)
    parts = (
        sa.select(*_moment(found), kind.label("kind"), func.sum(found.c[rule.name]).label("weight"))
        .group_by(*_moment(found), kind).subquery("parts")
    )  # fmt: skip
    weight = func.coalesce(parts.c.weight, 1.0)
    grain = (sold.c.currency, func.coalesce(parts.c.kind, NONE).label("kind"))
    shared = [func.sum(sa.cast(to_double(c) * weight, CREDIT)).label(c.name) for c in (sold.c.own, sold.c.net)]
    return sa.select(*grain, *shared).select_from(sold.outerjoin(parts, same_moment(sold, parts))).group_by(*grain)


def sold_in_currency(company: Company, period: Period, where: Slice) -> sa.Select:
    """Net sales of each currency, without a look at contacts: columns currency, own, net, sales, no_rate (left out)."""
    sold = _counted(company, period, where, with_rate=False).subquery("sold")
    left_out = sa.case((sold.c.rate.is_(None), sold.c.is_sale), else_=0)
    return sa.select(
        sold.c.currency, func.sum(sold.c.own).label("own"), func.sum(sold.c.net).label("net"),
        func.sum(sold.c.is_sale).label("sales"), func.sum(left_out).label("no_rate"),
    ).group_by(sold.c.currency)  # fmt: skip


def _counted(company: Company, period: Period, where: Slice, *, with_rate: bool = True) -> sa.Select:
    """The sales and refunds that count for these days and this place: in company money (net) and their own (own)."""
    e, s = entries(company), sales.alias("paid")
    day = e.c.booked_day if company.refunds == "cash" else e.c.day
    wanted = [day.between(period.start, period.end)] + [e.c.rate.is_not(None)] * with_rate
    for dimension in PLACES:
        value = getattr(where, dimension)
        if value is not None:
            column = e.c[DIMENSIONS[dimension]]
            wanted.append(column.is_(None) if value == WITHOUT else column == value)
    net = (e.c.gross + e.c.refund).label("net")
    return sa.select(
        e.c.party, e.c.sold_s, e.c.sale_id, e.c.is_sale, e.c.rate, s.c.currency, net,
        ratio(e.c.gross + e.c.refund, e.c.rate).label("own"),
    ).select_from(e.join(s, s.c.sale_id == e.c.sale_id)).where(*wanted)  # fmt: skip


def _hits(company: Company, sold: sa.CTE, *, named: bool = True, marks: bool = False) -> sa.CTE:
    wanted = moments(company, sales.c.sale_id.in_(sa.select(sold.c.sale_id)))
    return contacts_before(company, named=named, marks=marks, sold=wanted)


def _moment(rows: sa.FromClause) -> tuple[sa.ColumnElement, sa.ColumnElement]:
    return rows.c.party, rows.c.sold_s


def _state(hits: sa.FromClause, by: str) -> sa.ColumnElement:
    return func.coalesce(hits.c.use_case_id, PEOPLE) if by == "use_case" else func.coalesce(hits.c.channel, WITHOUT)


def _about(hits: sa.CTE, where: Slice) -> sa.Subquery:
    """Each moment's contacts: how many, how old the first is, and whether one of them passes the filter."""
    passes = [_passes(hits.c[DIMENSIONS[d]], v) for d, v in where.filters().items() if d not in PLACES]
    met = func.max(sa.case((sa.and_(sa.true(), *passes), 1), else_=0)).label("met")
    age = (hits.c.sold_s - func.min(hits.c.ts_s)).label("age_s")
    by = _moment(hits)
    return sa.select(*by, func.count().label("contacts"), age, met).group_by(*by).subquery("about")


def _passes(column: sa.ColumnElement, value: str) -> sa.ColumnElement:
    return column.is_(None) if value == WITHOUT else column == value


def _met(about: sa.Subquery, where: Slice) -> list[sa.ColumnElement]:
    return [about.c.met == 1] if where.use_case or where.channel else []


def _sums(sold: sa.CTE, about: sa.Subquery) -> sa.Select:
    days = sa.cast(func.floor(ratio(about.c.age_s, sa.literal(DAY_S))), sa.Integer)
    return sa.select(*_sum(sold), func.sum(about.c.contacts * sold.c.is_sale).label("contacts"),
                     func.sum(days * sold.c.is_sale).label("days"))  # fmt: skip


def _sum(sold: sa.CTE) -> tuple[sa.ColumnElement, sa.ColumnElement]:
    return func.sum(sold.c.is_sale).label("sales"), func.sum(sa.cast(sold.c.net, CREDIT)).label("net")


def _sales_and_net(sold: sa.CTE) -> tuple[sa.ColumnElement, sa.ColumnElement]:
    return sold.c.is_sale.label("sales"), sa.cast(sold.c.net, CREDIT).label("net")

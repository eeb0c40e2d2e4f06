"""Cube of shared credit: what use cases, people's contacts and no contact at all had in the sales of a day."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution import DAY_S, contacts_before, party, same_moment, shares, with_the_one_before
from kpis.attribution_rules import RULES, Rule, rule_named
from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.cubes.sales import sale_entries
from kpis.facts import opportunities, touches
from kpis.sql import CREDIT, in_company_money, to_double

USE_CASE, PERSON, NONE = "use_case", "person", "none"
NO_CONTACT = "(no contact)"


def credits(company: Company, rule: str | None = None, lookback_days: int | None = None) -> sa.Select:
    """Every sale and refund, shared among the contacts before the sale by one rule; the rest has no contact.

    One row per credit day, booked_day, use_case_id, channel (of the contact), market, business_area (of the sale) and
    kind: "use_case", "person" (a contact without a use case) or "none" (no contact in the window; channel
    "(no contact)"). Columns gross, refunds (negative) in company money, each share rounded to 6 decimals before it is
    summed; sales = number of shares of a sale. `day` is the sale's day; with `company.refunds == "cash"` a refund
    counts on its own day. Sales without an exchange rate are left out, as in total sales.
    Raises UnknownRule. Formula: sum over touches of V_s * w_i, with sum of w_i = 1 or no touch at all.
    """
    chosen = rule_named(rule or company.rule)
    found = shares(company, [chosen], lookback_days)
    e, s = entries(company), sa.select(found).where(found.c[chosen.name] > 0).subquery("s")
    weight = func.coalesce(s.c[chosen.name], 1.0)
    grain = (*_grain(company, e), *_contact(s))
    return (
        sa.select(*grain, _share(e.c.gross, weight).label("gross"), _share(e.c.refund, weight).label("refunds"),
                  func.sum(e.c.is_sale).label("sales"))
        .select_from(e.outerjoin(s, same_moment(e, s)))
        .where(e.c.rate.is_not(None))
        .group_by(*grain)
    )  # fmt: skip


def all_rules(company: Company, lookback_days: int | None = None, rules: tuple[str, ...] = tuple(RULES)) -> sa.Select:
    """The net credit of several rules side by side, at the grain of `credits`: one column per rule, in company money.

    The rules answer one question in several ways; their results are compared and never added up. Raises UnknownRule.
    """
    chosen: dict[str, Rule] = {rule.name: rule for rule in map(rule_named, rules)}
    e, s = entries(company), shares(company, list(chosen.values()), lookback_days).alias("s")
    grain = (*_grain(company, e), *_contact(s))
    net = [_share(e.c.gross + e.c.refund, func.coalesce(s.c[name], 1.0)).label(name) for name in chosen]
    return (
        sa.select(*grain, *net).select_from(e.outerjoin(s, same_moment(e, s))).where(e.c.rate.is_not(None))
        .group_by(*grain)
    )  # fmt: skip


def pipeline_credits(company: Company, rule: str | None = None, lookback_days: int | None = None) -> sa.Select:
    """Every deal as it was created, shared among the contacts before it by one rule; the rest has no contact.

    One row per day (created), first_day (of the first snapshot that shows it), use_case_id, channel (of the contact),
    market, business_area (of the deal) and kind as in `credits`. Columns amount (at creation, by the rate of that
    snapshot's day, in company money) and deals (number of shares of a deal). A deal has no time of day: it is created
    in the last second of its day, and the window counts whole days. Use cases + people + no contact = pipeline created;
    deals without an amount or rate are left out of both. Raises UnknownRule.
    """
    chosen = rule_named(rule or company.rule)
    d = _deals(company)
    one = sa.select(d.c.party, d.c.sold_s).where(d.c.party.is_not(None)).distinct().subquery("one")
    hits = contacts_before(company, lookback_days, named=chosen.ordered, marks=chosen.marks,
                           sold=with_the_one_before(company, one), at=_second_of(touches.c.day))  # fmt: skip
    found = shares(company, [chosen], lookback_days, hits)
    s = sa.select(found).where(found.c[chosen.name] > 0).subquery("s")
    grain = (d.c.day, d.c.first_day, d.c.market, d.c.business_area, *_contact(s))
    amount = _share(d.c.amount, func.coalesce(s.c[chosen.name], 1.0))
    return (
        sa.select(*grain, amount.label("amount"), func.count().label("deals"))
        .select_from(d.outerjoin(s, same_moment(d, s))).where(d.c.amount.is_not(None)).group_by(*grain)
    )  # fmt: skip


def _second_of(day: sa.ColumnElement) -> sa.ColumnElement:
    """The first second of a day, counted as if all days were UTC days: only whole days apart matter."""
    return sa.cast(sa.extract("epoch", day), sa.BigInteger)


def _deals(company: Company) -> sa.Subquery:
    """Each deal at the amount of the first snapshot that shows it, and the moment it was created."""
    joined, rate = in_company_money(opportunities, company.currency, "snapshot_day")
    o = opportunities.c
    turn = func.row_number().over(partition_by=(o.source, o.opportunity_id), order_by=o.snapshot_day)
    seen = sa.select(
        o.created_day.label("day"), o.snapshot_day.label("first_day"), o.market, o.business_area,
        sa.cast(o.amount * rate, CREDIT).label("amount"), party(opportunities).label("party"),
        (_second_of(o.created_day) + DAY_S - 1).label("sold_s"), turn.label("turn"),
    ).select_from(joined).subquery("seen")  # fmt: skip
    return sa.select(*seen.c).where(seen.c.turn == 1).subquery("deals")


def entries(company: Company) -> sa.Subquery:
    """Sales and refunds with their moment (party, sold_s): sales of one party in one second share the same contacts."""
    return sa.select(*sale_entries(company, buyers=True).c).subquery("e")


def _grain(company: Company, e: sa.Subquery) -> tuple[sa.ColumnElement, ...]:
    day = e.c.booked_day if company.refunds == "cash" else e.c.day
    return day.label("day"), e.c.booked_day, e.c.market, e.c.business_area


def _contact(s: sa.FromClause) -> tuple[sa.ColumnElement, ...]:
    """Use case and channel of a contact, and what kind it was; a sale without a contact has neither."""
    nobody = s.c.party.is_(None)
    kind = sa.case((nobody, NONE), (s.c.use_case_id.is_(None), PERSON), else_=USE_CASE)
    return s.c.use_case_id, sa.case((nobody, NO_CONTACT), else_=s.c.channel).label("channel"), kind.label("kind")


def _share(amount: sa.ColumnElement, weight: sa.ColumnElement) -> sa.ColumnElement:
    return func.sum(sa.cast(to_double(amount) * weight, CREDIT))


def _contacts(company: Company) -> sa.Select:
    return sa.select(touches.c.day, func.count().label("contacts")).group_by(touches.c.day)


CUBES = (
    Cube("credit", credits, ("touches", "sales", "sale_adjustments", "fx_rates"), booked="booked_day"),
    Cube("pipeline_credit", pipeline_credits, ("touches", "opportunities", "fx_rates"), booked="first_day"),
    Cube("touches", _contacts, ("touches",), cut=Cut.HISTORY),
)  # fmt: skip

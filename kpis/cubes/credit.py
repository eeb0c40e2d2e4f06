"""Cube of shared credit: what use cases, people's contacts and no contact at all had in the sales of a day."""

import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution import party, same_moment, shares
from kpis.attribution_rules import RULES, Rule, rule_named
from kpis.company import Company
from kpis.cubes.cube import Cube, Cut
from kpis.cubes.sales import sale_entries
from kpis.facts import sales, touches
from kpis.sql import CREDIT, to_double

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
    e, s = _entries(company), sa.select(found).where(found.c[chosen.name] > 0).subquery("s")
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
    e, s = _entries(company), shares(company, list(chosen.values()), lookback_days).alias("s")
    grain = (*_grain(company, e), *_contact(s))
    net = [_share(e.c.gross + e.c.refund, func.coalesce(s.c[name], 1.0)).label(name) for name in chosen]
    return (
        sa.select(*grain, *net).select_from(e.outerjoin(s, same_moment(e, s))).where(e.c.rate.is_not(None))
        .group_by(*grain)
    )  # fmt: skip


def _entries(company: Company) -> sa.Subquery:
    """Sales and refunds with the moment they belong to: sales of one party in one second share the same contacts."""
    e, s = sale_entries(company), sales.alias("sold")
    return (
        sa.select(*e.c, party(s).label("party"), s.c.ts_s.label("sold_s"))
        .select_from(e.join(s, s.c.sale_id == e.c.sale_id))
        .subquery("e")
    )


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
    Cube("touches", _contacts, ("touches",), cut=Cut.HISTORY),
)  # fmt: skip

"""The few SQL constructs every cube needs, written so that one definition runs on every engine."""

import sqlalchemy as sa
from sqlalchemy import func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from kpis.facts import fx_rates

CREDIT = sa.Numeric(18, 6)  # a share of money: cast to this before it is summed, so that sums are exact


class to_double(FunctionElement):  # noqa: N801 - reads like a SQL function
    """A number as a double; the only construct that differs between engines."""

    type, inherit_cache, name = sa.Double(), True, "to_double"


@compiles(to_double)
def _cast(element, compiler, **options):
    return compiler.process(sa.cast(element.clauses.clauses[0], sa.Double), **options)


@compiles(to_double, "clickhousedb")
def _clickhouse(element, compiler, **options):
    return f"toFloat64({compiler.process(element.clauses, **options)})"


def ratio(numerator: sa.ColumnElement, denominator: sa.ColumnElement) -> sa.ColumnElement:
    """A quotient that is empty when the denominator is zero; the only way to divide in a cube."""
    return to_double(numerator).op("/", precedence=8, return_type=sa.Double())(to_double(func.nullif(denominator, 0)))


def rates() -> sa.Subquery:
    """One rate per day and currency, should several sources bring one."""
    return (
        sa.select(fx_rates.c.day, fx_rates.c.currency, func.max(fx_rates.c.rate).label("rate"))
        .group_by(fx_rates.c.day, fx_rates.c.currency)
        .subquery("rates")
    )


def rate_of(currency: sa.ColumnElement, rate: sa.ColumnElement, base: str) -> sa.ColumnElement:
    """What one unit of `currency` is worth in the company's money; empty if no rate is known for the day."""
    return sa.case((currency == base, sa.literal(1, sa.Numeric(18, 8))), else_=rate)


def in_company_money(fact: sa.FromClause, base: str, day: str = "day") -> tuple[sa.Join, sa.ColumnElement]:
    """A fact joined to the rate of its own day: the join, and the rate to multiply with."""
    fx = rates()
    joined = fact.outerjoin(fx, sa.and_(fx.c.day == fact.c[day], fx.c.currency == fact.c.currency))
    return joined, rate_of(fact.c.currency, fx.c.rate, base)

"""Where a number should be by now, if it is to reach its goal: the straight path, and how far behind it is."""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpis.company import Company
from kpis.contract import DIMENSIONS
from kpis.elapsed import working_days
from kpis.periods import ONE_DAY, Period, Rhythm, months_later, period_of
from kpis.reading import Better, NoAnswer, Unit
from kpis.registry import Indicator, compute
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts.numbers import Series

LIMIT = 0.10  # a number matters once it is so far behind its path
SUMMED = ("total_sales", "attributed_sales", "revenue")  # their goal is a sum over the whole period
PERIOD = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Pace:
    """A goal, where the straight path to it stands on the last day counted, and where the number is.

    `behind` is how much is missing to the path in the unit of the number (negative = ahead), `money` the same where it
    is money; `share` is it as a share of the path.
    """

    goal: float
    period: str
    path: float
    actual: float
    behind: float
    money: float

    @property
    def share(self) -> float:
        """How far behind, as a share of the path."""
        return self.behind / abs(self.path) if self.path else 0.0

    @property
    def matters(self) -> bool:
        """Is it further behind than the owner's limit?"""
        return self.share > LIMIT


def slice_text(where: Slice) -> str:
    """A filter as goals, notes and decisions keep it: "market=FR,channel=email"; empty = all.

    >>> slice_text(Slice(channel="email", market="FR"))
    'channel=email,market=FR'
    """
    return ",".join(f"{dimension}={value}" for dimension, value in sorted(where.filters().items()))


def slice_of(text: str) -> Slice | None:
    """The filter behind its text; None if it names something that is no dimension.

    >>> slice_of("market=SE"), slice_of("colour=red")
    (Slice(use_case=None, channel=None, market='SE', business_area=None), None)
    """
    pairs = dict(part.strip().split("=", 1) for part in text.split(",") if "=" in part)
    return Slice(**pairs) if set(pairs) <= set(DIMENSIONS) else None


def goal_period(text: str, company: Company) -> Period | None:
    """The days of "2026", "2026-Q4" or "2026-11", by the company's fiscal year; None if it is none of these.

    >>> goal_period("2026-Q4", Company())
    Period(start=datetime.date(2026, 10, 1), end=datetime.date(2026, 12, 31))
    """
    found = PERIOD.fullmatch(text)
    if not found:
        return None
    first = company.fiscal_year_start_month
    start = date(int(found["year"]) - (first > 1), first, 1)  # the fiscal year is called by the year it ends in
    if found["month"]:
        return period_of(date(int(found["year"]), int(found["month"]), 1), Rhythm.MONTH, company)
    if found["quarter"]:
        start = months_later(start, 3 * (int(found["quarter"]) - 1))
    return Period(start, months_later(start, 3 if found["quarter"] else 12) - ONE_DAY)


def goal_for(
    goals: pd.DataFrame, id_: str, where: Slice, day: date, company: Company
) -> tuple[Period, float, str] | None:
    """The goal of an indicator for a filter on a day: the one for the shortest period, and of these the last set."""
    wanted = goals[(goals["indicator"] == id_) & (goals["slice"].fillna("").map(_sorted) == slice_text(where))]
    found = []
    for text, value, set_at in zip(wanted["period"], wanted["value"], wanted["set_at"], strict=True):
        span = goal_period(str(text), company)
        if span and span.start <= day <= span.end and set_at <= pd.Timestamp(day):
            found.append((-span.days, set_at, span, float(value), str(text)))
    return max(found, key=lambda one: one[:2])[2:] if found else None


def _sorted(text: str) -> str:
    return ",".join(sorted(part.strip() for part in text.split(",") if part.strip()))


def pace(series: Series, goals: pd.DataFrame, tables: Tables, *, where: Slice, company: Company) -> Pace | None:
    """How a number stands against the straight path to its goal; None without a goal or a number.

    Sums (sales, revenue): the sum since the goal's period began against the share of its working days that have passed.
    All others: a straight line from the last value before the period began (else from the goal) to the goal.
    """
    now, what = series.now, series.what
    goal = goal_for(goals, what.id, where, now.end, company)
    if (
        goal is None or now.value is None or what.id == "pipeline"
    ):  # a goal of the pipeline is about new deals: see pinned
        return None
    span, value, name = goal
    done = Period(span.start, min(now.end, span.end))
    share = working_days(done, company) / max(working_days(span, company), 1)
    if what.id in SUMMED:
        path, actual = value * share, _sum(what, tables, done, where, company)
    else:
        before = [r.value for r in series.readings if r.end < span.start and r.value is not None]
        start = before[-1] if before else value
        path, actual = start + (value - start) * share, now.value
    if actual is None:
        return None
    behind = path - actual if what.better == Better.HIGHER else actual - path
    return Pace(value, name, path, actual, behind, behind if what.unit == Unit.MONEY else 0.0)


def _sum(what: Indicator, tables: Tables, span: Period, where: Slice, company: Company) -> float | None:
    try:
        return compute(what, tables, period=span, company=company, where=where).value
    except NoAnswer:
        return None

"""Weeks, months and quarters of one company calendar, as spans of whole days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kpis.company import Company


class Rhythm(StrEnum):
    """How often a number is worth reading again."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, order=True)
class Period:
    """A span of days, both ends included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days the span has."""
        return (self.end - self.start).days + 1


ONE_DAY = timedelta(days=1)
MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3}


def months_later(first: date, months: int) -> date:
    """The first day of the month `months` after the month of `first`."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def period_of(day: date, rhythm: Rhythm, company: Company) -> Period:
    """The ISO week, calendar month or fiscal quarter that `day` lies in."""
    if rhythm == Rhythm.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    length = MONTHS[rhythm]
    into = (day.month - company.fiscal_year_start_month) % length
    start = months_later(day.replace(day=1), -into)
    return Period(start, months_later(start, length) - ONE_DAY)


def last_complete(day: date, rhythm: Rhythm, company: Company) -> Period:
    """The last week, month or quarter that has ended on or before `day`."""
    current = period_of(day, rhythm, company)
    return current if current.end == day else previous(current, rhythm, company)


def previous(period: Period, rhythm: Rhythm, company: Company) -> Period:
    """The period just before `period`."""
    return period_of(period.start - ONE_DAY, rhythm, company)


def history(period: Period, rhythm: Rhythm, company: Company, count: int) -> list[Period]:
    """`count` periods ending with `period`, oldest first."""
    periods = [period]
    while len(periods) < count:
        periods.append(previous(periods[-1], rhythm, company))
    return periods[::-1]


def whole_periods(span: Period, rhythm: Rhythm, company: Company) -> Iterator[Period]:
    """The whole weeks, months or quarters that lie inside a span of days, oldest first."""
    current = period_of(span.start, rhythm, company)
    while current.end <= span.end:
        if current.start >= span.start:
            yield current
        current = period_of(current.end + ONE_DAY, rhythm, company)


def trailing(end: date, *, weeks: int = 0, months: int = 0) -> Period:
    """The window of so many weeks or calendar months that ends on `end`.

    Twelve months ending on 31 October start on 1 November of the year before.
    """
    if weeks:
        return Period(end - timedelta(days=7 * weeks - 1), end)
    after = end + ONE_DAY
    if after.day == 1:
        return Period(months_later(after, -months), end)
    start = months_later(end.replace(day=1), -months)
    last = (months_later(start, 1) - ONE_DAY).day
    return Period(start.replace(day=min(end.day, last)) + ONE_DAY, end)

"""How the Target page says days, ranges of days, and roll-outs a week."""

from datetime import date, timedelta

from kpis.target import Reach
from pages.parts.figures import long_day, money, number
from pages.parts.words import plain, say

NEAR = timedelta(days=120)  # further ahead a day of the month would be more exact than what is known


def between(reach: Reach, today: date) -> str:
    """The range in which the target is reached; months when it is far away.

    >>> between(Reach(date(2028, 4, 12), date(2031, 9, 8)), date(2026, 11, 22))
    'between April 2028 and September 2031'
    >>> between(Reach(date(2028, 4, 12), None), date(2026, 11, 22))
    'not before April 2028, and perhaps not within ten years'
    """
    if reach.late is None:
        return say("target.reach.open", early=_month_or_day(reach.early, today))
    near = reach.late - today <= NEAR or (reach.early.year, reach.early.month) == (reach.late.year, reach.late.month)
    show = long_day if near else month
    return say("target.reach.between", early=show(reach.early), late=show(reach.late))


def _month_or_day(day: date, today: date) -> str:
    return long_day(day) if day - today <= NEAR else month(day)


def month(day: date) -> str:
    """A month with its year: "April 2028"."""
    return f"{day:%B %Y}"


def a_week(rate: float) -> str:
    """Roll-outs a week: one decimal, two where it would read as nothing.

    >>> a_week(4.66), a_week(0.19), a_week(0.04)
    ('4.7', '0.2', '0.04')
    """
    return number(rate, 1 if rate >= 0.05 or not rate else 2)


def days_range(low: float, high: float) -> str:
    """A range of person-days or weeks: "127 to 383", "4.5 to 14".

    >>> days_range(126.75, 382.75), days_range(4.5, 14.0)
    ('127 to 383', '4.5 to 14')
    """
    return say("target.range", low=_short(low), high=_short(high))


def _short(value: float) -> str:
    return number(value, 0 if value >= 20 else 1)


def money_range(low: float, high: float, currency: str) -> str:
    """A range of money, safe in a text: a dollar sign is a dollar sign."""
    return plain(say("target.range", low=money(low, currency), high=money(high, currency)))

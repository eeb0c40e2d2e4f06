"""How a value reads on a page, by its unit and as its reader writes: short, one decimal at most, in a person's words."""

from datetime import date

from kpis import sentences
from kpis.periods import Period, Rhythm
from kpis.reading import Reading, Unit
from pages.parts.reader import reader
from pages.parts.words import say

MINUS = "\u2212"  # a real minus sign is as wide as the plus
UNITS = tuple(unit.value for unit in Unit if unit != Unit.MONEY)


def number(value: float, decimals: int = 1) -> str:
    """A plain number: "2.6", "13", "1,234"."""
    return reader().number(value, decimals)


def whole(value: float) -> str:
    """A count: "1,234"."""
    return reader().number(value, 0)


def percent(share: float, decimals: int = 0) -> str:
    """A share as percent: "58 %"."""
    return reader().percent(share, decimals)


def money(amount: float, currency: str) -> str:
    """An amount in two to four figures: "€ 412 k"."""
    return reader().money(amount, currency)


def sentence(reading: Reading, currency: str) -> str:
    """What a reading says in words, numbers as the reader writes them."""
    return sentences.sentence(reading, currency, reader())


def shown(value: float | None, unit: str) -> str:
    """A value as people read it; `unit` as in a reading: a unit's name, or a currency code for money.

    >>> readings = ((414657.8, "EUR"), (0.5416, "share"), (33.98, "points"), (13.0, "person_days"), (None, "EUR"))
    >>> [shown(value, unit) for value, unit in readings]
    ['€ 415 k', '54 %', '+34', '13 days', '–']
    """
    if value is None:
        return "–"
    if unit not in UNITS:
        return money(value, unit).replace("-", MINUS)
    if unit == Unit.SHARE:
        return percent(value).replace("-", MINUS)
    if unit == Unit.POINTS:
        return _signed(number(abs(value), 0), value)
    if unit == Unit.LEVEL:
        return say("figure.level", n=number(value))
    if unit in (Unit.DAYS, Unit.PERSON_DAYS):
        return say("figure.days", n=number(value))
    return number(value, 1 if unit == Unit.RATIO else 0).replace("-", MINUS)


def change(value: float, unit: str) -> str:
    """A difference with its sign; of shares in points, so that nobody reads percent of percent.

    >>> [change(v, u) for v, u in ((-84000, "EUR"), (0.02, "share"), (4.0, "points"), (0.0, "EUR"))]
    ['−€ 84 k', '+2 points', '+4', '€ 0']
    """
    if unit == Unit.SHARE:
        return say("figure.points", n=_signed(number(abs(value) * 100), value))
    text = shown(abs(value), unit).lstrip("+")
    return _signed(text, value) if text != shown(0.0, unit).lstrip("+") else text


def size(value: float, unit: str) -> str:
    """A difference without its sign: "€ 84 k", "2 points".

    >>> size(-84000, "EUR"), size(0.02, "share")
    ('€ 84 k', '2 points')
    """
    if unit == Unit.SHARE:
        return say("figure.points", n=number(abs(value) * 100))
    return shown(abs(value), unit).lstrip("+")


def _signed(text: str, value: float) -> str:
    return ("+" if value > 0 else MINUS if value < 0 else "") + text


def short_period(end: date, rhythm: Rhythm, fiscal_start: int = 1) -> str:
    """A period by its last day, as short as people say it.

    >>> [short_period(date(2026, 9, 30), r) for r in Rhythm]
    ['W40', 'Sep', 'Q3']
    """
    if rhythm == Rhythm.WEEK:
        return f"W{end.isocalendar().week}"
    if rhythm == Rhythm.MONTH:
        return f"{end:%b}"
    return f"Q{(end.month - fiscal_start) % 12 // 3 + 1}"


def long_period(end: date, rhythm: Rhythm, fiscal_start: int = 1) -> str:
    """The same with its year, for tables and tips.

    >>> [long_period(date(2026, 9, 30), r) for r in Rhythm]
    ['Week 40, 2026', 'Sep 2026', 'Q3 2026']
    """
    if rhythm == Rhythm.WEEK:
        year, week, _ = end.isocalendar()
        return say("figure.week", week=week, year=year)
    if rhythm == Rhythm.MONTH:
        return f"{end:%b %Y}"
    year = end.year + (end.month >= fiscal_start > 1)
    return f"{short_period(end, rhythm, fiscal_start)} {year}"


def day_month(day: date) -> str:
    """A day without its year: "22 Nov".

    >>> day_month(date(2026, 11, 2))
    '2 Nov'
    """
    return reader().day(day)


def long_day(day: date) -> str:
    """A day with its year: "2 Nov 2026".

    >>> long_day(date(2026, 11, 2))
    '2 Nov 2026'
    """
    return reader().full_day(day)


def span(period: Period) -> str:
    """A span of days: "16-22 Nov", "28 Dec - 3 Jan".

    >>> span(Period(date(2026, 11, 16), date(2026, 11, 22))), span(Period(date(2026, 12, 28), date(2027, 1, 3)))
    ('16–22 Nov', '28 Dec – 3 Jan')
    """
    first, last = period.start, period.end
    if (first.year, first.month) == (last.year, last.month):
        return reader().span(first, last)
    return f"{day_month(first)} – {day_month(last)}"


def likely(reading: Reading) -> str:
    """The likely range of a reading, or nothing."""
    if reading.low is None or reading.high is None:
        return ""
    return say("figure.likely", low=shown(reading.low, reading.unit), high=shown(reading.high, reading.unit))

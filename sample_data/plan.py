"""The sample company's plan: its places, its calendar and the days on which its story happens."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

MARKETS = ("FI", "SE", "DE", "FR")
MARKET_NAMES = ("Finland", "Sweden", "Germany", "France")
AREAS = ("electronics", "telecom", "services")
AREA_NAMES = ("Electronics", "Telecom", "Services")
CHANNELS = ("email", "web", "social", "telesales", "field_sales")
CHANNEL_NAMES = ("E-mail", "Web", "Social media", "Telesales", "Field sales")
EMAIL, TELESALES, FIELD_SALES = 0, 3, 4
FRANCE, SWEDEN = 3, 1
BASE, SECOND = "EUR", "SEK"
MARKET_CURRENCY = (BASE, SECOND, BASE, BASE)
WEEKS = 130
LOOKBACK_S = 90 * 86_400
EPOCH = date(1970, 1, 1).toordinal()
SMALL = 120_000  # touches of the company as it is shown; other sizes scale its customers and sales
SALES = 12_000
FEWER_SALES = 0.863  # 25 times the sales at 5,000,000 touches, 42 times the contacts


@dataclass(frozen=True)
class Span:
    """The days the sample covers; the story plays in the last complete ISO week on or before `day`."""

    day: date

    @property
    def story(self) -> date:
        """Monday of the story week."""
        return self.day - timedelta(days=(self.day.weekday() + 1) % 7 + 6)

    @property
    def story_end(self) -> date:
        """Sunday of the story week."""
        return self.story + timedelta(days=6)

    @property
    def first(self) -> date:
        """Monday of the first of the 130 weeks."""
        return self.story - timedelta(weeks=WEEKS - 1)

    @property
    def change_day(self) -> date:
        """The Thursday eleven days before the story week, so that two whole weeks show the new consent text in France."""
        return self.story - timedelta(days=11)

    @property
    def holiday_week(self) -> date:
        """Monday of a week with two free days, nine weeks before the story."""
        return self.story - timedelta(weeks=9)

    @property
    def weeks(self) -> int:
        """Weeks with data: 130, and one more when `day` is not a Sunday."""
        return ((self.day - self.first).days // 7) + 1

    @property
    def days(self) -> int:
        """Days with data, the first and the last included."""
        return (self.day - self.first).days + 1

    def week_of(self, day: date) -> int:
        """Index of the week a day lies in; 0 is the first week, -1 and below lie before it."""
        return (day - self.first).days // 7

    def monday(self, week: int) -> date:
        """Monday of the week with this index."""
        return self.first + timedelta(weeks=week)

    def ago(self, weeks: float) -> date:
        """The day that lies this many weeks before the story week's Monday."""
        return self.story - timedelta(days=round(weeks * 7))


@dataclass(frozen=True)
class Plan:
    """What one sample is made of: its days, its size and the seed of its chance."""

    span: Span
    seed: int
    touches: int

    @property
    def scale(self) -> float:
        """How many times the customers and sales of the company as it is shown."""
        return self.touches / SMALL

    @property
    def sales_scale(self) -> float:
        """How many times the sales of the company as it is shown; its money stays the same."""
        return min(self.scale, self.scale**FEWER_SALES)

    @property
    def customers(self) -> int:
        """Number of customers."""
        return max(60, round(9_000 * self.scale))

    def chance(self, theme: str) -> np.random.Generator:
        """A random stream of its own per theme, so that changing one theme leaves the others as they were."""
        return np.random.default_rng([self.seed, self.span.day.toordinal(), self.touches, *theme.encode()])


def epoch_day(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - EPOCH


def day_of(days: int) -> date:
    """The day that lies so many days after 1 January 1970."""
    return date.fromordinal(int(days) + EPOCH)


def months(first: date, last: date) -> list[date]:
    """First days of all months that lie completely between two days."""
    found, start = [], date(first.year, first.month, 1)
    while start <= last:
        following = next_month(start)
        if start >= first and following - timedelta(days=1) <= last:
            found.append(start)
        start = following
    return found


def next_month(first: date) -> date:
    """The first day of the following month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def quarter(day: date) -> tuple[date, date]:
    """First and last day of the calendar quarter a day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, next_month(next_month(next_month(first))) - timedelta(days=1)


def quarters(first: date, last: date) -> list[tuple[date, date]]:
    """All calendar quarters that touch the days between two days."""
    found = [quarter(first)]
    while found[-1][1] < last:
        found.append(quarter(found[-1][1] + timedelta(days=1)))
    return found


def _easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holidays(span: Span) -> list[date]:
    """The company's free days on weekdays: a few feasts, and the two autumn days of the holiday week."""
    free = {span.holiday_week, span.holiday_week + timedelta(days=1)}
    for year in range(span.first.year, span.day.year + 2):
        easter = _easter(year)
        free |= {date(year, 12, 24), date(year, 12, 25), date(year, 12, 26), date(year, 1, 1), date(year, 5, 1)}
        free |= {easter - timedelta(days=2), easter + timedelta(days=1)}
    # the story would drown in a Christmas week: its own week and the one before have no free day
    told = span.story - timedelta(days=7), span.story_end
    return sorted(day for day in free if day.weekday() < 5 and not told[0] <= day <= told[1])

"""Compares a period that still runs with the same number of working days of an earlier one."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kpis.company import Company
from kpis.periods import ONE_DAY, Period, Rhythm, previous


@dataclass(frozen=True)
class SoFar:
    """A period up to a day, and the part of an earlier period to hold it against.

    `part` is None if no day of the earlier period compares. `working_days` have passed of `all_working_days`;
    `part_working_days` is smaller only where the earlier period had fewer in all, which a page has to say.
    """

    period: Period
    working_days: int
    all_working_days: int
    part: Period | None
    part_working_days: int

    @property
    def equal(self) -> bool:
        """Do both sides have the same number of working days?"""
        return self.working_days == self.part_working_days


def working_days(span: Period, company: Company) -> int:
    """How many days from Monday to Friday a span has, without the company's holidays."""
    return int(np.busday_count(span.start, span.end + ONE_DAY, holidays=list(company.holidays)))


def so_far(running: Period, day: date, earlier: Period, company: Company) -> SoFar:
    """The running period up to `day` beside the part of `earlier` with as many working days.

    `day` is the last day that counts, included: the last one with complete data. Days off after the last working day are
    matched as well, so that a Sunday is compared with a Sunday and not with a Friday; once the running period is over,
    whole periods are compared. Raises ValueError if `day` lies before the running period.
    """
    if day < running.start:
        raise ValueError(f"{day} lies before the period that starts on {running.start}")
    span = Period(running.start, min(day, running.end))
    passed, every = working_days(span, company), working_days(running, company)
    part = earlier if span == running else _first_days(earlier, passed, _days_off_at_end(span, company), company)
    return SoFar(span, passed, every, part, working_days(part, company) if part else 0)


def previous_so_far(running: Period, day: date, rhythm: Rhythm, company: Company, count: int = 1) -> list[SoFar]:
    """The running period up to `day` beside each of the `count` periods before it, the latest first."""
    found, earlier = [], running
    for _ in range(count):
        earlier = previous(earlier, rhythm, company)
        found.append(so_far(running, day, earlier, company))
    return found


def _works(day: date, company: Company) -> bool:
    return day.weekday() < 5 and day not in company.holidays


def _days_off_at_end(span: Period, company: Company) -> int:
    off, day = 0, span.end
    while day >= span.start and not _works(day, company):
        off, day = off + 1, day - ONE_DAY
    return off


def _first_days(period: Period, working: int, off: int, company: Company) -> Period | None:
    """The first days of a period with so many working days, and at most so many days off at their end."""
    end, left, free = period.start - ONE_DAY, working, off
    for day in (period.start + timedelta(days=n) for n in range(period.days)):
        if _works(day, company):
            if not left:
                break
            left -= 1
        elif not left:
            if not free:
                break
            free -= 1
        end = day
    return Period(period.start, end) if end >= period.start else None

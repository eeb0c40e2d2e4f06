"""A running period is compared with equal elapsed working days, holidays and weekends counted by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.company import Company
from kpis.elapsed import previous_so_far, so_far, working_days
from kpis.periods import Period, Rhythm, period_of

COMPANY = Company()
LAST_WEEK = Period(date(2026, 11, 9), date(2026, 11, 15))
THIS_WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))  # starts on a Thursday, 22 working days
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))  # starts on a Sunday, 21 working days


def until(day: int, running: Period = THIS_WEEK, earlier: Period = LAST_WEEK, company: Company = COMPANY):
    return so_far(running, date(2026, 11, day), earlier, company)


def test_wednesday_is_compared_with_monday_to_wednesday():
    found = until(18)
    assert (found.period.end, found.working_days, found.all_working_days) == (date(2026, 11, 18), 3, 5)
    assert found.part == Period(date(2026, 11, 9), date(2026, 11, 11))
    assert found.equal


def test_saturday_is_compared_with_a_saturday():
    assert until(20).part.end == date(2026, 11, 13)
    assert until(21).part.end == date(2026, 11, 14)


def test_a_period_that_is_over_is_compared_whole():
    assert until(22).part == LAST_WEEK
    assert until(30).period == THIS_WEEK


def test_a_holiday_last_week_shifts_its_end_by_a_day():
    off = Company(holidays=(date(2026, 11, 10),))
    assert until(18, company=off).part == Period(date(2026, 11, 9), date(2026, 11, 12))


def test_a_holiday_this_week_counts_less_of_last_week():
    off = Company(holidays=(date(2026, 11, 17),))
    found = until(18, company=off)
    assert (found.working_days, found.part.end) == (2, date(2026, 11, 10))


def test_a_shorter_week_before_is_taken_whole_and_said():
    off = Company(holidays=(date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 13)))
    found = until(20, company=off)
    assert (found.part, found.part_working_days, found.equal) == (LAST_WEEK, 2, False)


def test_months_are_compared_by_working_days_not_by_dates():
    """Until Friday 13 November ten working days have passed; October's tenth is Wednesday the 14th."""
    found = until(13, NOVEMBER, OCTOBER)
    assert (found.working_days, found.part.end) == (10, date(2026, 10, 14))


def test_a_month_that_begins_with_a_sunday_has_nothing_to_compare_on_that_day():
    found = until(1, NOVEMBER, OCTOBER)
    assert (found.working_days, found.part, found.part_working_days) == (0, None, 0)


def test_several_weeks_back():
    ends = [found.part.end for found in previous_so_far(THIS_WEEK, date(2026, 11, 17), Rhythm.WEEK, COMPANY, 3)]
    assert ends == [date(2026, 11, 10), date(2026, 11, 3), date(2026, 10, 27)]


def test_a_day_before_the_period_is_a_mistake():
    with pytest.raises(ValueError, match="before the period"):
        until(15)


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@settings(deadline=None)
@given(DAYS, st.sampled_from(list(Rhythm)), st.lists(DAYS, max_size=30), st.sampled_from((1, 4, 7)))
def test_both_sides_have_equal_working_days_unless_the_earlier_period_is_too_short(day, rhythm, holidays, month):
    company = Company(holidays=tuple(holidays), fiscal_year_start_month=month)
    running = period_of(day, rhythm, company)
    (found,) = previous_so_far(running, day, rhythm, company)
    earlier = period_of(running.start - timedelta(days=1), rhythm, company)
    assert found.working_days <= found.all_working_days
    if day < running.end:
        assert found.part_working_days == min(found.working_days, working_days(earlier, company))
    else:
        assert found.part == earlier

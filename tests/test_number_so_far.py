"""Running periods, late rows and changed definitions: like for like, dashed, marked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from data_adapters.health import Freshness, State
from kpis.company import Company
from kpis.periods import Period
from kpis.reading import Reading, Timing, View
from kpis.registry import all_indicators
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts.charts.history import Past, history_rows
from pages.parts.views.so_far import Progress, _known_to, _last_working_day, _one, _said, still_open

SALES = next(what for what in all_indicators() if what.id == "total_sales")
COMPANY = Company()


def sold(*days: str) -> Tables:
    """A sale of 100 on each of these days of November 2026."""
    table = pd.DataFrame({"day": [pd.Timestamp(f"2026-11-{day}") for day in days]})
    table = table.assign(booked_day=table["day"], market="FR", business_area="B2B", gross=100.0, refunds=0.0, sales=1.0,
                         excluded=0.0)  # fmt: skip
    return Tables({"sales": table})


def progress(today: date, reach: date | None = None, *days: str) -> Progress:
    days = days or ("16", "17", "18", "19", "20", "23", "24", "25")
    return _one(SALES, sold(*days), COMPANY, Slice(), today, reach)


def test_half_a_week_is_compared_with_as_many_working_days_of_the_week_before():
    """On Wednesday two days are over: Monday and Tuesday against Monday and Tuesday, 200 and 200."""
    found = progress(date(2026, 11, 25))
    assert (found.now.value, found.then.value) == (200.0, 200.0)
    assert found.both.period == Period(date(2026, 11, 23), date(2026, 11, 24))
    assert found.both.part == Period(date(2026, 11, 16), date(2026, 11, 17))


def test_a_holiday_is_no_working_day():
    """With Monday 23 off, only Tuesday is over on Wednesday, and it is held against Monday 16 alone."""
    free = Company(holidays=(date(2026, 11, 23),))
    found = _one(SALES, sold("16", "17", "24"), free, Slice(), date(2026, 11, 25), None)
    assert (found.both.working_days, found.both.part_working_days) == (1, 1)
    assert (found.now.value, found.then.value) == (100.0, 100.0)


def test_days_that_are_not_loaded_yet_do_not_count_as_days_without_sales():
    """On Friday with rows up to Tuesday: two days against two, not four against four."""
    found = progress(date(2026, 11, 27), date(2026, 11, 24))
    assert (found.both.working_days, found.now.value, found.then.value) == (2, 200.0, 200.0)


def test_a_week_of_which_no_day_is_over_has_no_number():
    found = progress(date(2026, 11, 23))
    assert (found.both, found.now) == (None, None)
    assert [*_said(COMPANY, SALES, found)] == ["Week 48, 2026 begins on 23 Nov 2026; no day of it is over yet."]


def test_what_is_said_of_a_running_week():
    assert " ".join(_said(COMPANY, SALES, progress(date(2026, 11, 25)))) == (
        "Week 48, 2026 so far, 2 of 5 working days: € 200. After as many working days of the one before it was the same."
    )
    fewer = progress(date(2026, 11, 25), None, "16", "23", "24")
    assert "it was € 100 (+€ 100)." in " ".join(_said(COMPANY, SALES, fewer))


@pytest.mark.parametrize(("last", "loaded", "known"), [
    (date(2026, 11, 18), datetime(2026, 11, 23, 6, tzinfo=UTC), date(2026, 11, 22)),  # nothing was sold on quiet days
    (date(2026, 11, 23), datetime(2026, 11, 23, 18, tzinfo=UTC), date(2026, 11, 23)),
])  # fmt: skip
def test_a_table_is_known_up_to_its_last_row_and_the_day_before_its_load(last, loaded, known):
    assert _known_to(Freshness("sales", "crm", State.FRESH, last_day=last, last_success=loaded), COMPANY) == known


def reading(day: int, value: float | None) -> Reading:
    end = date(2026, 11, day)
    return Reading("total_sales", View.TOP_LINE, Timing.LAGGING, "EUR", end - timedelta(days=6), end, value)


def test_the_last_working_day_of_a_week_is_friday_or_before_a_holiday():
    week = reading(22, 1.0)
    assert _last_working_day(week, COMPANY) == date(2026, 11, 20)
    assert _last_working_day(week, Company(holidays=(date(2026, 11, 20),))) == date(2026, 11, 19)


@pytest.mark.parametrize(("firm", "loose"), [
    (date(2026, 11, 22), 0), (date(2026, 11, 20), 0),  # Friday is the last working day of the week
    (date(2026, 11, 19), 1), (date(2026, 11, 13), 1), (date(2026, 11, 12), 2), (None, 0),
])  # fmt: skip
def test_weeks_with_a_working_day_that_may_still_change_are_counted(firm, loose):
    assert still_open((reading(8, 1.0), reading(15, 1.0), reading(22, 1.0)), firm, COMPANY) == loose


PAST = Past([reading(8, 10.0), reading(15, 20.0), reading(22, 30.0)], ["10", "20", "30"], ["W45", "W46", "W47"])


def drawn(past: Past) -> dict[str, list[float]]:
    rows = history_rows(past)
    return {name: rows.loc[rows["layer"] == name, "value"].dropna().tolist() for name in rows["layer"].unique()}


def test_a_week_whose_rows_still_come_in_is_dashed_and_hollow():
    firm, loose = drawn(PAST), drawn(replace(PAST, unfinished=1))
    assert (firm["past"], firm["now"]) == ([10.0, 20.0, 30.0], [30.0]) and "tail" not in firm
    assert (loose["past"], loose["tail"], loose["early"]) == ([10.0, 20.0], [20.0, 30.0], [30.0])
    assert "now" not in loose


def test_a_loose_week_and_the_running_one_are_one_dashed_line():
    both = drawn(replace(PAST, unfinished=1, tail=(reading(29, 5.0), "5", "W48, so far")))
    assert both["tail"] == [20.0, 30.0, 5.0] and both["open"] == [5.0]


def test_a_changed_definition_is_a_mark_within_the_chart():
    changes = [(date(2020, 1, 6), "long ago"), (date(2026, 11, 9), "a became b"), (date(2026, 11, 30), "since the last")]
    rows = history_rows(replace(PAST, changes=changes))
    marks = rows[rows["layer"] == "change"]
    assert marks["shown"].tolist() == ["a became b", "since the last"]
    assert marks["day"].dt.date.tolist() == [date(2026, 11, 9), date(2026, 11, 22)]  # the newest at the edge

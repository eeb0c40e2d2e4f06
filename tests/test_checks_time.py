"""Instants and days: clock changes, the company's zone, and what follows from what."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_adapters.lake.zones import zone_of
from kpis.company import Company
from kpis.facts import leads, sales, touches
from tests.checks_files import TOUCH, checked, reasons

SALE = {"sale_id": "s1", "amount": "1", "currency": "EUR"}


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(("text", "instant"), [
    ("2026-10-01T08:00:00Z", "2026-10-01T08:00:00+00:00"), ("2026-10-01 08:00:00+02:00", "2026-10-01T06:00:00+00:00"),
    ("2026-10-01T08:00+0200", "2026-10-01T06:00:00+00:00"), ("2026-10-01 08:00", "2026-10-01T06:00:00+00:00"),
    ("2026-01-15T08:00:00.999", "2026-01-15T07:00:00+00:00"),
    ("2026-01-15 08:00:00.123456789 UTC", "2026-01-15T08:00:00+00:00"),
    ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00+00:00"),
    ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00+00:00"),
    ("2026-03-29T01:59:59", "2026-03-29T00:59:59+00:00"), ("2026-03-29T03:00:00", "2026-03-29T01:00:00+00:00"),
    ("1790841600", "2026-10-01T08:00:00+00:00"), ("1790841600.0", "2026-10-01T08:00:00+00:00"),
])  # fmt: skip
def test_instant_is_read_in_its_zone_or_in_the_zone_of_the_company(text, instant):
    result = checked(touches, TOUCH | {"ts": text})
    assert reasons(result) == []
    assert result.good["ts_s"].to_pylist() == [seconds(instant)]


@pytest.mark.parametrize(("text", "rule"), [
    ("2026-03-29T02:30:00", "clock_gap"), ("2026-10-25T02:00:00", "clock_overlap"),
    ("2026-10-25 02:59:59", "clock_overlap"),
    ("1790841600000", "milliseconds"), ("1790841600000000", "microseconds"), ("1790841600000000000", "nanoseconds"),
    ("1790841600.5", "not_an_instant"), ("12", "instant_out_of_range"), ("2026-02-30T08:00:00Z", "impossible_day"),
    ("2026-10-01T25:00:00Z", "not_an_instant"), ("03/04/2026 08:00", "ambiguous_day"),
    ("2026-10-01", "day_without_time"),
    ("2026-11-22T23:00:00Z", "future_instant"), ("soon", "not_an_instant"), ("Total", "total_row"),
])  # fmt: skip
def test_instant_that_cannot_be_read_in_one_way_is_set_aside(text, rule):
    assert reasons(checked(touches, TOUCH | {"ts": text})) == [(2, "ts", rule)]


def test_time_stamp_day_first_is_read_in_the_order_of_the_file():
    rows = TOUCH | {"ts": "03/04/2026 17:30"}, TOUCH | {"touch_id": "t2", "ts": "3/4/2026 5:30 PM"}
    result = checked(touches, *rows, day_order="dmy")
    assert result.good["ts_s"].to_pylist() == [seconds("2026-04-03T15:30:00+00:00")] * 2  # 17:30 in Berlin in April


def test_day_follows_from_the_instant_in_the_zone_of_the_company():
    late = TOUCH | {"ts": "2026-10-01T22:30:00Z"}  # half past midnight in Berlin
    assert checked(touches, late).good["day"].to_pylist() == [date(2026, 10, 2)]
    assert checked(touches, late, company=Company()).good["day"].to_pylist() == [date(2026, 10, 1)]


@pytest.mark.parametrize(("table", "row", "instant"), [(touches, TOUCH | {"ts": None}, "2026-10-25T00:00:00+02:00"),
                                                       (sales, SALE, "2026-10-25T23:59:59+01:00")])  # fmt: skip
def test_contact_counts_from_the_first_second_of_its_day_and_sale_to_the_last(table, row, instant):
    result = checked(table, row | {"day": "2026-10-25"})  # the day has 25 hours
    assert result.good["ts_s"].to_pylist() == [seconds(instant)]


def test_day_of_a_sale_signed_today_is_not_the_future():
    assert reasons(checked(sales, SALE | {"day": "2026-11-22"})) == []


def test_midnight_that_the_clock_skips_starts_at_the_first_second_there_is():
    beirut = Company(time_zone="Asia/Beirut")  # 29 March 2026 starts at 01:00 there
    result = checked(touches, TOUCH | {"ts": None, "day": "2026-03-29"}, company=beirut)
    assert result.good["ts_s"].to_pylist() == [seconds("2026-03-29T01:00:00+03:00")]


def test_midnight_that_happens_twice_starts_at_the_first_one():
    havana = Company(time_zone="America/Havana")  # 1 November 2026: 00:00 to 01:00 comes twice
    result = checked(touches, TOUCH | {"ts": None, "day": "2026-11-01"}, company=havana)
    assert result.good["ts_s"].to_pylist() == [seconds("2026-11-01T00:00:00-04:00")]


def test_faulty_instant_beside_an_empty_day_is_one_flaw():
    fine = TOUCH | {"touch_id": "t2", "day": "2026-10-01"}
    assert reasons(checked(touches, TOUCH | {"ts": "soon", "day": ""}, fine)) == [(2, "ts", "not_an_instant")]


@pytest.mark.parametrize(("day", "rules"), [("2026-10-02", []), ("2026-09-30", []), ("2026-10-03", ["day_disagrees"])])
def test_day_may_be_one_day_off_its_instant(day, rules):
    assert [rule for *_, rule in reasons(checked(touches, TOUCH | {"day": day}))] == rules


def test_row_without_any_date_is_told_once():
    assert reasons(checked(touches, TOUCH, TOUCH | {"touch_id": "t2", "ts": ""})) == [(3, "day", "blank")]


def test_row_takes_the_instant_where_it_has_one_and_the_day_elsewhere():
    result = checked(touches, TOUCH | {"day": ""}, TOUCH | {"touch_id": "t2", "ts": "", "day": "2026-10-01"})
    expected = [seconds("2026-10-01T08:00:00+00:00"), seconds("2026-10-01T00:00:00+02:00")]
    assert result.good["ts_s"].to_pylist() == expected


def test_two_columns_with_other_instants_are_set_aside():
    assert reasons(checked(touches, TOUCH | {"ts_s": "1790841601"})) == [(2, "ts", "instants_disagree")]


def test_instants_of_a_lead_may_be_texts():
    lead = {"lead_id": "l1", "created_day": "2026-10-01", "handed_at_s": "2026-10-01T08:00:00Z"}
    assert checked(leads, lead).good["handed_at_s"].to_pylist() == [1790841600]


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC",
         "Asia/Beirut"]  # fmt: skip
SPAN = st.integers(seconds("1991-01-01T00:00:00+00:00"), seconds("2060-01-01T00:00:00+00:00"))


@settings(deadline=None, max_examples=300)
@given(name=st.sampled_from(ZONES), second=SPAN)
def test_clock_agrees_with_the_time_zone_database(name, second):
    zone = zone_of(name, 1990, 2100)
    wall = datetime.fromtimestamp(second, ZoneInfo(name)).replace(tzinfo=UTC)
    local = zone.local(np.array([second]))
    assert local[0] == int(wall.timestamp())
    back, skipped, twice = zone.utc(local)
    assert not skipped[0]
    assert back[0] == second or twice[0]


@settings(deadline=None, max_examples=200)
@given(name=st.sampled_from(ZONES), minute=st.integers(0, 366 * 24 * 60))
def test_skipped_and_double_clock_times_agree_with_the_time_zone_database(name, minute):
    wall = datetime(2026, 1, 1) + timedelta(minutes=minute)
    early, late = (wall.replace(tzinfo=ZoneInfo(name), fold=fold).utcoffset() for fold in (0, 1))
    _, skipped, twice = zone_of(name, 1990, 2100).utc(np.array([int(wall.replace(tzinfo=UTC).timestamp())]))
    assert (bool(skipped[0]), bool(twice[0])) == (early < late, early > late)

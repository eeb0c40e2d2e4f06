"""How figures read on a page, and what a spreadsheet gets."""

import csv
import io
from datetime import date

import pandas as pd
import pytest

from kpis.periods import Rhythm
from kpis.reading import Unit
from pages.parts.csv_out import csv_bytes, csv_text, harmless
from pages.parts.figures import change, long_period, short_period, shown, size


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (414657.8, "EUR", "€ 415 k"),
        (-84000.0, "EUR", "−€ 84 k"),
        (0.0, "EUR", "€ 0"),
        (1.475e6, "USD", "$ 1.48 M"),
        (0.5416, Unit.SHARE, "54 %"),
        (-0.1, Unit.SHARE, "−10 %"),
        (33.98, Unit.POINTS, "+34"),
        (-0.6, Unit.POINTS, "−1"),
        (13.0, Unit.PERSON_DAYS, "13 days"),
        (2.0, Unit.LEVEL, "level 2"),
        (2.64, Unit.RATIO, "2.6"),
        (4.0, Unit.COUNT, "4"),
        (None, "EUR", "–"),
    ],
)
def test_a_value_reads_by_its_unit(value, unit, text):
    assert shown(value, unit) == text


def test_a_change_of_a_share_is_said_in_points_not_in_percent_of_percent():
    assert change(0.02, Unit.SHARE) == "+2 points"
    assert change(-0.096, Unit.SHARE) == "−9.6 points"
    assert size(-0.02, Unit.SHARE) == "2 points"


def test_a_change_carries_its_sign_and_nothing_carries_none():
    assert change(12000.0, "EUR") == "+€ 12 k"
    assert change(-12000.0, "EUR") == "−€ 12 k"
    assert change(0.0, "EUR") == "€ 0"


def test_a_fiscal_year_is_called_by_the_year_it_ends_in():
    end = date(2026, 9, 30)
    assert short_period(end, Rhythm.QUARTER, 7) == "Q1"
    assert long_period(end, Rhythm.QUARTER, 7) == "Q1 2027"
    assert long_period(end, Rhythm.QUARTER) == "Q3 2026"


def test_the_first_days_of_a_year_may_belong_to_the_last_week_of_the_year_before():
    assert long_period(date(2027, 1, 3), Rhythm.WEEK) == "Week 53, 2026"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =HYPERLINK(1)"])
def test_no_text_runs_as_a_formula(cell):
    assert harmless(cell) == "'" + cell


def test_numbers_stay_numbers_and_unknown_stays_empty():
    rows = pd.DataFrame({"name": ["a", "=b"], "value": [-1.5, None], "day": pd.to_datetime(["2026-11-22", None])})
    read = list(csv.reader(io.StringIO(csv_text(rows, definition="What\nit is", where="market=FR"))))
    assert read == [["name", "value", "day", "definition", "slice"],
                    ["a", "-1.5", "2026-11-22", "What it is", "market=FR"],
                    ["'=b", "", "", "What it is", "market=FR"]]  # fmt: skip


def test_a_spreadsheet_reads_the_letters_right():
    assert csv_bytes(pd.DataFrame({"a": ["Malmö"]})).decode("utf-8-sig").splitlines()[1].startswith("Malmö")

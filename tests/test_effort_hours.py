"""Loaded time without hours of a person-day takes those the company set for that week."""

import pytest

from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.past_loads import past_loads
from data_adapters.records.principal import local_owner

PARAMETERS = "name,value,from_day,market\nhours_per_day,6,2026-04-01,\nhours_per_day,5,2026-04-01,SE\n"
ENTRIES = "entry_id,use_case_id,market,week,minutes{}\nE1,U1,FI,2026-02-02,480{}\nE2,U1,FI,2026-05-04,480{}\nE3,U1,SE,2026-05-04,480{}\n"


@pytest.fixture
def home(tmp_path):
    yield open_home(tmp_path / "home")
    close_home(tmp_path / "home")


def hours(home, tmp_path, entries):
    for name, text in (("parameters", PARAMETERS), ("effort_entries", entries)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text)
        assert load_file(home, local_owner(), Order(name, path)).run.result == "loaded"
    return home.records.frame("effort_entries").set_index("entry_id")["hours_per_day"].to_dict()


def test_the_parameter_of_the_week_and_place_holds(home, tmp_path):
    assert hours(home, tmp_path, ENTRIES.format("", "", "", "")) == {"E1": 8, "E2": 6, "E3": 5}


def test_a_blank_column_says_nothing(home, tmp_path):
    assert hours(home, tmp_path, ENTRIES.format(",hours_per_day", ",", ",", ",")) == {"E1": 8, "E2": 6, "E3": 5}


def test_hours_in_the_file_win(home, tmp_path):
    assert hours(home, tmp_path, ENTRIES.format(",hours_per_day", ",7", ",7", ",7")) == {"E1": 7, "E2": 7, "E3": 7}


def test_blank_cells_beside_filled_ones_take_the_parameter_and_the_load_says_so(home, tmp_path):
    mixed = ENTRIES.format(",hours_per_day", ",7.5", ",", ", ")
    assert hours(home, tmp_path, mixed) == {"E1": 7.5, "E2": 6, "E3": 5}
    assert "hours_per_day is empty in 2 of 3 rows: 5, 6 hours taken (your parameter of the week)" in told(home)


def test_without_a_parameter_eight_hours_are_taken_and_said(home, tmp_path):
    path = tmp_path / "time.csv"
    path.write_text(ENTRIES.format(",hours_per_day", ",7.5", ",", ",7"))
    run = load_file(home, local_owner(), Order("effort_entries", path)).run
    assert home.records.frame("effort_entries").set_index("entry_id")["hours_per_day"].to_dict() == {"E1": 7.5, "E2": 8, "E3": 7}
    assert run.notes[-1] == "hours_per_day is empty in 1 of 3 rows: 8 hours taken (no parameter is set, so 8)"


def told(home):
    return " ".join(note for load in past_loads(home) for note in load.notes)

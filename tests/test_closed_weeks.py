"""Closed weeks: nothing changes them, who can open them is said, and a correction is a new entry that counts from its day."""

from datetime import UTC, date, datetime

import pytest

from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.records import problems, services
from data_adapters.records.closing import closings
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.services.effort_week import WeekCell
from data_adapters.undoing import undo
from kpis.building import effort_until
from kpis.periods import Period
from kpis.rollouts import go_lives
from kpis.team_week import minutes_by_line
from tests.stores import sqlite_records as records  # noqa: F401 - fixture

OWNER = local_owner()
OLD, CLOSED, NOW = date(2026, 10, 5), date(2026, 10, 26), date(2026, 11, 16)
PLACE = {"market": "FR", "business_area": "retail"}


def fill(records):
    """One use case that went live in October, with time before and after; all weeks to 26 October are closed."""
    records.clock = lambda: datetime(2026, 11, 20, 12, tzinfo=UTC)
    services.save_use_case(records, OWNER, {"use_case_id": "u1", "name": "Cart reminder"}, request_id="u1")
    services.set_status(records, OWNER, "u1", "building", **PLACE, day=date(2026, 9, 1), request_id="s1")
    services.set_status(records, OWNER, "u1", "live", **PLACE, day=date(2026, 10, 14), request_id="s2")
    for n, week in enumerate((OLD, NOW)):
        services.log_effort(records, OWNER, "u1", week, 960, **PLACE, request_id=f"e{n}")
    services.close_period(records, Principal("ana", "Ana", frozenset({"management"})), CLOSED, "reported", request_id="c")
    return records


@pytest.fixture
def company(records):  # noqa: F811
    return fill(records)


def entry(company, week):
    rows = company.frame("effort_entries")
    return rows[(rows["week"] == str(week)) & rows["supersedes"].isna()]["entry_id"].iloc[0]


WRITES = {
    "log": lambda c: services.log_effort(c, OWNER, "u1", OLD, 60, **PLACE, request_id="w"),
    "team week": lambda c: services.save_week(c, OWNER, OLD, [WeekCell("u1", 60, **PLACE)], request_id="w"),
    "take away": lambda c: services.save_week(c, OWNER, OLD, [WeekCell("u1", 0, **PLACE)], request_id="w"),
    "own week": lambda c: services.save_my_week(c, OWNER, OLD, [WeekCell("u1", 60, **PLACE)], request_id="w"),
    "move": lambda c: services.correct_effort(c, OWNER, entry(c, NOW), week=OLD, request_id="w"),
}


@pytest.mark.parametrize("way", WRITES)
def test_no_way_of_writing_changes_a_closed_week(company, way):
    before = company.frame("effort_entries", trace=True)
    with pytest.raises(problems.InvalidEntry, match="Ana closed all weeks up to week 44 .* An admin can open it") as said:
        WRITES[way](company)
    assert said.value.rule == "closed_week" and company.frame("effort_entries", trace=True).equals(before)


def test_the_same_cells_again_and_open_weeks_are_no_change(company):
    services.save_week(company, OWNER, OLD, [WeekCell("u1", 960, **PLACE)], request_id="same")
    services.save_week(company, OWNER, NOW, [WeekCell("u1", 480, **PLACE)], request_id="now")
    assert sorted(company.frame("effort_entries")["minutes"]) == [480, 960]


def test_a_correction_of_a_closed_week_is_a_new_entry_of_this_week_that_counts_from_then_on(company):
    services.correct_effort(company, OWNER, entry(company, OLD), minutes=480, note="half was u2", request_id="w")
    rows = company.frame("effort_entries")
    late = rows[rows["supersedes"].notna()].iloc[0]
    assert (str(late["week"].date()), late["minutes"], late["kind"]) == ("2026-11-16", 480, "build")
    lives = go_lives(company.frame("use_case_events"), NOW)
    then = effort_until(rows, lives, Period(date(2026, 1, 1), date(2026, 10, 31)))
    now = effort_until(rows, lives, Period(date(2026, 1, 1), date(2026, 11, 20)))
    assert (then.builds, then.total) == ({"u1": 2.0}, 2.0)  # October reads as reported
    assert (now.builds, now.total) == ({"u1": 1.0}, 3.0)  # one day corrected, and two of upkeep
    assert minutes_by_line(rows, NOW) == {("u1", "FR", "retail", None, None, None): 960}  # no work of this week


def test_an_entry_is_corrected_once_and_then_its_correction(company):
    services.correct_effort(company, OWNER, entry(company, OLD), minutes=480, request_id="w")
    with pytest.raises(problems.InvalidEntry, match="was corrected in the week of 2026-11-16 already"):
        services.correct_effort(company, OWNER, entry(company, OLD), minutes=300, request_id="w2")
    late = company.frame("effort_entries").dropna(subset="supersedes")["entry_id"].iloc[0]
    services.correct_effort(company, OWNER, late, minutes=300, request_id="w3")
    assert company.frame("effort_entries").dropna(subset="supersedes")["minutes"].tolist() == [300]


def test_the_week_s_grid_leaves_a_correction_alone(company):
    services.correct_effort(company, OWNER, entry(company, OLD), minutes=480, request_id="w")
    services.save_week(company, OWNER, NOW, [WeekCell("u1", 0, **PLACE)], request_id="none")
    assert company.frame("effort_entries")["supersedes"].notna().sum() == 1


def test_weeks_are_opened_from_one_on_and_what_happened_stays_on_record(company):
    services.reopen_period(company, OWNER, date(2026, 10, 19), "a sheet was missing", request_id="o")
    now, first = closings(company)
    assert (now.until, now.reopened_at) == (date(2026, 10, 12), None)
    assert (first.until, first.reopened_by, first.reopened_because) == (CLOSED, "Owner", "a sheet was missing")
    services.log_effort(company, OWNER, "u1", date(2026, 10, 19), 60, **PLACE, request_id="in")
    with pytest.raises(problems.InvalidEntry, match="Week 41 of 2026 is closed"):
        WRITES["log"](company)


@pytest.mark.parametrize(("week", "words"), [(date(2026, 10, 27), "did you mean 2026-10-26"), (NOW, "is not over yet"),
                                             (CLOSED, "are closed already")])  # fmt: skip
def test_only_a_finished_later_week_is_closed(company, week, words):
    with pytest.raises(problems.InvalidEntry, match=words):
        services.close_period(company, OWNER, week, "reported", request_id="again")


def test_closing_beside_somebody_else_is_a_conflict(company):
    with pytest.raises(problems.Conflict):
        services.close_period(company, OWNER, date(2026, 11, 2), "reported", request_id="w", expected_version=0)


@pytest.fixture
def home(tmp_path):
    opened = open_home(tmp_path / "home")
    yield opened
    close_home(tmp_path / "home")


def load(home, tmp_path, minutes, week=OLD):
    path = tmp_path / f"{minutes}.csv"
    path.write_text(f"entry_id,use_case_id,market,business_area,week,minutes\nf1,u1,FR,retail,{week},{minutes}\n")
    return load_file(home, OWNER, Order("effort_entries", path)).run


def test_a_file_and_its_undo_change_no_closed_week(home, tmp_path):
    fill(home.records)
    services.reopen_period(home.records, OWNER, OLD, "a late sheet", request_id="open")
    run = load(home, tmp_path, 120)
    services.close_period(home.records, OWNER, CLOSED, "reported", request_id="close")
    with pytest.raises(problems.InvalidEntry, match="is closed"):
        load(home, tmp_path, 240)
    with pytest.raises(problems.InvalidEntry, match="is closed"):
        undo(home, OWNER, run.load_id, "undo")
    assert home.records.frame("effort_entries").set_index("entry_id").loc["f1", "minutes"] == 120
    with pytest.raises(problems.InvalidEntry, match="is closed"):  # it would take f1 out of its closed week
        load(home, tmp_path, 60, week=NOW)

"""The Effort page beside the grid: keep, stop, what is not confirmed, closed weeks and their later corrections."""

import shutil
from datetime import timedelta

import pytest

from data_adapters.records.principal import local_owner
from data_adapters.records.services import close_period, log_effort, record_outcome
from tests.pages_alone import press, run_page, serving, words
from tests.team_homes import LINES, team_folder, week_now  # noqa: F401 - fixture
from tests.test_effort_page import days_stored, opened

OWNER = local_owner()


@pytest.fixture
def home(team_folder, tmp_path, monkeypatch):  # noqa: F811
    """A private copy of the team's home that the pages serve."""
    shutil.copytree(team_folder, tmp_path / "home")
    with serving(tmp_path / "home", monkeypatch) as opened_home:
        yield opened_home


@pytest.fixture
def over(home):
    """The page where U07 in Finland has taken 4 days of 2.5 estimated."""
    log_effort(home.records, OWNER, "U07", week_now(home), 960, market="FI", business_area="retail", request_id="more")
    return opened(home)


def test_one_click_keeps_the_work_and_asks_again_in_four_weeks(home, over):
    press(over, "need_over_U07_FI_retail_1")
    assert "U07 · Finland · retail goes on; it is asked about again in four weeks." in words(over).replace("\\", "")
    said = home.records.frame("decisions").iloc[0]
    assert said["text"] == "Keep building U07 · Finland · retail: 4 days so far, estimate 2.5"
    assert said["check_on"].date() == home.company.today() + timedelta(weeks=4)
    assert not any((b.key or "").startswith("need_over") for b in over.button)
    record_outcome(home.records, OWNER, said["decision_id"], "no", request_id="checked")
    assert any((b.key or "").startswith("need_over") for b in opened(home).button)


def test_one_click_stops_the_work_with_its_reason(home, over):
    press(over, "need_over_U07_FI_retail_2")
    newest = home.records.frame("use_case_events").sort_values("day").iloc[-1]
    assert (newest["status"], newest["reason"]) == ("paused", "Stopped: past its estimate")
    assert "It stands on the list Stop" in words(over)


def test_an_unconfirmed_week_is_said_once_it_is_due(home):
    due = home.company.today().weekday() >= 3  # from Thursday on
    page = opened(home)
    assert ("is not confirmed: no time is on record. Same as the week before?" in words(page)) == due
    assert "is not confirmed" not in words(press(page, "effort_save"))


def last_week(home):
    return week_now(home) - timedelta(weeks=1)


def at_week(monday):
    return run_page("effort", effort_week="{0}-W{1:02}".format(*monday.isocalendar()))


def fold_out(page, key):
    page.session_state[key] = True
    page.run()
    assert not page.exception
    return page


def press_label(page, label):
    next(b for b in page.button if b.label == label).click().run()
    assert not page.exception
    return page


def test_management_closes_weeks_which_then_only_show(home):
    page = fold_out(opened(home), "effort_closing")
    page.selectbox(key="effort_close_week").set_value(last_week(home))
    assert "Say why, in one line" in words(press_label(page, "Close"))
    page.text_input(key="effort_close_why").input("Reported to the board")
    assert f"All weeks up to week {last_week(home).isocalendar().week} are closed." in words(press_label(page, "Close"))
    page = at_week(last_week(home))
    assert "is closed: Owner closed all weeks up to week" in words(page).replace("\\", "")
    assert not any(b.label == "Save week" for b in page.button)
    page = fold_out(page, "effort_closing")
    page.text_input(key="effort_reopen_why").input("A sheet was missing")
    page = press_label(page, "Open again")
    assert "are open again" in words(page) and any(b.label == "Save week" for b in page.button)


def test_a_line_of_a_closed_week_is_corrected_by_a_new_entry(home):
    close_period(home.records, OWNER, last_week(home), "reported", request_id="close")
    page = at_week(last_week(home))
    page.text_input(key="effort_late_days").input("0,5")
    assert "Say why, in a few words." in words(press_label(page, "Save correction"))
    page.text_input(key="effort_late_why").input("Half a day only")
    press_label(page, "Save correction")
    late = home.records.frame("effort_entries").dropna(subset="supersedes").iloc[0]
    assert (late["week"].date(), late["minutes"], late["note"]) == (week_now(home), 240, "Half a day only")
    assert days_stored(home, last_week(home)) == {f"{u}_{m}": 1.0 for u, m in LINES}  # as reported
    rows = [row[:3] for table in page.table for row in table.value.values.tolist()]
    assert ["U01 · Finland · retail", "1 days", "0.5 days"] in rows
    assert "**20 days** on 20 lines" in words(opened(home))  # the correction is no work of this week

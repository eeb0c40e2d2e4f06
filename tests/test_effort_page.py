"""The Effort page: a week filled with the last one, changed, saved, undone; nothing typed is lost or doubled."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data_adapters.records.principal import local_owner
from data_adapters.records.services import log_effort, save_week
from data_adapters.records.services.effort_week import WeekCell
from tests.pages_alone import press, run_page, serving, words
from tests.team_homes import LINES, team_folder, week_now  # noqa: F401 - fixture

OWNER = local_owner()


@pytest.fixture
def home(team_folder, tmp_path, monkeypatch):  # noqa: F811
    """A private copy of the team's home that the pages serve."""
    shutil.copytree(team_folder, tmp_path / "home")
    with serving(tmp_path / "home", monkeypatch) as opened_home:
        yield opened_home


@pytest.fixture
def page(home):
    """The Effort page, run once on the running week."""
    return opened(home)


def opened(home) -> AppTest:
    """The Effort page of a fresh session on the running week."""
    return run_page("effort", effort_week="{0}-W{1:02}".format(*week_now(home).isocalendar()))


def type_days(at: AppTest, **texts: str) -> AppTest:
    """Type into lines named like U07_FI, as the grid reports it: by position."""
    draft = at.session_state["effort_draft"]
    rows = {f"{line.key[0]}_{line.key[1]}": n for n, line in enumerate(draft.lines)}
    edits = {rows[name]: {"days": text} for name, text in texts.items()}
    at.session_state[draft.grid_key] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    return at.run()


def days_stored(home, week=None) -> dict[str, float]:
    """Days on record for a week, by line."""
    rows = home.records.frame("effort_entries")
    rows = rows[rows["week"].dt.date == (week or week_now(home))]
    return {
        f"{u}_{m}": minutes / 480
        for u, m, minutes in zip(rows["use_case_id"], rows["market"], rows["minutes"], strict=True)
    }


def test_the_week_is_filled_with_last_week_and_nothing_is_written_yet(home, page):
    assert "**20 days** on 20 lines; the week before had 20." in words(page)
    assert days_stored(home) == {}


def test_only_save_writes_and_changes_are_said_before(home, page):
    type_days(page, U07_FI="+3", U01_SE="0")
    assert "2 changed: U01 · Sweden · retail 1 → 0; U07 · Finland · retail 1 → 4" in words(page)
    assert "**22 days** on 19 lines" in words(page) and days_stored(home) == {}
    press(page, "effort_save")
    assert "Saved: 10 use cases, 22 days." in words(page)
    stored = days_stored(home)
    assert stored["U07_FI"] == 4.0 and "U01_SE" not in stored and sum(stored.values()) == 22.0


def test_saving_twice_changes_nothing(home, page):
    draft = page.session_state["effort_draft"]
    before_saving = replace(draft, texts={draft.lines[0].key: "2"})
    page.session_state["effort_draft"] = before_saving
    press(page, "effort_save")
    rows = home.records.frame("effort_entries", trace=True)
    press(page, "effort_save")
    assert "Nothing to save" in words(page)
    page.session_state["effort_draft"] = before_saving  # the same request once more, as a second click sends it
    press(page, "effort_save")
    assert "nothing was saved twice" in words(page)
    assert home.records.frame("effort_entries", trace=True).equals(rows)


def test_undo_brings_back_what_was_stored_and_what_was_typed(home, page):
    save_week(home.records, OWNER, week_now(home), [WeekCell("U01", 960, "FI", "retail")], request_id="first")
    page = opened(home)
    type_days(page, U01_FI="0.5")
    press(page, "effort_save")
    assert days_stored(home) == {"U01_FI": 0.5}
    press(page, "effort_undo")
    assert days_stored(home) == {"U01_FI": 2.0}
    assert "1 changed: U01 · Finland · retail 2 → 0.5" in words(page)


def test_undo_is_refused_when_somebody_saved_since(home, page):
    press(page, "effort_save")
    save_week(home.records, OWNER, week_now(home), [WeekCell("U01", 60, "FI", "retail")], request_id="another")
    press(page, "effort_undo")
    assert "Somebody else saved this week first" in words(page) and days_stored(home)["U01_FI"] == 60 / 480


@pytest.mark.parametrize("bad", ["-1", "NaN", "inf", "1e308", "abc", "7:30", "1e-9", "<script>", "=1+1"])
def test_what_is_no_time_is_named_kept_and_nothing_is_saved(home, page, bad):
    type_days(page, U02_FI=bad, U03_FI="2")
    press(page, "effort_save")
    assert "U02 · Finland · retail: “" in words(page) and "Nothing is saved yet" in words(page)
    assert days_stored(home) == {}
    typed = page.session_state[page.session_state["effort_draft"].grid_key]
    assert typed["edited_rows"][2] == {"days": bad}


@pytest.mark.parametrize(
    ("text", "days"), [("1,5", 1.5), ("½", 0.5), ("12h", 1.5), ("90min", 90 / 480), ("+1", 2.0), ("\uff11", 1.0)]
)
def test_times_may_be_typed_as_people_write_them(home, page, text, days):
    press(type_days(page, U02_FI=text), "effort_save")
    assert days_stored(home)["U02_FI"] == days


def test_only_days_can_be_changed_whatever_a_client_sends(home, page):
    draft = page.session_state["effort_draft"]
    page.session_state[draft.grid_key] = {
        "edited_rows": {0: {"row": "U99", "before": "9"}, 1: {"name": "x"}},
        "deleted_rows": [1, 2],
        "added_rows": [],
    }
    press(page.run(), "effort_save")
    assert days_stored(home) == {f"{u}_{m}": 1.0 for u, m in LINES}


def test_a_conflict_shows_both_sides_and_mine_can_be_saved_over_theirs(home, page):
    type_days(page, U01_FI="3", U02_FI="+1")
    save_week(
        home.records,
        OWNER,
        week_now(home),
        [WeekCell("U01", 960, "FI", "retail"), WeekCell("U05", 60, "FI", "retail")],
        request_id="meanwhile",
    )
    press(page, "effort_save")
    assert "Somebody else saved this week" in words(page)
    table = page.table[0].value
    assert table.iloc[0].tolist() == ["U01 · Finland · retail", "3", "2"]
    press(page, "effort_keep_mine")
    assert days_stored(home) == {"U01_FI": 3.0, "U02_FI": 2.0, "U05_FI": 60 / 480}


def test_theirs_can_be_taken(home, page):
    type_days(page, U01_FI="3")
    save_week(home.records, OWNER, week_now(home), [WeekCell("U01", 960, "FI", "retail")], request_id="meanwhile")
    press(press(page, "effort_save"), "effort_take_theirs")
    assert days_stored(home) == {"U01_FI": 2.0} and "changed:" not in words(page)


def test_a_locked_database_says_so_and_keeps_what_was_typed(home, page):
    type_days(page, U01_FI="3")
    sa.event.listen(
        home.records.engine, "checkout", lambda connection, *_: connection.execute("PRAGMA busy_timeout = 50")
    )
    with home.records.writing():
        press(page, "effort_save")
    assert r"Not saved\: somebody else is writing" in words(page) and "What you typed is still here" in words(page)
    press(page, "effort_save")
    assert days_stored(home)["U01_FI"] == 3.0


def test_a_pasted_spreadsheet_is_shown_as_understood_and_put_into_the_grid(home, page):
    press(page, "effort_type")
    page.text_area(key="effort_typed").input(
        "Use case\tMarket\tDays\nU07\tSweden\t2,5\nU01\tFI\t+1\nU99\tFI\t1\nIdea number 3\tFI\t0"
    ).run()
    table = page.table[0].value
    assert [row[1] for row in table.itertuples(index=False)] == [
        r"U07 · Sweden · retail\: 2,5",
        r"U01 · Finland · retail\: \+1",
        "not understood: “U99” is not known",
        r"U03 · Finland · retail\: 0",
    ]
    press(page, "effort_apply")
    assert (
        "3 changed: U01 · Finland · retail 1 → 2; U03 · Finland · retail 1 → 0; U07 · Sweden · retail 1 → 2.5"
        in words(page)
    )
    assert days_stored(home) == {}
    press(page, "effort_save")
    assert days_stored(home)["U07_SE"] == 2.5


def test_the_grid_warns_in_words_before_an_estimate_is_passed(home, page):
    type_days(page, U07_FI="+3")
    assert "U07 · Finland · retail now 7 days, estimate 2.5." in words(
        page
    )  # 1 + 1 last week, 1 + 3 here and 1 in Sweden now


def test_a_second_week_is_stored_apart_and_the_future_is_not_offered(home, page):
    picker = page.selectbox(key="effort_week")
    assert picker.options[0].startswith("Week {1}".format(*week_now(home).isocalendar()))
    last = week_now(home) - timedelta(weeks=1)
    picker.select("{0}-W{1:02}".format(*last.isocalendar())).run()
    press(type_days(page, U01_FI="2"), "effort_save")
    assert days_stored(home, last)["U01_FI"] == 2.0 and days_stored(home) == {}


def test_corrections_stand_in_the_history(home, page):
    press(page, "effort_save")
    press(type_days(page, U01_FI="2", U03_SE="0"), "effort_save")
    page.session_state[f"effort_history_{week_now(home)}"] = True
    rows = page.run().table[0].value
    assert sorted(row[1:] for row in rows.itertuples(index=False, name=None)) == [
        ("owner", "U01 · Finland · retail", "1", "2"),
        ("owner", "U03 · Sweden · retail", "1", "0"),
    ]


def test_one_click_gives_a_use_case_a_backup(home, page):
    assert "**U09 Idea number 9** has no backup owner" in words(page)
    assert [
        b.label for b in page.button if b.key.startswith("need_backup")
    ] == []  # its owner is the only owner there is


def test_one_click_raises_an_estimate_or_pauses_the_work(home, page):
    log_effort(home.records, OWNER, "U07", week_now(home), 960, market="FI", business_area="retail", request_id="more")
    page = opened(home)
    assert "**U07 · Finland · retail** took 4 days, estimate 2.5" in words(page)
    press(page, "need_over_U07_FI_retail_0")
    assert "U07 · Finland · retail is now estimated at 5 days." in words(page)
    newest = home.records.frame("estimates").sort_values("person_days")["person_days"].tolist()
    assert newest[-1] == 5.0 and "took 4 days" not in words(page)


def test_a_home_without_use_cases_says_what_will_appear(tmp_path, monkeypatch):
    with serving(tmp_path / "empty", monkeypatch):
        assert "List your use cases first" in words(run_page("effort"))


def test_a_draft_is_one_value_that_is_replaced_never_changed(home, page):
    draft = page.session_state["effort_draft"]
    assert replace(draft, generation=1).grid_key != draft.grid_key


def test_ones_own_week_is_apart_from_what_others_typed(home, page):
    press(page, "effort_save")
    page.button_group(key="effort_whose").set_value("mine").run()
    assert not page.exception and "the time you typed yourself" in words(page)
    assert "**0 days** on 0 lines" in words(page)
    draft = page.session_state["effort_draft_mine"]
    at = [line.key[:2] for line in draft.lines].index(("U07", "FI"))
    page.session_state[draft.grid_key] = {"edited_rows": {at: {"days": "1.5"}}, "added_rows": [], "deleted_rows": []}
    press(page.run(), "effort_save")
    assert "Saved: 1 use case, 1.5 days." in words(page)
    rows = home.records.frame("effort_entries")
    assert sorted(rows[(rows["use_case_id"] == "U07") & (rows["market"] == "FI")]["minutes"].tolist())[-3:] == [
        480,
        480,
        720,
    ]
    press(page, "effort_undo")
    assert sum(days_stored(home).values()) == 20.0 and home.records.frame("effort_entries")["minutes"].max() == 480

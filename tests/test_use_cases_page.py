"""The Use cases page: what is on it in each state, and that an edit is checked, saved once and not lost to a conflict."""

import shutil

import pytest

from data_adapters.records.principal import local_owner
from data_adapters.records.services import archive_use_case, save_estimate, save_use_case, set_status
from tests.homes import sample_folder  # noqa: F401 - fixture
from tests.pages_alone import press, run_page, serving, words
from tests.team_homes import team_folder  # noqa: F401 - fixture

OWNER = local_owner()


@pytest.fixture
def home(team_folder, tmp_path, monkeypatch):  # noqa: F811
    """A private copy of the team's home that the pages serve."""
    shutil.copytree(team_folder, tmp_path / "home")
    with serving(tmp_path / "home", monkeypatch) as opened:
        yield opened


def stored(home, use_case="U07"):
    """A use case as stored, as a dictionary."""
    rows = home.records.frame("use_cases")
    return rows[rows["use_case_id"] == use_case].to_dict("records")[0]


def widget(at, kind, field):
    """The widget of a field of the edit form."""
    return next(w for w in getattr(at, kind) if w.key and w.key.startswith("uc_") and w.key.endswith(f"_{field}"))


def submit(at, label="Save"):
    """Press the button of the form."""
    next(b for b in at.button if b.label == label).click().run()
    assert not at.exception
    return at


def test_the_portfolio_in_one_sentence_and_its_lists(home):
    said = words(run_page("use_cases"))
    assert "10 use cases: 0 live, 0 live but quiet, 10 in build, 0 planned or ideas. 0 roll-outs are live." in said
    assert "**U09 Idea number 9** has no backup owner" in said
    assert "A ranking appears once use cases have their three values" in said
    assert "Counted once the standard is answered" in said


def test_a_link_to_one_use_case_opens_it(home):
    page = run_page("use_cases", use_case="U07")
    said = words(page)
    assert "Filtered: 1 of 10 use cases." in said and "#### U07 Idea number 7" in said
    assert r"Finland · retail\: ◐ building" in said
    assert "2 days in the first build, estimate 2.5." in said and not page.dataframe


def test_a_filter_that_leaves_nothing_says_so(home):
    assert "No use case fits the filter above." in words(run_page("use_cases", market="Mars"))


def test_an_edit_is_saved_and_said(home):
    page = run_page("use_cases", use_case="U07")
    widget(page, "text_input", "data").input("Calls; contracts")
    widget(page, "text_input", "urgency").set_value("8")
    widget(page, "multiselect", "met").set_value(["data_documented", "from_template"])
    submit(page)
    assert r"Saved: U07 Idea number 7." in words(page)
    row = stored(home)
    assert (row["data"], row["urgency"], row["data_documented"], row["shared_algorithm"]) == (
        "Calls; contracts",
        8.0,
        "yes",
        "no",
    )
    assert row["owner"] == "Ana"  # what was not touched stays


def test_saving_without_a_change_changes_nothing(home):
    before = home.records.frame("use_cases", trace=True)
    page = submit(run_page("use_cases", use_case="U07"))
    assert "Nothing to save" in words(page)
    assert home.records.frame("use_cases", trace=True).equals(before)


def test_a_new_use_case_is_listed_with_the_next_id(home):
    page = run_page("use_cases")
    assert widget(page, "text_input", "use_case_id").value == "U11"
    widget(page, "text_input", "name").input("Cart reminder")
    submit(page)
    assert stored(home, "U11")["name"] == "Cart reminder" and "11 use cases" in words(page)


def test_a_conflict_shows_both_and_keeps_what_only_they_changed(home):
    page = run_page("use_cases", use_case="U07")
    widget(page, "text_input", "owner").input("Carla")
    theirs = {k: v for k, v in stored(home).items() if v == v} | {"owner": "Elin", "action": "Script on the screen"}
    save_use_case(home.records, OWNER, theirs, request_id="meanwhile")
    submit(page)
    assert "Somebody else changed this use case meanwhile" in words(page)
    assert ["Owner", "Carla", "Elin"] in [row for table in page.table for row in table.value.values.tolist()]
    assert widget(page, "text_input", "owner").value == "Carla"  # still there
    press(page, "uc_keep_mine")
    assert (stored(home)["owner"], stored(home)["action"]) == ("Carla", "Script on the screen")


def test_theirs_can_be_taken(home):
    page = run_page("use_cases", use_case="U07")
    widget(page, "text_input", "owner").input("Carla")
    theirs = {k: v for k, v in stored(home).items() if v == v} | {"owner": "Elin"}
    save_use_case(home.records, OWNER, theirs, request_id="meanwhile")
    press(submit(page), "uc_take_theirs")
    assert stored(home)["owner"] == "Elin" and widget(page, "text_input", "owner").value == "Elin"


@pytest.mark.parametrize(
    ("kind", "field", "bad", "told"),
    [
        ("text_input", "name", "Idea NUMBER 8", "is already called"),
        ("text_input", "name", "   ", "must be filled in"),
        ("text_input", "urgency", "11", "is more than 10"),
        ("text_input", "value_top", "-1", "is less than 0"),
        ("text_input", "urgency", "nan", "is not a number"),
        ("text_input", "promised_value", "1,500", "can be 1.5 or 1500"),
        ("text_input", "promised_value", "9" * 40, "is not a"),
        ("text_input", "owner", "x" * 400, "at most 300"),
        ("text_input", "owner", "a\u202eb", "cannot be seen"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(home, kind, field, bad, told):
    before = stored(home)
    page = run_page("use_cases", use_case="U07")
    widget(page, kind, field).set_value(bad)
    submit(page)
    if told:
        assert "Not saved. " in words(page) and told in words(page)
        assert widget(page, kind, field).value in (bad, bad.strip() if isinstance(bad, str) else bad)
    assert str(stored(home)) == str(before)


def test_typed_names_are_shown_letter_by_letter(home):
    row = {k: v for k, v in stored(home).items() if v == v} | {"name": "![x](http://x) <b>*", "data": "$a$ :red[b]"}
    save_use_case(home.records, OWNER, row, request_id="powers")
    said = words(run_page("use_cases", use_case="U07"))
    assert r"#### U07 \!\[x\]\(http\://x\) \<b\>\*" in said and r"\$a\$ \:red\[b\]" in said


def test_a_status_is_set_once(home):
    page = run_page("use_cases", use_case="U07")
    page.selectbox(key="uc_market_U07").select("FI")
    page.selectbox(key="uc_status_of_U07").select("live")
    submit(page, "Set status")
    assert "U07 · Finland · retail is ● live from" in words(page)
    events = home.records.frame("use_case_events")
    assert (events["use_case_id"].eq("U07") & events["status"].eq("live")).sum() == 1
    assert "1 live" in words(page)


def open_part(page, key):
    """Unfold a part that is only drawn when it is open."""
    page.session_state[key] = True
    page.run()
    assert not page.exception
    return page


def test_an_estimate_is_set_again_with_a_reason_and_the_old_one_stays_in_the_history(home):
    page = open_part(run_page("use_cases", use_case="U07"), "uc_estimates_U07")
    page.text_input(key="uc_estimate_days").set_value("8")
    assert "Say why the estimate changes" in words(submit(page, "Save estimate"))
    page.text_input(key="uc_estimate_reason").input("The calls come late")
    assert r"U07 · Finland · retail is estimated at 8 days." in words(submit(page, "Save estimate")).replace("\\", "")
    rows = home.records.frame("estimates", trace=True)
    assert rows[["person_days", "note", "row_version"]].values.tolist() == [[8.0, "The calls come late", 2]]
    assert home.records.frame("estimates")["person_days"].tolist() == [8.0]  # of today: the newest holds


def test_an_estimate_beside_somebody_elses_shows_theirs_first(home):
    page = open_part(run_page("use_cases", use_case="U07"), "uc_estimates_U07")
    page.text_input(key="uc_estimate_days").set_value("8")
    page.text_input(key="uc_estimate_reason").input("The calls come late")
    save_estimate(home.records, OWNER, "U07", 5, market="FI", business_area="retail", note="theirs", request_id="t")
    assert "Somebody else estimated 5 days today: “theirs”" in words(submit(page, "Save estimate"))
    submit(page, "Save estimate")
    assert home.records.frame("estimates")["person_days"].tolist() == [8.0]


def test_an_archived_use_case_leaves_the_lists_keeps_its_days_and_comes_back(home):
    page = run_page("use_cases", use_case="U07")
    assert "It is live or in build in FI, SE; pause or retire it there first." in words(press(page, "uc_archive_U07"))
    for market in ("FI", "SE"):
        set_status(home.records, OWNER, "U07", "paused", market=market, business_area="retail",
                   day=home.company.today(), request_id=f"pause {market}")  # fmt: skip
    page = press(run_page("use_cases", use_case="U07"), "uc_archive_U07")
    said = words(page)
    assert "U07 Idea number 7 is archived." in said and "No use case fits the filter above." in said
    assert "9 use cases: 0 live" in words(run_page("use_cases"))
    assert len(home.records.frame("effort_entries")) == 20  # nothing is deleted
    assert "10 use cases: 0 live" in words(press(page, "uc_archive_undo"))


def test_archived_use_cases_are_listed_with_the_way_back(home):
    for market in ("FI", "SE"):
        set_status(home.records, OWNER, "U07", "retired", market=market, business_area="retail",
                   day=home.company.today(), request_id=f"retire {market}")  # fmt: skip
    archive_use_case(home.records, OWNER, "U07", request_id="away")
    page = open_part(run_page("use_cases"), "uc_archived")
    assert "**U07 Idea number 7**, since" in words(page)
    press(page, "uc_restore_U07")
    assert stored(home)["archived_on"] != stored(home)["archived_on"]  # empty again


def test_a_status_may_say_why_and_the_history_shows_it(home):
    page = run_page("use_cases", use_case="U07")
    page.selectbox(key="uc_market_U07").set_value("FI")
    page.selectbox(key="uc_status_of_U07").set_value("paused")
    page.text_input(key="uc_reason_U07").input("No consent yet")
    submit(page, "Set status")
    rows = [row for table in page.table for row in table.value.values.tolist()]
    assert any(row[1:] == ["Finland · retail", "‖ paused", "No consent yet"] for row in rows)


def test_a_status_without_a_place_names_the_field(home):
    page = run_page("use_cases", use_case="U07")
    submit(page, "Set status")
    assert "Not saved. Market" in words(page)


def test_an_empty_home_says_what_will_appear_and_offers_the_form(tmp_path, monkeypatch):
    with serving(tmp_path / "empty", monkeypatch):
        page = run_page("use_cases")
    assert "No use case is listed yet" in words(page) and widget(page, "text_input", "use_case_id").value == "U01"


def test_the_sample_company_plays_its_story(sample_folder, monkeypatch):  # noqa: F811
    with serving(sample_folder, monkeypatch):
        page = run_page("use_cases")
        said = words(page)
    assert "24 use cases:" in said
    assert "**U10 Newsletter personalisation**: no gain shown" in said  # the test that found nothing
    assert "**U09 Price\\-drop alert** has no backup owner" in said
    assert "U07, U19, U23** share: contracts" in said


def test_without_a_log_of_actions_the_page_says_that_quiet_ones_are_not_known(home):
    set_status(home.records, OWNER, "U01", "live", market="FI", business_area="retail", day=home.company.today(),
               request_id="live")  # fmt: skip
    assert "nobody knows which of them are quiet" in words(run_page("use_cases"))

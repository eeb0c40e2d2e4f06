"""The page Experiments: health of what runs, sizes from own sales, registering, ending, results, and what nobody knows."""

import shutil
import time
from datetime import timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.records.principal import local_owner
from data_adapters.records.services import end_experiment, save_experiment, save_place
from data_adapters.records.services.users import create_user
from tests.homes import sample_folder  # noqa: F401 - fixture
from tests.pages_alone import run_page, serving, words
from tests.server import ROOT
from tests.team_homes import team_folder  # noqa: F401 - fixture

OWNER = local_owner()
RESULT = {"treated_n": 1000, "treated_mean": 60.0, "treated_sd": 8.0, "control_n": 500, "control_mean": 50.0,
          "control_sd": 8.0}  # fmt: skip


@pytest.fixture
def home(team_folder, tmp_path, monkeypatch):  # noqa: F811
    """A private copy of a home with ten use cases and no test, which the pages serve."""
    shutil.copytree(team_folder, tmp_path / "home")
    with serving(tmp_path / "home", monkeypatch) as opened:
        yield opened


def register(home, name="X01", *, begun=10, lasts=40, **more):
    """A test of U01 that began so many days ago."""
    start = home.company.today() - timedelta(days=begun)
    row = {"experiment_id": name, "use_case_id": "U01", "design": "holdout", "unit": "customer", "metric": "revenue",
           "start": start, "planned_end": start + timedelta(days=lasts), "looks": 1} | more  # fmt: skip
    save_experiment(home.records, OWNER, row, request_id=f"register {name} {more}")
    return row


def ended(home, name="X01", *, ago=30, **more):
    """A test of 91 days that ended as planned so many days ago, with a result."""
    row = register(home, name, begun=ago + 90, lasts=90, **RESULT | more)
    end_experiment(home.records, OWNER, name, row["planned_end"], request_id=f"end {name}")


def load(home, tmp_path, table, text):
    path = tmp_path / f"{table}.csv"
    path.write_text(text)
    assert load_file(home, OWNER, Order(table=table, path=path)).run.new


def field(at, kind, name, box="new"):
    """The widget of a field of the form of one test."""
    return next(w for w in getattr(at, kind) if w.key and w.key.startswith(f"exp_{box}_") and w.key.endswith(f"_{name}"))


def submit(at, label):
    next(b for b in at.button if b.label == label).click().run()
    assert not at.exception
    return at


def stored(home, name):
    rows = home.records.frame("experiments")
    return rows[rows["experiment_id"] == name].to_dict("records")[0]


def test_an_empty_home_says_what_a_test_is_and_how_to_begin(tmp_path, monkeypatch):
    with serving(tmp_path / "empty", monkeypatch):
        page = run_page("experiments", exp_plan=True)
    assert "No test is registered yet. A test holds back a few customers" in words(page)
    assert "too few known\\: 0 of the 100 customers a plan needs. Load sales first." in words(page)


def test_a_test_is_registered_checked_saved_once_and_shown(home):
    page = run_page("experiments", exp_register=True)
    submit(page, "Register")
    assert "**Use case**: Choose one, or the whole programme." in words(page)
    field(page, "selectbox", "use_case_id").set_value("U03")
    field(page, "text_input", "treated_share").set_value("80")
    start = field(page, "date_input", "start").value
    field(page, "date_input", "planned_end").set_value(start - timedelta(days=1))
    submit(page, "Register")
    assert "**Planned last day**: The planned end is before the start." in words(page)
    assert home.records.frame("experiments").empty
    field(page, "date_input", "planned_end").set_value(start + timedelta(days=60))
    submit(page, "Register")
    assert "Saved: X01." in words(page) and "**X01 · U03 Idea number 3** · everywhere" in words(page)
    row = stored(home, "X01")
    assert (row["use_case_id"], row["treated_share"], row["looks"]) == ("U03", 0.8, 1)
    assert field(page, "text_input", "experiment_id").value == "X02"  # empty again, for the next one


def test_a_new_test_never_takes_the_place_of_another_one(home):
    page = run_page("experiments", exp_register=True)
    register(home, hypothesis="Theirs")
    field(page, "selectbox", "use_case_id").set_value("U03")
    for _ in range(2):
        submit(page, "Register")
        assert "**Short name**: A test of this name exists already." in words(page)
    assert stored(home, "X01")["hypothesis"] == "Theirs"


def test_a_running_test_shows_its_days_and_next_look_and_never_its_effect(home):
    register(home, begun=10, lasts=40, looks=2, **RESULT)
    said = words(run_page("experiments"))
    assert "Day 11 of 41: 30 days left" in said and "(1 of 2). Until then nothing is shown" in said
    assert "Brings" not in said and "Nobody is assigned yet" not in said


def test_controls_that_were_reached_and_arms_not_as_planned_stand_first(home, tmp_path):
    row = register(home, treated_share=0.5)
    day = row["start"].isoformat()
    units = [f"X01,c{n},{'treated' if n < 300 else 'control'},{day},c{n}" for n in range(500)]
    load(home, tmp_path, "experiment_units", "experiment_id,unit_id,arm,assigned_day,customer_id\n" + "\n".join(units))
    touches = [f"t{n},c{300 + n},{day},U01,email" for n in range(3)] + [f"s{n},c{400 + n},{day},U02,email" for n in range(9)]
    load(home, tmp_path, "touches", "touch_id,customer_id,day,use_case_id,channel\n" + "\n".join(touches))
    said = words(run_page("experiments"))
    assert "300 treated, 200 held out (60 % treated); unit: customer." in said
    assert "**Held\\-out" not in said
    assert "▲ **Held-out customers left alone** – look at this: 3 of 200 controls were reached" in said
    assert "▲ **Arms as large as planned** – look at this" in said
    assert "hidden\\: the arms are not as planned" in said


def test_units_nobody_can_recognise_are_said_to_be_unknown(home, tmp_path):
    row = register(home)
    units = [f"X01,c{n},{'treated' if n < 5 else 'control'},{row['start']}" for n in range(10)]
    load(home, tmp_path, "experiment_units", "experiment_id,unit_id,arm,assigned_day\n" + "\n".join(units))
    said = words(run_page("experiments"))
    assert "○ **Held-out customers left alone** – not known" in said
    assert "○ **Arms as large as planned** – not known: 5 treated and 5 controls; no planned split is registered" in said


def test_a_test_is_ended_and_its_result_read_with_how_sure_it_is(home):
    register(home, begun=60, lasts=59, **RESULT)
    page = run_page("experiments", exp_end_X01=True)
    assert "has passed\\: end the test" in words(page) or "has passed: end the test" in words(page)
    submit(page, "End")
    said = words(page)
    assert "X01 ended on" in said and "Brings € 5.1 k a month extra" in said  # 10 euro x 1,000 in 60 days
    page = run_page("experiments", exp_sure_X01=True)
    said = words(page)
    assert "The range holds the truth in 95 % of such tests; 1,500 units compared." in said
    assert "✓ **Ended as planned** – fine" in said and "○ **Arms as large as planned** – not known" in said


def test_an_early_end_is_said_when_it_is_saved(home):
    register(home, begun=10, lasts=40)
    page = run_page("experiments", exp_end_X01=True)
    assert "Ending because it looks good makes chance look like an effect" in words(page)
    submit(page, "End")
    assert "Ended on no planned look" in words(page)


def test_a_change_of_somebody_else_is_shown_before_it_is_overwritten(home):
    row = register(home, begun=-5)
    page = run_page("experiments", exp_edit_X01=True)
    save_experiment(home.records, OWNER, row | {"hypothesis": "Theirs"}, request_id="theirs")
    page.run()  # something else on the page was clicked meanwhile
    field(page, "text_input", "hypothesis", "X01").set_value("Mine")
    submit(page, "Save")
    assert "Somebody else saved it first" in words(page) and stored(home, "X01")["hypothesis"] == "Theirs"
    assert page.table[0].value.iloc[0].tolist() == ["What do you expect?", "Mine", "Theirs"]
    submit(page, "Save")
    assert stored(home, "X01")["hypothesis"] == "Mine"


def test_saving_without_a_change_changes_nothing(home):
    register(home, begun=-5, treated_share=2 / 3)
    page = run_page("experiments", exp_edit_X01=True)
    submit(page, "Save")
    assert "Nothing was changed." in words(page)


def test_an_old_result_says_its_age_and_in_how_many_markets_it_was_measured(home):
    ended(home, ago=400, market="FI")
    page = run_page("experiments")
    assert "on 1 of 2 markets \\(FI\\), too old to count today. Then\\: Brings" in words(page)


def test_without_a_test_of_the_whole_nothing_is_added_up_and_with_one_the_overlap_is_said(home):
    ended(home)
    ended(home, "X02", use_case_id="U02")
    assert "The 2 single effects are not added up" in words(run_page("experiments"))
    ended(home, "X03", use_case_id=None, treated_mean=55.0)
    said = words(run_page("experiments"))
    assert "25 % of that is left when all run together, so they overlap." in said
    assert "Overlap factor 0.25" in said


def test_a_typed_name_is_shown_letter_by_letter(home):
    save_place(home.records, OWNER, {"dimension": "market", "value": "FI", "label": "*F*"}, request_id="place")
    register(home, market="FI", hypothesis="![x](http://x)")
    said = words(run_page("experiments"))
    assert "\\*F\\*" in said and "\\!\\[x\\]\\(http\\://x\\)" in said


def test_one_broken_table_is_named_and_the_rest_stands(home, tmp_path):
    ended(home)
    load(home, tmp_path, "experiment_units", "experiment_id,unit_id,arm,assigned_day\nX9,a,treated,2026-11-02\n")
    for file in (home.settings.home / "lake" / "experiment_units").glob("*.parquet"):
        file.write_bytes(b"broken")
    with_broken = run_page("experiments")
    said = words(with_broken)
    assert "Cannot be read just now: loaded results of tests" in said and "Brings € 3.3 k a month extra" in said


def test_the_sample_company_reads_from_health_to_what_is_not_measured(sample_folder, monkeypatch):  # noqa: F811
    with serving(sample_folder, monkeypatch):
        page = run_page("experiments", exp_plan=True, exp_open=True, twin_all_tests=True)
    said = words(page)
    assert "7 of 400 controls were reached" in said  # planted in the running test
    assert "Brings € 38 k a month extra" in said and "No gain shown yet\\: between \\-€ 38 k and € 34 k a month" in said
    assert "customers for 26 weeks" in said and "never counted as extra" in said
    assert "U08 Lead scoring – a test is running" in said
    assert len(page.table[1].value) == 8


@pytest.fixture
def logged_in(tmp_path, monkeypatch):
    """An empty home where people log in, with a viewer."""
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    st.cache_resource.clear()
    create_user(open_home().records, OWNER, "vic", ["viewer"], iss="https://login.example", sub="vic", request_id="add")
    yield
    close_home(tmp_path / "home")


def test_a_viewer_sees_everything_and_no_form(logged_in):
    page = AppTest.from_file(ROOT / "pages" / "experiments.py", default_timeout=60)
    page.user = {"is_logged_in": True, "iss": "https://login.example", "sub": "vic", "iat": int(time.time())}
    page.session_state["exp_register"] = True
    page.run()
    assert not page.exception and "Here will stand what each use case really adds" in words(page)
    assert [e.label for e in page.expander] == ["How large must a test be?"]

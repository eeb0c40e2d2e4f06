"""The page about one number: every one opens, its parts are in words, a goal is set once, unknown ones are a list."""

import json
import shutil
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_adapters.frozen import freeze_finished_weeks
from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.schema import frozen_reviews
from data_adapters.records.services.users import create_user
from data_adapters.said_then import said_then
from kpis.company import Company
from kpis.periods import Period, last_complete
from kpis.registry import all_indicators
from pages.parts.texts.number_parts import PARTS
from pages.parts.views.goal_box import periods
from tests.homes import SAMPLE_DAY
from tests.server import ROOT

ISSUER = "https://login.example"
PEOPLE = {"eva": ["management", "programme_manager"], "vic": ["viewer"]}
INDICATORS = {what.id: what for what in all_indicators()}


@pytest.fixture
def home(sample_folder, tmp_path, monkeypatch):
    """A private copy of the sample company with a manager and a viewer."""
    shutil.copytree(sample_folder, tmp_path / "home")
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    st.cache_data.clear()
    for name, roles in PEOPLE.items():
        create_user(open_home().records, local_owner(), name, roles, iss=ISSUER, sub=name, request_id=f"add {name}")
    yield open_home()
    close_home(tmp_path / "home")


def opened(person: str = "eva", opens: tuple[str, ...] = (), **address: str) -> AppTest:
    """The page behind its router in week 47; `opens` are the folds that stand open."""
    at = AppTest.from_file(ROOT / "pages" / "_router.py", default_timeout=120)
    at.user = {"is_logged_in": True, "iss": ISSUER, "sub": person, "iat": int(time.time())}
    for name, value in ({"week": "2026-W47"} | address).items():
        at.query_params[name] = value
    for name in opens:
        at.session_state[name] = True
    at.run()
    at.switch_page("indicator.py").run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    """Everything said on the page."""
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def test_every_number_opens_with_all_its_folds(home):
    for id_, what in INDICATORS.items():
        at = opened(indicator=id_, opens=("one_rows", "one_source", "one_said_then", "set_goal", "one_note"))
        assert not at.error, (id_, words(at))
        assert at.title[0].value == what.name
        assert at.metric and "Goal" in [header.value for header in at.header]
        assert len(at.dataframe) == 1, (id_, words(at))  # the rows behind it


def test_every_part_of_every_number_has_a_name_people_understand(home):
    for what in INDICATORS.values():
        at = opened(indicator=what.id)
        assert "What else it says" in [header.value for header in at.header]
        labels = {row for table in at.table for row in table.value.iloc[:, 0].astype(str)}
        assert not {label for label in labels if "_" in label and label not in PARTS.values()}


def test_the_parts_shown_add_up_to_the_change(home):
    at = opened(indicator="attributed_sales")
    parts = next(table.value for table in at.table if "Change" in table.value.columns)
    whole = parts["Change"].iloc[-1].replace("\u00a0", " ")  # figures do not break in a table
    assert parts.iloc[-1, 0] == "All together"
    assert any(f"= {whole}" in line.replace("\\", "") for line in words(at).splitlines())


def test_a_number_whose_slices_overlap_is_split_use_case_by_use_case_and_refused_by_market(home):
    at = opened(indicator="automation_level")
    said = words(at).replace("\\", "")
    assert "15 use cases live and working before + 0 came in − 1 went out = 14 now." in said
    assert "Counted out of 24 before and 24 now." in said
    assert "Went out: U03 Win-back call list" in said
    at.segmented_control(key="why_by_automation_level").set_value("market").run()
    said = words(at)
    assert "The change cannot be split" in said and "would not add up to the whole" in said


def test_the_middle_of_a_list_is_not_split_but_says_what_came_and_went(home):
    said = words(opened(indicator="development_effort")).replace("\\", "")
    assert "use cases finished or in build before" in said
    assert "The change cannot be split: it is the middle of a list" in said


def test_a_return_is_split_into_margin_and_cost(home):
    at = opened(indicator="roi")
    parts = next(table.value for table in at.table if "Change" in table.value.columns)
    assert set(parts.iloc[:, 0]) == {
        "Proven extra margin",
        "Investments and builds written off",
        "Running cost",
        "All together",
    }
    assert parts["Before"].str.startswith("€").sum() == 3  # each part in its own unit, the whole in percent


def test_an_unknown_number_is_answered_with_the_list_of_all(home):
    at = opened(indicator="pipelin=e")
    assert "There is no number called" in words(at)
    assert len(at.get("page_link")) >= len(INDICATORS)


def test_a_filter_outside_its_dimensions_gives_the_reason_and_no_number(home):
    at = opened(indicator="total_sales", channel="E-mail")
    assert "No number yet: not by channel" in words(at).replace("\\", "")
    assert not at.metric


def test_a_goal_is_saved_once_and_stands_in_the_history(home):
    at = opened(indicator="roi", opens=("set_goal",))
    before = len(home.records.frame("goals"))
    at.text_input(key="goal_roi__value").set_value("25")
    at.text_input(key="goal_roi__reason").set_value("The *board* wants it")
    at.button[0].click().run()
    goals = home.records.frame("goals")
    assert len(goals) == before + 1
    row = goals[goals["indicator"] == "roi"].iloc[-1]
    assert (row["value"], row["reason"], row["author"]) == (0.25, "The *board* wants it", "eva")
    table = next(t.value for t in at.table if "Goal" in t.value.columns)
    assert "25 %" in table["Goal"].tolist() and r"The \*board\* wants it" in table["Reason"].tolist()


def test_the_same_request_twice_saves_one_goal(home):
    at = opened(indicator="roi", opens=("set_goal",))
    before = len(home.records.frame("goals"))
    at.session_state["request_goal_roi_"] = "the same request"
    for _ in range(2):
        at.text_input(key="goal_roi__value").set_value("25")
        at.text_input(key="goal_roi__reason").set_value("Board")
        at.session_state["request_goal_roi_"] = "the same request"
        at.button[0].click().run()
    assert len(home.records.frame("goals")) == before + 1


def test_a_goal_without_value_or_reason_is_asked_for_again(home):
    at = opened(indicator="roi", opens=("set_goal",))
    before = len(home.records.frame("goals"))
    at.button[0].click().run()
    assert "Please fill in the goal and a reason" in words(at)
    assert len(home.records.frame("goals")) == before


def test_a_viewer_sees_goals_but_sets_none_and_sees_no_single_costs(home):
    at = opened("vic", indicator="cost_of_sales", opens=("one_rows",))
    said = words(at)
    assert "Goals are set by management" in said and "not row by row" in said
    assert not at.text_input and not at.dataframe


def test_an_empty_home_says_what_to_load(tmp_path, monkeypatch):
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    create_user(open_home().records, local_owner(), "eva", PEOPLE["eva"], iss=ISSUER, sub="eva", request_id="add")
    said = words(opened(indicator="total_sales")).replace("\\", "")
    close_home(tmp_path / "home")
    assert "No number yet: sales not loaded" in said
    assert "load: sales" in said


def test_a_source_that_cannot_be_read_leaves_the_last_good_value_and_no_code_on_the_page(home, tmp_path):
    home.records.clock = lambda: datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert freeze_finished_weeks(home, local_owner())[-1].end == SAMPLE_DAY
    for part in (tmp_path / "home" / "lake" / "sales").glob("*.parquet"):
        part.write_bytes(b"damaged")
    close_home(tmp_path / "home")
    at = opened(indicator="total_sales", opens=("one_rows",))
    said = words(at).replace("\\", "")
    assert "No number yet: sales cannot be read just now" in said
    assert "Last good value: € 1.46 M for Week 47, 2026" in said
    assert "these rows cannot be read just now" in said
    assert "SELECT" not in said and not at.error
    assert not at.toggle  # nothing so far can be told either


def test_a_changed_definition_is_told_with_the_definition_and_not_compared(home, tmp_path):
    home.records.clock = lambda: datetime(2026, 11, 16, 7, tzinfo=UTC)
    freeze_finished_weeks(home, local_owner())
    with home.records.engine.begin() as tx:
        told = json.loads(tx.execute(sa.select(frozen_reviews.c.definitions)).scalar_one())
        tx.execute(sa.update(frozen_reviews).values(definitions=json.dumps(told | {"total_sales": "0ther000"})))
    close_home(tmp_path / "home")
    said = words(opened(indicator="total_sales", week="2026-W46", opens=("one_said_then",))).replace("\\", "")
    assert "Counted in another way since 16 Nov 2026: definition 0ther000 became" in said
    assert "≠ from here on the number was counted in another way" in said
    assert "the review said € 1.38 M, counted in the way of that time (definition 0ther000" in said


def test_this_month_so_far_is_a_switch_and_stays_in_the_address(home):
    at = opened(indicator="cost_of_sales")
    assert at.toggle[0].label == "This month so far" and "so far, " not in words(at)
    at.toggle[0].set_value(True).run()
    assert not at.exception and not at.error
    assert "working days" in words(at) or "no day of it is over yet" in words(at)


def test_what_an_earlier_monday_said_is_told_with_the_loads_since(home):
    """The sample was loaded in one go: on an earlier Monday nothing was known, and its loads are the cause."""
    what = INDICATORS["total_sales"]
    week = last_complete(SAMPLE_DAY, what.rhythm, home.company)
    old = Period(week.start - timedelta(days=364), week.end - timedelta(days=364))
    found = said_then(home, what, old)
    assert found.then.value is None and found.then.reason == "no data: sales not loaded"
    assert {load.table for load in found.loads} == {"sales", "sale_adjustments", "fx_rates"}
    assert found.known_at < datetime.now(UTC)


def test_goals_can_be_set_for_quarters_and_years_that_are_not_over():
    assert list(periods(SAMPLE_DAY, Company())) == [
        "2026-Q4",
        "2027-Q1",
        "2027-Q2",
        "2027-Q3",
        "2027-Q4",
        "2028-Q1",
        "2026",
        "2027",
        "2028",
    ]
    assert next(periods(SAMPLE_DAY, Company(fiscal_year_start_month=7))) == "2027-Q2"  # October to December


@pytest.mark.parametrize("what", INDICATORS.values(), ids=lambda what: what.id)
def test_every_part_a_definition_speaks_of_is_called_as_on_the_page(what):
    named = what.about.split("`")[1::2]
    assert not [name for name in named if name not in PARTS and f"{what.id}.{name}" not in PARTS]

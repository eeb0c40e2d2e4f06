"""The Target page in its states: nothing set, no portfolio, the sample company, stressed, and setting a target."""

import shutil
import time
from datetime import date, timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.services import save_use_case, set_status, set_target
from data_adapters.records.services.portfolio import freeze
from data_adapters.records.services.users import create_user
from pages.parts.charts.burn_up import Way, burn_up_rows, fan_edges, last_day
from pages.parts.target.outlook import NAMES, look_ahead
from pages.parts.words import plain
from tests.server import ROOT
from tests.test_target import MARKETS, ROWS, TODAY, target
from tests.working_company import day, record_frame

ISSUER = "https://login.example"
PEOPLE = {"mia": ["management"], "vic": ["viewer"]}
IN_A_YEAR = date.today() + timedelta(days=365)
NASTY = "![x](http://x.example/p.png) <b>now</b> $5 :red[all]"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty home where people log in: Mia of management, and Vic who may only look."""
    people_of(tmp_path / "home", monkeypatch)
    yield tmp_path / "home"
    close_home(tmp_path / "home")


@pytest.fixture
def sample(sample_folder, tmp_path, monkeypatch):
    """A copy of the sample company, with the same people."""
    shutil.copytree(sample_folder, tmp_path / "home")
    people_of(tmp_path / "home", monkeypatch)
    yield
    close_home(tmp_path / "home")


@pytest.fixture
def company(folder):
    """Two use cases for five markets; the first is live in four of them since last month. Promised: 80 %, in a year."""
    records, owner, today = open_home().records, local_owner(), date.today()
    for use_case in ("U1", "U2"):
        save_use_case(records, owner, {"use_case_id": use_case, "name": use_case}, request_id=use_case)
    for market in MARKETS[:4]:
        for status, weeks in (("building", 20), ("live", 4)):
            set_status(
                records,
                owner,
                "U1",
                status,
                market=market,
                business_area="B2B",
                day=today - timedelta(weeks=weeks),
                request_id=f"{status} {market}",
            )
    freeze(records, owner, [(u, m, "B2B") for u in ("U1", "U2") for m in MARKETS], request_id="freeze")
    set_target(records, owner, 0.8, IN_A_YEAR, "agreed", request_id="target")


def people_of(folder, monkeypatch) -> None:
    monkeypatch.setenv("KPI_HOME", str(folder))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    st.cache_resource.clear()
    for name, roles in PEOPLE.items():
        create_user(open_home().records, local_owner(), name, roles, iss=ISSUER, sub=name, request_id=f"add {name}")


def opened(person: str = "mia", **address: str) -> AppTest:
    """The page as a person sees it."""
    page = AppTest.from_file(ROOT / "pages" / "target.py", default_timeout=60)
    page.user = {"is_logged_in": True, "iss": ISSUER, "sub": person, "iat": int(time.time())}
    for name, value in address.items():
        page.query_params[name] = value
    return page.run()


def words(page: AppTest) -> str:
    """Everything said on the page, tables too."""
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.info, page.warning, page.error, page.toast)
    said = [str(one.value) for kind in kinds for one in kind]
    return "\n".join([*said, *(table.value.to_string() for table in page.table)])


def fill_in(page: AppTest, level: int | None, due_on: date | None, reason: str) -> AppTest:
    page.number_input[0].set_value(level)
    page.date_input[0].set_value(due_on)
    page.text_input[0].set_value(reason)
    return page


def save(page: AppTest) -> AppTest:
    return next(button for button in page.button if button.label == "Save target").click().run()


def targets() -> list[tuple]:
    return [(t.level, t.reason, t.author) for t in open_home().records.frame("targets").itertuples()]


def test_without_a_target_the_page_says_what_would_stand_here_and_who_sets_it(folder):
    page = opened("vic")
    assert "No target is set yet." in words(page)
    assert "Management sets the target." in words(page)
    assert not page.button and not page.exception


def test_management_sets_the_first_target_and_is_told_that_the_portfolio_is_missing(folder):
    page = save(fill_in(opened(), 80, IN_A_YEAR, "the board"))
    assert not page.exception
    assert targets() == [(0.8, "the board", "mia")]
    assert "80 % of all roll-outs live by" in words(page)
    assert "Promised on" in words(page) and "by mia: “the board”" in words(page)
    assert "There is no list of roll-outs yet" in words(page)
    assert [page.number_input[0].value, page.text_input[0].value] == [None, ""]  # ready for the next one


def test_what_is_missing_is_said_and_nothing_is_saved(folder):
    page = save(fill_in(opened(), None, None, " "))
    assert [error.value.split(" ")[0] for error in page.error] == ["Say", "Choose", "One"]
    assert targets() == []


def test_somebody_elses_target_of_the_same_day_is_shown_before_it_is_replaced(folder):
    page = opened()
    set_target(open_home().records, local_owner(), 0.9, IN_A_YEAR, "theirs", request_id="meanwhile")
    page = save(fill_in(page, 70, IN_A_YEAR, "mine"))
    assert "set 90 % by" in words(page) and "“theirs”" in words(page)
    assert [t[1] for t in targets()] == ["theirs"]
    assert page.text_input[0].value == "mine"  # nothing typed is lost
    page = save(page)
    assert [t[1] for t in targets()] == ["mine"]
    assert not page.exception


def test_a_typed_reason_is_shown_letter_by_letter(folder):
    set_target(open_home().records, local_owner(), 0.9, IN_A_YEAR, NASTY, request_id="nasty")
    page = opened()
    assert plain(NASTY) in words(page)
    assert NASTY not in words(page)


def test_the_sample_company_reads_from_promise_to_what_is_left(sample):
    said = words(opened("vic"))
    for part in (
        "80 % of all roll-outs live by",
        "of 72",
        "behind the plan",
        "went live in the last 26 weeks",
        "person-days",
        "at € 720 a day",
        "own history",
        "First plan of the programme",
        "50 % (31 of 62)",
        "Spent so far",
    ):
        assert part in said
    assert "chance" not in said and "Set a new target" not in said


def test_what_is_left_is_the_range_of_the_article_and_says_so(company):
    page = opened("vic")
    assert headings(page) == ["4 of 10", "22 to 33 person-days"]  # one build of 10-15 and three copies of 4-6
    assert "Without a method up to 118 person-days." in words(page)  # 100 for the build, 3 x 6 for the copies
    assert "the article’s range (10-15 person-days, up to 100 without a method); own finished: 0, 5 needed" in words(
        page
    )


def test_as_wrong_as_the_telecom_is_six_times_the_lower_and_eight_times_the_upper_end(company):
    page = opened("vic", stress="true")
    assert headings(page)[1] == "132 to 264 person-days"  # 6 x 22, 8 x 33
    assert "One telecom underestimated the whole effort 6 to 8 times" in words(page)


def headings(page: AppTest) -> list[str]:
    """How many are live, and the person-days left."""
    return [s.value for s in page.subheader if " of " in s.value or s.value.endswith("person-days")]


def test_a_new_target_is_set_beside_the_own_pace_and_warned_of_when_it_asks_for_nothing(company):
    page = fill_in(opened(), 100, IN_A_YEAR, "").run()
    assert "100 % of 10 is 10: 6 more in 52 weeks" in words(page) and "Our own pace is 0.2 a week" in words(page)
    page = fill_in(page, 40, IN_A_YEAR, "").run()
    assert [w.value for w in page.warning] == ["40 % is reached already: this would be no target."]


def frames(**changed) -> dict:
    rows = {name: ROWS.get(name, []) for name in NAMES if name != "rollout_days"} | changed
    return {name: record_frame(name, rows[name]) for name in rows}


def test_what_came_of_a_promise_is_counted_on_its_due_day():
    known = look_ahead(frames(targets=[target("01-01", 0.5, "05-04"), target("05-05", 0.8, "09-06")]), TODAY)
    assert known.came_to == {day("05-04"): (3, 10)}  # U1 in Sweden, Finland and Germany


def test_too_little_history_is_a_reason_not_a_range():
    known = look_ahead(frames(use_case_events=[]), TODAY)
    assert (known.reach.value, known.fan) == (None, ())
    assert known.reach.why == "too early for a pace: 0 of 8 weeks"


def test_the_range_ahead_begins_today_and_widens_to_the_days_of_the_pace():
    way = Way(
        day("06-28"),
        day("09-06"),
        4,
        ((day("06-28"), 2),),
        (),
        ((2, day("06-28"), day("06-28")), (3, day("07-05"), day("07-12")), (4, day("07-12"), day("07-26"))),
        "worse",
        ("live", "plan", "pace", "goal"),
    )
    assert fan_edges(way)[:4] == [
        (day("06-28"), 2, 2),
        (day("07-05"), 2.5, 3),
        (day("07-12"), 3, 4),
        (day("07-19"), 3.5, 4),
    ]
    assert last_day(way) == day("09-06")
    drawn = burn_up_rows(way)
    assert drawn.loc[drawn["layer"] == "now", ["value", "tone"]].values.tolist() == [[2.0, "worse"]]


def test_a_pace_that_may_never_arrive_is_drawn_a_year_and_a_half_ahead():
    never = Way(
        day("06-28"),
        day("09-06"),
        3,
        ((day("06-28"), 2),),
        (),
        ((2, day("06-28"), day("06-28")), (3, day("07-05"), None)),
        "worse",
        ("", "", "", ""),
    )
    assert last_day(never) == day("06-28") + timedelta(weeks=78)
    assert fan_edges(never)[-1][1] < 2.1  # the slow edge hardly leaves the ground

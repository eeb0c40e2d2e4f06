"""The Monday page in its states: the sample's week, empty, too early, one broken source, and what people type."""

import shutil
import time
from datetime import date, timedelta
from math import fsum

import pytest
from streamlit.testing.v1 import AppTest

from data_adapters.frozen import freeze_finished_weeks
from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.services.decisions import decide
from data_adapters.records.services.users import create_user
from data_adapters.uploads import Upload, load_upload
from kpis.elapsed import so_far
from kpis.periods import Period
from kpis.registry import all_indicators, past_readings
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts import cache, figures
from pages.parts.gate import Page
from pages.parts.numbers import Series, company_tables
from pages.parts.review.lines import judged
from pages.parts.review.running import lines_so_far
from pages.parts.review.split import split_change
from pages.parts.review.week import read_week
from pages.parts.slice_bar import week_of
from tests.homes import SAMPLE_DAY
from tests.server import ROOT

ISSUER = "https://login.example"
PEOPLE = {"mia": ["management", "programme_manager"], "vic": ["viewer"]}
WEEK = "2026-W47"
IN_ADDRESS = ("week", "market", "channel")


def with_people(folder, monkeypatch) -> None:
    monkeypatch.setenv("KPI_HOME", str(folder))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    for name, roles in PEOPLE.items():
        create_user(open_home().records, local_owner(), name, roles, iss=ISSUER, sub=name, request_id=f"add {name}")


@pytest.fixture(scope="module")
def looked_at(sample_folder, tmp_path_factory):
    """A copy of the sample company that is only looked at, so that its caches may stay warm."""
    folder = tmp_path_factory.mktemp("looked at") / "home"
    shutil.copytree(sample_folder, folder)
    yield folder
    close_home(folder)


@pytest.fixture
def shown(looked_at, monkeypatch):
    """The sample company where people log in; nothing may be changed in it."""
    with_people(looked_at, monkeypatch)
    return looked_at


@pytest.fixture
def sample(looked_at, tmp_path, monkeypatch):
    """A private copy of the sample company where people log in."""
    folder = tmp_path / "home"
    shutil.copytree(looked_at, folder)
    with_people(folder, monkeypatch)
    yield folder
    close_home(folder)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty home where people log in."""
    with_people(tmp_path / "home", monkeypatch)
    yield tmp_path / "home"
    close_home(tmp_path / "home")


def opened(person: str = "mia", **chosen: str) -> AppTest:
    """The page as a person sees it; `chosen` is what they have picked: week, market, do_<card>."""
    page = AppTest.from_file(ROOT / "pages" / "_router.py", default_timeout=60)
    page.user = {"is_logged_in": True, "iss": ISSUER, "sub": person, "iat": int(time.time())}
    for name, value in chosen.items():
        if name in IN_ADDRESS:
            page.query_params[name] = value
        else:
            page.session_state[name] = value
    return page.run()


def words(page: AppTest) -> str:
    """Everything said on the page, without the backslashes that keep typed text plain."""
    kinds = (page.subheader, page.header, page.markdown, page.caption, page.info, page.error, page.toast)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_the_week_of_the_sample_is_told_as_in_the_story(shown):
    page = opened(week=WEEK)
    said = words(page)
    assert not page.exception
    assert "Week 47 (16–22 Nov), complete; data up to Sun 22 Nov." in said
    assert "**1 really changed**" in said
    assert "New pipeline this quarter" in said
    assert "Cart reminder, Finland: proven **€ " in said
    assert "Attributed sales € 4" in said and "less than usual** :orange-badge[▼ really changed]" in said
    assert "Pipeline covers 2.6 x, need 3.1" in said
    assert "New consent text (France, E-mail), Ana" in said
    assert "10 slower numbers: none new this week, next on 30 Nov." in said
    assert "Total sales (Sweden): " in said  # of the open decision, which is about Sweden only


def test_the_words_of_line_one_count_every_number_once(shown):
    line_one = next(m.value for m in opened(week=WEEK).markdown if m.value.startswith("Week 47 ("))
    counted = line_one.replace("*", "").split(". ")[1].rstrip(".").split(", ")
    assert sum(int(part.split()[0]) for part in counted) == len(all_indicators())


def test_at_most_five_cards_and_the_one_with_most_money_at_stake_first(shown):
    heads = [m.value for m in opened(week=WEEK).markdown if m.value.startswith("**") and "-badge[" in m.value]
    assert 1 <= len(heads) <= 5
    assert heads[0].startswith("**Pipeline covers")  # what is missing there is more than a week's credited sales


def test_why_it_moved_names_france_and_within_it_email(shown):
    said = words(opened(week=WEEK, do_attributed_sales="why"))
    assert "against what is usual" in said and "by market:" in said
    assert "In France it is **E-mail**" in said


def test_the_parts_of_a_change_add_up_to_it(sample_home):
    tables, company = (
        Tables(cache.readings.frames(sample_home, ("sales", "credit", "use_cases", "touches"))),
        sample_home.company,
    )
    shown = [what for what in all_indicators() if what.id in ("attributed_sales", "total_sales")]
    series = {
        what.id: Series(what, tuple(past_readings(what, tables, day=SAMPLE_DAY, company=company, count=26)))
        for what in shown
    }
    for line in judged(series):
        moved = split_change(line, tables, Slice())
        assert fsum(part.change for part in moved.split.parts) == pytest.approx(line.said.change, abs=0.01)
        assert moved.periods > 1


def test_since_last_monday_lists_the_deals_that_moved_out(shown):
    page = opened(week=WEEK, do_pipeline="since", kind_card_pipeline="moved out")
    assert "Open and due this quarter:" in words(page)
    assert len(page.dataframe[0].value) == 6
    assert set(page.dataframe[0].value.columns) == {"Deal", "Owner", "Amount", "Was due", "Now due", "Market"}


def test_a_decision_is_saved_once_and_stands_among_the_open_ones(sample):
    page = opened(week=WEEK, do_attributed_sales="decide")
    page.text_input[0].set_value("Old consent text back in France")
    page.text_input[1].set_value("Ana")
    page = press(page, "Save decision")
    assert "Decision saved" in page.toast[0].value
    assert "Old consent text back in France · Ana, check " in words(page)
    saved = open_home().records.frame("decisions")
    mine = saved[saved["text"] == "Old consent text back in France"]
    assert mine[["owner", "indicator", "slice"]].to_numpy().tolist() == [["Ana", "attributed_sales", ""]]


def test_a_decision_without_an_owner_is_refused_and_the_text_stays(sample):
    page = opened(week=WEEK, do_attributed_sales="decide")
    page.text_input[0].set_value("Call them")
    page.text_input[1].set_value("")
    page = press(page, "Save decision")
    assert "owner must be filled in" in page.error[0].value
    assert page.text_input[0].value == "Call them"
    assert "Call them" not in set(open_home().records.frame("decisions")["text"])


def test_on_the_day_of_the_check_the_page_asks_whether_it_helped(sample):
    home = open_home()
    decide(
        home.records,
        local_owner(),
        "Fewer letters",
        owner="Ben",
        check_on=home.company.today(),
        request_id="check today",
        indicator="total_sales",
    )
    page = opened(week=WEEK)
    assert "**Did it help?**" in words(page)
    answer = next(one for one in page.get("button_group") if "Helped" in one.options)
    answer.set_value("helped")
    page = press(page, "Save answer")
    assert "Fewer letters" not in words(page)
    outcomes = home.records.frame("decisions").set_index("text")["outcome"]
    assert outcomes["Fewer letters"] == "Helped"


def test_a_note_typed_with_a_filter_belongs_to_it(sample):
    page = opened(week=WEEK, market="SE", add_note=True)
    page.text_input[0].set_value("[Fair](http://x) in Malmö")
    page.date_input[0].set_value(date(2026, 11, 20))
    page = press(page, "Save note")
    notes = open_home().records.frame("notes").set_index("text")
    assert notes.loc["[Fair](http://x) in Malmö", "scope"] == "market=SE"
    assert any("20 Nov · \\[Fair\\]\\(http\\://x\\) in Malmö (Sweden)" in m.value for m in page.markdown)


def test_the_sales_leader_who_sets_nothing_up_decides_and_writes_notes(shown):
    page = opened("vic", week=WEEK)
    offered = {option for group in page.get("button_group") for option in group.options}
    assert {"Explain", "Decide"} <= offered
    assert [box for box in page.expander if box.label == "Add a note"]


def test_a_filter_an_indicator_does_not_know_takes_it_out_of_the_scorecard_with_the_reason_in_the_table(shown):
    page = opened(week=WEEK, channel="email", twin_scorecard=True)
    table = page.table[-1].value
    assert table.set_index("Number").loc["Total sales", "Why no number"] == "not by channel"
    assert f"{(table['Why no number'] == '').sum()} of {len(all_indicators())} answered." in words(page)


def test_notes_and_words_follow_the_filter(shown):
    said = words(opened(week=WEEK, market="SE"))
    assert "New consent text" not in said  # it was in France
    assert "4 not by this filter" in said


def test_an_empty_home_says_what_would_appear_and_the_three_steps(folder):
    said = words(opened())
    assert "what really changed, what matters and what was decided" in said
    assert all(step in said for step in ("Connect", "List use cases", "Set a target"))
    assert "Ask your programme manager" in words(opened("vic"))


def few_weeks(weeks: int, last: date = date(2026, 11, 22)) -> None:
    """One sale of 100 a day over so many times seven days."""
    days = [last - timedelta(days=n) for n in range(7 * weeks)]
    rows = "".join(f"{n},c{n},{day},100.00,EUR\n" for n, day in enumerate(days))
    load_upload(
        open_home(),
        local_owner(),
        Upload("sales", "sales.csv", f"sale_id,customer_id,day,amount,currency\n{rows}".encode()),
        accept_good_rows=False,
    )


def test_five_weeks_are_too_early_for_a_word_and_the_missing_tables_are_named(folder):
    few_weeks(5)
    page = opened(week=WEEK, twin_scorecard=True)
    table = page.table[-1].value.set_index("Number")
    assert table.loc["Total sales", ["Now", "Change", "Usual range"]].tolist() == ["€ 700", "too early: 5 of 16", ""]
    assert f"1 of {len(all_indicators())} answered." in words(page)
    assert "Load use case events: +3." in words(page)
    assert "Too early to tell what asks for you" in words(page) and "Nothing asks for you" not in words(page)


def test_data_that_end_before_the_week_does_are_said_to_be_incomplete(folder):
    few_weeks(5, date(2026, 11, 19))
    assert "Week 47 (16–22 Nov), :orange[▼ data only up to Thu 19 Nov]." in words(opened(week=WEEK))


def test_one_broken_file_takes_only_its_own_numbers_and_their_last_good_values_are_told(sample):
    freeze_finished_weeks(open_home(), local_owner())
    close_home(sample)
    for file in (sample / "lake" / "opportunities").glob("*.parquet"):
        file.write_bytes(b"broken")
    page = opened(week=WEEK, twin_scorecard=True)
    assert not page.exception
    table = page.table[-1].value.set_index("Number")
    assert "cannot be read just now" in table.loc["Open pipeline", "Why no number"]
    assert table.loc["Total sales", "Now"].startswith("€ 1.")
    told = words(page).partition("Last known: ")[2]
    assert told.startswith("Open pipeline € ") and "(review of week 46)" in told and "Total sales" not in told.split("\n")[0]


def test_a_running_week_is_held_against_as_many_working_days_of_the_week_before(sample_home):
    page = Page("review", local_owner(), sample_home, Slice(), week_of(WEEK), date(2026, 11, 18))  # a Wednesday
    review = read_week(page)
    assert (review.week, review.running) == (week_of("2026-W46"), week_of(WEEK))
    sales = company_tables(page).frame("sales")

    def signed(first: date, last: date) -> float:
        rows = sales.cut(Period(first, last))
        return float(rows["gross"].sum() + rows["refunds"].sum())

    now, then = signed(date(2026, 11, 16), date(2026, 11, 18)), signed(date(2026, 11, 9), date(2026, 11, 11))
    both = so_far(review.running, page.today, review.week, sample_home.company)
    line = next(text for text in lines_so_far(page, both) if text.startswith("Total sales"))
    told, before, change = figures.shown(now, "EUR"), figures.shown(then, "EUR"), figures.change(now - then, "EUR")
    assert line == f"Total sales {told}, the week before {before} by then ({change})"

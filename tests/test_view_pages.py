"""The three views: each number with its word, its past and its split; what waits for data; what a filter leaves out."""

import shutil
import time
from datetime import date

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.services.portfolio import save_place
from data_adapters.records.services.users import create_user
from kpis.periods import Rhythm
from kpis.reading import Reading, Timing, View
from kpis.registry import all_indicators
from kpis.signals import Limits
from kpis.slices import Slice
from pages.parts.charts.history import Past, history_rows, history_spec
from pages.parts.charts.proven import Proof, proof_rows
from pages.parts.views.look import touches
from tests.server import ROOT

ISSUER, ROUTER = "https://login.example", ROOT / "pages" / "_router.py"
VIEWS = [("top_line", "Top line"), ("bottom_line", "Bottom line"), ("strategic", "Strategic")]


def open_to_vic(folder, monkeypatch):
    """Serve a home where people log in and Vic may read."""
    monkeypatch.setenv("KPI_HOME", str(folder))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    st.cache_data.clear()
    create_user(open_home().records, local_owner(), "vic", ["viewer"], iss=ISSUER, sub="vic", request_id="add vic")


@pytest.fixture
def sample(sample_folder, tmp_path, monkeypatch):
    """A private copy of the sample company."""
    shutil.copytree(sample_folder, tmp_path / "home")
    open_to_vic(tmp_path / "home", monkeypatch)
    yield
    close_home(tmp_path / "home")


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A home with nothing in it but Vic."""
    open_to_vic(tmp_path / "home", monkeypatch)
    yield
    close_home(tmp_path / "home")


def opened(page: str, **address: str) -> AppTest:
    """A page behind its router, as Vic sees it in week 47."""
    at = AppTest.from_file(ROUTER, default_timeout=120)
    at.user = {"is_logged_in": True, "iss": ISSUER, "sub": "vic", "iat": int(time.time())}
    for name, value in ({"week": "2026-W47"} | address).items():
        at.query_params[name] = value
    at.run()
    at.switch_page(f"{page}.py").run()
    assert not at.exception and not at.error
    return at


def words(at: AppTest) -> str:
    """Everything said on the page."""
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


@pytest.mark.parametrize(("name", "title"), VIEWS)
def test_every_number_of_a_view_stands_on_its_page_leading_before_lagging(sample, name, title):
    at = opened(name)
    assert at.title[0].value == title
    wanted = [what.name for what in all_indicators() if what.view == View(name)]
    shown = [one.value for one in at.subheader if one.value in wanted]
    assert shown == [w.name for t in Timing for w in all_indicators() if w.view == View(name) and w.timing == t]
    assert len(at.metric) == len(wanted)


def test_the_top_line_says_sentences_words_and_ranges(sample):
    said = words(opened("top_line"))
    assert "followed an automated contact" in said and "Some of it would have come anyway" in said
    assert "proven by test" in said and "too early" in said
    assert "What each use case brings and costs" in said


def test_a_filter_leaves_out_what_is_not_known_by_it_and_says_so(sample):
    at = opened("top_line", channel="E-mail")
    assert [one.value for one in at.subheader] == ["Attributed sales"]
    said = words(at)
    assert "**Not with this filter**" in said and "Total sales" in said
    assert "not known by channel" in said


def test_what_cannot_be_answered_is_one_line_with_what_to_load(empty):
    place = {"dimension": "market", "value": "FI", "label": "Finland"}
    save_place(open_home().records, local_owner(), place, request_id="FI")
    at = opened("top_line")
    said = words(at)
    assert "- **Total sales**: load sales" in said
    assert "- **Pipeline**: load opportunities" in said
    assert len(at.metric) == 0


@pytest.mark.parametrize(("name", "title"), VIEWS)
def test_an_empty_home_says_what_would_be_here(empty, name, title):
    at = opened(name)
    assert "Nothing is loaded yet" in words(at)
    assert len(at.metric) == 0


def reading(day: int, value: float | None, **more) -> Reading:
    return Reading(
        "total_sales", View.TOP_LINE, Timing.LAGGING, "EUR", date(2026, 11, day - 6), date(2026, 11, day), value, **more
    )


def layers(rows: pd.DataFrame) -> dict[str, list]:
    return {name: rows.loc[rows["layer"] == name, "value"].dropna().tolist() for name in rows["layer"].unique()}


def test_a_gap_is_a_gap_and_the_running_week_is_a_dashed_tail():
    past = Past([reading(7, 10.0), reading(14, None), reading(21, 30.0)], ["10", "–", "30"], ["W45", "W46", "W47"],
                Limits(20.0, 5.0, 35.0), "better", tail=(reading(28, 4.0), "4", "W48, so far"))  # fmt: skip
    drawn = layers(history_rows(past))
    assert drawn["past"] == [10.0, 30.0] and drawn["now"] == [30.0]
    assert drawn["tail"] == [30.0, 4.0] and drawn["open"] == [4.0]
    rows = history_rows(past)
    assert rows.loc[rows["layer"] == "past", "run"].tolist() == [0, 1]  # no line across the gap


def test_notes_goal_and_last_year_are_drawn_only_within_the_chart():
    around = [(date(2026, 11, 10), 1.0), (date(2025, 1, 1), 2.0)]
    past = Past([reading(7, 10.0), reading(14, 12.0)], ["10", "12"], ["W45", "W46"], path=around, earlier=around,
                notes=[(date(2026, 11, 9), "New text (Ana)"), (date(2026, 12, 1), "Later")])  # fmt: skip
    rows = history_rows(past)
    assert layers(rows)["goal"] == layers(rows)["earlier"] == [1.0]
    assert rows.loc[rows["layer"] == "note", "shown"].tolist() == ["New text (Ana)"]


@pytest.mark.parametrize("rhythm", list(Rhythm))
@pytest.mark.parametrize("unit", ["EUR", "share", "points", "level", "count", "person_days"])
def test_a_history_names_types_and_no_colour_of_its_own(unit, rhythm):
    spec = history_spec(unit, rhythm)
    assert "#" not in str(spec)
    channels = [layer["encoding"][axis] for layer in spec["layer"] for axis in ("x", "y") if axis in layer["encoding"]]
    assert all("type" in channel or "value" in channel for channel in channels)


def test_not_measured_is_a_word_and_never_a_zero():
    rows = proof_rows([Proof("U08 Lead scoring", 110.0, "€ 110", proven="not measured", word="not measured")])
    assert "effect" not in rows["layer"].tolist()
    assert rows.loc[rows["layer"] == "word", "shown"].tolist() == ["not measured"]


@pytest.mark.parametrize(("scope", "where", "there"), [
    ("", Slice(market="FR"), True), ("market=FR", Slice(), True), ("market=FR,channel=email", Slice(market="FR"), True),
    ("market=FR", Slice(market="SE"), False), ("use_case=U24", Slice(use_case="U01", market="FR"), False)])  # fmt: skip
def test_a_note_stands_on_the_charts_it_touches(scope, where, there):
    assert touches(scope, where) is there

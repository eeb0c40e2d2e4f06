"""A newcomer's way without a file: places, a use case, where it runs, the list of roll-outs, the target."""

from datetime import timedelta

import pytest

from pages.parts.cache import Choices
from tests.pages_alone import run_page, serving, words


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A new, empty home."""
    with serving(tmp_path / "home", monkeypatch) as opened:
        yield opened


def submit(page, label):
    next(b for b in page.button if b.label == label).click().run()
    assert not page.exception
    return page


def add_place(page, kind, value, label):
    page.selectbox(key="uc_place_kind").set_value(kind)
    page.text_input(key="uc_place_value").input(value)
    page.text_input(key="uc_place_label").input(label)
    return submit(page, "Add")


def field(page, name):
    return next(w for w in page.text_input if w.key and w.key.startswith("uc_new_") and w.key.endswith(f"_{name}"))


def test_all_steps_are_open_in_an_empty_home(home):
    said = words(run_page("data"))
    assert [s in said for s in ("○ **Connect**", "○ **List your use cases**", "○ **Set a target**")] == [True] * 3


def test_a_newcomer_gets_from_nothing_to_a_target_on_the_pages(home):
    page = run_page("use_cases")
    add_place(page, "market", "FI", "Finland")
    add_place(page, "business_area", "retail", "Retail")
    field(page, "name").input("Cart reminder")
    assert "1 use cases" in words(submit(page, "Save"))
    assert "✓ **List your use cases**" in words(run_page("data"))

    page = run_page("target")
    assert "Which roll-outs the target counts" in [box.label for box in page.expander]
    key = f"rollout_grid_{page.session_state['rollout_list_request'][-6:]}"
    page.session_state[key] = {"edited_rows": {0: {"FI": True}}, "added_rows": [], "deleted_rows": []}
    submit(page, "Freeze the list")
    assert home.records.frame("portfolio")[["use_case_id", "market", "business_area"]].values.tolist() == [
        ["U01", "FI", "retail"]
    ]
    page.number_input[0].set_value(100)
    page.date_input[0].set_value(home.company.today() + timedelta(days=90))
    page.text_input[0].set_value("All of it")
    said = words(submit(page, "Save target"))
    assert "100 % of all roll-outs live by" in said and "0 of 1" in said
    assert "✓ **Set a target**" in words(run_page("data"))


def test_a_frozen_list_of_nothing_is_refused(home):
    page = run_page("use_cases")
    add_place(page, "market", "FI", "Finland")
    add_place(page, "business_area", "retail", "Retail")
    field(page, "name").input("Cart reminder")
    submit(page, "Save")
    assert "A portfolio needs at least one roll-out." in words(
        submit(run_page("target"), "Freeze the list")
    ).replace("\\", "")


def test_the_same_place_twice_is_refused(home):
    page = run_page("use_cases")
    add_place(page, "market", "FI", "Finland")
    page.session_state["uc_places"] = True
    assert "It exists already." in words(add_place(page.run(), "market", "FI", "Finnland"))
    assert home.records.frame("places")["label"].tolist() == ["Finland"]


def test_effort_shows_the_way_to_the_use_cases_before_there_are_any(home):
    said = words(run_page("effort"))
    assert "List your use cases first" in said and "Nothing needs you" not in said


def test_an_archived_use_case_is_offered_only_to_who_asks_for_it():
    known = Choices({"use_case": {"U1": "U1 Cart", "U2": "U2 Voucher"}, "market": {"U2": "U2"}}, frozenset({"U2"}))
    assert known.offered("use_case", None, None) == ["U1"] and known.offered("market") == ["U2"]
    assert known.offered("use_case", "U2") == known.offered("use_case", None, "U2 Voucher") == ["U1", "U2"]
    assert known.name("use_case", "U2") == "U2 Voucher"  # its history still reads as before

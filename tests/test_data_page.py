"""The Data page in its states: empty, sample, after a load, refused, taken back, and for people who may do less."""

import time

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_adapters.home import close_home, open_home
from data_adapters.past_loads import past_loads
from data_adapters.records.principal import local_owner
from data_adapters.records.services.users import create_user
from data_adapters.uploads import FOLDER, Upload, load_upload
from tests.server import ROOT

ISSUER = "https://login.example"
PEOPLE = {"pia": ["programme_manager", "management"], "vic": ["viewer"]}
HEAD = "sale_id\tcustomer_id\tday\tamount\tcurrency\n"
GOOD = HEAD + "1\tAna\t2026-11-02\t100.00\tEUR\n2\tBen\t2026-11-03\t50.50\tEUR\n"
ONE_BAD = HEAD + "3\tAna\t2026-11-04\t70.00\tEUR\n4\tBen\t2026-02-30\t30.00\tEUR\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty home where people log in, with a programme manager and a viewer."""
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    st.cache_resource.clear()
    for name, roles in PEOPLE.items():
        create_user(open_home().records, local_owner(), name, roles, iss=ISSUER, sub=name, request_id=f"add {name}")
    yield tmp_path / "home"
    close_home(tmp_path / "home")


def opened(person: str = "pia", **address: str) -> AppTest:
    """The Data page as a person sees it; sections named in the address are open."""
    page = AppTest.from_file(ROOT / "pages" / "data.py", default_timeout=60)
    page.user = {"is_logged_in": True, "iss": ISSUER, "sub": person, "iat": int(time.time())}
    for name, value in address.items():
        page.query_params[name] = value
    return page.run()


def words(page: AppTest) -> str:
    """Everything said on the page."""
    kinds = (page.title, page.header, page.markdown, page.caption, page.info, page.warning, page.error, page.toast)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def press(page: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(button for button in page.button if button.label == label).click().run()


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def pasted(page: AppTest, rows: str) -> AppTest:
    """Paste rows and look at the preview."""
    page.text_area[0].set_value(rows)
    return press(page, "Preview")


def load(rows: str, name: str = "sales.tsv", **how) -> str:
    """Load rows into sales without the page; gives the number of the load."""
    how = {"accept_good_rows": True} | how
    return load_upload(open_home(), local_owner(), Upload("sales", name, rows.encode()), **how).run.load_id


def test_an_empty_home_says_what_would_appear_and_the_three_steps(folder):
    page = opened()
    assert "Nothing is here yet" in words(page)
    for step in ("**Connect**", "**List your use cases**", "**Set a target**"):
        assert step in words(page)
    assert "Preview" in labels(page)  # connecting stands open
    assert not page.exception


def test_preview_changes_nothing_and_load_says_what_came_in(folder):
    page = pasted(opened(), GOOD)
    assert "2 rows read: **2 new**, 0 changed, 0 unchanged, **0 set aside**." in words(page)
    assert past_loads(open_home()) == []
    page = press(page, "Load 2 rows")
    assert page.toast[0].value == "Sales loaded from pasted rows.tsv: 2 rows new, 0 changed, 0 set aside."
    assert "Data up to Tue 3 Nov 2026." in words(page).replace("\\", "")
    assert "Adds up to total sales: use cases 0 EUR" in words(page)
    assert [one.new for one in past_loads(open_home())] == [2]
    assert list((folder / FOLDER).iterdir()) == []  # nothing of the upload is left


def test_the_same_rows_again_are_nothing_new(folder):
    load(GOOD, "pasted rows.tsv")
    page = pasted(opened(connect="true"), GOOD)
    assert "0 new rows: all of this is loaded already." in words(page)
    assert not [label for label in labels(page) if label.startswith("Load ")]


def test_a_bad_row_is_named_before_the_good_ones_are_loaded(folder):
    page = pasted(opened(), ONE_BAD)
    assert "1 row set aside, for 1 reason" in words(page)
    shown = page.dataframe[-1].value
    assert shown[["row", "column", "value"]].to_numpy().tolist() == [[3, "day", "2026-02-30"]]
    page = press(page, "Load 1 good row, set 1 aside")
    assert "1 row set aside in the last loads: 1 row of pasted rows.tsv" in words(page).replace("\\", "")


def test_a_refused_file_says_why_and_the_page_lives_on(folder):
    page = pasted(opened(), "sale_id\tday\n1\t2026-11-02\n")
    assert "Refused, nothing was changed." in words(page)
    assert "amount" in page.error[0].value
    assert past_loads(open_home()) == [] and not page.exception


def test_preview_without_anything_asks_for_it(folder):
    assert "Choose a file or paste rows first." in words(press(opened(), "Preview"))


def test_a_load_is_taken_back_and_the_page_shows_it(folder):
    load_id = load(GOOD)
    page = opened(load=load_id)
    assert "Take this load back? 2 rows of Sales go away" in words(page)
    page = press(page, "Yes, take it back")
    assert "Taken back: sales.tsv." in page.toast[0].value.replace("\\", "")
    assert [one.result for one in past_loads(open_home())] == ["undone"]
    assert "No sales, costs or contacts are loaded yet." in words(page).replace("\\", "")


def test_a_chosen_load_shows_its_notes_and_reasons(folder):
    page = opened(load=load(ONE_BAD, "<b>*bad*.tsv"))
    assert "Read as UTF\\-8." in words(page)
    assert "\\<b\\>\\*bad\\*.tsv" in words(page)  # shown letter by letter
    assert page.dataframe[1].value["words"].tolist() != []
    assert [button.label for button in page.download_button] == ["All reasons as CSV"]


def test_a_viewer_sees_the_loads_but_no_values_and_no_buttons(folder):
    page = opened("vic", load=load(ONE_BAD), connect="true", audit="true")
    assert "1 row set aside. The values are shown to people who may load files." in words(page)
    assert "Loading files needs the role of programme manager." in words(page)
    assert "The audit trail is shown to management and admins." in words(page)
    assert len(page.dataframe) == 1 and not page.text_area
    assert "2026-02-30" not in words(page) and not {"Yes, take it back", "Preview"} & set(labels(page))


def test_a_damaged_list_of_reasons_is_said_and_stops_nothing(folder):
    load_id = load(ONE_BAD)
    (folder / "quarantine" / f"{load_id}.parquet").write_bytes(b"not parquet")
    page = opened(load=load_id)
    assert "is damaged; load the file again." in page.warning[0].value
    assert "Yes, take it back" in labels(page) and not page.exception


def test_a_missing_file_of_the_lake_is_a_red_line_not_the_end_of_the_page(folder):
    load_id = load(GOOD)
    close_home(folder)
    (folder / "lake" / "sales" / f"{load_id}.parquet").unlink()
    page = opened()
    assert f"Files are missing or were changed from outside**: sales/{load_id}.parquet" in words(page)
    assert "Adds up to total sales: cannot be checked now" in words(page)
    assert "Loads" in words(page) and not page.exception


def test_audit_lines_are_found_by_what_was_done(folder):
    load(GOOD)
    page = opened(audit="true")
    assert page.dataframe[-1].value["what"].tolist() == ["load sales from sales.tsv", "create user", "create user"]
    page = next(field for field in page.text_input if field.label == "What").set_value("LOAD").run()
    assert page.dataframe[-1].value["what"].tolist() == ["load sales from sales.tsv"]


def test_definitions_name_their_tables_and_version(folder):
    load(GOOD)
    page = opened(definitions="true")
    listed = page.dataframe[-1].value.set_index("name")
    assert listed.loc["Total sales", "tables"] == "fx rates, sale adjustments, sales"
    assert listed["version"].is_unique and len(listed) == 15


def test_freshness_lists_each_table_and_what_is_missing(folder):
    load(GOOD)
    page = opened(freshness="true")
    assert page.dataframe[-1].value["state"].tolist() == ["◌ too early: 1 of 3 days with a load"]
    assert "**Touches** would answer or complete 1: Attributed sales" in words(page)


def test_the_sample_company_is_whole_and_refuses_files(own_sample_home, monkeypatch):
    monkeypatch.setenv("KPI_HOME", str(own_sample_home.settings.home))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    st.cache_resource.clear()
    create_user(own_sample_home.records, local_owner(), "pia", PEOPLE["pia"], iss=ISSUER, sub="pia", request_id="add")
    close_home(own_sample_home.settings.home)
    page = opened(connect="true")
    for line in ("Adds up to total sales", "Audit trail complete", "No orphans", "files of the facts are there"):
        assert f":green[✓] {line}" in words(page) or line == "files of the facts are there" and line in words(page)
    assert "This home holds the sample company." in words(page) and "Preview" not in labels(page)
    page = press(page, "Yes, remove it")
    assert "The sample company is gone" in page.toast[0].value
    assert "Nothing is here yet" in words(page)

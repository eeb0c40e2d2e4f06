"""A newcomer brings own sales in through the Data page of an empty home: hand in, preview, load, take back."""

import pytest

from data_adapters.home import close_home, open_home
from data_adapters.past_loads import past_loads
from tests.browser.tabs import settled
from tests.server import serve

pytestmark = pytest.mark.browser
SALES = "sale_id,customer_id,day,amount,currency\n1,Ana,2026-11-02,100.00,EUR\n2,Ben,2026-11-03,50.50,EUR\n"
BAD = "sale_id,customer_id,day,amount,currency\n3,Ana,2026-02-30,70.00,EUR\n4,Ben,2026-11-05,30.00,EUR\n"


@pytest.fixture
def server(tmp_path):
    with serve(tmp_path / "home") as running:
        yield running


def hand_in(page, name: str, content: str) -> None:
    """Choose a file and press Preview."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    page.locator('input[type="file"]').first.set_input_files(file)
    page.get_by_text(name).first.wait_for()
    page.get_by_role("button", name="Preview").click()


def test_a_newcomer_loads_a_file_and_takes_it_back(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/data")
        settled(page, "Data")
        hand_in(page, "my sales.csv", SALES)
        page.get_by_text("2 rows read: 2 new, 0 changed").wait_for()
        page.get_by_role("button", name="Load 2 rows").click()
        page.get_by_text("Sales loaded from my sales.csv: 2 rows new").wait_for()
        settled(page, "Loads")
        assert page.get_by_text("Data up to Tue 3 Nov 2026.").is_visible()

        load_id = page.url  # the newest load is the first row: choose it by its box
        page.get_by_test_id("stDataFrame").first.click(position={"x": 15, "y": 52})
        page.get_by_text("2 rows read: 2 new", exact=False).first.wait_for()
        assert "load=" in page.url and page.url != load_id
        page.get_by_role("button", name="Take back").click()
        page.get_by_role("button", name="Yes, take it back").click()
        page.get_by_text("Taken back on").wait_for()
        settled(page, "Loads")
        assert page.get_by_text("No sales, costs or contacts are loaded yet").is_visible()
    assert (console.errors, console.foreign) == ([], [])


def test_a_double_click_loads_once_and_bad_rows_say_why(server, browser_page, tmp_path):
    with browser_page(width=390, height=844) as (page, console):
        page.goto(f"{server.url}/data")
        settled(page, "Data")
        hand_in(page, "bad.csv", BAD)
        page.get_by_text("1 row set aside, for 1 reason").wait_for()
        page.get_by_role("button", name="Load 1 good row, set 1 aside").dblclick()
        page.get_by_text("1 row set aside in the last loads").wait_for()
        settled(page, "Loads")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        page.goto(f"{server.url}/data?audit=true")
        settled(page, "Loads")
        assert page.get_by_text("Audit trail complete").is_visible()
    loads = past_loads(open_home(tmp_path / "home"))
    close_home(tmp_path / "home")
    assert sum(one.new for one in loads) == 1 and [one.result for one in loads].count("loaded") == 1
    assert console.errors == []

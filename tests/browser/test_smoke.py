"""A newcomer opens the dashboard in a real browser: it shows, says nothing wrong, and asks no other host."""

import pytest

from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.services.portfolio import save_place
from tests.browser.tabs import settled
from tests.server import serve

FINLAND = {"dimension": "market", "value": "FI", "label": "Finland"}
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser") / "home"
    save_place(open_home(folder).records, local_owner(), FINLAND, request_id="FI")
    close_home(folder)
    with serve(folder) as running:
        yield running


@pytest.mark.parametrize("look", [
    {"color_scheme": "light"}, {"color_scheme": "dark"}, {"width": 390, "height": 844}], ids=["light", "dark", "phone"])  # fmt: skip
@pytest.mark.parametrize(("address", "title"), [("", "Review"), ("data", "Data")])
def test_a_page_opens_without_a_complaint(server, browser_page, tmp_path, look, address, title):
    with browser_page(**look) as (page, console):
        page.goto(f"{server.url}/{address}")
        settled(page, title)
        page.screenshot(path=tmp_path / f"{title}.png")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert console.errors == []
    assert console.foreign == []
    assert wide <= 0  # nothing to scroll sideways, on a phone either


def test_the_chosen_week_stands_in_the_address_and_survives_reload_and_other_pages(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/?week=2025-W20")
        settled(page, "Review")
        assert chosen_week(page) == "2025-W20"
        page.reload()
        settled(page, "Review")
        assert chosen_week(page) == "2025-W20"
        page.get_by_role("link", name="Data").first.click()
        settled(page, "Data")
        page.get_by_role("link", name="Review").first.click()
        settled(page, "Review")
        assert chosen_week(page) == "2025-W20"
        assert "week=2025-W20" in page.url
    assert console.errors == []


def test_a_link_with_a_bare_value_filters_and_the_filter_survives_a_reload(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/?market=FI")
        settled(page, "Review")
        page.get_by_text("Market: Finland").wait_for()
        page.wait_for_url("**/?market=Finland")
        page.reload()
        settled(page, "Review")
        page.get_by_text("Market: Finland").wait_for()
    assert console.errors == []


def test_the_filter_stays_in_the_address_over_pages_and_reload(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/?market=FI")
        settled(page, "Review")
        page.get_by_role("link", name="Top line").first.click()
        settled(page, "Top line")
        page.wait_for_url("**/top_line?market=Finland")
        page.reload()
        settled(page, "Top line")
        page.get_by_text("Market: Finland").wait_for()
    assert console.errors == []


def test_a_week_that_does_not_exist_falls_back_to_the_last_complete_one(server, browser_page):
    with browser_page() as (page, console):
        page.goto(server.url)
        settled(page, "Review")
        usual = chosen_week(page)
        page.goto(f"{server.url}/?week=2026-W54")
        settled(page, "Review")
        assert chosen_week(page) == usual
    assert console.errors == []


def chosen_week(page) -> str:
    """The week the picker shows."""
    return page.get_by_role("combobox", name="Week").input_value()

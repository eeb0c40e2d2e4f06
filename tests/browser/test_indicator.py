"""The page about one number in a real browser: links, picker, filters and clicks work, and the console stays silent."""

import shutil

import pytest

from tests.browser.tabs import settled
from tests.server import serve

pytestmark = pytest.mark.browser
PAGES = [
    ("top_line", "Top line"),
    ("bottom_line", "Bottom line"),
    ("strategic", "Strategic"),
    ("indicator?indicator=pipeline", "Pipeline"),
]
LOOKS = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"width": 390, "height": 844}]


@pytest.fixture(scope="module")
def server(sample_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("one") / "home"
    shutil.copytree(sample_folder, folder)
    with serve(folder) as running:
        yield running


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
@pytest.mark.parametrize(("address", "title"), PAGES, ids=[title for _, title in PAGES])
def test_a_page_shows_its_charts_without_a_complaint_and_without_scrolling_sideways(
    server, browser_page, look, address, title
):
    with browser_page(**look) as (page, console):
        page.goto(f"{server.url}/{address}")
        settled(page, title)
        page.locator('[data-testid="stVegaLiteChart"] svg, [data-testid="stVegaLiteChart"] canvas').first.wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert page.get_by_text("cannot be shown now").count() == 0
    assert (console.errors, console.foreign) == ([], [])
    assert wide <= 0


def test_from_a_view_to_a_number_the_filter_goes_along_and_the_number_is_found_again(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/top_line?market=France&week=2026-W45")
        settled(page, "Top line")
        number = page.locator(".st-key-number_attributed_sales")
        number.get_by_role("link", name="Everything about this number").click()
        page.wait_for_url("**indicator=attributed_sales*")
        settled(page, "Attributed sales")
        assert "week=2026-W45" in page.url
        assert page.get_by_text("Market: France").is_visible()
        page.get_by_role("link", name="Strategic").first.click()
        settled(page, "Strategic")
        page.go_back()
        page.wait_for_url("**indicator=attributed_sales*")
        settled(page, "Attributed sales")
    assert console.errors == []


def test_the_picker_changes_number_and_address_and_a_reload_keeps_it(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/indicator?indicator=pipeline")
        settled(page, "Pipeline")
        page.get_by_role("combobox", name="Number").click()
        page.get_by_role("option", name="Total sales").click()
        settled(page, "Total sales")
        page.wait_for_url("**indicator=total_sales*")
        page.reload()
        settled(page, "Total sales")
    assert console.errors == []


def test_a_click_on_a_bar_sets_the_filter(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/indicator?indicator=total_sales")
        settled(page, "Total sales")
        chart = page.locator('[data-testid="stVegaLiteChart"]').last
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + 13)  # the longest bar is the first one
        page.wait_for_url("**market=**", timeout=15_000)
        settled(page, "Total sales")
        assert page.get_by_text("Market: France").is_visible()
    assert console.errors == []


def test_rows_sources_and_last_monday_open_on_request(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/indicator?indicator=attributed_sales")
        settled(page, "Attributed sales")
        for title in ("Rows behind it", "Where it comes from", "What the Monday after it said"):
            page.get_by_text(title, exact=True).click()
            settled(page, "Attributed sales")
        page.get_by_test_id("stDataFrame").first.wait_for()
        with page.expect_download() as taken:
            page.get_by_role("button", name="Download CSV (up to 50,000 rows)").click()
        text = taken.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].endswith("share,credit,definition,slice,period")
    assert console.errors == []

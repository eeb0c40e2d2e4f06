"""A click on a use case makes it the filter, and its details are one click away: in a real browser."""

import shutil

import pytest

from tests.browser.tabs import settled
from tests.server import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(sample_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("values") / "home"
    shutil.copytree(sample_folder, folder)
    with serve(folder) as running:
        yield running


def test_a_click_on_a_line_of_the_chart_filters_by_its_use_case_and_opens_its_details(server, browser_page):
    with browser_page(height=1000) as (page, console):
        page.goto(f"{server.url}/top_line?week=2026-W47")
        settled(page, "Top line")
        box = page.locator(".st-key-proofs")
        chart = box.locator('[data-testid="stVegaLiteChart"]')
        chart.scroll_into_view_if_needed()
        place = chart.bounding_box()
        page.mouse.click(place["x"] + place["width"] * 0.5, place["y"] + 15)  # the first line: most attributed sales
        page.wait_for_url("**use_case=U10**", timeout=15_000)
        settled(page, "Top line")
        box.get_by_text("what is left, and what must be true").click()
        box.get_by_text("what each brings is not clear").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert console.errors == [] and wide <= 0


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"width": 390, "height": 844}], ids=["dark", "phone"])
def test_details_of_one_use_case_fit_dark_and_a_phone(server, browser_page, look):
    with browser_page(**look) as (page, console):
        page.goto(f"{server.url}/use_cases?week=2026-W47&use_case=U04")
        settled(page, "Use cases")
        page.get_by_text("what is left, and what must be true").click()
        page.get_by_text("Tested in Finland only.").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert console.errors == [] and wide <= 0

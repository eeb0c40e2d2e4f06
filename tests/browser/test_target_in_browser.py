"""The Target page in a real browser: light, dark and on a phone, and a target set by keyboard."""

import shutil
from datetime import date, timedelta

import pytest

from tests.browser.tabs import settled
from tests.server import serve

pytestmark = pytest.mark.browser
LOOKS = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"width": 390, "height": 844}]


@pytest.fixture(scope="module")
def server(sample_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("target") / "home"
    shutil.copytree(sample_folder, folder)
    with serve(folder) as running:
        yield running


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "phone"])
def test_the_page_shows_promise_cards_and_burn_up_without_a_complaint(server, browser_page, look):
    with browser_page(**look) as (page, console):
        page.goto(f"{server.url}/target")
        settled(page, "Target")
        page.get_by_role("heading", name="of 72").wait_for()
        page.get_by_test_id("stVegaLiteChart").nth(1).wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (console.errors, console.foreign) == ([], [])
    assert wide <= 0


def test_a_target_is_set_by_keyboard_and_the_old_one_stays_in_the_history(server, browser_page):
    due = date.today() + timedelta(days=400)
    with browser_page() as (page, console):
        page.goto(f"{server.url}/target")
        settled(page, "Target")
        page.get_by_label("Level, % of all roll-outs").fill("85")
        page.keyboard.press("Tab")
        page.get_by_text("Our own pace is").or_(page.get_by_label("Due day")).first.wait_for()
        page.get_by_label("Due day").first.click()
        page.keyboard.type(f"{due:%d%m%Y}")
        page.keyboard.press("Escape")
        page.get_by_text("Our own pace is").wait_for()
        page.get_by_label("One reason").fill("a year more, no more people")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="85 % of all roll-outs live by").wait_for()
        assert page.get_by_text("First plan of the programme").is_visible()
        assert page.get_by_text("The board wants four of five").first.is_visible()
    assert console.errors == []

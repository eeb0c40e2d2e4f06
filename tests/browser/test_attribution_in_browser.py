"""The Attribution page in a real browser: light, dark and on a phone, and a rule chosen by keyboard."""

import shutil

import pytest

from tests.browser.tabs import settled
from tests.server import serve

pytestmark = pytest.mark.browser
COLD = 90_000  # milliseconds; the first visit works everything out
LOOKS = ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"width": 390, "height": 844})
OPEN = "&".join(f"open_{name}=true" for name in ("ways", "nobody", "pipeline", "overlap", "checks", "ledger", "how"))


@pytest.fixture(scope="module")
def server(sample_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("attribution") / "home"
    shutil.copytree(sample_folder, folder)  # cubes of other rules are kept in it
    with serve(folder) as running:
        yield running


def test_everything_opened_draws_in_every_look_without_a_complaint_or_sideways_scroll(server, browser_page):
    for look in LOOKS:
        with browser_page(**look) as (page, console):
            page.goto(f"{server.url}/attribution?week=2026-W47&{OPEN}")
            page.get_by_text("Every sale is shared out exactly once.").wait_for(timeout=COLD)
            page.get_by_test_id("stVegaLiteChart").nth(2).wait_for(timeout=COLD)
            page.get_by_text("1 − the chance of a sale").wait_for(timeout=COLD)  # the last section
            settled(page, "followed an automated contact")
            charts = page.get_by_test_id("stVegaLiteChart").count()
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (console.errors, console.foreign) == ([], []), look
        assert wide <= 0 and charts == 3, look


def test_a_rule_chosen_by_keyboard_stands_in_the_address_and_a_written_rule_is_understood(server, browser_page):
    with browser_page() as (page, console):
        page.goto(f"{server.url}/attribution?week=2026-W47")
        page.get_by_text("Other rules").wait_for(timeout=COLD)
        settled(page, "followed an automated contact")
        rule = page.locator(".st-key-rule").get_by_role("combobox")
        rule.focus()
        page.keyboard.type("Last contact")
        page.keyboard.press("Enter")
        page.get_by_text("Each sale goes to the last contact in the 90 days before it.").wait_for()
        page.wait_for_url("**rule=Last*")
        page.reload()
        page.get_by_text("Each sale goes to the last contact in the 90 days before it.").wait_for()
        page.goto(f"{server.url}/attribution?week=2026-W47&rule=time_decay:14&lookback=30")
        page.get_by_text("half as much for every 14 days earlier").wait_for()
        page.wait_for_url("**half_life=14*")
        settled(page, "followed an automated contact")
    assert console.errors == []

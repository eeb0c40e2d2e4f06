"""The Experiments page in a real browser on a phone: sizes from own sales, and a test registered by its form."""

import shutil

import pytest

from tests.browser.tabs import settled
from tests.server import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(sample_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiments") / "home"
    shutil.copytree(sample_folder, folder)
    with serve(folder) as running:
        yield running


def test_a_test_is_planned_and_registered_on_a_phone_without_sideways_scroll(server, browser_page):
    with browser_page(width=390, height=844) as (page, console):
        page.goto(f"{server.url}/experiments")
        settled(page, "Experiments")
        page.locator(".st-key-exp_plan summary").click()
        page.locator(".st-key-exp_plan").get_by_text("To find").wait_for()
        settled(page, "Experiments")
        page.locator(".st-key-exp_register summary").click()
        form = page.locator(".st-key-exp_register")
        form.get_by_label("What do you expect?").wait_for()
        settled(page, "Experiments")
        form.get_by_role("combobox", name="Use case").click()
        page.get_by_role("option", name="U12").click()
        form.get_by_label("What do you expect?").fill("A tenth more")
        settled(page, "Experiments")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        form.get_by_role("button", name="Register").click()
        page.get_by_text("Saved: X09.").wait_for()
        page.locator(".st-key-exp_plan_X09").get_by_text("X09 · U12").wait_for()
    assert (console.errors, console.foreign) == ([], [])
    assert wide <= 0

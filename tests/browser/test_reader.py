"""A German reader in a real browser: words, axes, tables, date fields and what is typed follow the browser's locale."""

import shutil

import pytest

from tests.browser.tabs import settled

pytestmark = pytest.mark.browser
AXES = "() => [...document.querySelectorAll('.mark-text.role-axis-label text')].map(label => label.textContent).join(' ')"


@pytest.fixture
def server(sample_folder, tmp_path, fresh_server):
    """The sample company on a server of its own."""
    shutil.copytree(sample_folder, tmp_path / "home")
    return fresh_server(tmp_path / "home")


def test_a_german_reader_sees_german_numbers_and_types_them(server, browser_page):
    with browser_page(locale="de-DE") as (page, console):
        page.goto(f"{server.url}/indicator?indicator=attributed_sales&week=2026-W47")
        settled(page, "Attributed sales")
        said = page.locator('[data-testid="stMain"]').inner_text()
        assert "408\u00a0k\u00a0€" in said and "1,46\u00a0M\u00a0€" in said and "16.\u00a0Nov to 22.\u00a0Nov 2026" in said
        assert "1.\u00a0Nov" in page.evaluate(AXES)
        page.goto(f"{server.url}/effort")
        settled(page, "Effort")
        page.get_by_text("Type or paste changes").click()
        page.locator(".st-key-effort_typed textarea").fill("U07 Finland +1,5\nU01 Finland 1.500")
        page.locator(".st-key-effort_typed textarea").press("Control+Enter")
        page.get_by_text("can be 1,5 or 1500").wait_for()
        assert not console.errors and not console.foreign

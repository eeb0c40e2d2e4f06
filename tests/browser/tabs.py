"""Opening pages in a real chromium, with what its console said."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser import chromium

# On a deep link Streamlit asks below the page's own address first whether the server is there; its 404 is the answer.
PROBE = re.compile(r"//localhost:\d+/[^/]+/_stcore/(health|host-config)$")
QUIET = 0.4  # seconds without a change, after which a page is taken as drawn
STILL = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const main = document.querySelector('[data-testid="stMain"]');
  const charts = document.querySelectorAll('[data-testid="stVegaLiteChart"]').length;
  const drawn = document.querySelectorAll('[data-testid="stVegaLiteChart"] :is(svg, canvas)').length;
  return [app?.dataset.testScriptState, main?.scrollHeight, charts, drawn, location.href].join(" ");
}"""


@dataclass
class Console:
    """What went wrong in the browser, and which other hosts it asked."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for all browser tests."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.NONE_FOUND)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path)
        yield running
        running.close()


@pytest.fixture
def browser_page(browser: Browser) -> Callable[..., Any]:
    """`with browser_page(width=1280, height=800, color_scheme="dark") as (page, console):` opens a fresh tab.

    `locale` is that of the browser: its reader writes numbers and days by it.
    """

    @contextmanager
    def tab(*, width: int = 1280, height: int = 800, color_scheme: str = "light",
            locale: str = "en-GB") -> Iterator[tuple[Page, Console]]:  # fmt: skip
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=color_scheme,
                                      locale=locale)  # fmt: skip
        page, console = context.new_page(), Console()
        page.on("console", lambda said: _note_error(said, console))
        page.on("pageerror", lambda error: console.errors.append(str(error)))
        page.on("request", lambda asked: _note_foreign(asked.url, console))
        yield page, console
        context.close()

    return tab


def _note_error(said: ConsoleMessage, console: Console) -> None:
    if said.type == "error" and not PROBE.search(said.location.get("url", "")):
        console.errors.append(said.text)


def _note_foreign(url: str, console: Console) -> None:
    if url.startswith(("http:", "https:", "ws:", "wss:")) and "//localhost:" not in url:
        console.foreign.append(url)


def settled(page: Page, heading: str) -> None:
    """Wait until a heading stands on the page, the run has ended and nothing moves any more: a click hits what it aims at."""
    page.get_by_role("heading", name=heading).first.wait_for(timeout=30_000)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
    seen, since, until = "", time.monotonic(), time.monotonic() + 30
    while (now := time.monotonic()) < until:
        if (state := page.evaluate(STILL)) != seen:
            seen, since = state, now
        elif seen.startswith("notRunning ") and now - since >= QUIET:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"the page {heading} does not come to rest: {seen}")

"""Pictures of the pages for README and for looking at: `python -m tests.browser.screenshots [--to docs] [--all]`.

Makes the sample company as of 22 November 2026, serves it, and photographs pages in light, dark and on a phone.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.server import ROOT, serve

DAY = "2026-11-22"
WEEK = "week=2026-W47"
LOOKS = {"light": ("light", 1280), "dark": ("dark", 1280), "phone": ("light", 390)}
SHOWN = (("review", "", "light"), ("review", "", "dark"), ("review", "", "phone"),
         ("experiments", "experiments", "light"), ("attribution", "attribution", "light"))  # fmt: skip
PAGES = ("", "top_line", "bottom_line", "strategic", "indicator", "use_cases", "effort", "target", "experiments",
         "attribution", "data")  # fmt: skip
TALLEST = 4000  # a picture is cut below this many pixels


def main() -> int:
    """Make the pictures README shows, or with --all every page in every look; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "docs")
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    wanted = [(p or "review", p, look) for p in PAGES for look in LOOKS] if asked.all else SHOWN
    asked.to.mkdir(parents=True, exist_ok=True)
    program = chromium.find()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        command = [sys.executable, "-m", "data_adapters", "demo", "--as-of", DAY]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "KPI_HOME": str(home)})
        browser = playwright.chromium.launch(executable_path=program)
        with serve(home) as server:
            for name, page, look in wanted:
                picture = asked.to / f"{name}-{look}.png"
                photograph(browser, f"{server.url}/{page}?{WEEK}", look, picture)
                print(picture, flush=True)
        browser.close()
    return 0


def photograph(browser: Browser, url: str, look: str, picture: Path) -> None:
    """One page in one look, as high as the page is."""
    scheme, width = LOOKS[look]
    context = browser.new_context(viewport={"width": width, "height": 760}, color_scheme=scheme, locale="en-GB")
    page = context.new_page()
    page.goto(url, timeout=120_000)
    done = '[data-testid="stApp"][data-test-script-state="notRunning"]'
    page.locator("[data-testid=stMain] h1, [data-testid=stMain] h2, [data-testid=stMain] h3").first.wait_for(timeout=120_000)
    page.wait_for_selector(done, timeout=120_000)
    page.wait_for_timeout(1500)  # charts are drawn after the run
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(height + 16, 760), TALLEST)})
    page.wait_for_timeout(1500)
    page.screenshot(path=picture)
    context.close()


if __name__ == "__main__":
    sys.exit(main())

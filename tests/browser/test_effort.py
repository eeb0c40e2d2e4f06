"""A team's week in a real browser: five changes in twenty lines, at most fifteen interactions, also by keyboard alone."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from data_adapters.home import close_home, open_home
from kpis.team_week import monday_of
from tests.browser.tabs import settled
from tests.server import serve
from tests.team_homes import team_folder  # noqa: F401 - fixture

pytestmark = pytest.mark.browser
MOST = 15
HEAD, ROW = 38, 35  # pixels of the grid's heading and of a line
CHANGES = ["U07 Finland +3", "U01 Finland 0", "U02 Sweden 0,5", "U03 Finland 12h", "U10 Sweden 1.5"]
CHANGED = {"U07_FI": 4.0, "U02_SE": 0.5, "U03_FI": 1.5, "U10_SE": 1.5}  # U01 in Finland is taken away
SUM = 20 + 3 - 1 - 0.5 + 0.5 + 0.5


@dataclass
class Hand:
    """A person at the page: every click, chord and typed value counts as one interaction."""

    page: Page
    count: int = 0

    def click(self, do: Callable[[], None]) -> None:
        """One click."""
        self.count += 1
        do()
        self.rest()

    def chord(self, keys: str) -> None:
        """One chord, such as Control+S."""
        self.count += 1
        self.page.keyboard.press(keys)
        self.rest()

    def value(self, text: str, enter: str = "Enter") -> None:
        """One typed value with the Enter that ends it, at the pace of a person."""
        self.count += 1
        self.page.keyboard.type(text, delay=40)
        time.sleep(0.2)
        if enter:
            self.page.keyboard.press(enter)
        self.rest()

    def rest(self) -> None:
        """Wait until the page has answered."""
        time.sleep(0.5)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
        time.sleep(0.2)


@pytest.fixture
def folder(team_folder, tmp_path):  # noqa: F811
    """A private copy of the team's home."""
    return shutil.copytree(team_folder, tmp_path / "home")


def days_this_week(folder) -> dict[str, float]:
    """Days on record for the running week, by line."""
    home = open_home(folder)
    rows = home.records.frame("effort_entries")
    rows = rows[rows["week"].dt.date == monday_of(home.company.today())]
    close_home(folder)
    return {
        f"{u}_{m}": minutes / 480
        for u, m, minutes in zip(rows["use_case_id"], rows["market"], rows["minutes"], strict=True)
    }


def open_week(server, page: Page) -> None:
    """The Effort page on the running week, as the Friday link opens it."""
    week = "{0}-W{1:02}".format(*datetime.now(UTC).date().isocalendar())
    page.goto(f"{server.url}/effort?effort_week={week}")
    settled(page, "Effort")
    page.locator('[data-testid="stDataFrame"] canvas').first.wait_for(timeout=30_000)
    time.sleep(1)


def saved(page: Page) -> None:
    """Wait for the confirmation."""
    page.get_by_text(f"Saved: 10 use cases, {SUM:g} days.").first.wait_for(timeout=30_000)


def test_by_keyboard_alone(folder, browser_page):
    with serve(folder) as server, browser_page() as (page, console):
        open_week(server, page)
        hand = Hand(page)
        hand.chord("Control+e")
        hand.chord("Tab")
        hand.chord("Tab")
        for line in CHANGES[:-1]:
            hand.value(line)
        hand.value(CHANGES[-1], enter="Control+Enter")
        hand.chord("Control+Shift+Enter")
        page.get_by_text("5 changed:").wait_for(timeout=30_000)
        assert days_this_week(folder) == {}  # nothing is written before Save
        hand.chord("Control+s")
        saved(page)
    stored = days_this_week(folder)
    assert (
        {name: stored[name] for name in CHANGED} == CHANGED and "U01_FI" not in stored and sum(stored.values()) == SUM
    )
    assert hand.count <= MOST
    assert console.errors == [] and console.foreign == []


def test_by_mouse_in_the_grid_with_undo(folder, browser_page):
    with serve(folder) as server, browser_page(height=1000) as (page, console):
        open_week(server, page)
        hand, grid = Hand(page), page.locator('[data-testid="stDataFrame"]').first.bounding_box()
        days = grid["x"] + grid["width"] * 0.37  # within the column Days
        for line, text in ((0, "0"), (3, "0,5"), (4, "12h"), (12, "+3")):
            hand.click(lambda line=line: page.mouse.click(days, grid["y"] + HEAD + ROW * (line + 0.5)))
            hand.value(text)
        page.get_by_text("4 changed:").wait_for(timeout=30_000)
        hand.click(page.get_by_role("button", name="Type or paste changes").click)
        hand.click(page.get_by_role("textbox", name="Changes").click)
        hand.value(CHANGES[-1], enter="Control+Enter")
        hand.click(page.get_by_role("button", name="Put into the grid").click)
        hand.click(page.get_by_role("button", name="Save week").click)
        saved(page)
        assert sum(days_this_week(folder).values()) == SUM
        assert hand.count <= MOST
        page.get_by_role("button", name="Undo").click()
        page.get_by_text("Undone:").first.wait_for(timeout=30_000)
        assert days_this_week(folder) == {}
    assert console.errors == []


@pytest.fixture(scope="module")
def reading(team_folder, tmp_path_factory):  # noqa: F811
    """A server for looking only."""
    with serve(shutil.copytree(team_folder, tmp_path_factory.mktemp("looks") / "home")) as running:
        yield running


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"width": 390, "height": 844}], ids=["dark", "phone"])
@pytest.mark.parametrize(
    ("address", "title"), [("effort", "Effort"), ("use_cases", "Use cases"), ("use_cases?use_case=U07", "Use cases")]
)
def test_both_pages_open_without_a_complaint(reading, browser_page, tmp_path, look, address, title):
    with browser_page(**look) as (page, console):
        page.goto(f"{reading.url}/{address}")
        settled(page, title)
        time.sleep(1)
        page.screenshot(path=tmp_path / "page.png")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert console.errors == [] and console.foreign == [] and wide <= 0

"""The Monday page in a real browser: it fits, it says nothing wrong, and the story can be clicked through."""

import shutil

import pytest

from tests.browser.tabs import settled
from tests.server import serve

pytestmark = pytest.mark.browser
WEEK = "?week=2026-W47"


@pytest.fixture(scope="module")
def server(sample_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("review") / "home"
    shutil.copytree(sample_folder, folder)
    with serve(folder) as running:
        yield running


def opened(page, server, address: str = WEEK, charts: int = 3) -> None:
    page.goto(f"{server.url}/{address}")
    settled(page, "Review of week 47")
    page.locator('[data-testid="stVegaLiteChart"] svg').nth(charts - 1).wait_for(timeout=30_000)


def sideways(page) -> int:
    """How many pixels there are to scroll sideways."""
    return page.evaluate("""() => Math.max(
                            ...[document.documentElement, document.querySelector('[data-testid="stMain"]')]
                            .map(e => e.scrollWidth - e.clientWidth))""")


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"])
def test_the_scorecard_fits_a_small_laptop_without_scrolling(server, browser_page, look):
    with browser_page(width=1280, height=760, **look) as (page, console):
        opened(page, server)
        charts = [page.locator('[data-testid="stVegaLiteChart"]').nth(n).bounding_box() for n in range(3)]
        first = page.get_by_text("Top line", exact=True).last.bounding_box()
    assert max(box["y"] + box["height"] for box in charts) - first["y"] <= 760
    assert len({round(box["y"]) for box in charts}) == 1  # three views side by side
    assert console.errors == []
    assert console.foreign == []


def test_on_a_phone_the_week_comes_first_and_nothing_scrolls_sideways(server, browser_page):
    with browser_page(width=390, height=844) as (page, console):
        opened(page, server)
        assert sideways(page) <= 0
        line_one = page.get_by_text("Week 47 (16–22 Nov), complete").bounding_box()
        boxes = [page.locator('[data-testid="stVegaLiteChart"]').nth(n).bounding_box() for n in range(3)]
    assert line_one["y"] + line_one["height"] < 844  # seen without scrolling
    assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"]
    assert all(box["width"] <= 390 for box in boxes)
    assert console.errors == []


def test_texts_of_the_scorecard_follow_the_reader_s_theme(server, browser_page):
    def ink(scheme: str) -> str:
        with browser_page(color_scheme=scheme) as (page, _):
            opened(page, server)
            text = page.locator('[data-testid="stVegaLiteChart"] svg text', has_text="Total sales").first
            return text.evaluate("e => getComputedStyle(e).fill")

    light, dark = (
        tuple(map(int, ink(scheme).removeprefix("rgb(").removesuffix(")").split(", "))) for scheme in ("light", "dark")
    )
    assert max(light) < 60 and min(dark) > 200


def test_the_story_of_monday_can_be_clicked_through(server, browser_page):
    with browser_page(width=1280, height=1000) as (page, console):
        opened(page, server)
        page.get_by_role("radio", name="Why it moved").first.click()
        page.get_by_text("In France it is").wait_for()
        page.get_by_role("radio", name="Explain").nth(1).click()
        page.get_by_text("All about this number").wait_for()
        page.get_by_role("radio", name="Since last Monday").click()
        page.get_by_text("Open and due this quarter:").wait_for()
        page.get_by_text("Moved out 6").click()
        page.locator('[data-testid="stDataFrame"]').wait_for()
        page.get_by_role("radio", name="Decide").nth(1).click()
        page.get_by_role("textbox", name="What do we do?").fill("Old consent text back in France")
        page.get_by_role("textbox", name="Who carries it?").fill("Ana")
        page.get_by_role("textbox", name="Who carries it?").press("Enter")
        page.get_by_text("Old consent text back in France · Ana").wait_for()
    assert console.errors == []


def test_a_number_of_the_scorecard_opens_its_own_page_with_the_filter(server, browser_page):
    with browser_page(width=1280, height=1000) as (page, _):
        opened(page, server, "?week=2026-W47&market=SE", charts=1)
        page.locator('[data-testid="stVegaLiteChart"] svg text', has_text="Total sales").first.click()
        page.wait_for_url("**/indicator?*")
        settled(page, "Total sales")
        assert "indicator=total_sales" in page.url and "market=Sweden" in page.url


def test_every_number_is_reached_by_keyboard_alone(server, browser_page):
    with browser_page(width=1280, height=1000) as (page, console):
        opened(page, server)
        page.locator(".st-key-open_number summary, .st-key-open_number button").first.focus()
        page.keyboard.press("Enter")
        links = page.locator(".st-key-open_number a")
        links.nth(14).wait_for()
        settled(page, "Review of week 47")
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText.trim()") == "Customer satisfaction":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/indicator?*indicator=customer_satisfaction*")
        settled(page, "Customer satisfaction")
    assert console.errors == []


def test_back_and_forward_keep_page_and_filter_together(server, browser_page):
    way = [("Review of week 47", "**/?*market=Finland*"), ("Top line", "**/top_line?*market=Finland*"),
           ("Effort", "**/effort?*market=Finland*"), ("Bottom line", "**/bottom_line?*market=Finland*")]  # fmt: skip

    def stands(page, step: int) -> None:
        heading, address = way[step]
        page.wait_for_url(address)
        settled(page, heading)
        told = "This page shows the whole company" if heading == "Effort" else "Market: Finland"
        page.get_by_text(told).first.wait_for()

    with browser_page(width=1280, height=1000) as (page, console):
        page.goto(f"{server.url}/?week=2026-W47&market=Finland")
        stands(page, 0)
        for step in (1, 2, 3):
            page.get_by_role("link", name=way[step][0]).first.click()
            stands(page, step)
        for step in (2, 1, 0):  # one step of the browser is one page
            page.go_back()
            stands(page, step)
        for step in (1, 2, 3):
            page.go_forward()
            stands(page, step)
    assert console.errors == []

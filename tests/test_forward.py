"""What leaves the screen: one page of HTML, the mail, the commands and their exit codes."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest

from data_adapters.came_later import Cause, Restated, Why
from data_adapters.frozen import frozen_review
from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.services.decisions import add_note, decide
from kpis.company import Company
from kpis.periods import Period
from kpis.slices import Slice
from pages.__main__ import main
from pages.parts.forward.letter import five, review_text, subject
from pages.parts.forward.page import review_html
from pages.parts.forward.paper import Box, link_to, off_screen, write_paper
from pages.parts.forward.since import _when, reads_differently, spoken
from pages.parts.forward.spark import spark

W47 = Period(date(2026, 11, 16), date(2026, 11, 22))
OWNER = local_owner()
LONG = "W" * 40 + " " + "a rather long text that somebody pasted into a field that takes a lot " * 4


@pytest.fixture(scope="module")
def paper(sample_home):
    """Week 47 of the sample company."""
    return write_paper(off_screen(sample_home, OWNER, W47))


@pytest.fixture
def sample_command(own_sample_home, monkeypatch):
    """Run a command of `python -m pages` on a private copy of the sample company; gives its exit code."""
    monkeypatch.setenv("KPI_HOME", str(own_sample_home.settings.home))
    return lambda *words: main(words)


def test_the_mail_has_a_subject_three_sentences_and_five_numbers(paper):
    lines = review_text(paper).splitlines()
    assert lines[0].startswith("Week 47: on course, 1 really changed (Attributed sales)") and lines[0].endswith(".")
    assert lines[2].startswith("Week 47 (16–22 Nov), complete; data up to Sun 22 Nov. 1 really changed, ")
    assert lines[4].startswith("Good news: Cart reminder, Finland: proven € ")
    assert lines[1] == lines[5] == "" and len(lines[6:11]) == 5
    assert lines[6].startswith("▼ Attributed sales: € ") and lines[6].endswith(", really changed")
    assert lines[-1] == "Sample company: invented figures"


def test_the_mail_is_plain_text_without_marks_of_the_page(paper):
    assert not re.search(r"\*\*|:[a-z]+\[|\\", review_text(paper))


def test_numbers_that_stand_out_come_first_in_the_mail(paper):
    assert five(paper)[0].flagged and all(one.weekly for one in five(paper))


def test_a_calm_week_says_so(paper):
    calm = replace(paper, boxes=(), on_course=None, due=0, groups=tuple(
        (view, tuple(replace(n, word="as usual", flagged=False) for n in numbers)) for view, numbers in paper.groups))  # fmt: skip
    assert subject(calm) == "Week 47: nothing out of the usual."
    assert "Nothing asks for you this week" in review_text(calm) and "Nothing asks for you this week" in review_html(calm)


def test_decisions_to_check_are_counted_in_the_subject(paper):
    assert subject(replace(paper, due=1)).endswith(", 1 decision due.")
    assert subject(replace(paper, due=3)).endswith(", 3 decisions due.")


def test_the_link_opens_the_same_week_and_filter_and_is_left_out_without_a_name():
    assert link_to("kpi.example", W47, Slice(market="FR")) == "https://kpi.example/review?week=2026-W47&market=FR"
    assert link_to("", W47, Slice()) == ""


def test_the_page_is_self_contained_with_no_script_and_nothing_from_elsewhere(paper):
    html = review_html(paper)
    assert "<script" not in html and "http:" not in html and "https:" not in html and "url(" not in html
    assert "default-src &#x27;none&#x27;" in html
    assert html.count("<svg") == 15 and len(html) < 60_000


def test_the_page_says_what_the_review_says(paper):
    text = unescape(re.sub(r"<[^>]+>", " ", review_html(paper))).replace("\u00a0", " ")
    for words in (paper.line_one, paper.pinned, paper.good[0], paper.boxes[0].headline, paper.decisions[0], paper.made_on):
        assert words in text
    for number in paper.numbers:
        assert number.name in text and number.sentence in text


def test_what_somebody_typed_never_becomes_markup(own_sample_home):
    evil = '<img src=x onerror=alert(1)> & "quotes" **stars** [link](http://evil.example)'
    decide(own_sample_home.records, OWNER, evil, owner="<b>Ana</b>", check_on=own_sample_home.company.today(), request_id="d1")
    add_note(own_sample_home.records, OWNER, evil, request_id="n1", day=W47.end)
    found = write_paper(off_screen(own_sample_home, OWNER, W47))
    html = review_html(found)
    assert "<img" not in html and "<b>Ana" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot; **stars** [link](http://evil.example)") >= 2


def test_an_empty_home_says_that_there_is_no_number(tmp_path):
    found = write_paper(off_screen(open_home(tmp_path / "home"), OWNER, W47))
    assert review_text(found).startswith("Week 47: no number yet.\n")
    assert "Nothing asks for you" not in review_text(found) + review_html(found)
    close_home(tmp_path / "home")


def test_a_gap_lifts_the_pen_and_a_lone_value_is_a_dot():
    drawn = spark([1.0, 2.0, None, 3.0, None, 4.0], None, "early", "x")
    assert drawn.count("M") == 3 and drawn.count("L") == 1
    assert drawn.count('r="1.1"') == 1, "the lone 3"
    assert 'fill="#fff"' in drawn, "too early: the last point is hollow"


def test_what_reads_differently_now_is_said_with_its_reason():
    late = Cause(Why.LOAD, "sale_adjustments", "late.csv", "l1", datetime(2026, 11, 24, tzinfo=UTC), 12)
    told = Restated("total_sales", "EUR", W47.start, W47.end, 1_420_000, 1_470_000, (late, late))
    assert spoken(told, "last Monday", Company()) == (
        "Total sales of W47: last Monday said € 1.42 M, 24 late rows of sale adjustments made it € 1.47 M")  # fmt: skip
    other = replace(told, because=(Cause(Why.SETTINGS), Cause(Why.EDIT, "parameters", rows=2)), now=None)
    assert spoken(other, "the review of 9 Nov", Company()) == (
        "Total sales of W47: the review of 9 Nov said € 1.42 M, now it is no number: the settings were changed, parameters was edited")


def test_last_week_s_review_is_called_last_monday_and_older_ones_by_their_day():
    assert _when(date(2026, 11, 16), date(2026, 11, 23), Company()) == "last Monday"
    assert _when(date(2026, 11, 9), date(2026, 11, 23), Company()) == "the review of 9 Nov"
    assert _when(date(2026, 11, 23), date(2026, 11, 25), Company()) == "the review of 23 Nov"


def test_the_review_command_writes_the_page_and_freezes_the_finished_week(own_sample_home, sample_command, tmp_path, capsys):
    assert sample_command("review", "--week", "2026-W47", "--html", str(tmp_path / "week.html")) == 0
    assert "Week 47" in (tmp_path / "week.html").read_text(encoding="utf-8")
    last = own_sample_home.records.today()
    monday = last.fromordinal(last.toordinal() - last.weekday() - 7)
    frozen = frozen_review(own_sample_home, Period(monday, monday))
    assert frozen is not None and frozen.is_sample
    assert reads_differently(own_sample_home, W47) == ()
    capsys.readouterr()


def test_a_filter_may_be_written_by_value_or_by_name(sample_command, capsys):
    assert sample_command("review", "--text", "--week", "2026-W47", "--where", "market=FR") == 0
    by_value = capsys.readouterr().out
    assert sample_command("review", "--text", "--week", "2026-W47", "--where", "market=France") == 0
    assert capsys.readouterr().out == by_value and "[Market: France]" in by_value


@pytest.mark.parametrize(("words", "told"), [
    (["review", "--text", "--week", "2026-W99"], "is not a week; write one like"),
    (["review", "--text", "--week", "2099-W01"], "is not over yet"),
    (["review", "--text", "--where", "market=Franc"], "did you mean France?"),
    (["review", "--text", "--where", "markt=FR"], "did you mean market?"),
    (["review", "--text", "--where", "market"], "write market=VALUE"),
    (["review", "--text", "--where", "market=FR", "--where", "market=SE"], "filtered twice"),
    (["png", "total_sale", "x.png"], "did you mean total_sales?"),
    (["png", "total_sales", "x.gif"], "must end in .png"),
], ids=lambda part: " ".join(part) if isinstance(part, list) else "")  # fmt: skip
def test_a_wrong_argument_is_told_with_a_hint_and_ends_with_2(sample_command, capsys, words, told):
    assert sample_command(*words) == 2
    assert told in capsys.readouterr().err


def test_neither_or_both_kinds_of_output_are_a_wrong_argument(sample_command):
    for words in (["review"], ["review", "--text", "--html", "x.html"], ["print"]):
        with pytest.raises(SystemExit) as ended:
            sample_command(*words)
        assert ended.value.code == 2


def test_a_file_that_cannot_be_written_ends_with_3_and_leaves_nothing(sample_command, tmp_path, capsys):
    assert sample_command("review", "--week", "2026-W47", "--html", str(tmp_path / "no" / "such.html")) == 3
    assert "such.html cannot be written" in capsys.readouterr().err and not list(tmp_path.glob("no*"))


def test_a_picture_is_a_png_drawn_without_any_network(own_sample_home, tmp_path):
    command = [sys.executable, "-m", "pages", "png", "attributed_sales", str(tmp_path / "a.png"), "--week", "2026-W47"]
    cut_off = ["unshare", "-rn", *command]
    usable = subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0
    done = subprocess.run(cut_off if usable else command, capture_output=True, text=True, env={
        "KPI_HOME": str(own_sample_home.settings.home), "PATH": "/usr/bin:/bin"})  # fmt: skip
    assert done.returncode == 0, done.stderr
    picture = (tmp_path / "a.png").read_bytes()
    wide, high = (int.from_bytes(picture[n : n + 4], "big") for n in (16, 20))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and wide > 1400 and high > 500 and len(picture) > 20_000


@pytest.mark.browser
def test_even_a_crowded_review_fits_one_sheet_of_a4(browser, paper, tmp_path):
    boxes = tuple(Box(f"{box.headline}, and this goes on", box.word, box.tone, (*box.facts, LONG), True) for box in paper.boxes)
    crowded = replace(paper, boxes=(boxes * 5)[:5], good=paper.good * 2, decisions=(LONG,) * 4, more_decisions=9, where=LONG[:80],
                      notes=(LONG,) * 4, below=f"{paper.below} Load time sheets: +2.")  # fmt: skip
    for one, since in ((paper, ()), (crowded, (LONG,) * 5)):
        (tmp_path / "week.html").write_text(review_html(one, since=since), encoding="utf-8")
        tab = browser.new_page()
        tab.goto((tmp_path / "week.html").as_uri())
        sheets = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True)))
        tab.close()
        assert sheets == 1


@pytest.mark.browser
def test_the_page_reads_on_a_phone_without_scrolling_sideways(browser_page, paper, tmp_path):
    (tmp_path / "week.html").write_text(review_html(paper), encoding="utf-8")
    with browser_page(width=390, height=844, color_scheme="dark") as (tab, console):
        tab.goto((tmp_path / "week.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert not console.errors and not console.foreign

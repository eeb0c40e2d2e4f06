"""The board paper: the lines of the Target page on one sheet, definitions as footnotes, nothing that runs."""

import re
from datetime import date, timedelta

import pytest

from data_adapters.records.principal import local_owner
from data_adapters.records.services import save_use_case, set_status, set_target
from data_adapters.records.services.portfolio import freeze
from kpis.periods import Period
from kpis.slices import Slice
from pages.parts.gate import Page
from pages.parts.target.board import board_html
from pages.parts.target.outlook import outlook
from tests.homes import sample_folder  # noqa: F401 - fixture
from tests.pages_alone import run_page, serving

OWNER, TODAY = local_owner(), date.today()
NASTY = "<script>alert(1)</script> *bold* $5"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Two use cases for two markets; the first is live in one of them; three of four places are promised."""
    with serving(tmp_path / "home", monkeypatch) as opened:
        records = opened.records
        for use_case in ("U1", "U2"):
            save_use_case(records, OWNER, {"use_case_id": use_case, "name": use_case}, request_id=use_case)
        for status, weeks in (("building", 20), ("live", 4)):
            set_status(records, OWNER, "U1", status, market="FI", business_area="B2B",
                       day=TODAY - timedelta(weeks=weeks), request_id=status)  # fmt: skip
        freeze(records, OWNER, [(u, m, "B2B") for u in ("U1", "U2") for m in ("FI", "SE")], request_id="freeze")
        set_target(records, OWNER, 0.75, TODAY + timedelta(days=365), NASTY, request_id="target")
        yield opened


def paper(home, *more):
    page = Page("target", OWNER, home, Slice(), Period(TODAY, TODAY), home.company.today())
    return board_html(page, outlook(page), more)


def said(html):
    """The words a reader sees."""
    return re.sub(r"<[^>]+>", "\n", html.split("</style>")[1]).replace("\u00a0", " ")


def test_the_paper_says_what_was_promised_where_we_stand_and_what_is_left(home):
    words = said(paper(home, "Proven margin **€ 0.86 M** a year."))
    for line in ("75 % of all roll-outs live by", "1 of 4 roll-outs (25 %) and 1 of 2 use cases are live.", "target 3",
                 "2 roll-outs are left: 1 first builds and 1 copies, 14 to 21 person-days.",
                 "Proven margin € 0.86 M a year.", "What was promised", "What the words mean"):  # fmt: skip
        assert line in words


def test_nothing_on_it_runs_or_comes_from_elsewhere_and_what_was_typed_stays_text(home):
    html = paper(home)
    assert "<script" not in html and "&lt;script&gt;alert(1)&lt;/script&gt; *bold* $5" in html
    assert "http" not in html.replace('http-equiv="Content-Security-Policy"', "")
    assert "default-src 'none'" in html


def test_the_page_offers_it_once_a_target_is_set(home, tmp_path, monkeypatch):
    assert [b.label for b in run_page("target").get("download_button") if b.label == "Board paper"] == ["Board paper"]


def test_an_empty_home_offers_no_paper(tmp_path, monkeypatch):
    with serving(tmp_path / "empty", monkeypatch):
        assert not [b for b in run_page("target").get("download_button") if b.label == "Board paper"]


def test_of_the_sample_company_it_is_one_sheet_of_words(sample_folder, monkeypatch):  # noqa: F811
    with serving(sample_folder, monkeypatch) as opened:
        words = said(paper(opened))
    assert "31 of 72 roll-outs (43 %) and 14 of 24 use cases are live." in words
    assert "Live but quiet, so not counted: U03 · Finland · Services." in words
    assert len(words.split()) < 600

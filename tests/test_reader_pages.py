"""The same pages for readers of several locales, one after the other in one process: each reads their own way only."""

import ast
import os
import re
import shutil
import subprocess
import sys

import pytest
import streamlit as st
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from data_adapters.__main__ import main
from data_adapters.home import close_home, open_home
from pages.parts.effort.week_picker import weeks_to_log
from pages.parts.locales import numerals_of
from pages.parts.reader import written_for
from pages.parts.slice_bar import week_name, week_of
from tests import walls
from tests.pages_alone import words
from tests.server import ROOT

PAGES = ("review", "top_line", "indicator", "target")  # where texts are kept
NUMBERS = re.compile(r"[0-9a-f]{12,}")
WIDE = "\u00a0"


@pytest.fixture(scope="module")
def home(sample_folder, tmp_path_factory):
    """The sample company, served to these pages with nothing kept yet."""
    folder = tmp_path_factory.mktemp("read") / "home"
    shutil.copytree(sample_folder, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPI_HOME", os.fspath(folder))
        patch.chdir(ROOT)
        patch.setattr("streamlit.runtime.context._get_client_context", lambda: None)  # AppTest has a mock as address
        _forget()
        yield open_home(folder)
    close_home(folder)
    _forget()


def _forget() -> None:
    st.cache_resource.clear()
    st.cache_data.clear()


def read(page: str, tag: str, **address: str) -> AppTest:
    """A page in a fresh session of a reader with this locale."""
    at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    at.context["locale"] = tag
    for name, value in ({"indicator": "attributed_sales"} | address).items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def seen(at: AppTest) -> list[str]:
    """All that the browser is told: words, tables, charts with their rows; without numbers that are drawn by lot."""
    return [NUMBERS.sub("", told) for element in at.main if (told := _told(getattr(element, "proto", None)))]


def _told(proto: object) -> str:
    """One element as text; sums to six figures, as their last digits hang on the order of the rows."""
    if not hasattr(proto, "spec"):
        return str(proto or "")
    tables = [proto.data, *(one.data for one in proto.datasets)]
    rows = [convert_arrow_bytes_to_pandas_df(one.data) for one in tables if one.data]
    return proto.spec + proto.alt + "".join(one.map(_rounded).to_csv() for one in rows)


def _rounded(cell: object) -> object:
    return f"{cell:.6g}" if isinstance(cell, float) else cell


@pytest.mark.parametrize("page", PAGES)
def test_no_reader_sees_what_was_kept_for_another(home, page):
    _forget()
    alone = seen(read(page, "en-US"))
    german = seen(read(page, "de-DE"))
    assert german != alone
    assert seen(read(page, "en-US")) == alone
    _forget()
    assert seen(read(page, "de-DE")) == german


def test_a_week_reads_in_four_locales(home):
    said = {tag: words(read("review", tag)) for tag in ("de-DE", "en-US", "fi-FI", "fr-FR")}
    assert f"(16.–22.{WIDE}Nov)" in said["de-DE"] and f"M{WIDE}€" in said["de-DE"] and "€ 4" not in said["de-DE"]
    assert "(Nov 16–22)" in said["en-US"] and "€ 4" in said["en-US"]
    assert f"(16.–22.{WIDE}Nov)" in said["fi-FI"] and f"M{WIDE}€" in said["fi-FI"]
    assert "(16–22 Nov)" in said["fr-FR"] and f"M{WIDE}€" in said["fr-FR"]


@pytest.mark.parametrize("tag", ["", "en-US", "en-GB"])
def test_a_link_in_the_words_of_another_reader_opens_the_same_week(home, tag):
    today = home.company.today()
    week = weeks_to_log(today)[3]
    with written_for(numerals_of(tag)):
        asked = week_name(week_of(week), today) if tag else week
    at = read("effort", "de-DE", effort_week=asked)
    assert at.selectbox(key="effort_week").value == week


def test_the_report_of_the_command_line_knows_no_locale(home, capsys):
    words = ["report", "--as-of", "2026-11-22", "--known-at", "2026-11-22T12:00:00+00:00", "--json"]
    assert main(words) == 0
    plain = capsys.readouterr().out
    assert '"sentence": "€ 1.46 M signed' in plain
    german = {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de", "KPI_COMPANY_LOCALE": "de-DE"}
    told = subprocess.run([sys.executable, "-m", "data_adapters", *words], cwd=ROOT, env={**os.environ, **german},
                          capture_output=True, check=True, encoding="utf-8").stdout  # fmt: skip
    assert _exact(told) == _exact(plain)


def _exact(told: str) -> str:
    """All that is told, without the last digits of sums: their order is the engine's."""
    return re.sub(r"-?\d+\.\d{6,}", lambda found: f"{float(found[0]):.9g}", told)


def past_the_reader(tree: ast.AST) -> list[int]:
    """Lines that write a number with groups, or a day with its month, in an order of their own."""
    found = []
    for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        parts = [part for part in text.values if isinstance(part, ast.FormattedValue)]
        formats = [ast.unparse(part.format_spec) for part in parts if part.format_spec]
        days = [part for part in parts if isinstance(part.value, ast.Attribute) and part.value.attr == "day"]
        if days or any("," in one or "%d" in one for one in formats):
            found.append(text.lineno)
    return found


def test_no_page_writes_a_number_or_a_day_past_its_reader():
    sources = {name: past_the_reader(tree) for name, tree in walls.sources(ROOT, "pages")}
    assert {name: lines for name, lines in sources.items() if lines} == {}


@pytest.mark.parametrize("text", ['f"{n:,}"', 'f"{n:,.0f} rows"', 'f"{day:%d %b}"', 'f"{day.day} {day:%b %Y}"'])
def test_a_number_or_day_past_the_reader_is_found(text):
    assert past_the_reader(ast.parse(text)) == [1]

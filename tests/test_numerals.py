"""How numbers, money and days read in the locale of who reads them, and how what they type is read back."""

from datetime import date

import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as some

from kpis.periods import Period
from kpis.sentences.numerals import PLAIN
from kpis.team_week import Line, NotATime, typed_minutes
from kpis.typed_changes import read_changes, vocabulary
from kpis.typed_numbers import TwoNumbers, plain_number
from pages.parts.charts.draw import spec
from pages.parts.figures import change, day_month, percent, shown, size, span
from pages.parts.locales import chart_locale, date_field, localised, numerals_of
from pages.parts.reader import reader, written_for

DAY = date(2026, 11, 2)
NARROW, WIDE = "\u202f", "\u00a0"  # no-break spaces: narrow and of a letter's width
LINE = Line(("U07", None, None, None, None, None), hours=8.0)


@pytest.mark.parametrize(
    ("tag", "number", "money", "loss", "share"),
    [
        ("en", "1,234,567.8", "€ 1.47 M", "−€ 84 k", "54 %"),
        ("en-US", "1,234,567.8", "€ 1.47 M", "−€ 84 k", "54 %"),
        ("de-DE", "1.234.567,8", "1,47_M_€", "−84_k_€", "54_%"),
        ("fi-FI", "1_234_567,8", "1,47_M_€", "−84_k_€", "54_%"),
        ("fr-FR", "1'234'567,8", "1,47_M_€", "−84_k_€", "54_%"),
        ("de-CH", "1’234’567.8", "EUR_1.47_M", "−EUR_84_k", "54%"),
        ("en-IN", "12,34,567.8", "€ 1.47 M", "−€ 84 k", "54 %"),
        ("tr-TR", "1.234.567,8", "€1,47_M", "−€84_k", "%54"),
    ],
)
def test_numbers_stand_as_the_reader_writes_them(tag, number, money, loss, share):
    def here(text: str) -> str:
        return text.replace("'", NARROW).replace("_", WIDE)

    with written_for(numerals_of(tag)):
        assert reader().number(1234567.84) == here(number)
        assert (shown(1_470_000, "EUR"), change(-84_000, "EUR")) == (here(money), here(loss))
        assert (percent(0.544), size(-84_000, "EUR")) == (here(share), here(loss).removeprefix("−"))


@pytest.mark.parametrize(
    ("tag", "day", "full", "digits", "week", "field"),
    [
        ("en", "2 Nov", "2 Nov 2026", "2026-11-02", "16–22 Nov", "YYYY-MM-DD"),
        ("en-US", "Nov 2", "Nov 2, 2026", "11/2/2026", "Nov 16–22", "MM/DD/YYYY"),
        ("en-GB", "2 Nov", "2 Nov 2026", "02/11/2026", "16–22 Nov", "DD/MM/YYYY"),
        ("de-DE", f"2.{WIDE}Nov", f"2.{WIDE}Nov 2026", "02.11.2026", f"16.–22.{WIDE}Nov", "DD.MM.YYYY"),
        ("sv-SE", "2 Nov", "2 Nov 2026", "2026-11-02", "16–22 Nov", "YYYY-MM-DD"),
        ("ja-JP", "Nov 2", "2026 Nov 2", "2026/11/02", "Nov 16–22", "YYYY/MM/DD"),
    ],
)
def test_a_day_stands_in_the_readers_order_with_an_english_month(tag, day, full, digits, week, field):
    here = numerals_of(tag)
    with written_for(here):
        assert (day_month(DAY), reader().full_day(DAY), reader().stamp(DAY)) == (day, full, digits)
        assert span(Period(date(2026, 11, 16), date(2026, 11, 22))) == week
    assert date_field(here) == field


@pytest.mark.parametrize("tag", ["", "en", "xx-YY", "C", "<script>", "zz" * 5000, "e", "--", "en-US-u-nu-arab@x" * 9])
def test_a_locale_nobody_knows_reads_as_the_product_writes(tag):
    assert numerals_of(tag).number(1234.5) == "1,234.5" and numerals_of(tag).money(950, "EUR") == "€ 950"


def test_what_stands_behind_a_locale_does_not_matter():
    assert numerals_of("de-DE-u-nu-arab") == numerals_of("de-DE") == numerals_of("de-DE@posix")


def test_every_locale_there_is_writes_a_number_money_a_share_and_a_day():
    for tag in locale_identifiers():
        here = numerals_of(tag)
        texts = (here.number(12345.6), here.money(-950, "SEK"), here.percent(0.5), here.stamp(DAY), here.full_day(DAY))
        assert all("{" not in text and any(c in "0123456789" for c in text) for text in texts), (tag, texts)
        assert "2" in here.stamp(DAY) and "2026" in here.stamp(DAY) and "2026" in here.full_day(DAY), (tag, texts)
        assert len(date_field(here)) == 10 and len(chart_locale(here)["time"]["shortMonths"]) == 12


def test_a_chart_is_kept_for_each_way_of_writing():
    def build() -> dict:
        return {"mark": "bar", "config": {"view": {"stroke": None}}}

    with written_for(numerals_of("fr-FR")):
        french = spec("a bar", build)["config"]
    assert spec("a bar", build) == build()
    number = french["locale"]["number"]
    assert (number["decimal"], number["thousands"], number["grouping"][0]) == (",", NARROW, 3)
    assert number["percent"] == f"{WIDE}%"
    assert french["view"] == {"stroke": None} and localised({}, PLAIN) == {}


@pytest.mark.parametrize(
    ("tag", "typed", "meant"),
    [
        ("en", "1.5", "1.5"), ("en", "1,5", "1.5"), ("en", "1.500", "1.500"), ("en", "1,234.5", "1234.5"),
        ("en", "1,234,567", "1234567"), ("en", "0,125", "0.125"), ("en", "1.234,5", "1234.5"), ("en", "-2,5", "-2.5"),
        ("de-DE", "1,5", "1.5"), ("de-DE", "1.5", "1.5"), ("de-DE", "1,500", "1.500"), ("de-DE", "1.234,5", "1234.5"),
        ("de-DE", "1.234.567", "1234567"), ("fr-FR", f"1{NARROW}234,5", "1234.5"), ("fi-FI", f"1{WIDE}234,5", "1234.5"),
        ("de-CH", "1’234.5", "1234.5"), ("en-IN", "12,34,567.8", "1234567.8"), ("en", "12", "12"), ("en", "x", "x"),
    ],
)  # fmt: skip
def test_a_typed_number_is_read_by_the_marks_of_who_typed_it(tag, typed, meant):
    assert plain_number(typed, numerals_of(tag)) == meant


@pytest.mark.parametrize(
    ("tag", "typed", "ways"),
    [("en", "1,500", "1.5 or 1500"), ("de-DE", "1.500", "1,5 or 1500"), ("fr-FR", "12.500", "12,5 or 12500")],
)
def test_a_number_that_can_be_two_is_refused_with_both(tag, typed, ways):
    with pytest.raises(TwoNumbers, match=f"“{typed}” can be {ways}"):
        plain_number(typed, numerals_of(tag))
    with pytest.raises(NotATime) as refused:
        typed_minutes(f"+{typed}", LINE, numerals_of(tag))
    assert refused.value.rule == "two_numbers"
    read = read_changes(f"U07 {typed}", [LINE], vocabulary({"use_case": {"U07": ("U07",)}}, []), numerals_of(tag))
    assert [line.key for line in read] == [None] and ways in read[0].trouble


@given(value=some.decimals(0, 10**9, places=2), tag=some.sampled_from(["en", "en-US", "de-DE", "fi-FI", "fr-FR", "de-CH"]))
def test_what_a_field_is_filled_with_reads_back_as_the_same_number(value, tag):
    here = numerals_of(tag)
    assert float(plain_number(here.typed(float(value)), here)) == pytest.approx(float(value), abs=0.005)


def test_groups_read_back_too():
    for tag in ("en", "de-DE", "fi-FI", "fr-FR", "de-CH", "en-IN"):
        here = numerals_of(tag)
        assert float(plain_number(here.number(1234567.5), here)) == 1234567.5

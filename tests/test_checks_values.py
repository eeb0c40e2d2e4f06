"""One value at a time: what becomes of it, or the rule that sets it aside."""

from datetime import date
from decimal import Decimal

import pytest

from kpis.contract import contract_columns
from kpis.facts import FACTS, consents, costs, experiment_series, fx_rates, headcount, people_events, touches
from kpis.records import notes
from tests.checks_files import COST, TOUCH, checked, reasons

TAKEN = [
    ("amount", "10.5", Decimal("10.50")), ("amount", " -3 ", Decimal("-3.00")), ("amount", ".5", Decimal("0.50")),
    ("amount", "10.5000", Decimal("10.50")), ("amount", "9999999999999.99", Decimal("9999999999999.99")),
    ("day", "2026-10-01T00:00:00", date(2026, 10, 1)), ("day", "2026-10-01 00:00", date(2026, 10, 1)),
    ("day", "2026-11-22", date(2026, 11, 22)), ("day", "2026/10/01", date(2026, 10, 1)),
    ("day", "20261001", date(2026, 10, 1)),
    ("cost_id", "007 ", "007"), ("cost_id", "TRUE", "TRUE"), ("cost_id", "NA", "NA"), ("cost_id", "null", "null"),
    ("cost_id", "Cafe\u0301", "Café"), ("cost_id", "a\u00a0b", "a b"), ("cost_id", "-5", "-5"),
    ("cost_id", "x" * 200, "x" * 200),
    ("cost_id", "Summer", "Summer"), ("currency", " eur", "EUR"), ("type", "Sales ", "sales"), ("span", "", "month"),
    ("span", "WEEK", "week"), ("channel", "", None), ("channel", None, None), ("channel", "  ", None),
]  # fmt: skip
SET_ASIDE = [
    ("amount", "1,5", "decimal_comma"), ("amount", "1.000,00", "thousands_mark"),
    ("amount", "1,000.50", "thousands_mark"),
    ("amount", "12'000", "thousands_mark"), ("amount", "1\u00a0000", "thousands_mark"),
    ("amount", "7:30", "time_not_number"),
    ("amount", "15%", "percent"), ("amount", "€100", "currency_sign"), ("amount", "100 EUR", "currency_sign"),
    ("amount", "(100.00)", "negative_in_brackets"), ("amount", "\uff11\uff12", "unusual_digits"),
    ("amount", "½", "unusual_digits"), ("amount", "\u22125", "unusual_minus"), ("amount", "NaN", "nan"),
    ("amount", "#N/A", "nan"), ("amount", "-inf", "infinite"), ("amount", "1e400", "exponent"),
    ("amount", "1e3", "exponent"),
    ("amount", "+5", "plus_sign"), ("amount", "1.234", "too_many_decimals"), ("amount", "1.500", "too_many_decimals"),
    ("amount", "10000000000000", "too_large"), ("amount", "1" + "0" * 15, "too_large"),
    ("amount", "9" * 400, "too_large"),
    ("amount", "n/k", "not_a_number"), ("amount", "0x10", "not_a_number"), ("amount", "", "blank"),
    ("amount", None, "blank"),
    ("day", "2026-02-30", "impossible_day"), ("day", "03/04/2026", "ambiguous_day"), ("day", "46346", "day_serial"),
    ("day", "0026-01-01", "day_out_of_range"), ("day", "2206-01-01", "day_out_of_range"),
    ("day", "31.12.25", "two_digit_year"),
    ("day", "2026-10-01 12:00", "day_with_time"), ("day", "2026-10-01+02:00", "day_with_zone"),
    ("day", "2026-10-01T00:00:00Z", "day_with_zone"), ("day", "2026-11-23", "future_day"),
    ("day", "Total", "total_row"),
    ("day", "soon", "not_a_day"), ("day", "\uff12026-10-01", "not_a_day"), ("day", " ", "blank"),
    ("cost_id", '=HYPERLINK("http://x")', "formula"), ("cost_id", "@SUM(A1)", "formula"),
    ("cost_id", "-cmd", "formula"),
    ("cost_id", "+x", "formula"), ("cost_id", "a\u200bb", "hidden_character"),
    ("cost_id", "a\u202eb", "hidden_character"),
    ("cost_id", "a\x00b", "hidden_character"), ("cost_id", "a\ufffdb", "hidden_character"),
    ("cost_id", "\u200b", "hidden_character"),
    ("cost_id", "a\nb", "hidden_character"), ("cost_id", "x" * 201, "too_long"),
    ("cost_id", "Grand total:", "total_row"),
    ("cost_id", "", "blank_key"), ("currency", "EURO", "not_a_currency"), ("currency", "XXX", "not_a_currency"),
    ("currency", "DEM", "currency_ended"), ("currency", "", "blank"), ("type", "markting", "not_a_choice"),
    ("type", "", "blank"),
    ("span", "year", "not_a_choice"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "text", "value"), TAKEN)
def test_value_is_taken(column, text, value):
    result = checked(costs, COST | {column: text})
    assert reasons(result) == []
    assert result.good[column].to_pylist() == [value]


@pytest.mark.parametrize(("column", "text", "rule"), SET_ASIDE)
def test_value_is_set_aside_and_named(column, text, rule):
    result = checked(costs, COST | {column: text})
    assert reasons(result) == [(2, column, rule)]
    assert (result.seen, result.set_aside, len(result.good)) == (1, 1, 0)


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_slashed_day_is_read_in_the_order_of_the_file(order, day):
    rows = COST | {"day": "03/04/2026"}, COST | {"cost_id": "c2", "day": "03.04.2026"}
    result = checked(costs, *rows, day_order=order)
    assert result.good["day"].to_pylist() == [day, day]


@pytest.mark.parametrize(("text", "value"), [("3", 3), ("3.0", 3), (" 3 ", 3), ("0", 0)])
def test_count_is_a_whole_number(text, value):
    assert checked(headcount, {"day": "2026-10-01", "headcount": text}).good["headcount"].to_pylist() == [value]


@pytest.mark.parametrize(("text", "rule"), [("3.5", "not_whole"), ("-3", "too_low"), ("three", "not_a_number")])
def test_count_that_makes_no_sense_is_set_aside(text, rule):
    assert reasons(checked(headcount, {"day": "2026-10-01", "headcount": text})) == [(2, "headcount", rule)]


def test_minus_zero_is_zero():
    row = {"experiment_id": "x", "unit_id": "u", "day": "2026-10-01", "value": "-0.0"}
    assert str(checked(experiment_series, row).good["value"][0].as_py()) == "0.0"


@pytest.mark.parametrize(("text", "value"), [("Yes", True), ("0", False), ("TRUE", True), ("no ", False), ("", None)])
def test_flag_is_yes_or_no_in_any_case(text, value):
    row = {"event_id": "e", "day": "2026-10-01", "kind": "left", "regretted": text}
    assert checked(people_events, row).good["regretted"].to_pylist() == [value]


def test_flag_that_is_neither_is_set_aside():
    assert reasons(checked(touches, TOUCH | {"consent": "maybe"})) == [(2, "consent", "not_yes_or_no")]


@pytest.mark.parametrize(("text", "rule"), [("0", "too_low"), ("1.123456789", "too_many_decimals"),
                                            ("99999999999", "too_large")])  # fmt: skip
def test_rate_that_makes_no_sense_is_set_aside(text, rule):
    assert reasons(checked(fx_rates, {"day": "2026-10-01", "currency": "USD", "rate": text})) == [(2, "rate", rule)]


@pytest.mark.parametrize("text", ["anna@acme.com", " anna@acme.com ", "Änna@acme.co.uk"])
@pytest.mark.parametrize(("table", "row", "column"), [(touches, TOUCH, "customer_id"), (touches, TOUCH, "account_id"),
                                                      (consents, {"valid_from": "2026-01-01"}, "contact_key"),
                                                      ])  # fmt: skip
def test_mail_address_is_no_id_and_is_not_written_down(text, table, row, column):
    result = checked(table, row | {column: text})
    assert reasons(result) == [(2, column, "email_in_key")]
    assert "acme" not in str(result.flaws.to_pylist())


NOTE = {"note_id": "n1", "day": "2026-10-01", "text": "fine"}


@pytest.mark.parametrize(("text", "value"), [("line 1\r\nline 2", "line 1\nline 2"), ("good 👩\u200d💻", "good 👩\u200d💻"),
                                             ("- called twice", "- called twice"), ("x" * 2000, "x" * 2000),
                                             ])  # fmt: skip
def test_note_may_hold_lines_and_emoji(text, value):
    assert checked(notes, NOTE | {"text": text}).good["text"].to_pylist() == [value]


@pytest.mark.parametrize(("text", "rule"), [("x" * 10_000, "too_long"), ("=1+1", "formula"),
                                            ("a\u202eb", "hidden_character"), ("a\x1b[31m", "hidden_character"),
                                            ("", "blank")])  # fmt: skip
def test_note_that_could_do_harm_is_set_aside(text, rule):
    assert reasons(checked(notes, NOTE | {"text": text})) == [(2, "text", rule)]


def test_shown_value_is_cut_and_shows_nothing_invisible():
    shown = checked(costs, COST | {"cost_id": "a\x1b\u202e" + "x" * 500}).flaws["value"][0].as_py()
    assert shown == "a\ufffd\ufffd" + "x" * 117


def test_unknown_id_names_the_nearest_known_one():
    known = {"use_case_id": frozenset({"Cart reminder", "Welcome mail"})}
    good, bad = COST | {"use_case_id": "Cart reminder"}, COST | {"cost_id": "c2", "use_case_id": "Card reminder"}
    result = checked(costs, good, bad, known=known)
    assert reasons(result) == [(3, "use_case_id", "unknown_id")]
    assert result.flaws["words"][0].as_py() == "is not a use case of your company; did you mean Cart reminder?"


@pytest.mark.parametrize("table", FACTS.sorted_tables, ids=lambda table: table.name)
def test_good_rows_have_the_columns_of_the_contract_in_its_order(table):
    row = {column.name: "2026-10-01" for column in contract_columns(table)}
    assert checked(table, row).good.column_names == [column.name for column in contract_columns(table)]

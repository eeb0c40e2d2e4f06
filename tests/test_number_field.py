"""A number with decimals is read by the marks of the reader; what could be two numbers is asked back, never saved."""

import pytest
from streamlit.testing.v1 import AppTest

from kpis.sentences.numerals import PLAIN, Numerals
from pages.parts.number_field import Unread, read_number, unread
from pages.parts.reader import written_for

GERMAN = Numerals("de", decimal=",", group=".")


@pytest.mark.parametrize(
    ("reader", "typed", "meant"),
    [(PLAIN, "1.5", 1.5), (PLAIN, "1,5", 1.5), (GERMAN, "1,5", 1.5), (GERMAN, "1.234,5", 1234.5), (PLAIN, " 25 % ", 25),
     (PLAIN, "-3", -3), (PLAIN, ".5", 0.5), (PLAIN, "250 000", 250000), (PLAIN, "", None)],
)  # fmt: skip
def test_a_number_is_read_as_its_reader_means_it(reader, typed, meant):
    with written_for(reader):
        assert read_number(typed) == meant


@pytest.mark.parametrize("typed", ["nan", "inf", "1e5", "1_000", "abc", "1..5", "9" * 400, "--1"])
def test_what_is_no_plain_number_is_refused_in_words(typed):
    found = read_number(typed)
    assert isinstance(found, Unread) and "is not a number. Type one such as 1.5." in found.words


def test_two_meanings_bounds_and_an_empty_field_are_told_apart():
    assert read_number("1,500").words == "“1,500” can be 1.5 or 1500. Type the one you mean."
    assert read_number("-1", low=0).words == "Type a number that is not less than 0."
    assert read_number("95", low=1, high=90).words == "Type a number from 1 to 90."
    assert read_number(" ", needed=True).words == "Type a number such as 1.5."
    assert unread([None, 1.0, read_number("x")]) and not unread([None, 1.0, "x"])


def _form() -> None:
    import streamlit as st

    from pages.parts.number_field import number_field

    with st.form("form"):
        st.session_state["found"] = number_field("Days", 1.23456789, key="days")
        st.form_submit_button("Save")


def test_an_untouched_field_keeps_its_digits_and_a_refused_text_stays_with_the_reason():
    at = AppTest.from_function(_form, default_timeout=30).run()
    assert at.session_state["found"] == 1.23456789 and at.text_input[0].value == "1.234568"
    at.text_input[0].set_value("1,500")
    at.button[0].click().run()
    assert isinstance(at.session_state["found"], Unread)
    assert at.text_input[0].value == "1,500" and "can be 1" in at.error[0].value

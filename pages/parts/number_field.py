"""A field for a number with decimals: a text read by the reader's marks, because a number field of a browser guesses."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from kpis.typed_numbers import TwoNumbers, plain_number
from pages.parts.reader import reader
from pages.parts.words import plain, say

DIGITS = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
DECIMALS, LONGEST = 6, 40


@dataclass(frozen=True)
class Unread:
    """What was typed is no number one could save; the sentence says why. It stands under the field already."""

    words: str


def number_field(
    label: str, stored: float | None = None, *, key: str, low: float | None = None, high: float | None = None,
    needed: bool = False, **field: object,
) -> float | None | Unread:  # fmt: skip
    """Draw the field and read it; None = left empty, Unread = cannot be used, said under it, the text stays.

    A field nobody touched gives `stored` with all its digits. `field` goes to `st.text_input` (help, width, bind, …).
    """
    shown = "" if stored is None else reader().typed(stored, DECIMALS)
    text = st.text_input(label, shown, key=key, max_chars=LONGEST, **field)
    if stored is not None and text == shown:
        return stored
    found = read_number(text or "", low=low, high=high, needed=needed)
    if isinstance(found, Unread):
        st.error(plain(found.words))
    return found


def read_number(
    text: str, *, low: float | None = None, high: float | None = None, needed: bool = False
) -> float | None | Unread:
    """A typed number, never guessed; None for an empty text unless it is needed.

    >>> read_number("1,5"), read_number("1,500").words, read_number("")
    (1.5, '“1,500” can be 1.5 or 1500. Type the one you mean.', None)
    """
    if not text.strip():
        return Unread(say("number.needed", example=reader().typed(1.5))) if needed else None
    try:
        number = plain_number(text.strip().removesuffix("%"), reader())
    except TwoNumbers as two:
        return Unread(str(two))
    if not DIGITS.fullmatch(number) or not math.isfinite(value := float(number)):
        return Unread(say("number.unread", text=text.strip(), example=reader().typed(1.5)))
    if (low is not None and value < low) or (high is not None and value > high):
        return Unread(_outside(low, high))
    return value


def _outside(low: float | None, high: float | None) -> str:
    bounds = {name: reader().typed(bound) for name, bound in (("low", low), ("high", high)) if bound is not None}
    return say("number." + "_".join(bounds), **bounds)


def unread(values: Iterable[object]) -> bool:
    """Is one of these a number nobody can read?"""
    return any(isinstance(value, Unread) for value in values)


def refused(values: Iterable[object]) -> bool:
    """The same where a form would save: then it saves nothing, and says so beside its button."""
    if not unread(values):
        return False
    st.error(say("number.not_saved"))
    return True

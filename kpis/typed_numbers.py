"""Reads a number as somebody types it: by the marks of the reader, and never guessed where it can mean two numbers."""

import re

from kpis.sentences.numerals import PLAIN, Numerals

GROUPED = re.compile(r"[0-9]{1,3}(?:[,.'][0-9]{2,3})*[,.'][0-9]{3}", re.ASCII)
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[,.][0-9]{3}", re.ASCII)  # "1,500": one and a half, or fifteen hundred
SIGNED = re.compile(r"(?P<sign>[+-]?)(?P<rest>.*)")


class TwoNumbers(ValueError):
    """What was typed can be read as two numbers; the sentence says which, and what to type instead."""


def plain_number(text: str, numerals: Numerals = PLAIN) -> str:
    """A typed number as programs write it, "1.5"; a text that is none comes back as it is. Raises TwoNumbers.

    The mark of the reader's decimals is one; another mark is one, too, unless three digits after it could be thousands.

    >>> german = Numerals(decimal=",", group=".")
    >>> [plain_number("1,5", way) for way in (PLAIN, german)], plain_number("1,500", german)
    (['1.5', '1.5'], '1.500')
    >>> plain_number("1.234.567,8", german), plain_number("1,234,567.8"), plain_number("1 234,5")
    ('1234567.8', '1234567.8', '1234.5')
    """
    found = SIGNED.match("".join(text.split()).replace("−", "-").replace("’", "'"))
    sign, number = found["sign"], found["rest"]
    marks = re.findall("[,.']", number)
    if not marks:
        return sign + number
    last, single = marks[-1], len(marks) == 1
    if single and last != "'":
        if last != numerals.decimal and THOUSANDS.fullmatch(number):
            _refuse(number, last, numerals)
        return sign + number.replace(last, ".")
    if len(set(marks)) == 1:
        return sign + (_joined(number) if GROUPED.fullmatch(number) else number)
    whole, _, rest = number.rpartition(last)
    return sign + (f"{_joined(whole)}.{rest}" if last not in whole and GROUPED.fullmatch(whole) else number)


def _joined(number: str) -> str:
    return re.sub("[,.']", "", number)


def _refuse(number: str, mark: str, numerals: Numerals) -> None:
    ways = numerals.typed(float(number.replace(mark, ".")), 3), number.replace(mark, "")
    raise TwoNumbers(f"“{number}” can be {ways[0]} or {ways[1]}. Type the one you mean.")

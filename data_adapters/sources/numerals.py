"""Numbers as people and tools write them, turned into plain texts such as "1234.56" without losing a digit."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext

SPACES = "[ \u00a0\u202f\u2009]"
PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?", re.ASCII)


class Misfit(ValueError):
    """A text does not fit the number marks that were declared."""


def reader(decimal: str, thousands: str | None, brackets: bool) -> Callable[[str], str]:
    """A function that turns "1.234,56" into "1234.56" by the declared marks; raises `Misfit` for other texts.

    >>> reader(",", ".", False)("-1.234,56"), reader(",", " ", False)("1\u202f234,5"), reader(".", ",", True)("(12.00)")
    ('-1234.56', '1234.5', '-12.00')
    """
    gap = {" ": SPACES, "'": "['\u2019]"}.get(thousands or "", re.escape(thousands or ""))
    grouped = rf"[0-9]{{1,3}}(?:{gap}[0-9]{{3}})+|" if thousands else ""
    rest = rf"(?:{re.escape(decimal)}(?P<rest>[0-9]+))?"
    pattern = re.compile(rf"(?P<sign>[+-]?)(?P<whole>{grouped}[0-9]+){rest}", re.ASCII)

    def read(text: str) -> str:
        inside = re.fullmatch(r"\((.*)\)", text) if brackets else None
        found = pattern.fullmatch(inside.group(1) if inside else text)
        if not found or (inside and found["sign"]):
            raise Misfit(text)
        whole = re.sub("[^0-9]", "", found["whole"])
        sign = "-" if inside or found["sign"] == "-" else ""
        return sign + whole + (f".{found['rest']}" if found["rest"] else "")

    return read


def times(text: str, factor: Decimal) -> str:
    """A plain number times an exact factor; other texts stay as they are, for the checks to name."""
    if not PLAIN.fullmatch(text):
        return text
    with localcontext(prec=60):
        return _shown(Decimal(text) * factor)


def rounded(text: str, places: int) -> str:
    """A plain number rounded half up (away from zero) to so many places; other texts stay as they are."""
    if not PLAIN.fullmatch(text):
        return text
    with localcontext(prec=60):
        return format(Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")


def carried(texts: Iterable[str | None], places: int) -> Iterator[str | None]:
    """Round a column so that its running total is always right: what one row loses, the next one gets.

    Each row is at most one unit of the last place away from its exact value, and the sum of the column equals its exact
    sum, rounded. A zero stays zero.

    >>> list(carried(["0.333", "0.333", "0", "0.334"], 2))
    ['0.33', '0.34', '0.00', '0.33']
    """
    unit, exact, given = Decimal(1).scaleb(-places), Decimal(0), Decimal(0)
    with localcontext(prec=60):
        for text in texts:
            if text is None or not PLAIN.fullmatch(text):
                yield text
                continue
            exact += Decimal(text)
            share = exact.quantize(unit, ROUND_HALF_UP) - given
            given += share
            yield format(share, "f")


def _shown(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

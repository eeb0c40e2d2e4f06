"""How amounts that add up are shown: in one unit, rounded so that the reader can add them up too."""

from collections.abc import Sequence

from kpis.credit_ledger import rounded
from kpis.sentences.numerals import STEPS
from pages.parts.figures import MINUS
from pages.parts.reader import reader


def together(parts: Sequence[float], currency: str) -> list[str]:
    """The parts and, last, their sum: three figures of the sum and all in its unit.

    >>> together([6_328_035.0, 11_834_372.0, 867_654.0], "EUR")
    ['€ 6.33 M', '€ 11.83 M', '€ 0.87 M', '€ 19.03 M']
    >>> together([330.0, 80.4, 1.0], "EUR")
    ['€ 330', '€ 80', '€ 1', '€ 411']
    """
    size, letter = next(((size, letter) for size, letter in STEPS if abs(sum(parts)) >= size), (1.0, ""))
    decimals = 2 if letter not in ("", "k") else 0
    shown = rounded(parts, size / 10**decimals)
    return [_said(amount / size, decimals, letter, currency) for amount in (*shown, sum(shown))]


def _said(amount: float, decimals: int, letter: str, currency: str) -> str:
    """The amount where the reader's currency has its figures: beside "€ 1" stands "€ 6.33 M"."""
    size = round(abs(amount), decimals)
    text = reader().fixed(size, decimals) + f"{reader().gap}{letter}" * bool(letter)
    return (MINUS if amount < 0 and size else "") + reader().money(1.0, currency).replace("1", text)


def exact(amount: float, currency: str, decimals: int = 0) -> str:
    """An amount with all its figures, for rows that people add up.

    >>> exact(-6328035.4, "EUR"), exact(-0.000004, "EUR", 2)
    ('−€ 6,328,035', '€ 0.00')
    """
    return _said(amount, decimals, "", currency)


def exact_together(parts: Sequence[float], currency: str, decimals: int = 0) -> list[str]:
    """Parts and their sum with all their figures, rounded so that they add up."""
    shown = rounded(parts, 1 / 10**decimals)
    return [exact(amount, currency, decimals) for amount in (*shown, sum(shown))]

"""How numbers read inside a sentence, where no reader is known: short, one decimal at most."""

from collections.abc import Callable

from kpis.sentences.numerals import PLAIN

money, percent, number, count = PLAIN.money, PLAIN.percent, PLAIN.number, PLAIN.count


def likely(low: float | None, high: float | None, show: Callable[[float], str]) -> str:
    """The likely range in brackets, or nothing when there is none: " (likely 28 to 40)"."""
    return "" if low is None or high is None else f" (likely {show(low)} to {show(high)})"

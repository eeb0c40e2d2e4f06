"""Sentences about what data and technology bring back."""

from kpis.reading import Reading
from kpis.sentences.numerals import Numerals
from kpis.sentences.phrases import likely


def _roi(r: Reading, currency: str, n: Numerals) -> str:
    """What each unit of money brought back."""
    each = "Each euro" if currency == "EUR" else f"Each {currency}"
    if r.low is not None and r.low <= -1 <= r.high:
        return f"{each} brought back nothing that is proven: up to {n.number(1 + r.high, 2)} is possible."
    back = f"{each} brought back {n.number(1 + r.value, 2)}"
    return (
        back + likely(*((1 + r.low, 1 + r.high) if r.low is not None else (None, None)), lambda x: n.number(x, 2)) + "."
    )


def _unproven(r: Reading, n: Numerals) -> str | None:
    """Where nothing is proven: what would have to be true."""
    share = r.parts.get("break_even_share")
    return None if share is None else f"Not proven yet; pays for itself if {n.percent(share)} of attributed sales are extra."


SENTENCES = {"roi": _roi}
WITHOUT_NUMBER = {"roi": _unproven}

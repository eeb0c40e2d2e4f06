"""Sentences of the top-line view."""

from kpis.reading import Reading
from kpis.sentences.phrases import money


def _total_sales(r: Reading, currency: str) -> str:
    refunds = r.parts["refunds"]
    after = f" after {money(-refunds, currency)} of refunds" if refunds else ""
    return f"{money(r.value, currency)} signed{after}."


SENTENCES = {"total_sales": _total_sales}

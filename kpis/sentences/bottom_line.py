"""Sentences of the bottom-line view."""

from kpis.reading import Reading

SENTENCES = {"cost_of_sales": lambda r, currency: _cost_of_sales(r)}


def _cost_of_sales(r: Reading) -> str:
    return f"{r.value * 100:.0f} cents of selling cost per {'unit of money'} sold."

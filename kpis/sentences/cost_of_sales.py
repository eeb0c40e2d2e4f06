"""Sentence of the cost of selling."""

from kpis.reading import Reading
from kpis.sentences.numerals import Numerals

COINS = {"EUR": ("cents", "euro"), "USD": ("cents", "dollar"), "GBP": ("pence", "pound")}
COST_BASE = {"growing": "Cost base growing", "flat or declining": "Cost base flat or declining",
             "undecided": "Whether the cost base grows is open"}  # fmt: skip


def _cost_of_sales(r: Reading, currency: str, n: Numerals) -> str:
    coin, whole = COINS.get(currency, ("", currency))
    spent = f"{n.number(r.value * 100)} {coin}" if coin else f"{currency} {n.number(r.value, 3)}"
    months = "" if r.parts["months"] == 12 else f" ({r.parts['months']} of 12 months known)"
    word = r.parts["verdict"]
    trend = f" {COST_BASE[word]} ({_pace(r, n)})." if word else ""
    return f"{spent} of selling cost per {whole} sold{months}.{trend}"


def _pace(r: Reading, n: Numerals) -> str:
    return f"likely {n.percent(r.parts['growth_low'])} to {n.percent(r.parts['growth_high'])} a year"


SENTENCES = {"cost_of_sales": _cost_of_sales}

"""Sentences of the top-line view."""

from kpis.attribution_rules import RULES
from kpis.reading import Reading
from kpis.sentences.phrases import money


def _total_sales(r: Reading, currency: str) -> str:
    refunds = r.parts["refunds"]
    after = f" after {money(-refunds, currency)} of refunds" if refunds else ""
    return f"{money(r.value, currency)} signed{after}."


def _attributed_sales(r: Reading, currency: str) -> str:
    total = r.parts["total_net_sales"]
    of = "of sales" if total is None else f"of the {money(total, currency)} signed"
    who = "a contact by people" if r.slice.get("use_case") == "(none)" else "an automated contact"
    rule = f"{RULES[r.parts['rule']].words}, {r.parts['lookback_days']} days back"
    return f"{money(r.value, currency)} {of} followed {who} ({rule}). Some of it would have come anyway."


SENTENCES = {"total_sales": _total_sales, "attributed_sales": _attributed_sales}

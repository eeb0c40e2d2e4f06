"""Sentences of the top-line view."""

from datetime import date

from kpis.attribution_rules import RULES
from kpis.reading import Reading
from kpis.sentences.numerals import Numerals
from kpis.sentences.phrases import likely


def _total_sales(r: Reading, currency: str, n: Numerals) -> str:
    refunds = r.parts["refunds"]
    after = f" after {n.money(-refunds, currency)} of refunds" if refunds else ""
    return f"{n.money(r.value, currency)} signed{after}."


def _attributed_sales(r: Reading, currency: str, n: Numerals) -> str:
    total = r.parts["total_net_sales"]
    of = "of sales" if total is None else f"of the {n.money(total, currency)} signed"
    who = "a contact by people" if r.slice.get("use_case") == "(none)" else "an automated contact"
    rule = f"{RULES[r.parts['rule']].words}, {r.parts['lookback_days']} days back"
    return f"{n.money(r.value, currency)} {of} followed {who} ({rule}). Some of it would have come anyway."


def _revenue_impact(r: Reading, currency: str, n: Numerals) -> str:
    """A range that holds zero shows no gain, however high its middle is."""
    single = [e for e in r.parts["effects"] if e["use_case_id"]]
    low, high = n.money(r.low, currency), n.money(r.high, currency)
    if r.low <= 0 <= r.high:
        ends = [e["running_until"] for e in single if e["running_until"]]
        more = f" Run until {n.day(date.fromisoformat(max(ends)))} to know." if ends else ""
        return f"No gain shown yet: between {low} and {high} a month.{more}{_tested(r)}"
    who = "This use case" if "use_case" in r.slice else "A tested use case"
    brings = (
        f"brings {n.money(r.value, currency)} a month extra"
        if r.value > 0
        else f"costs {n.money(-r.value, currency)} of sales a month"
    )
    ends = likely(*sorted((abs(r.low), abs(r.high))), lambda amount: n.money(amount, currency))
    return f"{who} {brings}{ends}.{_tested(r)}"


def _tested(r: Reading) -> str:
    tested, live = r.parts["tested"], r.parts["live"]
    if "use_case" in r.slice:
        return ""
    return f" {tested} tested." if live is None else f" {tested} tested, {live} live."


SENTENCES = {"total_sales": _total_sales, "attributed_sales": _attributed_sales, "revenue_impact": _revenue_impact}

"""Sentences of revenue, pipeline and customer satisfaction."""

from datetime import date

from kpis.deals import NO_QUOTA, QUOTA_MET
from kpis.reading import Reading
from kpis.sentences.numerals import Numerals
from kpis.sentences.phrases import likely

WHY = {QUOTA_MET: "this quarter's quota is met", NO_QUOTA: "no quota is known for this quarter"}


def _revenue(r: Reading, currency: str, n: Numerals) -> str:
    one_month = (r.start.year, r.start.month) == (r.end.year, r.end.month)
    return f"{r.start:%B}{'' if one_month else f' to {r.end:%B}'} {n.money(r.value, currency)}, booked by finance."


def _pipeline(r: Reading, currency: str, n: Numerals) -> str:
    parts = r.parts
    seen = date.fromisoformat(parts["snapshot_day"])
    as_of = f" (snapshot of {n.stamp(seen)})" if (r.end - seen).days >= 7 else ""
    if parts["coverage"] is None:
        why = WHY[parts["coverage_status"]]
        return f"{n.money(r.value, currency)} open in {n.count(parts['deals'], 'deal')}{as_of}; {why}."
    needed = parts["coverage_needed"]
    need = f"; at our win rate we need {n.number(needed)}" if needed else ""
    return f"Open deals are {n.number(parts['coverage'])} times what is still to win{as_of}{need}."


def _customer_satisfaction(r: Reading, currency: str, n: Numerals) -> str:
    return f"{round(r.value):+d}{likely(r.low, r.high, lambda points: str(round(points)))}, {n.count(r.n, 'answer')}."


SENTENCES = {"revenue": _revenue, "pipeline": _pipeline, "customer_satisfaction": _customer_satisfaction}

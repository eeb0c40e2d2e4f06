"""Sentences of revenue, pipeline and customer satisfaction."""

from datetime import date

from kpis.reading import Reading
from kpis.sentences.phrases import count, likely, money, number


def _revenue(r: Reading, currency: str) -> str:
    span = f"{r.start:%B}" if (r.start.year, r.start.month) == (r.end.year, r.end.month) else f"{r.start:%B} to {r.end:%B}"
    return f"{span} {money(r.value, currency)}, booked by finance."


def _pipeline(r: Reading, currency: str) -> str:
    parts = r.parts
    as_of = "" if (r.end - date.fromisoformat(parts["snapshot_day"])).days < 7 else f" (snapshot of {parts['snapshot_day']})"
    if parts["coverage"] is None:
        why = "this quarter's quota is met" if parts["coverage_status"] == "quota met" else "no quota is known for this quarter"
        return f"{money(r.value, currency)} open in {count(parts['deals'], 'deal')}{as_of}; {why}."
    needed = parts["coverage_needed"]
    need = f"; at our win rate we need {number(needed)}" if needed else ""
    return f"Open deals are {number(parts['coverage'])} times what is still to win{as_of}{need}."


def _customer_satisfaction(r: Reading, currency: str) -> str:
    return f"{round(r.value):+d}{likely(r.low, r.high, lambda points: str(round(points)))}, {count(r.n, 'answer')}."


SENTENCES = {"revenue": _revenue, "pipeline": _pipeline, "customer_satisfaction": _customer_satisfaction}

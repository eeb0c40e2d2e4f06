"""The `report` command: every reading as JSON or as lines of text."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from data_adapters.home import Home
from data_adapters.readings import Question, answer, read_coarser
from data_adapters.records.principal import Principal
from kpis.reading import Reading, View
from kpis.registry import all_indicators
from kpis.sentences import sentence

VIEWS = {View.TOP_LINE: "Top line", View.BOTTOM_LINE: "Bottom line", View.STRATEGIC: "Indirect strategic"}


def report(home: Home, principal: Principal, question: Question) -> dict[str, Any]:
    """All readings of a question as plain values, ready for JSON; unknown is null with a reason."""
    known_at = question.known_at or datetime.now(UTC)
    readings = answer(home, principal, question)
    coarser = {i.id: i.rhythm for i in all_indicators() if read_coarser(i, question, home.company)}
    told = [as_json(r, home.company.currency) for r in readings]
    for reading in told:
        if reading["id"] in coarser:
            reading["sentence"] += f" (This number is read by {coarser[reading['id']]}; the last complete one is shown.)"
    return {"as_of": question.as_of.isoformat(), "known_at": known_at.isoformat(timespec="microseconds"), "readings": told}


def as_json(reading: Reading, currency: str) -> dict[str, Any]:
    """One reading as the report writes it: ratios as fractions, days as ISO text, unknown as null."""
    return {
        "id": reading.id, "view": reading.view.value, "timing": reading.timing.value, "value": plain(reading.value),
        "unit": reading.unit, "low": plain(reading.low), "high": plain(reading.high), "n": plain(reading.n),
        "from": reading.start.isoformat(), "to": reading.end.isoformat(), "reason": reading.reason,
        "grade": reading.grade.value if reading.grade else None, "sentence": sentence(reading, currency),
        "slice": dict(reading.slice), "parts": plain(dict(reading.parts)),
    }  # fmt: skip


def plain(value: Any) -> Any:
    """A value as JSON knows it; a number that is not finite is unknown.

    The last digits of a sum depend on the order in which its rows came; they are not written, so that the same data
    always gives the same text: 12 significant digits and 11 decimals, half to even.
    """
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if hasattr(value, "item"):  # numpy scalars
        value = value.item()
    if isinstance(value, float):
        return float(f"{round(value, 11):.12g}") + 0.0 if math.isfinite(value) else None  # + 0.0: there is no "-0.0"
    return value.isoformat() if hasattr(value, "isoformat") else value


def as_text(told: Mapping[str, Any]) -> str:
    """A report as lines a person reads: views, leading before lagging, one sentence each."""
    names = {i.id: i.name for i in all_indicators()}
    lines, view = [f"As of {told['as_of']}"], None
    for r in told["readings"]:
        if r["view"] != view:
            view = r["view"]
            lines += ["", VIEWS[View(view)]]
        cut = "".join(f" [{d.replace('_', ' ')} {v}]" for d, v in r["slice"].items())
        lines.append(f"  {names[r['id']]}{cut} ({r['timing']}, {r['from']} to {r['to']}): {r['sentence']}")
    return "\n".join(lines)

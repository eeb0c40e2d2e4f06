"""The data team of the sample company: who came, who left, and how long roles take to fill."""

from datetime import date, timedelta

import pyarrow as pa

from kpis import facts
from sample_data.columns import rows
from sample_data.plan import Plan, Span, months, next_month

FUNCTION = "data_team"
FILLED_AFTER = (38, 47, 55, 61, 64, 70, 84)  # days from approval to acceptance, last 12 months
ACCEPTED_AGO = (50, 44, 38, 32, 26, 20, 15)  # weeks before the story week
OPEN_FOR = (20, 66)


def _event(day: date, kind: str, **more: object) -> dict[str, object]:
    return {"day": day, "kind": kind, "function": FUNCTION, "market": "FI", **more}


def _long_ago(span: Span) -> list[dict[str, object]]:
    """The first thirteen people, of whom one left before the last twelve months began."""
    hired = [_event(span.first - timedelta(days=900 - 60 * n), "hired", person_key=f"P{n + 1:02d}") for n in range(13)]
    gone = _event(span.ago(75), "left", person_key="P13", leave_type="retirement", regretted=False)
    asked = [_event(span.ago(110), "requisition_opened", requisition_id="J00"),
             _event(span.ago(109), "requisition_approved", requisition_id="J00"),
             _event(span.ago(101), "requisition_closed", requisition_id="J00")]  # fmt: skip
    return [*hired, gone, *asked]


def _hiring(span: Span) -> list[dict[str, object]]:
    """Seven roles filled in the last twelve months; two candidates said no."""
    found = []
    for number, (days, weeks) in enumerate(zip(FILLED_AFTER, ACCEPTED_AGO, strict=True)):
        accepted, role = span.ago(weeks), {"requisition_id": f"J{number + 1:02d}"}
        approved = accepted - timedelta(days=days)
        found += [_event(approved - timedelta(days=6), "requisition_opened", **role),
                  _event(approved, "requisition_approved", **role)]  # fmt: skip
        if number in (2, 5):
            found += [_event(accepted - timedelta(days=19), "offer_made", **role),
                      _event(accepted - timedelta(days=14), "offer_declined", **role)]  # fmt: skip
        found += [_event(accepted - timedelta(days=7), "offer_made", **role),
                  _event(accepted, "offer_accepted", **role)]  # fmt: skip
        found.append(_event(accepted + timedelta(days=45), "hired", person_key=f"P{number + 14:02d}", **role))
    return found


def _open_roles(span: Span) -> list[dict[str, object]]:
    found = []
    for number, days in enumerate(OPEN_FOR):
        role = {"requisition_id": f"J{number + 20}"}
        found += [_event(span.day - timedelta(days=days + 5), "requisition_opened", **role),
                  _event(span.day - timedelta(days=days), "requisition_approved", **role)]  # fmt: skip
    return found


def _events(span: Span) -> list[dict[str, object]]:
    left = _event(span.ago(21), "left", person_key="P07", leave_type="voluntary", regretted=True)
    found = sorted([*_long_ago(span), left, *_hiring(span), *_open_roles(span)], key=lambda e: (e["day"], e["kind"]))
    return [{"event_id": f"H{number:03d}", **event} for number, event in enumerate(found, 1)]


def people_events(plan: Plan) -> pa.Table:
    """The table people_events."""
    return rows(facts.people_events, _events(plan.span))


def headcount(plan: Plan) -> pa.Table:
    """The table headcount: the data team on the first day of each month, as hirings and leavings say."""
    span, events = plan.span, _events(plan.span)
    starts = months(span.first, span.day)
    found = []
    for day in [*starts, *([next_month(starts[-1])] if starts and next_month(starts[-1]) <= span.day else [])]:
        count = sum((e["kind"] == "hired") - (e["kind"] == "left") for e in events if e["day"] <= day)
        found.append({"day": day, "headcount": count, "function": FUNCTION, "market": "FI"})
    return rows(facts.headcount, found)

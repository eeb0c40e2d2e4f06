"""What the sample company's leaders have set: targets, goals, parameters, notes, decisions and data assets."""

from datetime import date, timedelta

import pyarrow as pa

from kpis import records
from sample_data.catalogue import PAUSED, PAUSED_WEEKS_AGO, rollouts
from sample_data.columns import rows
from sample_data.plan import Plan, Span, quarter, quarters

# name, owner, documented, legal basis, quality, fresh, demand
ASSETS = (
    ("A1", "Customer master", "Ana", True, True, 0.97, True, "paying"),
    ("A2", "Purchase history", "Ben", True, True, 0.95, True, "signed"),
    ("A3", "Product catalogue", "Carla", True, True, 0.99, True, "paying"),
    ("A4", "Contracts and renewals", "David", True, True, 0.92, True, "signed"),
    ("A5", "Web behaviour", "Elin", True, False, 0.94, True, "interest"),
    ("A6", "Call notes", None, False, True, 0.71, True, "none"),
    ("A7", "Usage of services", "Frida", True, True, 0.86, True, "interest"),
    ("A8", "Visit reports", "Ben", False, True, 0.90, False, "none"),
    ("A9", "Old newsletter lists", None, False, False, 0.40, False, "none"),
)
USES = {"A1": "U01 U02 U05 U08 U15", "A2": "U01 U04 U10 U12 U13", "A3": "U01 U09 U12", "A4": "U02 U06",
        "A5": "U01 U04 U08", "A6": "U08", "A7": "U02", "A8": "", "A9": ""}  # fmt: skip
TARGET_WEEKS_AGO = 14


def target_due(span: Span) -> date:
    """The end of the first quarter that ends five weeks or more after the last day."""
    early = span.day + timedelta(days=35)
    return next(end for _, end in quarters(span.day, span.day + timedelta(days=400)) if end >= early)


def targets(plan: Plan) -> pa.Table:
    """The table targets: half of the roll-outs first, then 80 per cent by the end of the quarter."""
    span = plan.span
    return rows(records.targets, [
        {"set_on": span.ago(70), "level": 0.5, "due_on": span.ago(18), "author": "Eva",
         "reason": "First plan of the programme"},
        {"set_on": span.ago(TARGET_WEEKS_AGO), "level": 0.8, "due_on": target_due(span), "author": "Eva",
         "reason": "The board wants four of five places before the new year's plan"},
    ])  # fmt: skip


def parameters(plan: Plan) -> pa.Table:
    """The table parameters; the day rate rose once."""
    start, later = plan.span.first - timedelta(days=200), plan.span.ago(46)
    values = (("gross_margin", 0.35, start), ("day_rate", 680.0, start), ("day_rate", 720.0, later),
              ("hours_per_day", 8.0, start), ("amortisation_months", 36.0, start),
              ("discount_rate", 0.08, start))  # fmt: skip
    return rows(records.parameters, [{"name": name, "value": value, "from_day": day} for name, value, day in values])


def goals(plan: Plan) -> pa.Table:
    """The table goals: this year's and this quarter's, set before they began."""
    span = plan.span
    first = quarter(span.story_end)[0]
    year, now = str(first.year), f"{first.year}-Q{(first.month + 2) // 3}"
    set_at = min(first - timedelta(days=10), span.ago(4))
    wanted = (("total_sales", now, 19_800_000, "Quarter's goal"), ("revenue", now, 17_700_000, "Finance plan"),
              ("attributed_sales", now, 6_600_000, "A third of all sales"),
              ("pipeline", now, 5_200_000, "New deals the next two quarters need"),
              ("customer_satisfaction", year, 36, "Two points more than last year"),
              ("cost_of_sales", year, 0.175, "Flat cost"), ("automation_level", now, 0.75, "18 of 24 use cases"),
              ("activation_scale", now, 0.5, "Half of all places"),
              ("talent", year, 0.9, "Keep nine of ten"), ("development_effort", year, 12, "Shared templates"),
              ("sophistication", year, 2, "Predict rather than follow rules"),
              ("applicability", year, 0.6, "Copy before building"),
              ("data_assets", year, 5, "One more ready to earn"), ("roi", year, 0.5, "Board paper"),
              ("revenue_impact", year, 40_000, "Per tested use case and month"))  # fmt: skip
    return rows(records.goals, [
        {"indicator": indicator, "slice": "", "period": period, "value": float(value), "author": "Eva",
         "reason": reason, "set_at": set_at} for indicator, period, value, reason in wanted
    ])  # fmt: skip


def notes(plan: Plan) -> pa.Table:
    """The table notes: among them the one that explains the fall, and the one on the holiday week."""
    span = plan.span
    told = ((span.change_day, "New consent text", "market=FR,channel=email", "Ana"),
            (span.holiday_week, "Autumn holiday: two working days less in all markets", "", "Carla"),
            (span.ago(40), "Team grew to five and a half people for use cases", "", "Eva"),
            (span.ago(20), "New web shop in Germany", "market=DE,channel=web", "Ben"),
            (span.ago(PAUSED_WEEKS_AGO), "Voucher paused: complaints", f"use_case={PAUSED}", "Frida"))  # fmt: skip
    return rows(records.notes, [
        {"note_id": f"M{number}", "day": day, "text": text, "scope": scope, "author": author}
        for number, (day, text, scope, author) in enumerate(sorted(told), 1)
    ])  # fmt: skip



def decisions(plan: Plan) -> pa.Table:
    """The table decisions: two checked ones and one that is due soon."""
    span = plan.span
    return rows(records.decisions, [
        {"decision_id": "D1", "day": span.ago(30), "text": "Call high scores within a day", "owner": "David",
         "check_on": span.ago(24), "indicator": "pipeline", "slice": "", "outcome": "Helped"},
        {"decision_id": "D2", "day": span.ago(15), "text": f"Pause {PAUSED} and use its time for copies",
         "owner": "Frida", "check_on": span.ago(9), "indicator": "automation_level", "slice": "", "outcome": "Helped"},
        {"decision_id": "D3", "day": span.ago(3), "text": "One more seller for renewals in Sweden", "owner": "Elin",
         "check_on": span.ago(-3), "indicator": "total_sales", "slice": "market=SE"},
    ])  # fmt: skip


def data_assets(plan: Plan) -> pa.Table:
    """The table data_assets: assessed a year ago, when fewer passed, and again this quarter's first weeks."""
    now, before, found = plan.span.ago(20), plan.span.ago(70), []
    for asset, name, owner, documented, legal, quality, fresh, demand in ASSETS:
        common = {"asset_id": asset, "name": name, "owner": owner, "legal_basis": legal, "fresh": fresh}
        if asset not in ("A7", "A8"):
            wish = "interest" if demand == "signed" else demand
            found.append({**common, "assessed_on": before, "documented": documented and asset != "A4",
                          "quality": round(quality - 0.04, 2), "demand": wish})  # fmt: skip
        found.append({**common, "assessed_on": now, "documented": documented, "quality": quality, "demand": demand})
    return rows(records.data_assets, sorted(found, key=lambda a: (a["assessed_on"], a["asset_id"])))


def asset_uses(plan: Plan) -> pa.Table:
    """The table asset_uses: from the first go-live of each use case on."""
    begins: dict[str, date] = {}
    for rollout in rollouts(plan.span):
        begins[rollout.use_case.id] = min(begins.get(rollout.use_case.id, rollout.live_on), rollout.live_on)
    return rows(records.asset_uses, [
        {"asset_id": asset, "use_case_id": use_case, "from_day": begins[use_case]}
        for asset, used in USES.items() for use_case in used.split()
    ])  # fmt: skip


def story(plan: Plan) -> dict[str, object]:
    """What was planted here, for truth.json."""
    ready = [asset for asset, *_, quality, fresh, demand in ASSETS
             if quality >= 0.9 and fresh and demand in ("signed", "paying")]  # fmt: skip
    served = {use_case for asset in ready for use_case in USES[asset].split()}
    return {"target": {"level": 0.8, "due_on": target_due(plan.span).isoformat(),
                       "set_on": plan.span.ago(TARGET_WEEKS_AGO).isoformat()},
            "assets_ready": ready, "use_cases_served_by_ready_assets": len(served),
            "note_on_the_fall": plan.span.change_day.isoformat()}  # fmt: skip

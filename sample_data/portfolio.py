"""What the sample company has typed about its use cases: descriptions, status history, portfolio and places."""

from datetime import timedelta

import pyarrow as pa

from kpis import records
from sample_data.catalogue import (
    BY_ID,
    NO_BACKUP,
    PAUSED,
    PAUSED_WEEKS_AGO,
    QUIET,
    USE_CASES,
    UseCase,
    places_of,
    rollouts,
)
from sample_data.columns import rows
from sample_data.effort import OPEN_COPIES, weeks_of, works
from sample_data.plan import AREA_NAMES, AREAS, CHANNEL_NAMES, CHANNELS, MARKET_NAMES, MARKETS, Plan

OWNERS = ("Ana", "Ben", "Carla", "David", "Elin", "Frida")
LATER = ("U20", "U21", "U22", "U23")  # not yet in the first version of the portfolio
CHANNEL_ORDER = {channel: number for number, channel in enumerate(CHANNELS)}


def places(plan: Plan) -> pa.Table:
    """The table places."""
    named = (("market", MARKETS, MARKET_NAMES), ("channel", CHANNELS, CHANNEL_NAMES),
             ("business_area", AREAS, AREA_NAMES))  # fmt: skip
    found = [{"dimension": dimension, "value": value, "label": label, "opened_on": None}
             for dimension, values, labels in named for value, label in zip(values, labels, strict=True)]  # fmt: skip
    return rows(records.places, found)


def use_cases(plan: Plan) -> pa.Table:
    """The table use_cases."""
    return rows(records.use_cases, [_described(plan, number, use_case) for number, use_case in enumerate(USE_CASES)])


def _described(plan: Plan, number: int, use_case: UseCase) -> dict[str, object]:
    top, bottom, strategic, urgency = use_case.scores
    data, algo, action = use_case.parts
    rated = use_case.level or None
    return {
        "use_case_id": use_case.id, "name": use_case.name, "data": data, "algo": algo, "action": action,
        "value_driver": ("more customers", "more per customer", "fewer lost customers")[
            ("acquire", "develop", "retain").index(use_case.stage)],
        "planned_channels": use_case.channels, "owner": OWNERS[number % len(OWNERS)],
        "backup_owner": None if use_case.id == NO_BACKUP else OWNERS[(number + 2) % len(OWNERS)],
        "value_top": top, "value_bottom": bottom, "value_strategic": strategic, "urgency": urgency,
        "sophistication": rated, "rated_on": plan.span.ago(18) if rated else None, **_checklist(plan, number, use_case),
        "promised_value": 40_000.0 * top, "lifecycle_stage": use_case.stage, "degree": use_case.degree,
        "value_amount": 30_000.0 * (top + bottom), "active_window_days": 30, "lookback_days": None,
    }  # fmt: skip


def _checklist(plan: Plan, number: int, use_case: UseCase) -> dict[str, str]:
    """Ten yes or no answers; the more places, the better documented."""
    chance, share = plan.chance(f"checklist {use_case.id}"), 0.45 + 0.13 * len(use_case.live)
    answers = {item: "yes" if chance.random() < share else "no" for item in records.CHECKLIST}
    answers["has_backup_owner"] = "no" if use_case.id == NO_BACKUP else "yes"
    if number % 5 == 4:
        answers["shared_algorithm"] = "n.a."
    return answers


def use_case_events(plan: Plan) -> pa.Table:
    """The table use_case_events: every status of every place, oldest first."""
    span, found = plan.span, []
    for work in works(plan):
        begins = weeks_of(work, span)[0][0]
        place = {"use_case_id": work.use_case.id, "market": work.market, "business_area": work.use_case.area}
        found += [{**place, "status": "idea", "day": begins - timedelta(days=84)},
                  {**place, "status": "planned", "day": begins - timedelta(days=28)},
                  {**place, "status": "building", "day": begins}]  # fmt: skip
        if work.live_on and work.person_days >= 5:
            found.append({**place, "status": "pilot", "day": max(begins, work.live_on - timedelta(days=7))})
        if work.live_on:
            found.append({**place, "status": "live", "day": work.live_on})
    found.append({"use_case_id": PAUSED, "market": "SE", "business_area": BY_ID[PAUSED].area, "status": "paused",
                  "day": span.ago(PAUSED_WEEKS_AGO) + timedelta(days=1)})  # fmt: skip
    for number, use_case in enumerate(u for u in USE_CASES if not u.build):
        found.append({"use_case_id": use_case.id, "market": use_case.first_market, "business_area": use_case.area,
                      "status": ("idea", "planned")[number], "day": span.ago(11 - number)})  # fmt: skip
    order = {status: n for n, status in enumerate(("idea", "planned", "building", "pilot", "live", "paused"))}
    found.sort(key=lambda e: (e["day"], e["use_case_id"], e["market"], order[e["status"]]))
    return rows(records.use_case_events, found)


def portfolio(plan: Plan) -> pa.Table:
    """The table portfolio: a first version of 20 use cases, and the one of 24 with 72 places."""
    found = []
    for version, frozen, left_out in ((1, plan.span.ago(72), LATER), (2, plan.span.ago(15), ())):
        for use_case in USE_CASES:
            for market, area in places_of(use_case) if use_case.id not in left_out else ():
                found.append({"version": version, "frozen_on": frozen, "use_case_id": use_case.id, "market": market,
                              "business_area": area})  # fmt: skip
    return rows(records.portfolio, found)


def eligible_cells(plan: Plan) -> pa.Table:
    """The table eligible_cells: each place of the portfolio in each planned channel."""
    found = []
    for use_case in USE_CASES:
        for channel in sorted(use_case.channels.split(), key=CHANNEL_ORDER.get):
            for market, area in places_of(use_case):
                from_day = plan.span.ago(15 if use_case.id in LATER else 140)
                found.append({"use_case_id": use_case.id, "channel": channel, "market": market, "business_area": area,
                              "from_day": from_day})  # fmt: skip
    return rows(records.eligible_cells, found)


def counts(plan: Plan) -> dict[str, object]:
    """What is live, quiet, paused and possible, for truth.json."""
    working = [r for r in rollouts(plan.span) if r.use_case.id not in (QUIET, PAUSED)]
    return {"use_cases": len(USE_CASES), "use_cases_live_and_active": len({r.use_case.id for r in working}),
            "rollouts_possible": sum(len(places_of(u)) for u in USE_CASES), "rollouts_live_and_active": len(working),
            "rollouts_configured_live": len(working) + 1, "quiet": QUIET, "paused": PAUSED, "no_backup": NO_BACKUP,
            "copies_in_build": [f"{u} {m}" for u, m in OPEN_COPIES]}  # fmt: skip

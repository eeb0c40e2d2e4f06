"""Effort of the sample company: weekly time per use case, first builds and copies with their overruns, upkeep."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from kpis import records
from sample_data.catalogue import BY_ID, OVER, USE_CASES, UseCase, rollouts
from sample_data.columns import rows
from sample_data.plan import Plan, Span

ENTRIES = 1_900
DAY_MINUTES = 480
COPY_SHARE = 0.4  # of the first build
OPEN_COPIES = {("U09", "DE"): 2.5, ("U12", "SE"): 1.5, ("U13", "SE"): 2.0}
OVER_WEEKS = (3, 3, 3, 3, 3, 3)  # person-days of the use case over its estimate, story week last
PLAN_NOTES = ("data agreed", "test mails", "model trained", "", "", "texts translated", "", "sign-off prepared")


@dataclass(frozen=True)
class Work:
    """A first build or a copy: its size so far in person-days and the week it ended in, if it did."""

    use_case: UseCase
    market: str
    person_days: float
    live_on: date | None
    kind: str


def copies(plan: Plan) -> dict[tuple[str, str], float]:
    """Person-days of each finished copy: about four tenths of the first build, rounded to half days."""
    chance = plan.chance("copies")
    found = {}
    for rollout in rollouts(plan.span):
        if rollout.replica:
            share = COPY_SHARE * np.exp(chance.normal(0, 0.3))
            size = max(1.5, round(rollout.use_case.build * share * 2) / 2)
            found[rollout.use_case.id, rollout.market] = size
    first = sum(BY_ID[use_case].build for use_case, _ in found)
    fit = COPY_SHARE * first / sum(found.values())
    return {place: max(1.5, round(size * fit * 2) / 2) for place, size in found.items()}


def works(plan: Plan) -> list[Work]:
    """All first builds and copies, finished or open."""
    sizes, found = copies(plan), []
    for rollout in rollouts(plan.span):
        place = rollout.use_case.id, rollout.market
        size = sizes.get(place, rollout.use_case.build)
        kind = "replicate" if rollout.replica else "build"
        found.append(Work(rollout.use_case, rollout.market, size, rollout.live_on, kind))
    for use_case in USE_CASES:
        if use_case.build and not use_case.live:
            found.append(Work(use_case, use_case.building[0], use_case.build, None, "build"))
    found += [Work(BY_ID[u], market, size, None, "replicate") for (u, market), size in OPEN_COPIES.items()]
    return found


def weeks_of(work: Work, span: Span) -> list[tuple[date, float]]:
    """Mondays and person-days of one work, at most four days a week, the go-live week (or the story week) last."""
    if work.use_case.id == OVER:
        return [(span.ago(len(OVER_WEEKS) - 1 - n), float(days)) for n, days in enumerate(OVER_WEEKS)]
    end = span.story if work.live_on is None else work.live_on - timedelta(days=work.live_on.weekday())
    count = max(1, int(np.ceil(work.person_days / (2.5 if work.live_on is None else 3.5))))
    each = np.floor(work.person_days / count * 4) / 4
    sizes = [work.person_days - each * (count - 1)] + [each] * (count - 1)
    return [(end - timedelta(weeks=count - 1 - n), size) for n, size in enumerate(sizes)]


def entries(plan: Plan) -> pa.Table:
    """The table effort_entries: weekly, without a person; about one in seven without a kind."""
    chance, span = plan.chance("effort"), plan.span
    found = []
    for work in works(plan):
        for monday, size in weeks_of(work, span):
            found += _split(chance, work, monday, round(size * DAY_MINUTES))
    found += _upkeep(plan, ENTRIES - len(found))
    found.sort(key=lambda entry: (entry["week"], entry["use_case_id"], entry["market"], entry["minutes"]))
    for number, entry in enumerate(found, 1):
        entry["entry_id"] = f"E{number:05d}"
    return rows(records.effort_entries, found)


def _split(chance: np.random.Generator, work: Work, monday: date, minutes: int) -> list[dict[str, object]]:
    """One week's time as one entry, or two of which the older use cases call the first one planning."""
    early = work.kind == "build" and work.live_on is not None and work.use_case.id in ("U01", "U02", "U04", "U05")
    parts = [minutes // 30 * 10, minutes - minutes // 30 * 10] if minutes > 900 else [minutes]
    kinds = ["plan" if early else work.kind, work.kind]
    blank = work.live_on is not None and chance.random() < 0.15
    return [_entry(work.use_case, work.market, monday, part, None if blank else kind,
                   PLAN_NOTES[int(chance.integers(len(PLAN_NOTES)))]) for part, kind in zip(parts, kinds, strict=False)]


def _entry(use_case: UseCase, market: str, monday: date, minutes: int, kind: str | None,
           note: str) -> dict[str, object]:  # fmt: skip
    return {"use_case_id": use_case.id, "market": market, "business_area": use_case.area, "week": monday,
            "minutes": minutes, "kind": kind, "note": note or None, "hours_per_day": 8.0}  # fmt: skip


def _upkeep(plan: Plan, count: int) -> list[dict[str, object]]:
    """Upkeep of live roll-outs, a quarter of an hour to a day a week."""
    chance, span = plan.chance("upkeep"), plan.span
    places = []
    for rollout in rollouts(span):
        monday = max(rollout.live_on + timedelta(days=7 - rollout.live_on.weekday()), span.first)
        while monday <= min(span.story, rollout.last_action):
            places.append((rollout, monday))
            monday += timedelta(weeks=1)
    chosen = np.sort(chance.permutation(len(places))[:count])
    quarters = (1 + chance.gamma(1.6, 4.0, len(chosen))).astype(int).clip(1, 32)
    return [_entry(places[at][0].use_case, places[at][0].market, places[at][1], int(q) * 15,
                   "maintain" if chance.random() < 0.85 else None, "") for at, q in zip(chosen, quarters, strict=True)]


def estimates(plan: Plan) -> pa.Table:
    """The table estimates: before the start, on average about three quarters of what it took."""
    chance, span, found = plan.chance("estimates"), plan.span, []
    for work in works(plan):
        begins = weeks_of(work, span)[0][0]
        planned = work.use_case.estimate if work.live_on is None and work.kind == "build" else None
        size = planned or max(1, round(work.person_days / 1.3 * np.exp(chance.normal(0, 0.35))))
        found.append(_estimate(work.use_case, work.market, float(size), begins - timedelta(days=10)))
    found += [_estimate(u, u.first_market, float(u.estimate), span.ago(12)) for u in USE_CASES if not u.build]
    return rows(records.estimates, found)


def _estimate(use_case: UseCase, market: str, person_days: float, day: date) -> dict[str, object]:
    return {"use_case_id": use_case.id, "market": market, "business_area": use_case.area, "person_days": person_days,
            "estimated_on": day, "note": None}  # fmt: skip


def capacity(plan: Plan) -> pa.Table:
    """The table capacity: four people at first, then five and a half."""
    span = plan.span
    common = {"availability": 0.85, "focus": 0.7}
    return rows(records.capacity, [
        {"from_day": span.first, "to_day": span.ago(40) - timedelta(days=1), "fte": 4.0, **common},
        {"from_day": span.ago(40), "fte": 5.5, **common},
    ])  # fmt: skip


def story(plan: Plan) -> dict[str, object]:
    """Planted sizes, for truth.json."""
    all_works = works(plan)
    recent = [w.person_days for w in all_works if w.kind == "build" and w.live_on and w.live_on > plan.span.ago(52)]
    opened = sorted(w.person_days for w in all_works if w.kind == "build" and w.live_on is None)
    sizes = copies(plan)
    return {"first_builds_finished_in_12_months": sorted(recent), "first_builds_open": opened,
            "median": 13.0, "p90": 34.0, "over_estimate": OVER,
            "copies": {f"{u} {m}": size for (u, m), size in sizes.items()}, "over_person_days": sum(OVER_WEEKS),
            "over_estimate_person_days": BY_ID[OVER].estimate}  # fmt: skip

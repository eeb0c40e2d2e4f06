"""What needs somebody to act: work past its estimate, roll-outs that went quiet, use cases that hang on one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpis.building import effort_until
from kpis.periods import Period
from kpis.rollouts import (
    ACTIVE_WINDOW_DAYS,
    RollOut,
    first_rollouts,
    go_lives,
    last_actions,
    statuses,
    tuples,
    whole_days,
    windows,
)

FAR_BACK = 400  # days looked through for the last action of a quiet roll-out
OVER = ("retired", "paused")


@dataclass(frozen=True)
class Work:
    """Person-days spent on one first build or copy and its newest estimate; `live_on` = None while in build."""

    place: RollOut
    spent: float
    estimate: float | None
    live_on: date | None
    copy: bool

    @property
    def over(self) -> float:
        """Person-days beyond the estimate; 0 within it or without one."""
        return max(0.0, self.spent - self.estimate) if self.estimate is not None else 0.0


def works(entries: pd.DataFrame, events: pd.DataFrame, estimates: pd.DataFrame, day: date) -> list[Work]:
    """Every first build and copy with time logged up to a day, its estimate and its go-live, by use case."""
    went_live, planned = go_lives(events, day), newest_estimates(estimates, day)
    spent, firsts = effort_until(entries, went_live, Period(day, day)), first_rollouts(go_lives(events, day))
    found = []
    for use_case, days in spent.builds.items():
        place = firsts.get(use_case) or _first_place(use_case, planned, events)
        found.append(
            Work(place, days, planned.get(place, planned.get((use_case, None, None))), went_live.get(place), False)
        )
    for place, days in spent.copies.items():
        found.append(Work(place, days, planned.get(place), went_live.get(place), True))
    return sorted(found, key=lambda work: tuple(str(part or "") for part in work.place))


def newest_estimates(estimates: pd.DataFrame, day: date) -> dict[tuple, float]:
    """The newest estimate of each place made on or before a day, in the order of their first estimate."""
    rows = zip(
        whole_days(estimates, "estimated_on").tolist(),
        tuples(estimates, ("use_case_id", "market", "business_area")),
        estimates["person_days"].tolist(),
        strict=True,
    )
    found: dict[tuple, float] = {}
    for _, place, days in sorted((row for row in rows if row[0] <= day), key=lambda row: row[0]):
        found[tuple(None if part != part else part for part in place)] = float(days)
    return found


def _first_place(use_case: str, planned: Mapping[tuple, float], events: pd.DataFrame) -> tuple:
    """Where a use case that is live nowhere is built first: its first estimate, else its first event."""
    named = next((place for place in planned if place[0] == use_case), None)
    rows = events[events["use_case_id"] == use_case].sort_values("day", kind="stable")
    first = next(tuples(rows, ("use_case_id", "market", "business_area")), None)
    return named or first or (use_case, None, None)


def past_estimate(found: list[Work], events: pd.DataFrame, day: date) -> list[Work]:
    """The work still in build that took more than its estimate, the furthest over first."""
    status = statuses(events, day)
    running = [work for work in found if work.over > 0 and work.live_on is None and status.get(work.place) not in OVER]
    return sorted(running, key=lambda work: -work.over)


def quiet(events: pd.DataFrame, rollout_days: pd.DataFrame, use_cases: pd.DataFrame, day: date) -> dict[RollOut, int]:
    """The live roll-outs without an action in their use case's window, with the days since the last one, longest first.

    Since the go-live where there was no action at all. `rollout_days` sorted by day, as every table is handed out.
    """
    status, went_live = statuses(events, day), go_lives(events, day)
    acted, window = last_actions(rollout_days, day, FAR_BACK), windows(use_cases)
    silent = {}
    for place, now in status.items():
        if now == "live":
            days = (day - acted.get(place, went_live[place])).days
            if days >= window.get(place[0], ACTIVE_WINDOW_DAYS):
                silent[place] = days
    return dict(sorted(silent.items(), key=lambda pair: -pair[1]))


def no_backup(use_cases: pd.DataFrame, events: pd.DataFrame, day: date) -> list[str]:
    """The use cases in build or live that have an owner and nobody to stand in."""
    running = {place[0] for place, now in statuses(events, day).items() if now in ("building", "pilot", "live")}
    rows = tuples(use_cases, ("use_case_id", "backup_owner"))
    return sorted(name for name, backup in rows if name in running and not (isinstance(backup, str) and backup.strip()))


def stand_ins(use_cases: pd.DataFrame, use_case: str, most: int = 2) -> list[str]:
    """Who could stand in for a use case: owners of others, those who stand in least often first."""
    owners = {
        name: owner for name, owner in tuples(use_cases, ("use_case_id", "owner")) if isinstance(owner, str) and owner
    }
    standing = [b for b in use_cases["backup_owner"].tolist() if isinstance(b, str)]
    others = sorted({*owners.values()} - {owners.get(use_case)})
    return sorted(others, key=lambda person: (standing.count(person), person))[:most]

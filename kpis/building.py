"""Strategic indicator that leads: how many person-days it takes to build a use case, and to copy it elsewhere."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpis.periods import ONE_DAY, Period, Rhythm
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.rollouts import PLACE, RollOut, cells, first_rollouts, go_lives, known, statuses, whole_days
from kpis.statistics import median_time, time_until

HOURS_PER_DAY = 8.0
NEVER = np.datetime64("NaT", "D")
BUILD, COPY = ("plan", "build"), "replicate"


@dataclass(frozen=True)
class Effort:
    """Person-days logged up to a day: for first builds by use case, for copies by roll-out, and in the window."""

    builds: dict[str, float]
    copies: dict[RollOut, float]
    total: float


@indicator("Development effort per use case", view=View.STRATEGIC, timing=Timing.LEADING, unit=Unit.PERSON_DAYS,
           better=Better.LOWER, rhythm=Rhythm.MONTH, dims=("use_case",), months=12)  # fmt: skip
def development_effort(*, period: Period, effort_entries: pd.DataFrame, use_case_events: pd.DataFrame = None) -> Answer:
    """Person-days up to go-live that half of the use cases finished in the last twelve months took at most.

    Finished = live somewhere for the first time; use cases still in build count as "longer than so far", so that the
    expensive ones are not forgotten (Kaplan-Meier median). Copies to further markets or business areas are apart
    (`replica_*`), and so is upkeep after go-live; `total` is all time spent in the twelve months. Time is turned into
    days by the hours per day that held when it was logged. `open` = in build now.
    """
    went_live = go_lives(use_case_events, period.end)
    spent = effort_until(effort_entries, went_live, period)
    firsts = {use_case: went_live[place] for use_case, place in first_rollouts(went_live).items()}
    gone_places, gone = _given_up(use_case_events, period.start - ONE_DAY)
    still = _still_open(spent.builds, firsts, _given_up(use_case_events, period.end)[1])
    days, done = _cases(spent.builds, firsts, gone, period)
    copy_days, copied = _cases(spent.copies, went_live, gone_places, period)
    median = median_time(days, done)
    parts = {
        "p90": time_until(0.9, days, done), "mean": float(days[done].mean()) if done.any() else None,
        "replica_median": median_time(copy_days, copied), "replica_p90": time_until(0.9, copy_days, copied),
        "open": len(still), "completed": int(done.sum()), "total": spent.total,
        "open_over_median": sum(d > median for d in still) if median is not None else None,
    }  # fmt: skip
    if not len(days):
        raise NoAnswer("no use case with logged time was finished or in build in these 12 months", parts)
    if median is None:
        raise NoAnswer(f"more than {days.max():.0f}: over half are still in build", parts)
    return Answer(median, n=len(days), parts=parts)


def person_days(minutes: np.ndarray, hours_per_day: np.ndarray) -> np.ndarray:
    """Minutes as person-days of the length that held when they were logged (eight hours where none was noted)."""
    return minutes / 60 / np.where(np.isnan(hours_per_day), HOURS_PER_DAY, hours_per_day)


def effort_until(entries: pd.DataFrame, went_live: dict[RollOut, date], period: Period) -> Effort:
    """Person-days by what they were for, up to the end of a window; corrected entries are left out.

    Without a kind, time up to the go-live of its roll-out is build (first roll-out of the use case) or copy, later
    time is upkeep; a week counts by its Monday, so the week of the go-live is still build. `kind` overrules this:
    plan and build go to the first build, replicate to the copy. Copies whose place is not named count in the total.
    """
    days, when = _days_spent(entries, np.datetime64(period.end))
    codes, size, names_of = cells(entries, (*PLACE, "kind"))
    used = np.flatnonzero(np.bincount(codes, minlength=size))
    groups = _groups(names_of(used), went_live)
    live_on = np.full(size, NEVER)
    live_on[used] = [group.live_on for group in groups]
    after = when > live_on[codes]
    early, late = (np.bincount(codes, weights=days * part, minlength=size)[used] for part in (~after, after))
    builds, copies = {}, {}
    for group, spent in zip(groups, zip(early.tolist(), late.tolist(), strict=True), strict=True):
        _add(builds, group.use_case, sum(s for s, kind in zip(spent, group.kinds, strict=True) if kind in BUILD))
        if group.copy:
            _add(copies, group.copy, sum(s for s, kind in zip(spent, group.kinds, strict=True) if kind == COPY))
    return Effort(builds, copies, float(days[when >= np.datetime64(period.start)].sum()))


def _days_spent(entries: pd.DataFrame, end: np.datetime64) -> tuple[np.ndarray, np.ndarray]:
    """Person-days of each entry (0 for one that was corrected by then or lies after the window), and its day or Monday."""
    when = whole_days(entries)
    when = np.where(np.isnat(when), whole_days(entries, "week"), when)
    days = person_days(entries["minutes"].to_numpy(dtype=float), entries["hours_per_day"].to_numpy(dtype=float))
    valid = when <= end
    corrected = set(known(entries[valid], "supersedes", "entry_id").values())  # a correction counts from its own day on
    if corrected:
        valid &= ~entries["entry_id"].isin(corrected).to_numpy(dtype=bool)
    return days * valid, when


@dataclass(frozen=True)
class Group:
    """Entries of one place and kind: the copy they are for (None = the first build), and what they are for.

    `kinds` = what time up to `live_on` is, and what time after it is.
    """

    use_case: str
    copy: RollOut | None
    live_on: np.datetime64
    kinds: tuple[str, str]


def _groups(named: list[tuple], went_live: dict[RollOut, date]) -> list[Group]:
    in_order: dict[str, list[RollOut]] = {}
    for _, place in sorted((when, place) for place, when in went_live.items()):
        in_order.setdefault(place[0], []).append(place)
    groups = []
    for *place, kind in named:
        copy, live_on = _place(tuple(place), in_order.get(place[0], []), went_live)
        usual = (COPY if copy else "build", "maintain")
        groups.append(Group(place[0], copy, live_on, (kind, kind) if kind else usual))
    return groups


def _place(named: tuple, in_order: list[RollOut], went_live: dict[RollOut, date]) -> tuple:
    """The copy that a use case, market and business area mean (None = its first build), and when it went live.

    Where several roll-outs fit, the one that went live first.
    """
    fits = [r for r in in_order if named[1] in (None, r[1]) and named[2] in (None, r[2])]
    meant = fits[0] if fits else None
    if not in_order or meant == in_order[0]:
        return None, np.datetime64(went_live[meant]) if meant else NEVER
    return meant or named, np.datetime64(went_live[meant]) if meant else NEVER


def _add(sums: dict, name: object, days: float) -> None:
    if days > 0:
        sums[name] = sums.get(name, 0.0) + days


def _cases(spent: dict, finished: dict, gone: set, period: Period) -> tuple[np.ndarray, np.ndarray]:
    """Days of each case finished in the window or still open at its end, and whether it is finished."""
    kept = [(days, name in finished) for name, days in spent.items()
            if (finished[name] >= period.start if name in finished else name not in gone)]  # fmt: skip
    return np.array([d for d, _ in kept]), np.array([done for _, done in kept], dtype=bool)


def _still_open(spent: dict[str, float], finished: dict, gone: set[str]) -> list[float]:
    return [days for name, days in spent.items() if name not in finished and name not in gone]


def _given_up(events: pd.DataFrame, day: date) -> tuple[set[RollOut], set[str]]:
    """Roll-outs, and use cases with all their roll-outs, that are retired on a day.

    What was given up inside the window stays in the median as "longer than so far": leaving it out would make
    building look easy. Only what was retired before the window began is left out.
    """
    status = statuses(events, day)
    retired = {place for place, now in status.items() if now == "retired"}
    return retired, {place[0] for place in retired} - {place[0] for place in status.keys() - retired}

"""Strategic indicator that leads: how many person-days it takes to build a use case, and to copy it elsewhere."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpis.periods import ONE_DAY, Period, Rhythm
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.rollouts import PLACE, RollOut, cells, first_rollouts, go_lives, statuses, whole_days
from kpis.statistics import median_time, time_until

HOURS_PER_DAY = 8.0
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Effort:
    """Person-days logged up to a day: for first builds by use case, for copies by roll-out, and in the window."""

    builds: dict[str, float]
    copies: dict[RollOut, float]
    total: float


@indicator("Development effort per use case", view=View.STRATEGIC, timing=Timing.LEADING, unit=Unit.PERSON_DAYS,
           better=Better.LOWER, rhythm=Rhythm.MONTH, dims=("use_case",), months=12)  # fmt: skip
def development_effort(*, period: Period, effort_entries: pd.DataFrame, use_case_events: pd.DataFrame = None) -> Answer:
    """Person-days that half of the use cases finished in the last twelve months took at most, from first hour to go-live.

    Finished = live somewhere for the first time; use cases still in build count as "longer than so far", so that the
    expensive ones are not forgotten (Kaplan-Meier median). Copies to further markets or business areas are apart
    (`replica_*`), and so is upkeep after go-live; `total` is all time spent in the twelve months. Time is turned into
    days by the hours per day that held when it was logged. `open` = in build now.
    """
    went_live = go_lives(use_case_events, period.end)
    spent = effort_until(effort_entries, went_live, period)
    firsts = {use_case: went_live[place] for use_case, place in first_rollouts(went_live).items()}
    gone_places, gone = _given_up(use_case_events, period)
    days, done = _cases(spent.builds, firsts, gone, period)
    copy_days, copied = _cases(spent.copies, went_live, gone_places, period)
    median = median_time(days, done)
    parts = {
        "p90": time_until(0.9, days, done), "mean": float(days[done].mean()) if done.any() else None,
        "replica_median": median_time(copy_days, copied), "replica_p90": time_until(0.9, copy_days, copied),
        "open": int((~done).sum()), "completed": int(done.sum()), "total": spent.total,
        "open_over_median": int((days[~done] > median).sum()) if median is not None else None,
    }  # fmt: skip
    if not len(days):
        raise NoAnswer("no use case with logged time was finished or in build in these 12 months", parts)
    if median is None:
        raise NoAnswer(f"more than {days.max():.0f}: over half are still in build", parts)
    return Answer(median, n=len(days), parts=parts)


def person_days(minutes: np.ndarray, hours_per_day: np.ndarray) -> np.ndarray:
    """Minutes as person-days of the length that held when they were logged (eight hours where none was noted)."""
    return minutes / 60 / np.where(np.isnan(hours_per_day), HOURS_PER_DAY, hours_per_day)


def effort_until(entries: pd.DataFrame, went_live: dict[RollOut, np.datetime64], period: Period) -> Effort:
    """Person-days by what they were for, up to the end of a window; corrected entries are left out.

    Without a kind, time up to the go-live of its roll-out is build (first roll-out of the use case) or copy, later
    time is upkeep; a week counts by its Monday, so the week of the go-live is still build. `kind` overrules this:
    plan and build go to the first build, replicate to the copy. Copies whose place is not named count in the total.
    """
    entries = entries[~entries["entry_id"].isin(set(entries["supersedes"].dropna())).to_numpy()]
    hours = entries["hours_per_day"].to_numpy(dtype=float, na_value=np.nan)
    days = person_days(entries["minutes"].to_numpy(dtype=float), hours)
    when = whole_days(entries, "day")
    when = np.where(np.isnat(when), whole_days(entries, "week"), when)
    known = when <= np.datetime64(period.end)
    at, places = _places(entries, went_live)
    is_build, is_copy = _purpose(entries, at, places, when)
    inside = known & (when >= np.datetime64(period.start))
    return Effort(_sums([p.use_case for p in places], at, days, is_build & known),
                  _sums([p.copy for p in places], at, days, is_copy & known), float(days[inside].sum()))  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a group of entries belongs: the copy it is for (None = the first build) and when that went live."""

    use_case: str
    copy: RollOut | None
    live_on: np.datetime64


def _places(entries: pd.DataFrame, went_live: dict[RollOut, np.datetime64]) -> tuple[np.ndarray, list[Place]]:
    """The place of each entry, as a position in a short list of the places entries name."""
    codes, _, names_of = cells(entries, PLACE)
    used, at = np.unique(codes, return_inverse=True)
    in_order: dict[str, list[RollOut]] = {}
    for place in sorted(went_live, key=lambda r: (went_live[r], r)):
        in_order.setdefault(place[0], []).append(place)
    return at, [_place(named, in_order.get(named[0], []), went_live) for named in names_of(used)]


def _place(named: tuple, in_order: list[RollOut], went_live: dict[RollOut, np.datetime64]) -> Place:
    """The roll-out that a use case, market and business area mean; where two fit, the one that went live first."""
    fits = [r for r in in_order if named[1] in (None, r[1]) and named[2] in (None, r[2])]
    if not in_order:
        return Place(named[0], None, NEVER)
    if fits and fits[0] == in_order[0]:
        return Place(named[0], None, went_live[fits[0]])
    copy = fits[0] if fits else named
    return Place(named[0], copy, went_live.get(copy, NEVER))


def _purpose(entries: pd.DataFrame, at: np.ndarray, places: list[Place], when: np.ndarray) -> tuple:
    """Which entries are for a first build, and which for a copy."""
    kind = entries["kind"].to_numpy(dtype=object)
    live_on = np.array([p.live_on for p in places], dtype="datetime64[D]")[at]
    in_build = entries["kind"].isna().to_numpy() & ~(when > live_on)
    for_copy = np.array([p.copy is not None for p in places], dtype=bool)[at]
    is_build = (in_build & ~for_copy) | (kind == "build") | (kind == "plan")
    return is_build, for_copy & (in_build | (kind == "replicate"))


def _sums(names: list, at: np.ndarray, days: np.ndarray, wanted: np.ndarray) -> dict:
    sums: dict = {}
    for name, spent in zip(names, np.bincount(at[wanted], weights=days[wanted], minlength=len(names)), strict=True):
        if spent > 0:
            sums[name] = sums.get(name, 0.0) + float(spent)
    return sums


def _cases(spent: dict, finished: dict, gone: set, period: Period) -> tuple[np.ndarray, np.ndarray]:
    """Days of each case finished in the window or still open at its end, and whether it is finished."""
    start = np.datetime64(period.start)
    kept = [(days, name in finished) for name, days in spent.items()
            if (finished[name] >= start if name in finished else name not in gone)]  # fmt: skip
    return np.array([d for d, _ in kept]), np.array([done for _, done in kept], dtype=bool)


def _given_up(events: pd.DataFrame, period: Period) -> tuple[set[RollOut], set[str]]:
    """Roll-outs and whole use cases already retired when the window began.

    What was given up inside the window stays in, as "longer than so far": leaving it out would make building look easy.
    """
    status = statuses(events, period.start - ONE_DAY)
    retired = {place for place, now in status.items() if now == "retired"}
    return retired, {place[0] for place in retired} - {place[0] for place in status.keys() - retired}

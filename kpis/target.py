"""The way to the target level of automation: where we stand, the plan, our own pace, and when it would get us there."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd
from scipy.special import fdtri, gammaincinv

from kpis.periods import ONE_DAY
from kpis.reading import NoAnswer
from kpis.rollouts import RollOut, go_lives, known, live_on, portfolio_on, whole_days, working

PACE_WEEKS = 26
ENOUGH_WEEKS = 8  # of history before there is a pace
LIKELY = (0.10, 0.90)  # the middle 80 %
FURTHEST = timedelta(days=3653)  # a date more than ten years away is no date


@dataclass(frozen=True)
class Target:
    """One version of the target: this share of the portfolio's roll-outs is to be live by a day."""

    set_on: date
    level: float
    due_on: date
    reason: str
    author: str | None


@dataclass(frozen=True)
class Standing:
    """How far we are: `live` of `possible` roll-outs, `needed` for the target, `remaining` still to go.

    `quiet` ones are live but did nothing lately and do not count; `outside` ones are live without being in the portfolio.
    `possible_then` is how many roll-outs the portfolio had when the target was set. `plan` is where the straight line from
    the day the target was set to its due day is today. With an activation log only roll-outs at work count (`at_work`).
    `use_cases_live` of the portfolio's `use_cases` are live in one place at least.
    """

    day: date
    target: Target
    live: int
    possible: int
    needed: int
    remaining: int
    plan: float
    quiet: tuple[RollOut, ...]
    outside: tuple[RollOut, ...]
    possible_then: int
    at_work: bool
    use_cases_live: int
    use_cases: int

    @property
    def level(self) -> float:
        """The share of the portfolio's roll-outs that is reached."""
        return self.live / self.possible


@dataclass(frozen=True)
class Pace:
    """Roll-outs going live per week, counted over the last `weeks`, with the likely range of what is behind the count."""

    weeks: float
    went_live: int
    low: float
    high: float

    @property
    def a_week(self) -> float:
        """Roll-outs per week as counted."""
        return self.went_live / self.weeks


@dataclass(frozen=True)
class Reach:
    """Between which days the target is reached if the pace of the past holds; `late` None = not within ten years."""

    early: date
    late: date | None


@dataclass(frozen=True)
class BurnPoint:
    """One week's end: roll-outs live (None = not known, or still to come) and planned (None = before the target)."""

    day: date
    live: int | None
    plan: float | None


@dataclass(frozen=True)
class Programme:
    """The records and cubes that say what is live and what should be; the last two only with an activation log."""

    targets: pd.DataFrame
    portfolio: pd.DataFrame
    use_case_events: pd.DataFrame
    rollout_days: pd.DataFrame | None = None
    use_cases: pd.DataFrame | None = None

    @property
    def logged(self) -> bool:
        """Is there a log of what roll-outs did?"""
        return self.rollout_days is not None and self.use_cases is not None and not self.rollout_days.empty

    def live(self, day: date) -> set[RollOut]:
        """The roll-outs that count on a day: live, and at work where there is a log."""
        live = live_on(self.use_case_events, day)
        return working(live, self.rollout_days, self.use_cases, day) if self.logged else live

    def items(self, day: date) -> set[RollOut]:
        """The roll-outs of the portfolio in force. Raises NoAnswer without one."""
        found = portfolio_on(self.portfolio, day)
        if not found:
            raise NoAnswer("no target portfolio is frozen yet: list the roll-outs you aim for first")
        return found


def target_history(targets: pd.DataFrame, day: date) -> tuple[Target, ...]:
    """All versions of the target set until a day, the oldest first: what was promised is never lost."""
    columns = [whole_days(targets, "set_on").tolist(), whole_days(targets, "due_on").tolist(),
               targets["level"].astype(float).tolist(), targets["reason"].tolist()]  # fmt: skip
    authors = known(targets.assign(at=range(len(targets))), "author", "at")
    found = (Target(set_on, level, due_on, reason, authors.get(n)) for n, (set_on, due_on, level, reason)
             in enumerate(zip(*columns, strict=True)))  # fmt: skip
    return tuple(sorted((t for t in found if t.set_on <= day), key=lambda t: t.set_on))


def target_on(targets: pd.DataFrame, day: date) -> Target:
    """The target in force on a day: the one set last. Raises NoAnswer if there is none."""
    found = target_history(targets, day)
    if not found:
        raise NoAnswer("no target is set")
    return found[-1]


def rollouts_needed(level: float, possible: int) -> int:
    """How many roll-outs make a level: the next whole number, 58 for 80 % of 72."""
    return ceil(Fraction(str(level)) * possible)


def standing(programme: Programme, day: date) -> Standing:
    """Where we stand on a day: roll-outs live of the portfolio, needed for the target, still to go, and the plan today.

    Needed = level x roll-outs in the portfolio in force, rounded up; the plan is the straight line from what was live on
    the day the target was set to what is needed on its due day. Raises NoAnswer without a target or a portfolio.
    """
    target, items = target_on(programme.targets, day), programme.items(day)
    counted, configured = programme.live(day), live_on(programme.use_case_events, day)
    needed = rollouts_needed(target.level, len(items))
    live = len(counted & items)
    then = portfolio_on(programme.portfolio, target.set_on)
    return Standing(
        day, target, live, len(items), needed, max(0, needed - live), _plan(programme, target, items, needed)(day),
        tuple(sorted((configured - counted) & items)), tuple(sorted(configured - items)), len(then) or len(items),
        programme.logged, len({place[0] for place in counted & items}), len({place[0] for place in items}))  # fmt: skip


def _plan(programme: Programme, target: Target, items: set[RollOut], needed: int):
    """The planned number of roll-outs as a function of the day."""
    began = len(programme.live(target.set_on) & items)
    whole = max((target.due_on - target.set_on).days, 1)

    def on(day: date) -> float:
        passed = min(max((day - target.set_on).days / whole, 0.0), 1.0)
        return began + (max(needed, began) - began) * passed

    return on


def pace(programme: Programme, day: date) -> Pace:
    """Roll-outs of the portfolio that went live for the first time per week, over the last 26 weeks.

    The range is the 80 % interval of a Poisson rate (Garwood 1936): few go-lives say little. A younger programme counts
    the weeks since its first status; raises NoAnswer below 8 weeks.
    """
    events = whole_days(programme.use_case_events)
    first = events.min().astype(object) if len(events) else day
    weeks = min(PACE_WEEKS, ((day - first).days + 1) / 7)
    if weeks < ENOUGH_WEEKS:
        raise NoAnswer(f"too early for a pace: {int(max(weeks, 0))} of {ENOUGH_WEEKS} weeks")
    since = day - timedelta(days=round(7 * weeks))
    went = go_lives(programme.use_case_events, day)
    n = sum(since < when <= day for place, when in went.items() if place in programme.items(day))
    low = float(gammaincinv(n, LIKELY[0])) / weeks if n else 0.0
    return Pace(weeks, n, low, float(gammaincinv(n + 1, LIKELY[1])) / weeks)


def reach(remaining: int, at: Pace, day: date) -> Reach:
    """Between which two days the remaining roll-outs are live in 8 of 10 cases, if the pace of the past holds.

    Both the chance in the count and in the weeks to come are in it: with n go-lives in w weeks the time for R more is
    w R / (n + 1/2) x an F quantile with 2 R and 2 n + 1 degrees of freedom. What is not in it: upkeep that grows, people
    who leave, harder use cases last. Real plans miss such ranges more often than two times in ten, mostly late.
    Raises NoAnswer if nothing remains or nothing went live.
    """
    if remaining <= 0:
        raise NoAnswer("the target is reached")
    if not at.went_live:
        raise NoAnswer(f"nothing went live in the last {at.weeks:.0f} weeks, so there is no pace to go by")
    scale = at.weeks * remaining / (at.went_live + 0.5)
    early, late = (timedelta(days=ceil(7 * scale * fdtri(2 * remaining, 2 * at.went_live + 1, q))) for q in LIKELY)
    if early > FURTHEST:
        raise NoAnswer("not within ten years at this pace")
    return Reach(day + early, day + late if late <= FURTHEST else None)


def burn_up(programme: Programme, day: date) -> tuple[BurnPoint, ...]:
    """Live and planned roll-outs at each week's end (Sunday), from 26 weeks ago or the target's day to the due day.

    The last known point is `day` itself. Only roll-outs of today's portfolio are counted, also in the past, so that the
    line does not jump when the portfolio grows. With an activation log, weeks before the log are not known.
    """
    target, items = target_on(programme.targets, day), programme.items(day)
    plan = _plan(programme, target, items, rollouts_needed(target.level, len(items)))
    log_from = whole_days(programme.rollout_days).min().astype(object) if programme.logged else date.min
    points = []
    for end in _week_ends(min(target.set_on, day - timedelta(weeks=PACE_WEEKS)), day, max(day, target.due_on)):
        live = len(programme.live(end) & items) if log_from <= end <= day else None
        points.append(BurnPoint(end, live, plan(end) if end >= target.set_on else None))
    return tuple(points)


def _week_ends(first: date, day: date, last: date) -> list[date]:
    """The Sundays of a span, with `day` and the last day among them."""
    sunday = first + timedelta(days=6 - first.weekday())
    ends = {sunday + timedelta(weeks=n) for n in range(max(0, (last - sunday) // ONE_DAY // 7) + 1)}
    return sorted(end for end in ends | {day, last} if end <= last)

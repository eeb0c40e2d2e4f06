"""What the Target page knows: promise, standing, own pace and what is left, kept per data version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import pandas as pd
import streamlit as st

from data_adapters import readings
from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.effort_left import EffortLeft, Spent, effort_left, spent_so_far
from kpis.reading import NoAnswer
from kpis.rollouts import whole_days
from kpis.target import (
    BurnPoint,
    Pace,
    Programme,
    Reach,
    Standing,
    Target,
    burn_up,
    pace,
    reach,
    standing,
    target_history,
)
from pages.parts.gate import Page

NAMES = (
    "targets",
    "portfolio",
    "use_case_events",
    "use_cases",
    "effort_entries",
    "parameters",
    "capacity",
    "rollout_days",
)
T = TypeVar("T")


@dataclass(frozen=True)
class Answered(Generic[T]):
    """Something that may be known, or else why it is not."""

    value: T | None
    why: str = ""


@dataclass(frozen=True)
class FanStep:
    """When `live` roll-outs are live at the own pace: not before `early`, likely by `late` (None = never)."""

    live: int
    early: date
    late: date | None


@dataclass(frozen=True)
class Outlook:
    """The way to the target as known on a day. Shared between sessions: never change one.

    `promises` are the targets set so far, the oldest first; `came_to` holds roll-outs (live, possible) on the due days
    that have passed. `frozen` is (possible, live) of the portfolio in force, also without a target. `row_version` is
    that of a target set today (0 = none), for who saves another one.
    """

    day: date
    promises: tuple[Target, ...]
    came_to: Mapping[date, tuple[int, int]]
    standing: Answered[Standing]
    pace: Answered[Pace]
    reach: Answered[Reach]
    left: Answered[EffortLeft]
    spent: Spent | None
    points: tuple[BurnPoint, ...]
    fan: tuple[FanStep, ...]
    frozen: tuple[int, int]
    row_version: int


def outlook(page: Page) -> Outlook:
    """The way to the target as known today."""
    return _outlook(str(page.home.settings.home), page.home.versions(), page.today, page.home)


# Keyed by folder, versions and day; the home itself is left out of the key by its underscore.
@st.cache_resource(max_entries=2, show_spinner=False)
def _outlook(folder: str, versions: Versions, today: date, _home: Home) -> Outlook:
    stored = _home.records.frame("targets", trace=True)
    todays = stored.loc[stored["set_on"] == pd.Timestamp(today), "row_version"]
    return look_ahead(readings.frames(_home, NAMES), today, int(todays.iloc[0]) if len(todays) else 0)


def look_ahead(frames: Mapping[str, pd.DataFrame], today: date, row_version: int = 0) -> Outlook:
    """The way to the target from the tables in NAMES; the activation log may be missing or empty."""
    log = frames.get("rollout_days")
    log = None if log is None else log.sort_values("day", kind="stable", ignore_index=True)
    programme = Programme(frames["targets"], frames["portfolio"], frames["use_case_events"], log, frames["use_cases"])
    effort, parameters = frames["effort_entries"], frames["parameters"]
    promises = target_history(programme.targets, today)
    now, own = _answer(lambda: standing(programme, today)), _answer(lambda: pace(programme, today))
    return Outlook(
        today,
        promises,
        _came_to(programme, promises, today),
        now,
        own,
        _answer(lambda: _reached(now, own, today)),
        _answer(lambda: effort_left(programme, effort, parameters, frames["capacity"], today)),
        spent_so_far(effort, parameters, promises[-1].set_on, today) if promises else None,
        burn_up(programme, today) if now.value else (),
        _fan(now.value, own.value, today),
        _frozen(programme, today),
        row_version,
    )


def _answer(ask: Callable[[], T]) -> Answered[T]:
    try:
        return Answered(ask())
    except NoAnswer as reason:
        return Answered(None, str(reason))


def _reached(now: Answered[Standing], own: Answered[Pace], today: date) -> Reach:
    if not now.value or not own.value:
        raise NoAnswer(now.why or own.why)
    return reach(now.value.remaining, own.value, today)


def _came_to(programme: Programme, promises: tuple[Target, ...], today: date) -> dict[date, tuple[int, int]]:
    """What was live on the due days that have passed; days before the activation log begins are not known."""
    known_from = whole_days(programme.rollout_days).min().astype(object) if programme.logged else date.min
    due = {promise.due_on for promise in promises if known_from <= promise.due_on <= today}
    found = {day: _answer(lambda: standing(programme, day)).value for day in due}  # noqa: B023
    return {day: (then.live, then.possible) for day, then in found.items() if then}


def _frozen(programme: Programme, today: date) -> tuple[int, int]:
    items = _answer(lambda: programme.items(today)).value or set()
    return len(items), len(programme.live(today) & items)


def _fan(now: Standing | None, own: Pace | None, today: date) -> tuple[FanStep, ...]:
    """For each roll-out still to go, the likely range of days on which it is live."""
    if not now or not own or not own.went_live or not now.remaining:
        return ()
    steps = [FanStep(now.live, today, today)]
    for more in range(1, now.remaining + 1):
        try:
            when = reach(more, own, today)
        except NoAnswer:
            break
        steps.append(FanStep(now.live + more, when.early, when.late))
    return tuple(steps)

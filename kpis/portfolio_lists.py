"""The portfolio as lists to act on: roll out next, fix, stop, build together; and what runs where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpis.impact import Effect
from kpis.rollouts import PLACE, STEPS, RollOut, portfolio_on, tuples, whole_days

SHOWN_STATES = ("live", "pilot", "building", "planned", "idea", "paused", "retired")  # the furthest first
FUTURE = ("idea", "planned", "building", "pilot")


@dataclass(frozen=True)
class Open:
    """A use case that runs somewhere, and the places where it could run and does not."""

    use_case: str
    places: tuple[RollOut, ...]


def state_of(use_case: str, status: Mapping[RollOut, str], silent: Mapping[RollOut, int]) -> str:
    """What a use case is as a whole: its furthest roll-out; quiet if all that are live are; "" without any."""
    mine = {place: now for place, now in status.items() if place[0] == use_case}
    live = [place for place, now in mine.items() if now == "live"]
    if live and all(place in silent for place in live):
        return "quiet"
    return next((state for state in SHOWN_STATES if state in mine.values()), "")


def possible_places(eligible_cells: pd.DataFrame, portfolio: pd.DataFrame, day: date) -> set[RollOut]:
    """Where use cases could run: the listed places valid on a day, and the target portfolio."""
    start, end, at = whole_days(eligible_cells, "from_day"), whole_days(eligible_cells, "to_day"), np.datetime64(day)
    valid = (start <= at) & ~(end < at)
    listed = {place for place, ok in zip(tuples(eligible_cells, PLACE), valid.tolist(), strict=True) if ok}
    return listed | portfolio_on(portfolio, day)


def roll_out_next(
    status: Mapping[RollOut, str], silent: Mapping[RollOut, int], possible: set[RollOut], rank: Sequence[str]
) -> list[Open]:
    """Use cases that work somewhere and could run elsewhere, in the order of the ranking."""
    working = {place[0] for place, now in status.items() if now == "live" and place not in silent}
    taken = {place for place, now in status.items() if now in STEPS[2:]}
    free = {use_case: tuple(sorted(p for p in possible - taken if p[0] == use_case)) for use_case in working}
    found = [Open(use_case, places) for use_case, places in free.items() if places]
    order = {use_case: n for n, use_case in enumerate(rank)}
    return sorted(found, key=lambda one: (order.get(one.use_case, len(order)), one.use_case))


def no_gain(effects: Sequence[Effect]) -> list[Effect]:
    """Effects of finished tests in which the treated did not do better than the others, the smallest first."""
    ended = [effect for effect in effects if effect.use_case_id and effect.running_until is None]
    return sorted((e for e in ended if e.value <= 0), key=lambda effect: effect.value)


def build_together(
    asset_uses: pd.DataFrame, assets: Mapping[str, str], data: Mapping[str, str], states: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Use cases not live yet that draw on the same data: what they share, and which they are; the largest group first.

    `assets` = names of data sets; `data` = what each use case says it needs, such as "Invoices; contracts".
    """
    waiting = {use_case for use_case, state in states.items() if state in FUTURE}
    groups: dict[str, set[str]] = {}
    for asset, use_case in tuples(asset_uses, ("asset_id", "use_case_id")):
        groups.setdefault(assets.get(asset, asset), set()).add(use_case)
    for use_case, needs in data.items():
        for need in {part.strip().casefold() for part in needs.split(";")} - {""}:
            groups.setdefault(need, set()).add(use_case)
    found = {what: tuple(sorted(members & waiting)) for what, members in groups.items() if len(members & waiting) > 1}
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))

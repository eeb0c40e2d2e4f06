"""Roll-outs (a use case in one market and business area): which are live, and which are working, on any past day."""

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
import pandas as pd

RollOut = tuple[str, str, str]  # use case, market, business area
PLACE = ("use_case_id", "market", "business_area")
# Two events on one day: the later step of a roll-out's life wins, whatever order the rows come in.
STEPS = ("idea", "planned", "building", "pilot", "live", "paused", "retired")
ACTIVE_WINDOW_DAYS = 30  # used where a use case has no window of its own


def whole_days(rows: pd.DataFrame, column: str = "day") -> np.ndarray:
    """A day column as whole days (NaT = empty)."""
    return rows[column].to_numpy().astype("datetime64[D]")


def known(rows: pd.DataFrame, column: str, key: str = "use_case_id") -> dict:
    """What is filled in of one column, by key: {"U1": 300.0}; empty cells are left out."""
    filled = rows[column].notna().to_numpy()
    return dict(zip(rows[key].to_numpy()[filled].tolist(), rows[column].to_numpy()[filled].tolist(), strict=True))


def cells(rows: pd.DataFrame, columns: Iterable[str]) -> tuple[np.ndarray, int, Callable[[np.ndarray], list[tuple]]]:
    """One whole number per distinct combination of columns, so that rows can be grouped by plain arrays.

    Returns the number of each row, how many numbers there can be, and a function that turns numbers back into tuples
    (None where a cell is empty).
    """
    codes, size, values = np.zeros(len(rows), dtype=np.int64), 1, []
    for column in columns:
        found, names = pd.factorize(rows[column])
        values.append([*names.tolist(), None])
        found = np.where(found < 0, len(names), found)
        codes, size = codes * (len(names) + 1) + found, size * (len(names) + 1)

    def names_of(numbers: np.ndarray) -> list[tuple]:
        columns = []
        for labels in reversed(values):
            numbers, at = np.divmod(numbers, len(labels))
            columns.append([labels[i] for i in at.tolist()])
        return list(zip(*reversed(columns), strict=True))

    return codes, size, names_of


def _last_rows(rows: pd.DataFrame, order: np.ndarray) -> tuple[list[RollOut], np.ndarray]:
    """Each roll-out with the position of its last row in `order`."""
    codes, size, names_of = cells(rows, PLACE)
    last = np.full(size, -1)
    last[codes[order]] = order  # numpy keeps the last of repeated assignments
    hit = np.flatnonzero(last >= 0)
    return names_of(hit), last[hit]


def statuses(events: pd.DataFrame, day: date) -> dict[RollOut, str]:
    """The status of each roll-out at the end of `day`, from its last event on or before that day.

    Two events on one day: the later step of `STEPS` counts (paused after live). Roll-outs without an event are missing.
    """
    days = whole_days(events)
    names, first = pd.factorize(events["status"])
    rank = np.array([STEPS.index(s) for s in first.tolist()] or [0])[names]
    order = np.lexsort((rank, days))
    order = order[days[order] <= np.datetime64(day)]
    places, at = _last_rows(events, order)
    return dict(zip(places, first[names[at]].tolist(), strict=True))


def live_on(events: pd.DataFrame, day: date) -> set[RollOut]:
    """The roll-outs whose last event on or before `day` says live."""
    return {place for place, status in statuses(events, day).items() if status == "live"}


def go_lives(events: pd.DataFrame, day: date) -> dict[RollOut, np.datetime64]:
    """The first day each roll-out went live, for those that did on or before `day`."""
    days = whole_days(events)
    went = np.flatnonzero((events["status"].to_numpy() == "live") & (days <= np.datetime64(day)))
    order = went[np.argsort(days[went], kind="stable")][::-1]
    places, at = _last_rows(events, order)
    return dict(zip(places, days[at], strict=True))


def first_rollouts(went_live: dict[RollOut, np.datetime64]) -> dict[str, RollOut]:
    """The roll-out each use case went live with first; on the same day the first by name."""
    return {place[0]: place for place, _ in sorted(went_live.items(), key=lambda p: (p[1], p[0]), reverse=True)}


def windows(use_cases: pd.DataFrame) -> dict[str, int]:
    """How many days a use case may be silent before it counts as quiet, where it has its own window."""
    return {use_case: int(days) for use_case, days in known(use_cases, "active_window_days").items()}


def last_actions(rollout_days: pd.DataFrame, day: date, within: int) -> dict[RollOut, np.datetime64]:
    """The last day with an action of each roll-out that had one in the `within` days that end with `day`."""
    days, end = whole_days(rollout_days), np.datetime64(day)
    recent = np.flatnonzero((days > end - within) & (days <= end))
    rows = rollout_days.iloc[recent]
    places, at = _last_rows(rows, np.argsort(days[recent], kind="stable"))
    return dict(zip(places, days[recent][at], strict=True))


def working(live: set[RollOut], rollout_days: pd.DataFrame, use_cases: pd.DataFrame, day: date) -> set[RollOut]:
    """The live roll-outs with at least one action in their use case's window that ends with `day`."""
    window = windows(use_cases)
    acted = last_actions(rollout_days, day, max([ACTIVE_WINDOW_DAYS, *window.values()]))
    end = np.datetime64(day)
    return {p for p in live if p in acted and acted[p] > end - window.get(p[0], ACTIVE_WINDOW_DAYS)}


def portfolio_on(portfolio: pd.DataFrame, day: date) -> set[RollOut]:
    """The roll-outs in the latest version of the target portfolio frozen on or before `day`; empty if there is none."""
    frozen, version = whole_days(portfolio, "frozen_on"), portfolio["version"].to_numpy()
    valid = np.flatnonzero(frozen <= np.datetime64(day))
    if not len(valid):
        return set()
    newest = valid[np.lexsort((version[valid], frozen[valid]))[-1]]
    rows = portfolio[version == version[newest]]
    return set(zip(*(rows[c].tolist() for c in PLACE), strict=True))


def spoken(place: RollOut) -> str:
    """A roll-out as one reads it: "U9 · FI · B2C"."""
    return " · ".join(str(part) for part in place)

"""Roll-outs (a use case in one market and business area): which are live, and which are working, on any past day."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import numpy as np
import pandas as pd

RollOut = tuple[str, str, str]  # use case, market, business area
PLACE = ("use_case_id", "market", "business_area")
# Two events on one day: the later step of a roll-out's life wins, whatever order the rows come in.
STEPS = ("idea", "planned", "building", "pilot", "live", "paused", "retired")
RANK = {status: rank for rank, status in enumerate(STEPS)}
ACTIVE_WINDOW_DAYS = 30  # used where a use case has no window of its own


def whole_days(rows: pd.DataFrame, column: str = "day") -> np.ndarray:
    """A day column as whole days (NaT = empty)."""
    return rows[column].to_numpy().astype("datetime64[D]")


def known(rows: pd.DataFrame, column: str, key: str = "use_case_id") -> dict:
    """What is filled in of one column, by key: {"U1": 300.0}; empty cells are left out."""
    pairs = zip(rows[key].tolist(), rows[column].tolist(), strict=True)
    return {name: value for name, value in pairs if not (value is None or value is pd.NA or value != value)}


def tuples(rows: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple]:
    """The rows as tuples of some columns; the fastest way for tables of some hundred rows."""
    return zip(*(rows[column].tolist() for column in columns), strict=True)


def cells(rows: pd.DataFrame, columns: Iterable[str]) -> tuple[np.ndarray, int, Callable[[np.ndarray], list[tuple]]]:
    """One whole number per distinct combination of columns, so that thousands of rows can be grouped by plain arrays.

    Returns the number of each row, how many numbers there can be, and a function that turns numbers back into tuples
    (None where a cell is empty).
    """
    codes, size, values = np.zeros(len(rows), dtype=np.int64), 1, []
    for column in columns:
        found, names = pd.factorize(rows[column].to_numpy(dtype=object))
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


def _steps_until(events: pd.DataFrame, day: date) -> list[tuple[date, int, RollOut]]:
    """Every event up to the end of `day` as (day, step, roll-out), oldest first."""
    days = whole_days(events)
    past = list(zip(days.tolist(), (RANK[s] for s in events["status"].tolist()), tuples(events, PLACE), strict=True))
    return sorted(event for event in past if event[0] <= day)


def statuses(events: pd.DataFrame, day: date) -> dict[RollOut, str]:
    """The status of each roll-out at the end of `day`, from its last event on or before that day.

    Two events on one day: the later step of `STEPS` counts (paused after live). Roll-outs without an event are missing.
    """
    return {place: STEPS[step] for _, step, place in _steps_until(events, day)}


def live_on(events: pd.DataFrame, day: date) -> set[RollOut]:
    """The roll-outs whose last event on or before `day` says live."""
    return {place for place, status in statuses(events, day).items() if status == "live"}


def go_lives(events: pd.DataFrame, day: date) -> dict[RollOut, date]:
    """The first day each roll-out went live, for those that did on or before `day`."""
    return {place: when for when, step, place in reversed(_steps_until(events, day)) if step == RANK["live"]}


def first_rollouts(went_live: dict[RollOut, date]) -> dict[str, RollOut]:
    """The roll-out each use case went live with first; on the same day the first by name."""
    return {place[0]: place for _, place in sorted(((when, place) for place, when in went_live.items()), reverse=True)}


def windows(use_cases: pd.DataFrame) -> dict[str, int]:
    """How many days a use case may be silent before it counts as quiet, where it has its own window."""
    return {use_case: int(days) for use_case, days in known(use_cases, "active_window_days").items()}


def last_actions(rollout_days: pd.DataFrame, day: date, within: int) -> dict[RollOut, date]:
    """The last day with an action of each roll-out that had one in the `within` days that end with `day`.

    `rollout_days` (day, use_case_id, market, business_area) must be sorted by day, as every table handed out is.
    """
    days, end = rollout_days["day"].to_numpy(), np.datetime64(day)
    first, stop = np.searchsorted(days, [end - within, end], side="right")
    codes, size, names_of = cells(rollout_days.iloc[first:stop], PLACE)
    last = np.full(size, -1)
    last[codes] = np.arange(stop - first)  # numpy keeps the last of repeated assignments
    hit = np.flatnonzero(last >= 0)
    recent = days[first:stop][last[hit]].astype("datetime64[D]").tolist()
    return dict(zip(names_of(hit), recent, strict=True))


def working(live: set[RollOut], rollout_days: pd.DataFrame, use_cases: pd.DataFrame, day: date) -> set[RollOut]:
    """The live roll-outs with at least one action in their use case's window that ends with `day`."""
    window = windows(use_cases)
    acted = last_actions(rollout_days, day, max([ACTIVE_WINDOW_DAYS, *window.values()]))
    return {p for p in live if p in acted and (day - acted[p]).days < window.get(p[0], ACTIVE_WINDOW_DAYS)}


def portfolio_on(portfolio: pd.DataFrame, day: date) -> set[RollOut]:
    """The roll-outs in the latest version of the target portfolio frozen on or before `day`; empty if there is none.

    Rows with a `replaced_on` (see `with_successors`) are judged by it, so that a filter cannot revive an old version.
    """
    if "replaced_on" in portfolio:
        replaced = whole_days(portfolio, "replaced_on").tolist()
        current = [end is None or end > day for end in replaced]
        portfolio = portfolio[np.array(current, dtype=bool)] if current else portfolio
    frozen = whole_days(portfolio, "frozen_on").tolist()
    versions = list(zip(frozen, portfolio["version"].tolist(), strict=True))
    newest = max((v for v in versions if v[0] <= day), default=None)
    return {place for place, version in zip(tuples(portfolio, PLACE), versions, strict=True) if version == newest}


def with_successors(portfolio: pd.DataFrame) -> pd.DataFrame:
    """The portfolio with `replaced_on`: the day the next version was frozen, empty for the newest.

    Made before any filter is set: a market the newest version dropped must not fall back to the version before.
    """
    versions = portfolio[["version", "frozen_on"]].drop_duplicates().sort_values(["frozen_on", "version"])
    following = versions.assign(replaced_on=versions["frozen_on"].shift(-1))
    return portfolio.merge(following, on=["version", "frozen_on"], how="left")


def spoken(place: RollOut) -> str:
    """A roll-out as one reads it: "U9 · FI · B2C"."""
    return " · ".join(str(part) for part in place)

"""Person-days and money still needed for the target, as a range from own history or, without one, from the article."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from kpis.building import Effort, effort_until
from kpis.parameters import figures
from kpis.periods import ONE_DAY, Period
from kpis.reading import NoAnswer
from kpis.rollouts import go_lives, whole_days
from kpis.target import Programme, standing

OWN, ARTICLE, ASSUMED = "own history", "article", "assumed"
ENOUGH_BUILDS, ENOUGH_COPIES = 5, 3
TYPICAL, AT_MOST = (10.0, 15.0), 100.0  # person-days of an average use case, and without a method (the article)
COPY_SHARE = 0.4  # of a build, between Poulin's 0.2 and no reuse at all
MIDDLE = (0.25, 0.75)
WORKING_DAYS = 5
BEGINNING = date(1970, 1, 1)


@dataclass(frozen=True)
class Usual:
    """What one build or copy usually takes, in person-days, and where that is known from ("own history", …).

    `low` to `high` are the quartiles of `n` finished ones; without enough of them the article's range, or an assumption.
    """

    low: float
    high: float
    source: str
    n: int
    past: tuple[float, ...] = ()

    def left(self, spent: float) -> tuple[float, float]:
        """What one more takes on which `spent` days are logged already.

        From own history: the quartiles of those that took longer, less what is spent. One that has passed all earlier
        ones takes from nothing to a usual one more.
        """
        longer = [days for days in self.past if days > spent]
        if longer:
            low, high = np.quantile(longer, MIDDLE) - spent
            return float(low), float(high)
        if self.past or spent >= self.high:
            return 0.0, self.high
        return max(0.0, self.low - spent), self.high - spent


@dataclass(frozen=True)
class EffortLeft:
    """What it takes to reach the target: so many first builds and copies, as a range of person-days and of money.

    `at_most` = the article's 100 person-days for each build, only where its range is used. `money_*` at the day rate in
    force, `weeks_*` at the capacity in force; None where these are not known.
    """

    builds: int
    copies: int
    low: float
    high: float
    a_build: Usual
    a_copy: Usual
    at_most: float | None
    day_rate: float | None
    money_low: float | None
    money_high: float | None
    days_a_week: float | None
    weeks_low: float | None
    weeks_high: float | None


@dataclass(frozen=True)
class Spent:
    """Person-days logged so far, and since the target was set; money at the day rates then in force, if all are known."""

    days: float
    money: float | None
    days_since: float


def effort_left(programme: Programme, effort_entries: pd.DataFrame, parameters: pd.DataFrame, capacity: pd.DataFrame,
                day: date) -> EffortLeft:  # fmt: skip
    """Person-days, money and weeks of work left until the target, as a range.

    Every use case of the portfolio that never went live is built once, those with most time logged first; the rest of what
    remains are copies. Each is counted with the quartiles (P25 to P75) of your own finished ones, less what is logged on it
    already; the range adds up the lower and the upper ends, as builds tend to be easy or hard together. With fewer than 5
    finished builds the article's 10 to 15 person-days are used (up to 100 without a method), with fewer than 3 finished
    copies 40 % of a build; both are labelled. Upkeep of what runs is not in it.
    Raises NoAnswer without a target or a portfolio, or when the target is reached.
    """
    now, items = standing(programme, day), programme.items(day)
    if not now.remaining:
        raise NoAnswer("the target is reached")
    went_live = go_lives(programme.use_case_events, day)
    spent = effort_until(effort_entries, went_live, Period(BEGINNING, day))
    a_build, a_copy = usual_effort(spent, went_live)
    built = {place[0] for place in went_live}
    open_builds = sorted((spent.builds.get(u, 0.0) for u in {i[0] for i in items} - built), reverse=True)[: now.remaining]
    begun = sorted((d for place, d in spent.copies.items() if place in items and place not in went_live), reverse=True)
    copies = now.remaining - len(open_builds)
    open_copies = (begun + [0.0] * copies)[:copies]
    ranges = [a_build.left(d) for d in open_builds] + [a_copy.left(d) for d in open_copies]
    low, high = (sum(r[n] for r in ranges) for n in (0, 1))
    rate, week = _day_rate(parameters, day), days_a_week(capacity, day)
    return EffortLeft(
        len(open_builds), copies, low, high, a_build, a_copy,
        AT_MOST * len(open_builds) + high - sum(a_build.left(d)[1] for d in open_builds) if a_build.source == ARTICLE else None,
        rate, *((low * rate, high * rate) if rate is not None else (None, None)),
        week, *((low / week, high / week) if week else (None, None)))  # fmt: skip


def usual_effort(spent: Effort, went_live: dict) -> tuple[Usual, Usual]:
    """What a first build and what a copy usually takes: the quartiles of the finished ones, or a labelled stand-in."""
    built = {place[0] for place in went_live}
    builds = tuple(sorted(days for use_case, days in spent.builds.items() if use_case in built))
    copies = tuple(sorted(days for place, days in spent.copies.items() if place in went_live))
    a_build = _own(builds) if len(builds) >= ENOUGH_BUILDS else Usual(*TYPICAL, ARTICLE, len(builds))
    if len(copies) >= ENOUGH_COPIES:
        return a_build, _own(copies)
    return a_build, Usual(COPY_SHARE * a_build.low, COPY_SHARE * a_build.high, ASSUMED, len(copies))


def _own(days: tuple[float, ...]) -> Usual:
    low, high = np.quantile(days, MIDDLE)
    return Usual(float(low), float(high), OWN, len(days), days)


def days_a_week(capacity: pd.DataFrame, day: date) -> float | None:
    """Person-days a week that can go into building: people x 5 x availability x focus on a day; None if not known."""
    on, (since, to) = np.datetime64(day), (whole_days(capacity, c) for c in ("from_day", "to_day"))
    valid = np.flatnonzero((since <= on) & ~(to < on))
    if not len(valid):
        return None
    row = capacity.iloc[valid[np.argmax(since[valid])]]
    return WORKING_DAYS * float(row["fte"]) * float(row["availability"]) * float(row["focus"])


def spent_so_far(effort_entries: pd.DataFrame, parameters: pd.DataFrame, since: date, day: date) -> Spent:
    """Person-days logged until a day, what they cost at the day rates then in force, and how many since the target was set.

    Money is None while there is a day rate missing for some of the time. A week counts by its Monday.
    """
    spans, cost = _rate_spans(effort_entries, parameters, day), []
    for span in spans:
        days, rate = _logged(effort_entries, span), _day_rate(parameters, span.start)
        cost.append(0.0 if not days else None if rate is None else days * rate)
    money = None if None in cost else sum(cost)
    return Spent(_logged(effort_entries, Period(BEGINNING, day)), money, _logged(effort_entries, Period(since, day)))


def _rate_spans(entries: pd.DataFrame, parameters: pd.DataFrame, day: date) -> list[Period]:
    """The spans of days with one day rate each, from the first logged week to `day`."""
    first = min([*whole_days(entries, "week").tolist(), *(d for d in whole_days(entries).tolist() if d), day])
    changes = whole_days(parameters[parameters["name"] == "day_rate"], "from_day").tolist()
    begins = sorted({first, *(d for d in changes if first < d <= day)})
    return [Period(b, after - ONE_DAY) for b, after in pairwise([*begins, day + ONE_DAY])]


def _logged(entries: pd.DataFrame, span: Period) -> float:
    return effort_until(entries, {}, span).total


def _day_rate(parameters: pd.DataFrame, day: date) -> float | None:
    rate = float(figures(parameters).on("day_rate", np.array([np.datetime64(day)]))[0])
    return None if np.isnan(rate) else rate

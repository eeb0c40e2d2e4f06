"""Goals of a number: the path to the goal along its own past, and how it stands against it, in words."""

from datetime import date

import pandas as pd

from kpis.company import Company
from kpis.elapsed import working_days
from kpis.periods import Period
from kpis.reading import Reading, Unit
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts.figures import percent, shown, size
from pages.parts.numbers import Series
from pages.parts.review.goal_path import SUMMED, goal_for, pace
from pages.parts.words import say

OWN = ("pipeline",)  # its goal is about new deals, not about the open amount that is drawn


def goal_line(
    series: Series, goals: pd.DataFrame, where: Slice, company: Company, tail: Reading | None = None
) -> list[tuple[date, float]]:
    """What each period has to bring if the goal known then is to be reached; empty without a goal.

    Sums: the period's share of the goal by working days. All others: the straight way from the last value before the
    goal's period began.
    """
    if series.what.id in OWN:
        return []
    readings = [*series.readings, *([tail] if tail else [])]
    found = ((r, goal_for(goals, series.what.id, where, min(r.end, date.max), company)) for r in readings)
    return [(r.end, _due(series, r, goal[0], goal[1], company)) for r, goal in found if goal]


def _due(series: Series, reading: Reading, span: Period, goal: float, company: Company) -> float:
    whole = max(working_days(span, company), 1)
    if series.what.id in SUMMED:
        inside = Period(max(reading.start, span.start), min(reading.end, span.end))
        full = working_days(Period(reading.start, reading.end), company)
        return goal * full / whole if inside.start <= inside.end else goal
    before = [r.value for r in series.readings if r.end < span.start and r.value is not None]
    start = before[-1] if before else goal
    return start + (goal - start) * working_days(Period(span.start, min(reading.end, span.end)), company) / whole


def standing(series: Series, goals: pd.DataFrame, tables: Tables, where: Slice, company: Company) -> str:
    """Where the number stands against its goal, as one sentence; empty without a goal."""
    if series.what.id in OWN:
        return ""
    found = pace(series, goals, tables, where=where, company=company)
    if found is None:
        return ""
    unit = series.now.unit
    actual = exact(found.actual, unit)
    if series.what.id in SUMMED:
        actual = say("views.goal.so_far", actual=actual)
    said = {"actual": actual, "goal": exact(found.goal, unit), "period": found.period}
    if size(found.behind, unit) == size(0.0, unit):
        return say("views.goal.on", **said)
    key = "views.goal.behind" if found.behind > 0 else "views.goal.ahead"
    return say(key, size=size(found.behind, unit), path=exact(found.path, unit), **said)


def exact(value: float, unit: str) -> str:
    """A value, shares with one decimal where they have one: a goal of 17.5 % is not one of 18 %.

    >>> exact(0.175, "share"), exact(0.75, "share"), exact(36.0, "points")
    ('17.5 %', '75 %', '+36')
    """
    return percent(value, 1) if unit == Unit.SHARE else shown(value, unit)

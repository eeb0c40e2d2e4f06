"""The one number sales and marketing share: the value of the deals created this quarter."""

from dataclasses import dataclass

import pandas as pd

from kpis.company import Company
from kpis.elapsed import working_days
from kpis.periods import Period, Rhythm, period_of
from kpis.reading import NoAnswer
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts.review.goal_path import goal_for


@dataclass(frozen=True)
class Pinned:
    """New pipeline from the quarter's first day to the end of the week, and where the path to its goal stands."""

    value: float
    quarter: Period
    path: float | None
    goal: float | None


def new_pipeline(tables: Tables, goals: pd.DataFrame, week: Period, where: Slice, company: Company) -> Pinned | None:
    """New pipeline this quarter at its first known value; None if no deals are known or the filter does not apply.

    Its goal is the one set for `pipeline`; the path grows by equal parts on each working day.
    """
    if where.use_case or where.channel:
        return None
    quarter = period_of(week.end, Rhythm.QUARTER, company)
    done = Period(quarter.start, week.end)
    try:
        deals = tables.frame("deals_created", where)
    except NoAnswer:
        return None
    if deals.rows.empty:
        return None
    goal = goal_for(goals, "pipeline", where, week.end, company)
    path = None
    if goal and working_days(goal[0], company):
        path = goal[1] * working_days(Period(goal[0].start, week.end), company) / working_days(goal[0], company)
    return Pinned(float(deals.cut(done)["amount"].sum()), quarter, path, goal[1] if goal else None)

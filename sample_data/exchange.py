"""Daily rates of the Swedish crown, one for every day, weekends included."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from kpis import facts
from sample_data.columns import RATES, choose, days, fixed, table_of
from sample_data.plan import SECOND, Plan, Span, epoch_day

USUAL = 0.0885


def first_rate_day(span: Span) -> date:
    """The first day with a rate: the month in which the first week lies is covered from its first day."""
    return span.first - timedelta(days=40)


def rates_by_day(plan: Plan) -> np.ndarray:
    """Euro per crown for each day from the first rate day to the end, drawn back to its usual level."""
    chance = plan.chance("fx")
    count = (plan.span.day - first_rate_day(plan.span)).days + 1
    away = np.zeros(count)
    for day, step in enumerate(chance.normal(0, 0.0025, count)):
        away[day] = 0.985 * away[day - 1] + step
    return np.round(USUAL * np.exp(away), 6)


def rate_on(plan: Plan, day: date) -> float:
    """Euro per crown on one day."""
    return float(rates_by_day(plan)[(day - first_rate_day(plan.span)).days])


def fx_rates(plan: Plan) -> pa.Table:
    """The table fx_rates."""
    rates = rates_by_day(plan)
    first = epoch_day(first_rate_day(plan.span))
    return table_of(facts.fx_rates, {
        "day": days(first + np.arange(len(rates))), "currency": choose([SECOND], np.zeros(len(rates), dtype=int)),
        "rate": fixed(np.rint(rates * 1e8).astype("int64"), RATES),
    })  # fmt: skip

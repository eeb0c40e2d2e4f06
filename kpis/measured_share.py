"""What share of attributed sales tests found to be extra: measured / attributed on the days and places of the tests."""

import numpy as np
import pandas as pd

from kpis.credit_checks import MOST_OF_ATTRIBUTED
from kpis.figure import Figure, known, unknown
from kpis.impact import DAYS_A_MONTH, Effect, together
from kpis.periods import ONE_DAY, Period, months_later
from kpis.technology_cost import months_of

NO_CREDIT, NOT_ALL_DAYS = "nothing is attributed to it", "sales and contacts are not known for all days of its tests"


def months_in(period: Period) -> float:
    """How many months a period has: calendar months if it is made of whole ones, else days / 30.44."""
    after = period.end + ONE_DAY
    whole = period.start.day == 1 and after.day == 1 and months_later(period.start, 1) <= after
    return float(len(months_of(period))) if whole else period.days / DAYS_A_MONTH


def days_of(effect: Effect) -> Period:
    """The days a test has run."""
    return Period(effect.start, effect.start + ONE_DAY * (max(round(effect.months * DAYS_A_MONTH), 1) - 1))


def net_of(credit: pd.DataFrame) -> np.ndarray:
    """Net credit of each row of the credit cube, in company money."""
    return credit["gross"].to_numpy(dtype=float) + credit["refunds"].to_numpy(dtype=float)


def measured_share(effects: tuple[Effect, ...], credit: pd.DataFrame, known_from: np.datetime64 | None) -> Figure:
    """Measured impact / attributed sales of the same days and places: a ratio of sums, with the range of the tests.

    `credit` = the rows credited to use cases, of all days (each test takes its own use case, a programme test all); `known_from` = the first day with sales and contacts.
    The tests' own days count, so that nothing is carried over to days or markets nobody tested.
    Formula: incrementality ratio R_u / A_u (attribution.md, "Tie to cost and effort").
    """
    if any(known_from is None or np.datetime64(e.start) < known_from for e in effects):
        return unknown(NOT_ALL_DAYS)
    sold = sum(_credited_in(credit, effect) for effect in effects)
    return known(together(effects)).over(sold) if sold > 0 else unknown(NO_CREDIT)


def _credited_in(credit: pd.DataFrame, effect: Effect) -> float:
    days, span = credit["day"].to_numpy().astype("datetime64[D]"), days_of(effect)
    own = (days >= np.datetime64(span.start)) & (days <= np.datetime64(span.end))
    names = {"market": effect.market, "business_area": effect.business_area, "use_case_id": effect.use_case_id}
    for column, name in names.items():
        own &= (credit[column] == name).to_numpy(dtype=bool) if name else True
    return float(net_of(credit)[own].sum())


def is_odd(share: Figure) -> bool:
    """Is measured / attributed below 0 or above 1.5, so that one of the two must be looked into (check 8)?"""
    return share.value is not None and not 0 <= share.value <= MOST_OF_ATTRIBUTED

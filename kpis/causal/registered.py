"""A test as it was registered: what was planned, and the summary typed for it."""

from dataclasses import dataclass
from datetime import date
from math import isnan

import numpy as np
import pandas as pd

from kpis.causal.looks import Looks

TEXTS = ("experiment_id", "use_case_id", "market", "business_area", "design", "metric", "unit", "hypothesis")
DAYS = ("start", "planned_end", "ended", "valid_until")
NUMBERS = ("treated_population", "treated_share", "treated_n", "treated_mean", "treated_sd", "control_n",
           "control_mean", "control_sd", "treated_conversions", "control_conversions", "looks", "planned_effect")  # fmt: skip
MONEY_WORDS = ("revenue", "sales", "turnover")


@dataclass(frozen=True)
class Registered:
    """One row of the record table `experiments`; NaN = not typed, treated before control."""

    experiment_id: str
    use_case_id: str | None
    market: str | None
    business_area: str | None
    design: str
    metric: str | None
    unit: str | None
    hypothesis: str | None
    start: date
    planned_end: date | None
    ended: date | None
    valid_until: date | None
    treated_population: float
    treated_share: float
    treated: tuple[float, float, float]  # n, mean, sd
    control: tuple[float, float, float]
    buyers: tuple[float, float]
    planned_looks: float = 1.0
    planned_effect: float = float("nan")

    @property
    def looks(self) -> Looks:
        """When its result may be looked at; nothing planned means once, at the end."""
        planned = 1 if isnan(self.planned_looks) else int(self.planned_looks)
        return Looks(self.start, self.planned_end or self.ended or self.start, max(planned, 1))

    @property
    def summarised(self) -> bool:
        """Are number, mean and spread of both arms typed?"""
        return not any(isnan(v) for v in (*self.treated, *self.control))

    @property
    def counts(self) -> tuple[int, int] | None:
        """Units of both arms as typed, if they are."""
        sizes = self.treated[0], self.control[0]
        return None if any(isnan(n) for n in sizes) else (int(sizes[0]), int(sizes[1]))

    @property
    def in_money(self) -> bool:
        """Is the metric money? Nothing named means revenue."""
        return self.metric is None or any(word in self.metric.lower() for word in MONEY_WORDS)

    def expired_on(self, day: date) -> bool:
        """Is the result too old on a day?"""
        return self.valid_until is not None and self.valid_until < day

    def last_day(self, by: date) -> date:
        """The last day of the test so far."""
        return self.ended or min(self.planned_end or by, by)

    def running_until(self, by: date) -> date | None:
        """The planned end of a test that has not ended by a day."""
        over = self.ended is not None and self.ended <= by
        return self.planned_end if self.planned_end and self.planned_end > by and not over else None

    def together_with(self, other: "Registered", by: date) -> bool:
        """Did two tests run on a common day?"""
        return self.start <= other.last_day(by) and other.start <= self.last_day(by)


def _texts(rows: pd.DataFrame, name: str) -> list[str | None]:
    if name not in rows:
        return [None] * len(rows)
    return [v if isinstance(v, str) and v else None for v in rows[name].tolist()]


def registered(experiments: pd.DataFrame) -> list[Registered]:
    """The rows of the record table, column by column because that is quicker than row by row."""
    count = len(experiments)
    texts = [_texts(experiments, c) for c in TEXTS]
    days = [experiments[c].to_numpy().astype("datetime64[D]").astype(object).tolist() for c in DAYS]
    numbers = [
        experiments[c].to_numpy(dtype=float, na_value=np.nan).tolist() if c in experiments else [np.nan] * count
        for c in NUMBERS
    ]
    return [
        Registered(*row[:14], row[14:17], row[17:20], row[20:22], *row[22:])
        for row in zip(*texts, *days, *numbers, strict=True)
    ]

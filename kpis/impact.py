"""What a test proves a use case brings: the difference between treated and control, its likely range and its grade."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import hypot, isnan, sqrt

import numpy as np
import pandas as pd

from kpis.periods import Period
from kpis.reading import Grade, NoAnswer
from kpis.statistics import Estimate, normal_quantile, t_quantile

DAYS_A_MONTH = 365.25 / 12
GRADES = {"holdout": Grade.A, "cluster": Grade.B, "rollout": Grade.C, "series": Grade.D}
LATER = "not measured yet: this design is analysed in a later version"
FEWEST_CLUSTERS, FEWEST_BUYERS = 4, 30
ARMS = ("treated", "control")


@dataclass(frozen=True)
class Arm:
    """One arm of a test: how many units (or clusters), and mean and sample standard deviation of what they brought."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True)
class Effect:
    """What one test shows over its whole duration, in company money; `reach` = half of its 95 % range."""

    experiment_id: str
    use_case_id: str | None
    market: str | None
    business_area: str | None
    value: float
    reach: float
    months: float
    units: int
    grade: Grade
    start: date
    valid_until: date | None
    running_until: date | None  # planned end, while it has not ended

    def per_month(self) -> Estimate:
        """The effect of one month of the test."""
        low, high = self.value - self.reach, self.value + self.reach
        return Estimate(self.value / self.months, low / self.months, high / self.months)


def grade_of(design: str | None) -> Grade:
    """How well a design proves an effect; without any test sales are only counted (E)."""
    return GRADES[design] if design else Grade.E


def difference(treated: Arm, control: Arm, *, clustered: bool = False) -> Estimate:
    """Mean of the treated less mean of the controls, with its 95 % range.

    Single units: normal range with unequal variances. Clusters: t range on G - 2 degrees of freedom with one variance.
    Raises NoAnswer when an arm is too small for a range.
    """
    n = treated.n + control.n
    if not clustered and min(treated.n, control.n) < 2:
        raise NoAnswer("too early: fewer than 2 units in an arm")
    if clustered and n < FEWEST_CLUSTERS:
        raise NoAnswer(f"too few groups: {n} of the {FEWEST_CLUSTERS} a market test needs")
    if clustered:
        pooled = ((treated.n - 1) * treated.sd**2 + (control.n - 1) * control.sd**2) / (n - 2)
        reach = t_quantile(n - 2) * sqrt(pooled / treated.n + pooled / control.n)
    else:
        reach = normal_quantile() * sqrt(treated.sd**2 / treated.n + control.sd**2 / control.n)
    lift = treated.mean - control.mean
    return Estimate(lift, lift - reach, lift + reach)


@dataclass(frozen=True)
class Differences:
    """Difference in differences in both forms; grade C, because nobody was assigned by chance."""

    additive: float
    ratio: float
    grade: Grade = Grade.C


def difference_in_differences(*, treated: tuple[float, float], control: tuple[float, float]) -> Differences:
    """How much more the treated changed than the controls; each side is (before, after).

    Additive: change of the treated - change of the controls. Ratio: after - before x (control after / control before).
    Raises NoAnswer if the controls had nothing before.
    """
    (before, after), (before_c, after_c) = treated, control
    if before_c == 0:
        raise NoAnswer("the control group had nothing before the start")
    return Differences((after - before) - (after_c - before_c), after - before * after_c / before_c)


@dataclass(frozen=True)
class Registered:
    """One row of the record table `experiments`: what was planned, and the summary typed for it."""

    experiment_id: str
    use_case_id: str | None
    market: str | None
    business_area: str | None
    design: str
    start: date
    planned_end: date | None
    ended: date | None
    valid_until: date | None
    treated_population: float
    treated: tuple[float, float, float]  # n, mean, sd; NaN = not typed
    control: tuple[float, float, float]
    buyers: tuple[float, float]


TEXTS = ("experiment_id", "use_case_id", "market", "business_area", "design")
DAYS = ("start", "planned_end", "ended", "valid_until")
NUMBERS = ("treated_population", "treated_n", "treated_mean", "treated_sd", "control_n", "control_mean", "control_sd",
           "treated_conversions", "control_conversions")  # fmt: skip


def registered(experiments: pd.DataFrame) -> list[Registered]:
    """The rows of the record table, column by column because that is quicker than row by row."""
    texts = [[v if isinstance(v, str) and v else None for v in experiments[c].tolist()] for c in TEXTS]
    days = [experiments[c].to_numpy().astype("datetime64[D]").astype(object).tolist() for c in DAYS]
    numbers = [experiments[c].to_numpy(dtype=float, na_value=np.nan).tolist() for c in NUMBERS]
    return [
        Registered(*row[:10], row[10:13], row[13:16], row[16:]) for row in zip(*texts, *days, *numbers, strict=True)
    ]


@dataclass(frozen=True)
class Measured:
    """The effects known at the end of a period, apart by use case and whole programme, and why others have none."""

    effects: tuple[Effect, ...]
    programme: Effect | None
    refused: tuple[str, ...]

    def used(self) -> tuple[Effect, ...]:
        """What a total may rest on: the test of the whole programme if there is one, else the single tests."""
        return (self.programme,) if self.programme else self.effects


def measured(
    experiments: pd.DataFrame, test_arms: pd.DataFrame, period: Period, valid_on: date | None = None
) -> Measured:
    """The effects of the tests that run or have ended by the period's end and are valid on a day (default: that end).

    Needs the record table `experiments` and the cube `test_arms`, which is only used where no summary was typed.
    Effect = units the effect is counted for x difference per unit, over the duration of the test so far.
    """
    single, programme, refused = [], [], []
    for test in registered(experiments):
        if test.valid_until and test.valid_until < (valid_on or period.end):
            continue
        try:
            effect = _effect(test, test_arms, period)
        except NoAnswer as none:
            refused.append(none.reason)
        else:
            (single if effect.use_case_id else programme).append(effect)
    latest = max(programme, key=lambda e: e.start, default=None)
    return Measured(tuple(single), latest, tuple(refused))


def _effect(test: Registered, test_arms: pd.DataFrame, period: Period) -> Effect:
    if test.design not in ("holdout", "cluster"):
        raise NoAnswer(LATER)
    if any(bought < FEWEST_BUYERS for bought in test.buyers):  # not typed = NaN, never below
        raise NoAnswer(f"too early: fewer than {FEWEST_BUYERS} buyers in an arm")
    treated, control, units = _typed(test) or _counted(test, test_arms)
    lift = difference(treated, control, clustered=test.design == "cluster")
    counted = units if isnan(test.treated_population) else int(test.treated_population)
    last = test.ended or min(test.planned_end or period.end, period.end)
    runs = test.planned_end and test.planned_end > period.end and not (test.ended and test.ended <= period.end)
    return Effect(
        test.experiment_id, test.use_case_id, test.market, test.business_area, lift.value * counted,
        (lift.high - lift.value) * counted, max((last - test.start).days + 1, 1) / DAYS_A_MONTH, treated.n + control.n,
        grade_of(test.design), test.start, test.valid_until, test.planned_end if runs else None,
    )  # fmt: skip


def _typed(test: Registered) -> tuple[Arm, Arm, int] | None:
    """The summary typed with the test, if it is complete; what is counted for are the treated units."""
    if any(isnan(v) for v in (*test.treated, *test.control)):
        return None
    treated, control = (Arm(int(n), mean, sd) for n, mean, sd in (test.treated, test.control))
    return treated, control, treated.n


def _counted(test: Registered, test_arms: pd.DataFrame) -> tuple[Arm, Arm, int]:
    """The arms counted from the loaded units; for a market test each cluster is one value, its mean per unit."""
    rows = test_arms[test_arms["experiment_id"].to_numpy() == test.experiment_id]
    sides = [rows[rows["arm"].to_numpy() == arm] for arm in ARMS]
    if min(len(side) for side in sides) == 0:
        raise NoAnswer("too early: a test has no result yet")
    grouped = test.design == "cluster" and rows["cluster"].notna().all()
    treated, control = (_of_clusters(side) if grouped else _of_units(side) for side in sides)
    return treated, control, int(sides[0]["units"].sum())


def _of_units(rows: pd.DataFrame) -> Arm:
    n, total, squares = (float(rows[c].sum()) for c in ("units", "total", "squares"))
    return Arm(int(n), total / n, sqrt(max(squares - total**2 / n, 0.0) / max(n - 1, 1)))


def _of_clusters(rows: pd.DataFrame) -> Arm:
    means = rows["total"].to_numpy(dtype=float) / rows["units"].to_numpy(dtype=float)
    return Arm(len(means), float(means.mean()), float(means.std(ddof=1)) if len(means) > 1 else 0.0)


def together(effects: tuple[Effect, ...]) -> Estimate:
    """The sum of independent effects; their errors add up in quadrature."""
    value, reach = sum(e.value for e in effects), hypot(*(e.reach for e in effects))
    return Estimate(value, value - reach, value + reach)


def worst(effects: tuple[Effect, ...]) -> Grade:
    """The weakest grade among the effects used."""
    return max((e.grade for e in effects), key=list(Grade).index)


def per_use_case(effects: tuple[Effect, ...]) -> Iterator[float]:
    """The effect of each tested use case in one month of its tests."""
    for use_case in dict.fromkeys(e.use_case_id for e in effects):
        own = [e for e in effects if e.use_case_id == use_case]
        yield sum(e.value for e in own) / sum(e.months for e in own)

"""What a test proves a use case brings: the difference between treated and control, its likely range and its grade."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import hypot

import pandas as pd

from kpis.causal import clusters, holdout
from kpis.causal.arms import arms_by_test
from kpis.causal.around import around_checks
from kpis.causal.designs import Loaded, capped_effect, measured_to, total_effect
from kpis.causal.health import SPLIT, refuse_broken
from kpis.causal.many import holm
from kpis.causal.registered import Registered, registered
from kpis.causal.result import ALPHA, Check, Hidden, Method, Shown
from kpis.periods import Period
from kpis.reading import Grade, NoAnswer
from kpis.statistics import Estimate

DAYS_A_MONTH = 365.25 / 12
GRADES = {"holdout": Grade.A, "cluster": Grade.B, "rollout": Grade.C, "series": Grade.D}
PROVEN = (Grade.A, Grade.B, Grade.C)


@dataclass(frozen=True)
class Arm:
    """One arm of a test: how many units (or clusters), and mean and sample standard deviation of what they brought."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True)
class Effect:
    """What one test shows over its whole duration, with its 95 % range; in company money where its metric is money."""

    experiment_id: str
    use_case_id: str | None
    market: str | None
    business_area: str | None
    value: float
    low: float
    high: float
    p: float | None
    months: float
    units: int
    grade: Grade
    method: Method
    start: date
    valid_until: date | None
    running_until: date | None  # planned end, while it has not ended
    checks: tuple[Check, ...] = ()
    alpha: float = ALPHA  # the error its range allows: 5 %, or its part where several looks were planned

    @property
    def of_what(self) -> tuple[str | None, ...]:
        """The use case and the place it was tested in; empty = the whole programme, everywhere."""
        return self.use_case_id, self.market or None, self.business_area or None

    def covers(self, other: "Effect") -> bool:
        """Is another test of the same use case inside the place of this one?"""
        wide, narrow = self.of_what[1:], other.of_what[1:]
        inside = all(w in (None, n) for w, n in zip(wide, narrow, strict=True))
        return self.use_case_id == other.use_case_id and wide != narrow and inside

    @property
    def shows_something(self) -> bool:
        """Does the whole range lie on one side of zero?"""
        return self.low > 0 or self.high < 0

    @property
    def reach(self) -> float:
        """How far the range goes to its longer side."""
        return max(self.high - self.value, self.value - self.low)

    def per_month(self) -> Estimate:
        """The effect of one month of the test."""
        return Estimate(self.value / self.months, self.low / self.months, self.high / self.months, self.p)


def grade_of(design: str | None) -> Grade:
    """How well a design can prove an effect at best; without any test sales are only counted (E)."""
    return GRADES[design] if design else Grade.E


def difference(treated: Arm, control: Arm, *, clustered: bool = False) -> Estimate:
    """Mean of the treated less mean of the controls, with its 95 % range.

    Single units: normal range with unequal variances. Clusters: t range on G - 2 degrees of freedom with one variance.
    Raises NoAnswer when an arm is too small for a range.
    """
    compare = clusters.groups if clustered else holdout.means
    shown = compare(n=(treated.n, control.n), mean=(treated.mean, control.mean), sd=(treated.sd, control.sd))
    return Estimate(shown.value, shown.low, shown.high, shown.p)


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
class Finding:
    """One registered test with its effect, or the reason why it shows none; `checks` are known in both cases.

    `capped` = the effect once the largest 1 in 1,000 values are cut down; `p_together` = its p-value once all use cases
    are judged together (Holm); both None where they are not known.
    """

    test: Registered
    effect: Effect | None
    reason: str | None
    checks: tuple[Check, ...]
    capped: Shown | None = None
    p_together: float | None = None

    @property
    def proven(self) -> bool:
        """May it be called proven? Its range leaves zero out, its grade is A to C, also among all other tests."""
        e = self.effect
        stands = e is not None and e.grade in PROVEN and e.shows_something
        return stands and (self.p_together is None or self.p_together < ALPHA)


@dataclass(frozen=True)
class Around:
    """What is loaded about tests beside their results: cubes `test_arms_capped`, `test_units`, `test_reached`,
    `tests_shared`; None = not read."""

    capped: pd.DataFrame | None = None
    units: pd.DataFrame | None = None
    reached: pd.DataFrame | None = None
    shared: pd.DataFrame | None = None


def findings(experiments: pd.DataFrame, test_arms: pd.DataFrame, period: Period, *,
             series: pd.DataFrame | None = None, around: Around = Around()) -> list[Finding]:  # fmt: skip
    """What every registered test shows by the end of a period, expired or not, in money or not."""
    loaded, tests = Loaded(arms_by_test(test_arms), series), registered(experiments)
    capped = Loaded({} if around.capped is None else arms_by_test(around.capped))
    more = around_checks(tests, around.units, around.reached, around.shared, day=period.end)
    found = [_finding(test, loaded, period) for test in tests]
    found = [_with_checks(f, more.get(f.test.experiment_id, ())) for f in found]
    judged = holm({f.test.experiment_id: min(1.0, f.effect.p * ALPHA / f.effect.alpha) for f in found
                   if f.effect and f.effect.p is not None and f.test.use_case_id and not f.test.expired_on(period.end)})
    return [replace(f, capped=capped_effect(f.test, capped) if f.effect else None,
                    p_together=judged.get(f.test.experiment_id)) for f in found]


def _with_checks(found: Finding, more: tuple[Check, ...]) -> Finding:
    """The same with further checks; an assignment that is not as planned hides the effect here too."""
    known = {check.name for check in found.checks}
    checks = (*found.checks, *(check for check in more if check.name not in known))
    try:
        refuse_broken(*(check for check in checks if check.name == SPLIT))
    except Hidden as hidden:
        return replace(found, effect=None, reason=hidden.reason, checks=checks)
    return replace(found, checks=checks)


def _finding(test: Registered, loaded: Loaded, period: Period) -> Finding:
    try:
        effect = _effect(test, loaded, period)
        return Finding(test, effect, None, effect.checks)
    except Hidden as hidden:
        return Finding(test, None, hidden.reason, hidden.checks)
    except NoAnswer as none:
        return Finding(test, None, none.reason, ())


@dataclass(frozen=True)
class Measured:
    """The effects known at the end of a period, apart by use case and whole programme, and why others have none.

    `beside` = effects estimated from history only: shown, labelled, never added to the others.
    """

    effects: tuple[Effect, ...]
    programme: Effect | None
    refused: tuple[str, ...]
    beside: tuple[Effect, ...] = ()

    def used(self) -> tuple[Effect, ...]:
        """What a total may rest on: the test of the whole programme if there is one, else the single tests."""
        return (self.programme,) if self.programme else self.apart()

    def apart(self) -> tuple[Effect, ...]:
        """The single tests without those inside the place of another test of the same use case.

        Where a use case was tested everywhere, its test in Germany is part of that and would count twice.
        """
        return tuple(e for e in self.effects if not any(o.covers(e) for o in self.effects))


def measured(experiments: pd.DataFrame, test_arms: pd.DataFrame, period: Period, valid_on: date | None = None, *,
             series: pd.DataFrame | None = None) -> Measured:  # fmt: skip
    """The effects in money of the tests that run or have ended by the period's end, valid on a day (default: that end).

    Needs the record table `experiments` and the cubes `test_arms` and `test_series`. Effect = units the effect is
    counted for x difference per unit, over the duration of the test so far.
    """
    found = [f for f in findings(experiments, test_arms, period, series=series)
             if f.test.in_money and not f.test.expired_on(valid_on or period.end)]  # fmt: skip
    effects = [f.effect for f in found if f.effect]
    proven = [e for e in effects if e.grade in PROVEN]
    programme = max((e for e in proven if not e.use_case_id), key=lambda e: e.start, default=None)
    return Measured(tuple(e for e in proven if e.use_case_id), programme, tuple(f.reason for f in found if f.reason),
                    tuple(e for e in effects if e.grade not in PROVEN))  # fmt: skip


def _effect(test: Registered, loaded: Loaded, period: Period) -> Effect:
    shown = total_effect(test, loaded, period.end)
    days = (measured_to(test, loaded, period.end) - test.start).days + 1
    if days < 1:
        raise NoAnswer("its last day lies before its start, so nothing can be said for a month")
    return Effect(
        test.experiment_id, test.use_case_id, test.market, test.business_area, shown.value, shown.low, shown.high,
        shown.p, days / DAYS_A_MONTH, shown.units, shown.grade, shown.method, test.start, test.valid_until,
        test.running_until(period.end), shown.checks, test.looks.alpha,
    )  # fmt: skip


def together(effects: tuple[Effect, ...]) -> Estimate:
    """The sum of independent effects; their errors add up in quadrature, to each side by itself."""
    value = sum(e.value for e in effects)
    below, above = hypot(*(e.value - e.low for e in effects)), hypot(*(e.high - e.value for e in effects))
    return Estimate(value, value - below, value + above)


@dataclass(frozen=True)
class Overlap:
    """The test of the whole programme against its single tests, all in money a month."""

    programme: Effect
    single: float  # sum over tested use cases
    low: float  # lower end of the 95 % range of that sum
    use_cases: int  # how many are in it

    @property
    def factor(self) -> float | None:
        """How much of the single effects is left when all run together; below 1 they overlap, above they help."""
        return self.programme.per_month().value / self.single if self.single else None


def overlap(found: Measured) -> Overlap | None:
    """Total of the programme and overlap factor phi = R_all / sum of R_u; None without a test of the whole programme.

    The factor is shown and never multiplied into single effects.
    """
    if not found.programme:
        return None
    apart = found.apart()
    single = a_month(apart)
    return Overlap(found.programme, single.value, single.low, len({e.use_case_id for e in apart}))


def worst(effects: tuple[Effect, ...]) -> Grade:
    """The weakest grade among the effects used."""
    return max((e.grade for e in effects), key=list(Grade).index)


def a_month(effects: tuple[Effect, ...]) -> Estimate:
    """What tests show of one month: tests of one place by their months, different places and use cases added up.

    Two tests of a use case in Finland say more of Finland; its tests in Finland and Sweden say what both bring.
    """
    months: dict[tuple[str | None, ...], float] = {}
    for e in effects:
        months[e.of_what] = months.get(e.of_what, 0.0) + e.months
    parts = ((e, 1 / months[e.of_what]) for e in effects)
    return together(tuple(replace(e, value=e.value * s, low=e.low * s, high=e.high * s) for e, s in parts))

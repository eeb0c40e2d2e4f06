"""Is a test healthy? Arms as planned, alike before the start, and controls that were left alone."""

from math import hypot, sqrt

from scipy.special import chdtrc, ndtr

from kpis.causal.result import Check, Hidden

SPLIT = "sample ratio"
ALARM = 0.001  # a split this unlikely is a fault of the test and not chance
MOST_TOUCHED = 0.01


def sample_ratio(treated: int, control: int, planned_share: float) -> Check:
    """Are the arms as large as planned? `planned_share` = share of units that should be treated.

    Chi-square against the plan; below p = 0.001 the arms are not what chance would give, and no effect may be shown.
    """
    if not 0 < planned_share < 1:  # a loaded file may say so
        return unknown_ratio(treated, control)
    units = treated + control
    wanted = units * planned_share
    p = float(chdtrc(1, (treated - wanted) ** 2 / wanted + (treated - wanted) ** 2 / (units - wanted)))
    return Check(SPLIT, p >= ALARM, p, ALARM,
                 f"{treated:,} treated and {control:,} controls, planned {planned_share:.0%} treated")  # fmt: skip


def unknown_ratio(treated: int, control: int) -> Check:
    """Without a planned split the arms can only be told, not checked."""
    return Check(SPLIT, None, None, ALARM,
                 f"{treated:,} treated and {control:,} controls; no planned split is registered")  # fmt: skip


def analysed(found: tuple[int, int], assigned: tuple[int, int]) -> Check:
    """Are the units that were analysed split like those that were assigned? (Lost units bias an effect.)"""
    check = sample_ratio(*found, assigned[0] / sum(assigned))
    return Check("units lost", check.passed, check.value, ALARM,
                 f"{sum(found):,} units analysed of {sum(assigned):,} assigned")  # fmt: skip


def refuse_broken(*checks: Check | None) -> None:
    """Raises Hidden if a check about the split of the arms failed: such an effect means nothing."""
    known = tuple(c for c in checks if c)
    for check in known:
        if check.passed is False:
            raise Hidden(f"hidden: the arms are not as planned ({check.words}); find out why first", known)


def balance(difference: float, spreads: tuple[float, float], counts: tuple[int, int]) -> Check:
    """Were both arms alike before the start? `spreads` = standard deviations of both arms, `counts` = their units."""
    error = hypot(spreads[0] / sqrt(counts[0]), spreads[1] / sqrt(counts[1]))
    p = float(2 * ndtr(-abs(difference) / error)) if error else 1.0
    return Check("alike before the start", p >= ALARM, p, ALARM,
                 f"the arms differed by {difference + 0.0:,.2f} a unit before the test")  # fmt: skip


def apart(persons: int, other: str) -> Check:
    """Is nobody in two tests at the same time? Else each effect is that of one use case given the other."""
    return Check("apart from other tests", not persons, persons, 0.0,
                 f"{persons:,} units are also in test {other} at the same time: the two effects may interact")  # fmt: skip


def unknown_contamination(controls: int) -> Check:
    """Units that nobody can be recognised by cannot be looked up among the contacts."""
    return Check("controls left alone", None, None, MOST_TOUCHED,
                 f"{controls:,} controls loaded without customer or account, so nobody knows who was reached")  # fmt: skip


def contamination(touched: int, controls: int) -> Check:
    """Which share of the controls was reached by the use case all the same? Above 1 % the effect is diluted."""
    share = touched / controls
    return Check("controls left alone", share <= MOST_TOUCHED, share, MOST_TOUCHED,
                 f"{touched:,} of {controls:,} controls were reached, so an effect looks smaller than it is")  # fmt: skip


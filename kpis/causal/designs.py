"""From a registered test and its loaded rows to what it shows: which design is analysed how."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import isnan

import numpy as np
import pandas as pd

from kpis.causal import clusters, health, holdout, rates, series, synthetic
from kpis.causal.arms import Arms
from kpis.causal.looks import ended_as_planned, refuse_peeking, widened
from kpis.causal.panel import panel_of
from kpis.causal.registered import Registered
from kpis.causal.result import Check, Shown
from kpis.reading import NoAnswer

NO_RESULT = "too early: a test has no result yet"
KEPT = 64  # comparisons over time kept; each belongs to one test and one state of its data
COMPARE = {"rollout": synthetic.compare, "series": series.compare}


@dataclass(frozen=True)
class Loaded:
    """What is loaded for tests: both arms of each (cube `test_arms`), and the rows of the cube `test_series`."""

    arms: dict[str, Arms]
    series: pd.DataFrame | None = None


def total_effect(test: Registered, loaded: Loaded, day: date | None = None) -> Shown:
    """What a test shows over its whole duration for all units it is counted for, as known on a day (None = in the end).

    Raises NoAnswer where there is no result yet or too little for a range, and Hidden where a check forbids to show it.
    """
    running = day is not None and test.ended is None and test.running_until(day) is not None
    if test.design in COMPARE:
        seen = _over_time(test, loaded, day if running else None)
    else:
        holdout.refuse_few_buyers(test.buyers)
        arms = loaded.arms.get(test.experiment_id)
        seen = _groups(test, arms) if test.design == "cluster" else _held_out(test, arms)
    seen = replace(seen, checks=(*seen.checks, *widened(test.looks), *_ending(test, day)))
    if running:
        # series are cut at the look itself
        known_to = None if test.design in COMPARE else _known_to(test, loaded)
        refuse_peeking(test.looks, day, known_to, seen.checks)
    return seen


def measured_to(test: Registered, loaded: Loaded, by: date) -> date:
    """The last day that what a test shows is about: of a running one the look that is due, with the days loaded since.

    Dividing by the days until `by` would make an effect smaller from week to week although nothing new is known.
    """
    last, look = test.last_day(by), test.looks.last(by)
    if test.ended is not None or test.running_until(by) is None or look is None:
        return last
    known_to = None if test.design in COMPARE else _known_to(test, loaded)
    return min(last, max(look, known_to or look))


def _known_to(test: Registered, loaded: Loaded) -> date | None:
    """The last day of the loaded units a test is measured by; None where its typed summary is taken."""
    arms = loaded.arms.get(test.experiment_id)
    if not arms:
        return None
    typed = test.summarised and not (test.design == "holdout" and all(arm.has_past for arm in arms))
    return None if typed else arms[0].known_to


def _ending(test: Registered, day: date | None) -> tuple[Check, ...]:
    over = test.ended and test.planned_end and (day is None or test.ended <= day)
    return (ended_as_planned(test.looks, test.ended),) if over else ()


def capped_effect(test: Registered, loaded: Loaded) -> Shown | None:
    """The same comparison with the largest 1 in 1,000 values cut down to the rest; None without loaded units.

    Stands beside the main figure where few large sales decide (winsorised at 99.9 %); `loaded` = cube `test_arms_capped`.
    """
    arms = loaded.arms.get(test.experiment_id)
    if not arms or test.design != "holdout":
        return None
    if all(arm.has_past for arm in arms):
        shown = holdout.adjusted(*(arm.side() for arm in arms), alpha=test.looks.alpha)
    else:
        means, sds = zip(*(arm.mean_and_sd() for arm in arms), strict=True)
        sizes = (arms[0].units, arms[1].units)
        shown = holdout.means(n=sizes, mean=means, sd=sds, alpha=test.looks.alpha)
    return shown.times(_counted(test, arms[0].units))


def _counted(test: Registered, treated: int) -> int:
    return treated if isnan(test.treated_population) else int(test.treated_population)


def _held_out(test: Registered, arms: Arms | None) -> Shown:
    """Units with a past are compared given it; else the typed summary is taken as it is, else the units' bare means."""
    split = _split(test, arms)
    health.refuse_broken(*split)
    if arms and all(arm.has_past for arm in arms):
        return _given_the_past(test, arms).checked(*split)
    if test.summarised:
        (n, mean, sd), (m, mean_c, sd_c) = test.treated, test.control
        shown = holdout.means(n=(int(n), int(m)), mean=(mean, mean_c), sd=(sd, sd_c), alpha=test.looks.alpha)
        return shown.checked(*split).times(_counted(test, int(n)))
    if test.counts and not test.in_money and not any(isnan(b) for b in test.buyers):
        bought = int(test.buyers[0]), int(test.buyers[1])
        shown = rates.difference(bought=bought, n=test.counts, alpha=test.looks.alpha)
        return shown.checked(*split).times(_counted(test, test.counts[0]))
    if not arms:
        raise NoAnswer(NO_RESULT)
    holdout.refuse_few_buyers(tuple(arm.buyers for arm in arms))
    means, sds = zip(*(arm.mean_and_sd() for arm in arms), strict=True)
    shown = holdout.means(n=(arms[0].units, arms[1].units), mean=means, sd=sds, alpha=test.looks.alpha)
    return shown.checked(*split).times(_counted(test, arms[0].units))


def _given_the_past(test: Registered, arms: Arms) -> Shown:
    holdout.refuse_few_buyers(tuple(arm.buyers for arm in arms))
    treated, control = (arm.side() for arm in arms)
    spreads, sizes = (treated.sd_before, control.sd_before), (treated.n, control.n)
    alike = health.balance(treated.before - control.before, spreads, sizes)
    shown = holdout.adjusted(treated, control, test.looks.alpha)
    return shown.checked(alike).times(_counted(test, treated.n))


def _split(test: Registered, arms: Arms | None) -> tuple[Check, ...]:
    """Are the arms as planned, and were those analysed the ones assigned?"""
    assigned = (arms[0].units, arms[1].units) if arms else None
    sizes = assigned or test.counts
    if not sizes or min(sizes) == 0:
        return ()
    planned = test.treated_share
    ratio = health.unknown_ratio(*sizes) if isnan(planned) else health.sample_ratio(*sizes, planned)
    if assigned and test.counts and sum(test.counts) < sum(assigned):
        return ratio, health.analysed(test.counts, assigned)
    return (ratio,)


def _groups(test: Registered, arms: Arms | None) -> Shown:
    """A market test: each group is one value, its mean per unit; a typed summary is one over groups already."""
    if test.summarised:
        (n, mean, sd), (m, mean_c, sd_c) = test.treated, test.control
        shown = clusters.groups(n=(int(n), int(m)), mean=(mean, mean_c), sd=(sd, sd_c), alpha=test.looks.alpha)
        return shown.times(_counted(test, int(n)))
    if not arms:
        raise NoAnswer(NO_RESULT)
    means = [arm.group_means() for arm in arms]
    if any(m is None for m in means):
        raise NoAnswer("not every unit of this market test names its group")
    shown = clusters.groups(n=(len(means[0]), len(means[1])), mean=tuple(float(m.mean()) for m in means),
                            sd=tuple(float(m.std(ddof=1)) if len(m) > 1 else 0.0 for m in means),
                            alpha=test.looks.alpha)  # fmt: skip
    return shown.times(_counted(test, arms[0].units))


def _over_time(test: Registered, loaded: Loaded, day: date | None) -> Shown:
    """On a day before its end a test shows its series up to the planned look that is due, or all for its health."""
    if loaded.series is None or loaded.series.empty:
        raise NoAnswer(NO_RESULT)
    rows = loaded.series[(loaded.series["experiment_id"] == test.experiment_id).to_numpy(dtype=bool)]
    look = test.looks.last(day) if day else None
    if look:
        rows = rows[(rows["at"] <= np.datetime64(look)).to_numpy(dtype=bool)]
    if rows.empty:
        raise NoAnswer(NO_RESULT)
    units, treated = (rows[c].to_numpy(dtype=np.int64).tobytes() for c in ("unit", "treated"))
    days = rows["at"].to_numpy().astype("datetime64[D]").tobytes()
    values = rows["value"].to_numpy(dtype=float).tobytes()
    return _compared(test.design, np.datetime64(test.start), units, treated, days, values, alpha=test.looks.alpha)


@lru_cache(maxsize=KEPT)
def _compared(design: str, start: np.datetime64, units: bytes, treated: bytes, days: bytes, values: bytes,
              *, alpha: float) -> Shown:  # fmt: skip
    """The comparison over time, kept by its whole input: dozens of past readings ask for the same one."""
    panel = panel_of(
        units=np.frombuffer(units, dtype=np.int64), treated=np.frombuffer(treated, dtype=np.int64) == 1,
        days=np.frombuffer(days, dtype="datetime64[D]"), values=np.frombuffer(values), start=start,
    )  # fmt: skip
    return COMPARE[design](panel, alpha)

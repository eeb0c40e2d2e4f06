"""Bottom-line indicators that lead: how much is automated, how cleverly, and in how many places."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kpis.contract import DIMENSIONS
from kpis.periods import Period, Rhythm
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.rollouts import RollOut, cells, known, live_on, portfolio_on, spoken, tuples, whole_days, working

DEGREES = {"automated": 1.0, "assisted": 0.5, "manual": 0.0}
LEVELS = (1, 2, 3, 4)
CELL = ("use_case_id", "channel", "market", "business_area")


def use_cases_of(places: Iterable[RollOut]) -> set[str]:
    """The use cases that some roll-outs belong to."""
    return {place[0] for place in places}


@indicator("Automation level", view=View.BOTTOM_LINE, timing=Timing.LEADING, unit=Unit.SHARE, better=Better.HIGHER,
           rhythm=Rhythm.WEEK, dims=("market", "business_area"))  # fmt: skip
def automation_level(*, period: Period, use_case_events: pd.DataFrame, portfolio: pd.DataFrame = None,
                     use_cases: pd.DataFrame = None, rollout_days: pd.DataFrame = None,
                     activation_days: pd.DataFrame = None) -> Answer:  # fmt: skip
    """Use cases that are live and working, as a share of the use cases in your target portfolio.

    A roll-out is a use case in one market and business area. It is live if its last status says so, and working if it
    carried out at least one action in its last 30 days (or the use case's own window). A use case counts when one of
    its roll-outs is live and working and its degree is "automated"; assisted ones count half, and only in
    `level_weighted`. The target portfolio is the latest version frozen by the end of the week. What is live without
    being in the portfolio is listed (`outside_portfolio`), not counted; `inactive_live` is live but quiet.
    """
    day = period.end
    items, live = portfolio_on(portfolio, day), live_on(use_case_events, day)
    target = use_cases_of(items)
    if not target:
        raise NoAnswer("no target portfolio defined", {"configured_live": len(use_cases_of(live))})
    configured = use_cases_of(live) & target
    if activation_days.empty:
        raise NoAnswer("no activation log", {"configured_live": len(configured)})
    at_work = working(live, rollout_days, use_cases, day)
    busy = use_cases_of(at_work) & target
    degree = known(use_cases, "degree")
    count = {u for u in busy if degree.get(u, "automated") == "automated"}
    parts = {
        "count": len(count), "portfolio": len(target), "configured_live": len(configured),
        "rollouts": len(at_work & items), "rollouts_possible": len(items),
        "level_weighted": sum(DEGREES[degree.get(u, "automated")] for u in busy) / len(target),
        "inactive_live": sorted(configured - busy), "not_automated": sorted(busy - count),
        "outside_portfolio": sorted(spoken(p) for p in live - items),
        "log_to": str(whole_days(activation_days).max()), **_by_value_and_stage(use_cases, target, count),
    }  # fmt: skip
    return Answer(len(count) / len(target), n=len(target), parts=parts)


def _by_value_and_stage(use_cases: pd.DataFrame, target: set[str], count: set[str]) -> dict:
    values = {u: v for u, v in known(use_cases, "value_amount").items() if u in target}
    stages = known(use_cases, "lifecycle_stage")
    by_stage: dict[str, list[bool]] = {}
    for use_case in target:
        by_stage.setdefault(stages.get(use_case, "(none)"), []).append(use_case in count)
    whole = sum(values.values())
    return {"level_value_weighted": sum(v for u, v in values.items() if u in count) / whole if whole else None,
            "by_stage": {stage: sum(done) / len(done) for stage, done in sorted(by_stage.items())}}  # fmt: skip


@indicator("Sophistication of algorithms", view=View.BOTTOM_LINE, timing=Timing.LEADING, unit=Unit.LEVEL,
           better=Better.HIGHER, rhythm=Rhythm.MONTH, dims=("market", "business_area"))  # fmt: skip
def sophistication(*, period: Period, use_case_events: pd.DataFrame, use_cases: pd.DataFrame = None) -> Answer:
    """How clever the live use cases are: 1 fixed rules, 2 predicts, 3 machine learning, 4 learns by itself.

    The value is the middle level (the lower one if two are in the middle), never an average of level numbers; beside
    it the shares at level 2, 3 and 4 or above. A use case counts where it is live at the end of the month, with a
    rating made by then; those not rated are reported as `coverage`, not as level 1. `index` is 100 x the mean of the
    three shares and assumes that the steps between levels are equal. Higher is not an end in itself.
    """
    live = use_cases_of(live_on(use_case_events, period.end))
    if not live:
        raise NoAnswer("no use case is live")
    levels = {u: int(level) for u, level in _rated_by(use_cases, period).items() if u in live}
    reach = {"rated": len(levels), "live": len(live), "coverage": len(levels) / len(live)}
    if not levels:
        raise NoAnswer("no live use case is rated yet", reach)
    ranked = sorted(levels.values())
    shares = {k: sum(level >= k for level in ranked) / len(ranked) for k in LEVELS[1:]}
    values = {u: v for u, v in known(use_cases, "value_amount").items() if u in levels}
    whole = sum(values.values())
    parts = {
        **{f"share_ge_{k}": share for k, share in shares.items()}, "index": 100 * sum(shares.values()) / len(shares),
        **reach, "distribution": {str(k): ranked.count(k) for k in LEVELS},
        "share_ge_3_by_value": sum(v for u, v in values.items() if levels[u] >= 3) / whole if whole else None,
    }  # fmt: skip
    return Answer(ranked[(len(ranked) - 1) // 2], n=len(ranked), parts=parts)


def _rated_by(use_cases: pd.DataFrame, period: Period) -> dict[str, float]:
    rated = dict(zip(use_cases["use_case_id"].tolist(), whole_days(use_cases, "rated_on").tolist(), strict=True))
    levels = known(use_cases, "sophistication")  # one without a day counts as made by then
    return {u: level for u, level in levels.items() if rated[u] is None or rated[u] <= period.end}


@indicator("Scale of activations", view=View.BOTTOM_LINE, timing=Timing.LEADING, unit=Unit.SHARE, better=Better.HIGHER,
           rhythm=Rhythm.MONTH, dims=("use_case", "channel", "market", "business_area"))  # fmt: skip
def activation_scale(*, period: Period, activations: pd.DataFrame, eligible_cells: pd.DataFrame = None) -> Answer:
    """Places where use cases acted in the month, as a share of the places where they could.

    A place is one use case in one channel, market and business area; you list the ones that make sense. It is active
    with at least one action in the month. Beside it, per dimension, how evenly the actions spread: `hhi_*` is the sum
    of squared shares (1 = all in one), `effective_*` its reciprocal, `normalised_entropy_*` runs from 0 (all in one)
    to 1 (even over all possible ones). Actions outside the list are counted in `cells_not_listed`, nowhere else.
    """
    possible = _eligible_on(eligible_cells, period)
    acted = _actions_by_cell(activations)
    active = {cell: n for cell, n in acted.items() if cell in possible}
    counts = {
        "active_cells": len(active),
        "eligible_cells": len(possible),
        "cells_not_listed": len(acted) - len(active),
    }
    if not possible:
        raise NoAnswer("no places listed where a use case could run", counts)
    parts = {**counts, "breadth": {}}
    for at, (dimension, column) in enumerate(DIMENSIONS.items()):
        spread = _by_value(active, possible, CELL.index(column))
        parts["breadth"][dimension] = [sum(1 for n, _, _ in spread.values() if n), len(spread)]
        parts[f"by_{dimension}"] = {value: [n, of] for value, (n, of, _) in spread.items()}
        if at:  # concentration over channels, markets and business areas; use cases are meant to differ in size
            parts |= _concentration(dimension, np.array([actions for _, _, actions in spread.values()], dtype=float))
    return Answer(len(active) / len(possible), n=len(possible), parts=parts)


def _eligible_on(eligible_cells: pd.DataFrame, period: Period) -> set[tuple]:
    day = np.datetime64(period.end)
    valid = (whole_days(eligible_cells, "from_day") <= day) & ~(whole_days(eligible_cells, "to_day") < day)
    return {cell for cell, ok in zip(tuples(eligible_cells, CELL), valid.tolist(), strict=True) if ok}


def _actions_by_cell(activations: pd.DataFrame) -> dict[tuple, int]:
    codes, size, names_of = cells(activations, CELL)
    actions = np.bincount(codes, weights=activations["actions"].to_numpy(dtype=float), minlength=size)
    hit = np.flatnonzero(actions >= 1)
    return dict(zip(names_of(hit), actions[hit].tolist(), strict=True))


def _by_value(active: dict[tuple, int], possible: set[tuple], at: int) -> dict[str, list]:
    """Per value of one dimension: active places, possible places, actions."""
    spread = {value: [0, 0, 0.0] for value in sorted({cell[at] for cell in possible})}
    for cell in possible:
        spread[cell[at]][1] += 1
    for cell, actions in active.items():
        spread[cell[at]][0] += 1
        spread[cell[at]][2] += actions
    return spread


def _concentration(dimension: str, actions: np.ndarray) -> dict[str, float | None]:
    """How evenly actions spread over the possible values of one dimension; nothing to say when nothing is active."""
    names = [f"{measure}_{dimension}" for measure in ("hhi", "effective", "effective_entropy", "normalised_entropy")]
    if not actions.sum():
        return dict.fromkeys(names)
    shares = actions[actions > 0] / actions.sum()
    hhi, entropy = float(shares @ shares), float(-(shares @ np.log(shares))) + 0.0
    even = entropy / np.log(len(actions)) if len(actions) > 1 else None  # one possible value cannot be uneven
    return dict(zip(names, (hhi, 1 / hhi, float(np.exp(entropy)), even if even is None else float(even)), strict=True))

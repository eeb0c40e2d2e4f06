"""What surrounds a test: were its controls left alone, are its arms as planned so far, does another test share persons?"""

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from math import isnan

import numpy as np
import pandas as pd

from kpis.causal import health
from kpis.causal.arms import CONTROL, TREATED
from kpis.causal.registered import Registered
from kpis.causal.result import Check

ANY_USE_CASE = ""


def around_checks(tests: Iterable[Registered], units: pd.DataFrame | None, reached: pd.DataFrame | None,
                  shared: pd.DataFrame | None, *, day: date) -> dict[str, tuple[Check, ...]]:  # fmt: skip
    """The checks of each test on a day, by its id: arms as planned, controls left alone, apart from other tests.

    Needs the cubes `test_units`, `test_reached` and `tests_shared`; what was not read gives no check.
    """
    known = list(tests)
    found: dict[str, tuple[Check, ...]] = {test.experiment_id: () for test in known}
    if units is not None and reached is not None:
        arms = assigned(units)
        for test in known:
            split = split_so_far(test, arms.get(test.experiment_id, {}))
            found[test.experiment_id] += (*((split,) if split else ()), *_left_alone(test, arms.get(test.experiment_id, {}), reached, day))
    for one, other, persons in _sharing(known, shared, day):
        found[one] += (health.apart(persons, other),)
        found[other] += (health.apart(persons, one),)
    return found


def assigned(units: pd.DataFrame) -> dict[str, dict[str, tuple[int, int]]]:
    """Units of each arm, and how many of them are known as a customer or account, by test and arm."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for test, arm, count, named in zip(*(units[c].tolist() for c in ("experiment_id", "arm", "units", "named")), strict=True):
        found.setdefault(test, {})[arm] = int(count), int(named)
    return found


def split_so_far(test: Registered, arms: dict[str, tuple[int, int]]) -> Check | None:
    """Are the arms assigned so far as large as planned? None without both arms, or where groups are assigned."""
    treated, control = (arms.get(arm, (0, 0))[0] for arm in (TREATED, CONTROL))
    if not min(treated, control) or test.design != "holdout":
        return None
    if isnan(test.treated_share):
        return health.unknown_ratio(treated, control)
    return health.sample_ratio(treated, control, test.treated_share)


def _left_alone(test: Registered, arms: dict[str, tuple[int, int]], reached: pd.DataFrame, day: date) -> tuple[Check, ...]:
    controls, named = arms.get(CONTROL, (0, 0))
    if test.design != "holdout" or not controls:
        return ()
    if not named:
        return (health.unknown_contamination(controls),)
    last = np.datetime64(min(test.last_day(day), day))
    hit = reached[((reached["experiment_id"] == test.experiment_id) & (reached["arm"] == CONTROL)
                   & (reached["use_case_id"] == (test.use_case_id or ANY_USE_CASE))).to_numpy(dtype=bool)]  # fmt: skip
    in_time = hit["day"].to_numpy().astype("datetime64[D]") <= last
    return (health.contamination(int(hit["units"].to_numpy()[in_time].sum()), named),)


def _sharing(tests: list[Registered], shared: pd.DataFrame | None, day: date) -> Iterable[tuple[str, str, int]]:
    if shared is None or shared.empty:
        return
    persons = {frozenset((r.one, r.two)): int(r.units) for r in shared.itertuples()}
    for a, b in combinations(tests, 2):
        count = persons.get(frozenset((a.experiment_id, b.experiment_id)), 0)
        if count and a.together_with(b, day):
            yield a.experiment_id, b.experiment_id, count

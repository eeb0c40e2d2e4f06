"""What a number counts one by one, where that is no row of a table: use cases, data sets, places, tests."""

from collections.abc import Callable, Mapping

import pandas as pd

from kpis.bottom_line import CELL
from kpis.impact import Effect, measured
from kpis.made_of import Look
from kpis.members import COUNTED, dimension_of, listed
from kpis.reading import Reading
from kpis.recount import days_of
from kpis.registry import Indicator
from kpis.why import column_for

USE_CASES, DATA_SETS, PLACES, TESTS = "use cases counted", "data sets counted", "places counted", "tests counted"


def counted_rows(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    """One row for each thing the reading counts; a column `counts` (1 or 0) where only some of the whole count.

    Use cases: use_case_id with counts, level or person_days (empty while in build). Data sets: asset_id, counts.
    Places: use_case_id, channel, market, business_area, actions, counts. Tests: as the number uses them.
    """
    return COUNTING[TABLES[what.id]](what, of, look)


def _members(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    states = listed(what, of, look)
    shown = "counts" if what.id in COUNTED else {"sophistication": "level"}.get(what.id, "person_days")
    rows = pd.DataFrame({column_for(dimension_of(what)): list(states), shown: list(states.values())})
    kept = rows.astype({shown: "Float64" if shown == "person_days" else "Int64"})
    return kept.sort_values(shown, ascending=False, kind="stable", ignore_index=True)


def _places(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    """Every place where a use case could run, with its actions of the period."""
    cells, columns = look.tables.frame("eligible_cells", look.where).rows, list(CELL)
    end = pd.Timestamp(of.end)
    valid = cells[(cells["from_day"] <= end) & ~(cells["to_day"] < end)].drop_duplicates(columns)[columns]
    acted = look.tables.frame("activations", look.where).rows
    inside = acted[(acted["day"] >= pd.Timestamp(of.start)) & (acted["day"] <= end)]
    done = inside.groupby(columns, dropna=False, as_index=False)["actions"].sum()
    rows = valid.merge(done, on=columns, how="left")
    actions = rows["actions"].fillna(0).astype("Int64")
    rows = rows.assign(actions=actions, counts=(actions >= 1).astype("Int64"))
    return rows.sort_values(["actions", *columns], ascending=[False, *[True] * len(columns)], ignore_index=True)


def _tests(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    """The tests the number rests on, with what each shows in a month."""
    history = [look.tables.frame(name, look.where) for name in ("experiments", "test_arms", "test_series")]
    period = days_of(of)
    tests, arms, series = (frame.cut(period) for frame in history)
    valid_on = of.start if what.id == "roi" else None
    found = measured(tests, arms, period, valid_on, series=series)
    used = found.used() if what.id == "roi" else found.effects
    return pd.DataFrame([_test(effect) for effect in used])


def _test(effect: Effect) -> dict[str, object]:
    month = effect.per_month()
    return {"experiment_id": effect.experiment_id, "use_case_id": effect.use_case_id, "market": effect.market,
            "business_area": effect.business_area, "effect_per_month": month.value, "low": month.low,
            "high": month.high, "months": effect.months, "units": effect.units, "grade": effect.grade.value}  # fmt: skip


TABLES: Mapping[str, str] = {
    "automation_level": USE_CASES, "applicability": USE_CASES, "sophistication": USE_CASES,
    "development_effort": USE_CASES, "data_assets": DATA_SETS, "activation_scale": PLACES, "revenue_impact": TESTS,
    "roi": TESTS,
}  # fmt: skip
COUNTING: Mapping[str, Callable[[Indicator, Reading, Look], pd.DataFrame]] = {
    USE_CASES: _members, DATA_SETS: _members, PLACES: _places, TESTS: _tests,
}  # fmt: skip

"""What a number is made of, so that its change can be split exactly, or the reason why it cannot."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kpis.company import Company
from kpis.contract import DIMENSIONS
from kpis.cubes.credit import PERSON, USE_CASE
from kpis.impact import measured
from kpis.periods import Period
from kpis.reading import NoAnswer, Reading
from kpis.registry import Indicator, compute
from kpis.satisfaction import NPS_SCALE
from kpis.slices import NONE, Slice
from kpis.tables import Tables
from kpis.why import Split, best_dimension, contributions

CLOSE = 1e-6  # relative; parts that miss the whole by more are not shown
TOP, BOTTOM, VALUE = "numerator", "denominator", "value"
OVERLAP = "one use case can run in several markets and business areas, so the parts would not add up to the whole"
MIDDLE = "the middle of a list has no parts that add up to it"
REFUSED = {
    "automation_level": OVERLAP, "sophistication": MIDDLE, "development_effort": MIDDLE,
    "roi": "its cost is shared by all use cases, and a test of the whole programme cannot be shared out among them",
    "applicability": "being live in two places cannot be asked of one place",
    "data_assets": "data sets belong to no market or channel",
}  # fmt: skip
# Numbers whose parts are themselves named parts of the reading of a slice: recounted per value, then divided last.
BY_SLICE = {"pipeline": (VALUE, None), "cost_of_sales": ("cost_base", "net_revenue"),
            "activation_scale": ("active_cells", "eligible_cells"), "talent": ("stayed", "start")}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What is looked at: the tables, the company, the filter."""

    tables: Tables
    company: Company
    where: Slice = Slice()


def split_change(what: Indicator, before: Reading, now: Reading, look: Look, dimension: str | None = None) -> Split:
    """The change between two readings of one indicator, split by a dimension (None = by the one that moved most).

    The parts add up exactly to now - before; of ratios each part has its own rate and mix. Raises NoAnswer with the
    reason in plain words: no number before, a filter that leaves one value only, slices that overlap.
    """
    if before.value is None or now.value is None:
        raise NoAnswer("there is no number to compare with: " + (before.reason or now.reason or ""))
    if what.id in REFUSED:
        raise NoAnswer(REFUSED[what.id])
    free = [d for d in what.dimensions if d not in look.where.filters()]
    if not free:
        raise NoAnswer("the filter leaves nothing to split by")
    if what.id in BY_SLICE:
        splits = _recounted(what, before, now, look, [dimension] if dimension else free)
    else:
        rows = [ROWS[what.id](what, reading, look) for reading in (before, now)]
        measure = {TOP: TOP, BOTTOM: BOTTOM} if TOP in rows[0] else {VALUE: VALUE}
        pick = best_dimension if dimension is None else _one
        splits = pick(*rows, [dimension] if dimension else free, **measure)
    return _checked(splits, before, now)


def _one(before: pd.DataFrame, after: pd.DataFrame, dimensions: list[str], **measure: str) -> Split:
    return contributions(before, after, dimensions[0], **measure)


def _recounted(what: Indicator, before: Reading, now: Reading, look: Look, dimensions: list[str]) -> Split:
    """Each value of a dimension recounted by the indicator itself; the dimension that moved in the fewest."""
    top, bottom = BY_SLICE[what.id]
    measure = {TOP: TOP, BOTTOM: BOTTOM} if bottom else {VALUE: TOP}
    found: list[Split] = []
    refused: list[NoAnswer] = []
    for dimension in dimensions:
        rows = [_slices(what, reading, look, dimension, top, bottom) for reading in (before, now)]
        try:
            found.append(_checked(contributions(*rows, dimension, **measure), before, now))
        except NoAnswer as none:
            refused.append(none)
    if not found:
        raise refused[0]
    return max(found, key=lambda split: split.concentration)


def _slices(what: Indicator, of: Reading, look: Look, dimension: str, top: str, bottom: str | None) -> pd.DataFrame:
    rows = [(value, _part(reading, top), _part(reading, bottom) if bottom else None)
            for value, reading in by_value(what, of, look, dimension).items()]  # fmt: skip
    if all(part is None for _, part, _ in rows):
        raise NoAnswer(f"it is not known by {dimension.replace('_', ' ')}")
    return pd.DataFrame(rows, columns=[DIMENSIONS[dimension], TOP, BOTTOM])


def _part(reading: Reading, name: str) -> float | None:
    return reading.value if name == VALUE else reading.parts.get(name)


def by_value(what: Indicator, of: Reading, look: Look, dimension: str) -> dict[str, Reading]:
    """The indicator recounted for each value of one of its dimensions, over the same period; "(none)" last."""
    values = dict.fromkeys(v for table in what.tables for v in look.tables.values(table, dimension))
    if what.id == "attributed_sales" and dimension == "use_case":
        values.pop(NONE, None)  # a contact without a use case is one by people: not a part of this number
    ordered = sorted(values, key=lambda v: (v == NONE, v))
    window = _period(what, of)
    return {value: compute(what, look.tables, period=window, company=look.company,
                           where=replace(look.where, **{dimension: value})) for value in ordered}  # fmt: skip


def _period(what: Indicator, of: Reading) -> Period:
    return Period(of.start, of.end)  # windows that trail are found again from the last day


def _checked(split: Split, before: Reading, now: Reading) -> Split:
    """The parts must give the two numbers that are shown; else they are of something else and are not shown."""
    spoken = split.dimension.replace("_", " ")
    if split.values < 2:
        raise NoAnswer(f"there is only one {spoken} to split by")
    for mine, shown in ((split.before, before.value), (split.after, now.value)):
        if abs(mine - shown) > CLOSE * max(abs(mine), abs(shown), 1e-9):
            raise NoAnswer(f"by {spoken} the parts do not add up to the whole: some rows belong to several or to none")
    return split


def _cut(what: Indicator, of: Reading, look: Look, table: str) -> pd.DataFrame:
    return look.tables.frame(table, look.where).cut(Period(of.start, of.end))


def _credited(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    rows = _cut(what, of, look, "credit")
    return _net(rows[(rows["kind"] == (PERSON if look.where.use_case == NONE else USE_CASE)).to_numpy()])


def _sold(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    return _net(_cut(what, of, look, "sales"))


def _net(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(value=rows["gross"].astype(float) + rows["refunds"].astype(float))


def _booked(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    rows = _cut(what, of, look, "revenue")
    return rows.assign(value=rows["amount"].astype(float))


def _answered(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    """Promoters count +100, detractors -100 points, over all answers to the same question."""
    rows = _cut(what, of, look, "answers")
    rows = rows[((rows["instrument"] == "nps") & (rows["scale_max"] == NPS_SCALE)).to_numpy()]
    score, answers = rows["score"].to_numpy(dtype=float), rows["answers"].to_numpy(dtype=float)
    points = 100.0 * ((score >= NPS_SCALE - 1).astype(float) - (score <= 6))
    return rows.assign(numerator=points * answers, denominator=answers)


def _tested(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    """Effects and months of all single tests; a test that names no market belongs to none."""
    tests, arms, series = (_cut(what, of, look, name) for name in ("experiments", "test_arms", "test_series"))
    found = measured(tests, arms, Period(of.start, of.end), series=series)
    columns = {"use_case_id": [e.use_case_id for e in found.effects], "market": [e.market for e in found.effects],
               "business_area": [e.business_area for e in found.effects],
               TOP: np.array([e.value for e in found.effects], dtype=float),
               BOTTOM: np.array([e.months for e in found.effects], dtype=float)}  # fmt: skip
    return pd.DataFrame(columns)


ROWS: dict[str, Callable[[Indicator, Reading, Look], pd.DataFrame]] = {
    "attributed_sales": _credited, "total_sales": _sold, "revenue": _booked, "customer_satisfaction": _answered,
    "revenue_impact": _tested,
}  # fmt: skip

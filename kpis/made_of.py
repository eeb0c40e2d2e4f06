"""What a number is made of, so that its change can be split exactly, or the reason why it cannot."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from kpis.by_parts import PART, RATIOS, split_by_parts
from kpis.contract import DIMENSIONS
from kpis.cubes.credit import PERSON, USE_CASE
from kpis.impact import measured
from kpis.members import BOTTOM, COUNTED, LISTED, TOP, dimension_of, member_rows
from kpis.periods import Period
from kpis.reading import NoAnswer, Reading
from kpis.recount import Look, by_value
from kpis.registry import Indicator
from kpis.satisfaction import NPS_SCALE
from kpis.slices import NONE, Slice
from kpis.why import SHOWN, Split, averaged, contributions, folded, moved_most

__all__ = ["Look", "Split", "against_usual", "by_value", "split_change", "split_dimensions"]

CLOSE = 1e-6  # relative; parts that miss the whole by more are not shown
VALUE, ALL = "value", 10**6
OVERLAP = "one use case can run in several markets and business areas, so the parts would not add up to the whole"
MIDDLE = ("it is the middle of a list: what came in or went out moves the middle, but no part of the change belongs "
          "to one")
WHOLE = "it comes from a test of the whole programme, which cannot be shared out among use cases"
REFUSED = {"automation_level": OVERLAP, "sophistication": MIDDLE, "development_effort": MIDDLE}
# Numbers whose parts are themselves named parts of the reading of a slice: recounted per value, then divided last.
BY_SLICE = {"pipeline": (VALUE, None), "cost_of_sales": ("cost_base", "net_revenue"),
            "activation_scale": ("active_cells", "eligible_cells"), "talent": ("stayed", "start"),
            "roi": ("incremental_margin", "period_cost")}  # fmt: skip


def split_dimensions(what: Indicator, where: Slice = Slice()) -> tuple[str, ...]:
    """By what the change of a number can be asked about: its free dimensions, what it counts one by one, its parts.

    The first one is the usual one of a number that is counted; some may still be refused with words.
    """
    free = tuple(d for d in what.dimensions if d not in where.filters())
    own = (dimension_of(what),) if what.id in COUNTED else ()
    return tuple(dict.fromkeys((*own, *free))) + (PART,) * (what.id in RATIOS)


def split_change(what: Indicator, before: Reading, now: Reading, look: Look, dimension: str | None = None, *,
                 keep: int = SHOWN) -> Split:  # fmt: skip
    """The change between two readings of one indicator, split by a dimension (None = by the one that moved most).

    The parts add up exactly to now - before; of ratios each part has its own rate and mix. `dimension` may be one of
    `split_dimensions`; beyond the `keep` largest all parts are one line. Raises NoAnswer with the reason in plain
    words: no number before, a filter that leaves one value only, slices that overlap, the middle of a list.
    """
    if before.value is None or now.value is None:
        raise NoAnswer("there is no number to compare with: " + (before.reason or now.reason or ""))
    _refuse_other_basis(before, now)
    if dimension == PART:
        return _checked(split_by_parts(what, before, now), before, now)
    if what.id in COUNTED and dimension in (None, dimension_of(what)):
        return _one_by_one(what, before, now, look, keep)
    if what.id in REFUSED:
        raise NoAnswer(REFUSED[what.id])
    free = [d for d in what.dimensions if d not in look.where.filters()]
    try:
        if not free:
            raise NoAnswer("the filter leaves nothing to split by")
        found, refused = _by_dimensions(what, (before, now), look, [dimension] if dimension else free, keep)
        if not found:
            raise refused[0]
    except NoAnswer:
        if dimension is None and what.id in RATIOS:
            return _checked(split_by_parts(what, before, now), before, now)
        raise
    return max(found, key=moved_most)


def against_usual(what: Indicator, earlier: Sequence[Reading], now: Reading, look: Look,
                  dimension: str | None = None, *, keep: int = SHOWN) -> Split:  # fmt: skip
    """The difference between a reading and the mean of earlier ones, split by a dimension; adds up to it exactly.

    The mean over the splits against each earlier reading, value by value: of sums and of ratios alike. `before` of the
    split is the mean of the earlier values. Raises NoAnswer as `split_change`, or if there is no earlier number.
    """
    known = [one for one in earlier if one.value is not None]
    if not known:
        raise NoAnswer("there is no earlier number to compare with")
    chosen = dimension or split_change(what, known[-1], now, look).dimension
    return folded(averaged([split_change(what, one, now, look, chosen, keep=ALL) for one in known]), keep)


def _refuse_other_basis(before: Reading, now: Reading) -> None:
    bases = [one.parts.get("revenue_basis") for one in (before, now)]
    if bases[0] != bases[1]:
        raise NoAnswer("revenue is taken from finance in one of the two periods and from sales in the other")


def _one_by_one(what: Indicator, before: Reading, now: Reading, look: Look, keep: int) -> Split:
    rows = [member_rows(what, reading, look) for reading in (before, now)]
    measure = {VALUE: TOP} if what.id == "data_assets" else {TOP: TOP, BOTTOM: BOTTOM}
    whole = _checked(contributions(*rows, dimension_of(what), keep=ALL, **measure), before, now)
    moving = sum(part.change != 0 for part in whole.parts)  # who neither came nor went is not named
    return contributions(*rows, dimension_of(what), keep=min(keep, moving), **measure)


def _by_dimensions(what: Indicator, both: tuple[Reading, Reading], look: Look, dimensions: list[str],
                   keep: int) -> tuple[list[Split], list[NoAnswer]]:  # fmt: skip
    """The splits by each of these dimensions that can be made, and the reasons why the others cannot."""
    found: list[Split] = []
    refused: list[NoAnswer] = []
    rows = None if what.id in BY_SLICE else [ROWS[what.id](what, reading, look) for reading in both]
    for dimension in dimensions:
        try:
            found.append(_recounted(what, both, look, dimension, keep) if rows is None else
                         _checked(contributions(*rows, dimension, keep=keep, **_measure(rows[0])), *both))  # fmt: skip
        except NoAnswer as none:
            refused.append(none)
    return found, refused


def _measure(rows: pd.DataFrame) -> dict[str, str]:
    return {TOP: TOP, BOTTOM: BOTTOM} if TOP in rows else {VALUE: VALUE}


def _recounted(what: Indicator, both: tuple[Reading, Reading], look: Look, dimension: str, keep: int) -> Split:
    """Each value of a dimension recounted by the indicator itself."""
    if any((one.parts.get("impact_basis") or "").startswith("programme") for one in both):
        raise NoAnswer(WHOLE)
    top, bottom = BY_SLICE[what.id]
    measure = {TOP: TOP, BOTTOM: BOTTOM} if bottom else {VALUE: TOP}
    rows = [_slices(what, reading, look, dimension, top, bottom) for reading in both]
    plus = RATIOS[what.id].plus if what.id in RATIOS else 0.0
    split = contributions(*rows, dimension, keep=keep, **measure)
    return _checked(_shifted(split, plus) if plus else split, *both)


def _shifted(split: Split, by: float) -> Split:
    """The same change of a number that is a ratio plus a constant."""
    ends = ("before", "after")
    parts = tuple(replace(p, **{end: None if (old := getattr(p, end)) is None else old + by for end in ends})
                  for p in split.parts)  # fmt: skip
    return replace(split, before=split.before + by, after=split.after + by, parts=parts)


def _slices(what: Indicator, of: Reading, look: Look, dimension: str, top: str, bottom: str | None) -> pd.DataFrame:
    rows = [(value, _part(reading, top), _part(reading, bottom) if bottom else None)
            for value, reading in by_value(what, of, look, dimension).items()]  # fmt: skip
    frame = pd.DataFrame(rows, columns=[DIMENSIONS[dimension], TOP, BOTTOM]).astype({TOP: float, BOTTOM: float})
    if any(not frame[column].sum() for column in (TOP, BOTTOM) if column == TOP or bottom):
        raise NoAnswer(f"it is not known by {dimension.replace('_', ' ')}")
    return frame


def _part(reading: Reading, name: str) -> float | None:
    return reading.value if name == VALUE else reading.parts.get(name)


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

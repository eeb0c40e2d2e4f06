"""Splits a change against what is usual into parts that add up to it, by the dimension that moved most alone."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpis.contract import DIMENSIONS
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.signals import SUSPECTS
from kpis.slices import NONE, Slice
from kpis.tables import Tables
from kpis.why import ALL_ELSE, Split, best_dimension
from pages.parts.review.lines import Line

SHOWN = 5
TABLES = {"attributed_sales": "credit", "total_sales": "sales", "revenue": "revenue"}  # numbers that are sums of rows
MOST = 0.75  # of a part's change: then one value inside it is named


@dataclass(frozen=True)
class Moved:
    """A change and its parts; `periods` is how many earlier ones stand for "usual".

    `within` splits the part that moved most once more, if one value holds most of it; None otherwise.
    """

    split: Split
    periods: int
    within: Split | None = None


def split_change(line: Line, tables: Tables, where: Slice) -> Moved:
    """What made the last value differ from the usual one, by the dimension that moved in the fewest places.

    Usual = the mean of the same periods the judgement rests on; where those cannot be told, the period before. Raises
    NoAnswer for numbers that are no sums of rows.
    """
    if line.what.id not in TABLES:
        raise NoAnswer("this number is not a sum of parts, so no part of it can be named as the cause")
    base = usual_periods(line)
    before = pd.concat([_rows(line, tables, span, where) for span in base])
    before = before.assign(value=before["value"] / len(base))
    after = _rows(line, tables, _period(line, -1), where)
    free = [d for d in line.what.dimensions if getattr(where, d) is None and DIMENSIONS[d] in after.columns]
    if not free:
        raise NoAnswer("the filter leaves nothing to split by")
    split = best_dimension(before, after, free, value="value", keep=SHOWN)
    return Moved(split, len(base), _within(before, after, split, [d for d in free if d != split.dimension]))


def _within(before: pd.DataFrame, after: pd.DataFrame, split: Split, free: list[str]) -> Split | None:
    """The largest part once more, by the dimension in which one value holds most of it."""
    most = split.parts[0]
    if not free or most.label in (NONE, ALL_ELSE) or most.change * split.change <= 0:
        return None
    column = DIMENSIONS[split.dimension]
    inside = best_dimension(
        *(rows[rows[column] == most.label] for rows in (before, after)), free, value="value", keep=SHOWN
    )
    return inside if abs(inside.parts[0].change) >= MOST * abs(most.change) else None


def usual_periods(line: Line) -> list[Period]:
    """The periods whose mean is the usual value: those before the last two, perhaps without one outlier."""
    readings = line.series.readings
    known = [n for n, r in enumerate(readings) if r.value is not None]
    before = known[:-SUSPECTS]
    usual = line.said.usual if line.said else None
    for kept in [before, *(before[:n] + before[n + 1 :] for n in range(len(before)))]:
        if kept and usual is not None and np.isclose(np.mean([readings[n].value for n in kept]), usual, rtol=1e-9):
            return [_period(line, n) for n in kept]
    if len(known) < 2:
        raise NoAnswer("there is no earlier period to compare with")
    return [_period(line, known[-2])]


def _period(line: Line, n: int) -> Period:
    return Period(line.series.readings[n].start, line.series.readings[n].end)


def _rows(line: Line, tables: Tables, span: Period, where: Slice) -> pd.DataFrame:
    rows = tables.frame(TABLES[line.what.id], where).cut(span)
    if "amount" in rows.columns:
        return rows.assign(value=rows["amount"])
    if "kind" in rows.columns:
        rows = rows[rows["kind"] == "use_case"]
    return rows.assign(value=rows["gross"] + rows["refunds"])


def is_rest(label: str) -> bool:
    """Is this the line that holds all other values?"""
    return label == ALL_ELSE

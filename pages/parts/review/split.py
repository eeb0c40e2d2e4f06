"""Splits a change against what is usual into parts that add up to it: by place, channel or use case, or by a pair of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from kpis.contract import DIMENSIONS
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.signals import SUSPECTS
from kpis.slices import NONE, Slice
from kpis.tables import Tables
from kpis.why import ALL_ELSE, Split, contributions
from pages.parts.review.lines import Line

SHOWN = 5
TABLES = {"attributed_sales": "credit", "total_sales": "sales", "revenue": "revenue"}  # numbers that are sums of rows
CARRIER = "market"  # the column a pair of dimensions travels in
BETWEEN = " · "


@dataclass(frozen=True)
class Moved:
    """A change and its parts; `dimensions` says by what; `periods` is how many earlier ones stand for "usual"."""

    split: Split
    dimensions: tuple[str, ...]
    periods: int


def split_change(line: Line, tables: Tables, where: Slice) -> Moved:
    """What made the last value differ from the usual one, by the dimension (or pair) that moved in the fewest places.

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
    found = list(_splits(before, after, free))
    if not found:
        raise NoAnswer("the filter leaves nothing to split by")
    split, by = max(found, key=lambda one: (round(one[0].concentration, 6), -len(one[1])))
    return Moved(split, by, len(base))


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


def _splits(before: pd.DataFrame, after: pd.DataFrame, free: list[str]) -> Iterator[tuple[Split, tuple[str, ...]]]:
    for by in [*((one,) for one in free), *combinations(free, 2)]:
        first, second = (rows.assign(**{CARRIER: _joined(rows, by)}) for rows in (before, after))
        yield contributions(first, second, CARRIER, value="value", keep=SHOWN), by


def _joined(rows: pd.DataFrame, by: tuple[str, ...]) -> pd.Series:
    columns = [rows[DIMENSIONS[d]].fillna(NONE).astype(str) for d in by]
    return columns[0] if len(columns) == 1 else columns[0] + BETWEEN + columns[1]


def is_rest(label: str) -> bool:
    """Is this the line that holds all other values?"""
    return label == ALL_ELSE

"""The tables an indicator may ask for, cut to its period and slice without scanning them again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from kpis.contract import DIMENSIONS
from kpis.cubes import CUBES, Cut
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.records import RECORDS
from kpis.slices import NONE, Slice


KEPT = 600  # cut tables kept per data version: about twenty filters


@dataclass(frozen=True)
class Dated:
    """How one table is dated and cut: by which column, and whether the past belongs to it."""

    day: str
    cut: Cut
    booked: str = ""


def _dated(name: str) -> Dated:
    if name in CUBES:
        cube = CUBES[name]
        return Dated(cube.day, cube.cut, cube.booked)
    record = RECORDS.tables[name]
    return Dated(record.info["day"], Cut.HISTORY if record.info["day"] else Cut.ALL)


class Frame:
    """One table sorted by its day, so that a period is a run of rows and not a search."""

    def __init__(self, rows: pd.DataFrame, dated: Dated, *, in_order: bool = False):
        self.dated = dated
        unsorted = dated.day and not in_order
        self.rows = rows.sort_values(dated.day, kind="stable", ignore_index=True) if unsorted else rows

    @cached_property
    def days(self) -> np.ndarray:
        """The day of each row, as whole days."""
        return self.rows[self.dated.day].to_numpy().astype("datetime64[D]")

    def span(self) -> tuple[date, date] | None:
        """The first and last day this table knows of; None if it is empty or not dated."""
        known = self.days[~np.isnat(self.days)] if self.dated.day and len(self.rows) else []
        return (known[0].astype(object), known[-1].astype(object)) if len(known) else None

    def cut(self, window: Period) -> pd.DataFrame:
        """The rows that belong to a window."""
        if self.dated.cut == Cut.ALL:
            return self.rows
        stop = np.searchsorted(self.days, np.datetime64(window.end), side="right")
        first = 0
        if self.dated.cut == Cut.WINDOW:
            first = np.searchsorted(self.days, np.datetime64(window.start), side="left")
        return self.rows.iloc[first:stop]


class Tables:
    """All tables as known on one day (`as_of`), with the parts already cut kept for the next indicator.

    Rows dated or booked after `as_of` are left out once, here, so that no indicator can see the future. A table that is
    not among the frames could not be read: who asks for it gets NoAnswer, all others go on.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], as_of: date | None = None):
        self.as_of = as_of
        self._given = frames
        self._frames: OrderedDict[tuple[str, tuple[tuple[str, str], ...]], Frame] = OrderedDict()

    def frame(self, name: str, where: Slice = Slice()) -> Frame:
        """One table with only the rows of a slice; dimensions the table does not have are left alone."""
        rows = self._rows(name)
        wanted = tuple((DIMENSIONS[d], v) for d, v in where.filters().items() if DIMENSIONS[d] in rows.columns)
        key = (name, wanted)
        found = self._frames.get(key)
        if found is None:
            found = self._frames[key] = self._cut_to(name, wanted)
            while len(self._frames) > KEPT:
                self._frames.popitem(last=False)
        return found

    def _rows(self, name: str) -> pd.DataFrame:
        if name not in self._given:
            raise NoAnswer(f"{name.replace('_', ' ')} cannot be read just now; the Data page says more")
        return self._given[name]

    def _cut_to(self, name: str, wanted: tuple[tuple[str, str], ...]) -> Frame:
        if not wanted:
            return Frame(self._known(name), _dated(name))
        return Frame(_matching(self.frame(name).rows, wanted), _dated(name), in_order=True)

    def _known(self, name: str) -> pd.DataFrame:
        rows, dated = self._rows(name), _dated(name)
        if self.as_of is None:
            return rows
        last = pd.Timestamp(self.as_of)
        for column in (dated.day, dated.booked):
            if column and dated.cut != Cut.ALL:
                rows = rows[~(rows[column] > last)]
        return rows

    def values(self, name: str, dimension: str) -> list[str]:
        """The distinct values of a dimension in one table, "(none)" last if some rows have none."""
        rows, column = self._given.get(name, pd.DataFrame()), DIMENSIONS[dimension]
        if column not in rows.columns:
            return []
        known = sorted(str(v) for v in rows[column].dropna().unique())
        return known + [NONE] * bool(rows[column].isna().any())


def _matching(rows: pd.DataFrame, wanted: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    for column, value in wanted:
        rows = rows[rows[column].isna() if value == NONE else (rows[column] == value)]
    return rows

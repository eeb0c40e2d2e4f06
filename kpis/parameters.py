"""The figures a company decides on, such as margin and day rate, as they were in force on any day and place."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

Place = tuple[str | None, str | None]  # market, business area; None = not named
EVERYWHERE: Place = (None, None)


@dataclass(frozen=True)
class Figures:
    """Dated figures by name and place; `places` are those that have a figure of their own."""

    known: dict[tuple[str, Place], tuple[np.ndarray, np.ndarray]]

    def on(self, name: str, days: np.ndarray, place: Place = EVERYWHERE) -> np.ndarray:
        """The figure in force on each day (datetime64[D]); NaN where none is.

        A figure of this market and business area wins over one of the market, then of the area, then the general one.
        """
        market, area = place
        found = np.full(len(days), np.nan)
        for where in dict.fromkeys([place, (market, None), (None, area), EVERYWHERE]):
            if (name, where) in self.known:
                found = np.where(np.isnan(found), self._exactly(name, where, days), found)
        return found

    def _exactly(self, name: str, place: Place, days: np.ndarray) -> np.ndarray:
        since, values = self.known[(name, place)]
        last = np.searchsorted(since, days, side="right") - 1
        return np.where(last >= 0, values[np.maximum(last, 0)], np.nan)

    def by_place(self, name: str) -> bool:
        """Does any market or business area have a figure of its own?"""
        return any(n == name and place != EVERYWHERE for n, place in self.known)


def figures(parameters: pd.DataFrame) -> Figures:
    """The record table `parameters` in a form that answers quickly."""
    days = parameters["from_day"].to_numpy().astype("datetime64[D]")
    order = np.argsort(days, kind="stable")
    columns = (parameters[c].to_numpy()[order].tolist() for c in ("name", "market", "business_area", "value"))
    rows: dict[tuple[str, Place], tuple[list, list]] = {}
    for name, market, area, value, day in zip(*columns, days[order], strict=True):
        since, values = rows.setdefault((name, (_text(market), _text(area))), ([], []))
        since.append(day)
        values.append(float(value))
    return Figures({key: (np.array(since), np.array(values)) for key, (since, values) in rows.items()})


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) and value else None

"""A share of a whole, period by period: a line, and a dashed end of periods that may still change."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from kpis.periods import Rhythm
from pages.parts.charts.palette import INK
from pages.parts.charts.trend import layer
from pages.parts.reader import day_axis
from pages.parts.words import say

COLUMNS = ("layer", "day", "value", "when", "shown")


def share_rows(points: Iterable[tuple[date, float, str, str, bool]]) -> pd.DataFrame:
    """The rows of the chart from (last day, share, period, how it reads, may it still change), oldest first."""
    rows: list[tuple] = []
    for day, value, when, text, open_ in points:
        if open_ and rows and rows[-1][0] == "past":
            rows.append(("tail", *rows[-1][1:]))
        if not open_:
            rows.append(("past", day, value, when, text))
        else:
            rows += [("tail", day, value, when, text), ("open", day, value, when, text)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.assign(day=pd.to_datetime(frame["day"]), value=frame["value"].astype(float))


def share_spec(rhythm: Rhythm, *, height: int = 200) -> dict[str, Any]:
    """The spec of the chart of weeks or months; fed with `share_rows`."""
    days = day_axis() if rhythm == Rhythm.WEEK else "%b %Y"
    x = {"field": "day", "type": "temporal",
         "axis": {"title": None, "grid": False, "tickCount": 6, "format": days, "labelOverlap": True}}  # fmt: skip
    y = {"field": "value", "type": "quantitative", "scale": {"zero": True, "nice": True},
         "axis": {"title": None, "format": "~%", "tickCount": 4}}  # fmt: skip
    tips = [{"field": "when", "title": say("attribution.nobody.period")},
            {"field": "shown", "title": say("attribution.nobody.share")}]  # fmt: skip
    at, ink = {"x": x, "y": y}, {"color": INK}
    dot = {"type": "point", "size": 45, "opacity": 1}
    return {
        "height": height,
        "layer": [
            layer("past", {"type": "line", "opacity": 0.78, "strokeWidth": 1.7} | ink, at),
            layer("tail", {"type": "line", "opacity": 0.6, "strokeWidth": 1.4, "strokeDash": [5, 4]} | ink, at),
            layer("past", dot | {"filled": True} | ink, at | {"tooltip": tips}),
            layer("open", dot | {"filled": False, "strokeWidth": 1.8} | ink, at | {"tooltip": tips}),
        ],
    }  # fmt: skip

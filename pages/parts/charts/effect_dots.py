"""What tests show, one line each: a dot with its range around zero; a range that holds zero has an empty dot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.parts.charts.palette import INK, tone
from pages.parts.charts.trend import layer
from pages.parts.words import say

ROW = 30  # pixels of one test
COLUMNS = ("layer", "row", "name", "value", "low", "high", "shown", "word", "tone")


@dataclass(frozen=True)
class Dot:
    """One test: effect a month with its range, both as they read, and how well it is proven in a word or two."""

    name: str
    value: float
    low: float
    high: float
    shown: str
    word: str

    @property
    def shows_something(self) -> bool:
        """Does the range leave zero out?"""
        return self.low > 0 or self.high < 0


def effect_rows(dots: Sequence[Dot]) -> pd.DataFrame:
    """The rows of the chart, top to bottom, columns as COLUMNS."""
    rows: list[tuple] = [("zero", 0, dots[0].name if dots else "", 0.0, None, None, "", "", "")]
    for n, one in enumerate(dots):
        kind = "sure" if one.shows_something else "open"
        colour = "routine" if kind == "open" else "better" if one.value > 0 else "worse"
        rows.append((kind, n, one.name, one.value, one.low, one.high, one.shown, one.word, colour))
        rows.append(("word", n, one.name, None, None, None, one.shown, one.word, colour))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({c: float for c in ("value", "low", "high")})


def effect_spec(rows: int, reach: tuple[float, float]) -> dict[str, Any]:
    """The spec for so many tests; `reach` = lowest and highest money drawn. Fed with `effect_rows`."""
    low, high = reach
    room = (high - low or 1.0) * 0.6  # for the words at the right end
    y = {"field": "name", "type": "nominal", "sort": {"field": "row", "op": "min"},
         "axis": {"title": None, "labelLimit": 150, "labelPadding": 6}}  # fmt: skip
    x = {"field": "value", "type": "quantitative", "scale": {"domain": [low, high + room], "nice": False},
         "axis": {"title": None, "format": "~s", "tickCount": 4, "grid": False}}  # fmt: skip
    tips = [{"field": "name", "title": say("exp.chart.test")}, {"field": "shown", "title": say("exp.chart.effect")},
            {"field": "word", "title": say("exp.chart.evidence")}]  # fmt: skip
    at = {"y": y, "x": x, "tooltip": tips}
    span = at | {"x": x | {"field": "low"}, "x2": {"field": "high"}}
    return {
        "height": max(rows, 1) * ROW,
        "layer": [
            layer("zero", {"type": "rule", "color": INK, "opacity": 0.45, "strokeDash": [3, 3]}, {"x": x}),
            layer("open", {"type": "rule", "strokeWidth": 2, "color": INK, "opacity": 0.45}, span),
            layer("open", {"type": "point", "filled": False, "size": 70, "color": INK, "opacity": 0.8}, at),
            layer("sure", {"type": "rule", "strokeWidth": 2.5}, span | {"color": tone()}),
            layer("sure", {"type": "point", "filled": True, "size": 90, "opacity": 1}, at | {"color": tone()}),
            layer("word", {"type": "text", "align": "right", "color": INK, "opacity": 0.75, "fontSize": 11},
                  {"y": y, "x": {"value": "width"}, "text": {"field": "word"}}),
        ],
    }  # fmt: skip

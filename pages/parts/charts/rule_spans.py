"""Use cases side by side: what one rule gives them as a dot, on the span of all rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.parts.charts.palette import INK
from pages.parts.charts.trend import NAME_ROOM, layer
from pages.parts.words import say

ROW, LABEL, AXIS = 27, 58, 30  # pixels of one use case, of the amount written beside it, of the axis below
COLUMNS = ("layer", "row", "name", "value", "low", "high", "rule", "shown")


@dataclass(frozen=True)
class Span:
    """One use case: what the rule shown gives it, and every rule as (name, money, how it reads).

    `whole` likewise for rules that share whole journeys and not each sale.
    """

    name: str
    own: float
    own_shown: str
    own_rule: str
    others: Sequence[tuple[str, float, str]]
    whole: Sequence[tuple[str, float, str]] = ()


def span_rows(spans: Sequence[Span]) -> pd.DataFrame:
    """The rows of the chart, top to bottom, columns as COLUMNS."""
    rows: list[tuple] = []
    for n, one in enumerate(spans):
        values = [value for _, value, _ in one.others]
        if values:
            rows.append(("span", n, one.name, min(values), min(values), max(values), "", ""))
        for kind, rules in (("other", one.others), ("whole", one.whole)):
            rows += [(kind, n, one.name, value, None, None, rule, text) for rule, value, text in rules]
        rows.append(("own", n, one.name, one.own, None, None, one.own_rule, one.own_shown))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({c: float for c in ("value", "low", "high")})


def spans_spec(rows: int) -> dict[str, Any]:
    """The spec for so many use cases; fed with `span_rows`."""
    y = {"field": "name", "type": "nominal", "sort": {"field": "row", "op": "min"},
         "axis": {"title": None, "labelLimit": NAME_ROOM, "labelPadding": 6}}  # fmt: skip
    x = {"field": "value", "type": "quantitative", "scale": {"zero": True, "nice": True},
         "axis": {"title": None, "format": "~s", "tickCount": 4, "grid": True, "gridOpacity": 0.35}}  # fmt: skip
    tips = [{"field": "name", "title": say("attribution.beside.use_case")},
            {"field": "rule", "title": say("attribution.beside.rule")},
            {"field": "shown", "title": say("attribution.beside.value")}]  # fmt: skip
    at = {"y": y, "x": x, "tooltip": tips}
    line = {"type": "tick", "color": INK, "opacity": 0.6, "thickness": 1.5, "size": 12}
    return {
        "height": max(rows, 1) * ROW + AXIS, "padding": {"left": 0, "right": LABEL, "top": 4, "bottom": 0},
        "layer": [
            layer("span", {"type": "rule", "strokeWidth": 7, "color": INK, "opacity": 0.16, "strokeCap": "round"},
                  {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}}),
            layer("other", line, at),
            layer("whole", {"type": "point", "shape": "diamond", "filled": False, "size": 55, "color": INK,
                            "opacity": 0.8, "strokeWidth": 1.5}, at),
            layer("own", {"type": "point", "filled": True, "size": 100, "opacity": 1}, at),
            layer("own", {"type": "text", "align": "left", "dx": 8, "color": INK, "opacity": 0.75, "fontSize": 11},
                  {"y": y, "x": {"value": "width"}, "text": {"field": "shown"}}),
        ],
    }  # fmt: skip

"""Values side by side: one bar per name, each with its value written beside it, better and worse told apart by tone."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from pages.parts.charts.palette import INK, TONES, tone

BAR = 26  # pixels of one bar with its gap


def bars_rows(bars: Iterable[tuple[str, float, str, str]]) -> pd.DataFrame:
    """The rows of a bar chart, top to bottom: (name, value, how the value reads, tone)."""
    rows = [
        (n, name, value, shown, kind if kind in TONES else "routine")
        for n, (name, value, shown, kind) in enumerate(bars)
    ]
    return pd.DataFrame(rows, columns=["row", "name", "value", "shown", "tone"])


def bars_spec(rows: int) -> dict[str, Any]:
    """The spec of so many bars; fed with `bars_rows`. Bars start at zero, to the left for what is below it."""
    y = {
        "field": "name",
        "type": "nominal",
        "sort": {"field": "row", "op": "min"},
        "axis": {"title": None, "labelLimit": 150, "labelPadding": 8},
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "padding": 60},
        "axis": {"title": None, "labels": False, "values": [0], "grid": True, "gridColor": INK, "gridOpacity": 0.5},
    }
    tips = [{"field": "name", "title": "Name"}, {"field": "shown", "title": "Value"}]
    return {
        "height": max(rows, 1) * BAR, "padding": {"left": 0, "right": 0, "top": 4, "bottom": 0},
        "encoding": {"y": y, "x": x, "tooltip": tips},
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.62}}, "encoding": {"color": tone()}},
            _value("datum.value >= 0", align="left", dx=6),
            _value("datum.value < 0", align="right", dx=-6),
        ],
    }  # fmt: skip


def _value(which: str, **place: Any) -> dict[str, Any]:
    mark = {"type": "text", "baseline": "middle", "color": INK, "fontSize": 12, **place}
    return {"transform": [{"filter": which}], "mark": mark, "encoding": {"text": {"field": "shown"}}}

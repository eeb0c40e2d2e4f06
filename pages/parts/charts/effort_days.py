"""Person-days per use case as dots: finished filled, running hollow, behind them the median and the article's range."""

from typing import Any

import pandas as pd

from pages.parts.charts.palette import INK

ROW = 17  # pixels of one use case
USUAL, WITHOUT_METHOD = (10, 15), 100  # person-days of an average use case, and without a method, after the article


def effort_days_rows(finished: dict[str, float], running: dict[str, float], median: float | None) -> pd.DataFrame:
    """The rows of the chart: finished use cases from few to many days, then the running ones."""
    dots = [*sorted(finished.items(), key=lambda pair: pair[1]), *sorted(running.items(), key=lambda pair: pair[1])]
    rows = pd.DataFrame(dots, columns=["name", "days"])
    rows["row"], rows["open"], rows["median"] = range(len(rows)), [name in running for name in rows["name"]], median
    return rows


def effort_days_spec(rows: int, axis: str, median: str) -> dict[str, Any]:
    """The spec of so many use cases; fed with `effort_days_rows`. `axis` and `median` are the words at them."""
    y = {
        "field": "name",
        "type": "nominal",
        "sort": {"field": "row", "op": "min"},
        "axis": {
            "title": None,
            "labelLimit": 60,
            "labelOverlap": False,
            "ticks": False,
            "domain": False,
            "grid": True,
            "gridOpacity": 0.25,
        },
    }
    x = {
        "field": "days",
        "type": "quantitative",
        "scale": {"type": "symlog", "constant": 10, "domain": [0, 120]},
        "axis": {"title": axis, "values": [0, 5, 10, 15, 25, 50, 100], "grid": False},
    }
    tips = [{"field": "name", "title": "Use case"}, {"field": "days", "title": "Person-days", "format": ".1f"}]
    dot = {"type": "point", "size": 70, "strokeWidth": 1.6, "opacity": 1, "clip": False}
    return {
        "height": max(rows, 3) * ROW,
        "layer": [
            {
                "data": {"values": [{"low": USUAL[0], "high": USUAL[1]}]},
                "mark": {"type": "rect", "color": INK, "opacity": 0.16},
                "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": [{"at": WITHOUT_METHOD}]},
                "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "at", "type": "quantitative"}},
            },
            {
                "transform": [{"filter": "datum.row == 0 && datum.median > 0"}],
                "encoding": {"x": {"field": "median", "type": "quantitative"}},
                "layer": [
                    {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5}},
                    {
                        "mark": {"type": "text", "text": median, "color": INK, "dy": -8, "baseline": "bottom"},
                        "encoding": {"y": {"value": 0}},
                    },
                ],
            },
            {
                "transform": [{"filter": "!datum.open"}],
                "mark": dot | {"filled": True},
                "encoding": {"y": y, "x": x, "tooltip": tips},
            },
            {
                "transform": [{"filter": "datum.open"}],
                "mark": dot | {"filled": False},
                "encoding": {"y": y, "x": x, "tooltip": tips},
            },
        ],
    }

"""What a use case brings a month beside the person-days it took: proven with its likely range, or only promised."""

from typing import Any

from pages.parts.charts.palette import INK

HEIGHT = 320


def value_effort_spec(days: str, money: str) -> dict[str, Any]:
    """Fed with rows name, days, value, low, high, proven (true|false), shown. `days`, `money` = axis titles."""
    x = {
        "field": "days",
        "type": "quantitative",
        "axis": {"title": days, "grid": False, "tickCount": 6},
        "scale": {"zero": True, "nice": True},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "axis": {"title": money, "format": "~s", "tickCount": 5},
        "scale": {"zero": True},
    }
    tips = [
        {"field": "label", "title": "Use case"},
        {"field": "shown", "title": "A month"},
        {"field": "days", "title": "Person-days", "format": ".1f"},
    ]
    proven, promised = [{"filter": "datum.proven"}], [{"filter": "!datum.proven"}]
    return {
        "height": HEIGHT,
        "encoding": {"x": x, "y": y, "tooltip": tips},
        "layer": [
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "color": INK, "opacity": 0.5},
                "encoding": {
                    "x": {"value": 0},
                    "x2": {"value": "width"},
                    "y": {"field": "zero", "type": "quantitative"},
                    "tooltip": {"value": None},
                },
            },
            {
                "transform": proven,
                "mark": {"type": "rule", "strokeWidth": 1.5, "color": INK, "opacity": 0.8},
                "encoding": {"y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "transform": promised,
                "mark": {"type": "point", "filled": False, "size": 60, "color": INK, "opacity": 0.7},
            },
            {"transform": proven, "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1}},
            {
                "transform": proven,
                "mark": {"type": "text", "align": "left", "dx": 8, "color": INK, "fontSize": 11},
                "encoding": {"text": {"field": "name"}},
            },
        ],
    }

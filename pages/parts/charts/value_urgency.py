"""Value beside urgency: four fields, each use case in its place; those to build stand out from those that run."""

from typing import Any

from pages.parts.charts.palette import INK

HEIGHT, MIDDLE = 320, 5


def value_urgency_spec(value: str, urgency: str) -> dict[str, Any]:
    """The chart; fed with rows name, label, value, urgency, running (true|false). `value`, `urgency` = axis titles."""
    axis = {"grid": False, "values": [0, 5, 10]}
    x = {"field": "urgency", "type": "quantitative", "scale": {"domain": [0, 10]}, "axis": axis | {"title": urgency}}
    y = {"field": "value", "type": "quantitative", "scale": {"domain": [0, 10]}, "axis": axis | {"title": value}}
    tips = [
        {"field": "label", "title": "Use case"},
        {"field": "value", "title": value, "format": ".1f"},
        {"field": "urgency", "title": urgency, "format": ".1f"},
    ]
    line = {"type": "rule", "color": INK, "opacity": 0.35, "strokeDash": [4, 3]}
    text = {"type": "text", "align": "left", "dx": 7, "fontSize": 11, "color": INK}
    return {
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": [{"at": MIDDLE}]},
                "mark": line,
                "encoding": {"x": {"field": "at", "type": "quantitative"}},
            },
            {
                "data": {"values": [{"at": MIDDLE}]},
                "mark": line,
                "encoding": {"y": {"field": "at", "type": "quantitative"}},
            },
            {
                "transform": [{"filter": "datum.running"}],
                "mark": {"type": "point", "filled": False, "size": 50, "color": INK, "opacity": 0.6},
                "encoding": {"x": x, "y": y, "tooltip": tips},
            },
            {
                "transform": [{"filter": "!datum.running"}],
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": {"x": x, "y": y, "tooltip": tips},
            },
            {
                "transform": [{"filter": "!datum.running"}],
                "mark": text,
                "encoding": {"x": x, "y": y, "text": {"field": "name"}},
            },
        ],
    }

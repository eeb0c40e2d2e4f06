"""What a use case brings a month beside the person-days it took: measured with its likely range, or only promised."""

from typing import Any

from pages.parts.charts.palette import INK

HEIGHT = 320
MEASURED, UNCLEAR, PROMISED = "measured", "unclear", "promised"


def value_effort_spec(days: str, money: str, tips: tuple[str, str, str]) -> dict[str, Any]:
    """Fed with rows name, label, days, value, low, high, kind, shown; kind is MEASURED, UNCLEAR (a range that holds
    zero: a line without a point) or PROMISED (a hollow point). `days`, `money` = axis titles, `tips` = of the tooltip.
    """  # fmt: skip
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
    fields = ("label", "shown", "days")
    tooltip: list[dict[str, Any]] = [{"field": f, "title": title} for f, title in zip(fields, tips, strict=True)]
    tooltip[2]["format"] = ".1f"
    name = {"type": "text", "align": "left", "dx": 8, "color": INK, "fontSize": 11}
    return {
        "height": HEIGHT,
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
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
                "transform": _only(MEASURED, UNCLEAR),
                "mark": {"type": "rule", "strokeWidth": 1.5, "color": INK, "opacity": 0.8},
                "encoding": {"y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "transform": _only(PROMISED),
                "mark": {"type": "point", "filled": False, "size": 60, "color": INK, "opacity": 0.7},
            },
            {"transform": _only(MEASURED), "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1}},
            {
                "transform": _only(MEASURED, UNCLEAR),
                "mark": name,
                "encoding": {"text": {"field": "name"}, "y": y | {"field": "high"}},
            },
        ],
    }


def _only(*kinds: str) -> list[dict[str, Any]]:
    return [{"filter": {"field": "kind", "oneOf": list(kinds)}}]

"""What runs where as a grid: a line per use case, a column per market, each cell a glyph with its word."""

from typing import Any

from pages.parts.charts.palette import INK, tone
from pages.parts.charts.pickable import PICK
from pages.parts.charts.trend import NAME_ROOM

ROW = 21  # pixels of one use case


def places_grid_spec(rows: int) -> dict[str, Any]:
    """The spec of so many use cases; fed with rows row, label, market, words, tone (better|worse|routine), place, name.

    A click on a cell, also an empty one, is the selection `PICK` with the cell's `name`.
    """
    y = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "row", "op": "min"},
        "axis": {
            "title": None,
            "labelLimit": NAME_ROOM,
            "labelOverlap": False,
            "labelFlush": False,
            "ticks": False,
            "domain": False,
            "grid": True,
            "gridOpacity": 0.25,
        },
    }
    x = {
        "field": "market",
        "type": "nominal",
        "axis": {
            "title": None,
            "orient": "top",
            "labelAngle": 0,
            "labelColor": INK,
            "ticks": False,
            "domain": False,
            "labelLimit": {"expr": "max(24, bandwidth('x'))"},
            "labelOverlap": False,
            "labelFlush": False,
        },
    }
    tips = [
        {"field": "label", "title": "Use case"},
        {"field": "place", "title": "Where"},
        {"field": "words", "title": "State"},
    ]
    return {
        "height": {"step": ROW},
        "encoding": {"x": x, "y": y, "tooltip": tips},
        "layer": [
            {
                "mark": {"type": "rect", "fill": INK, "fillOpacity": 0.05, "cursor": "pointer", "height": ROW - 3,
                         "width": {"band": 0.97}},
                "params": [{"name": PICK, "select": {"type": "point", "fields": ["name"], "on": "click", "toggle": False}}],
            },
            {"mark": {"type": "text", "fontSize": 11}, "encoding": {"text": {"field": "words"}, "color": tone()}}
        ],
    }

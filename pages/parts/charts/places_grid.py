"""What runs where as a grid: a line per use case, a column per market, each cell a glyph with its word."""

from typing import Any

from pages.parts.charts.palette import INK, tone

ROW = 21  # pixels of one use case


def places_grid_spec(rows: int) -> dict[str, Any]:
    """The spec of so many use cases; fed with rows row, label, market, words, tone (better|worse|routine), place."""
    y = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "row", "op": "min"},
        "axis": {
            "title": None,
            "labelLimit": 130,
            "labelOverlap": False,
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
            "labelLimit": 70,
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
            {"mark": {"type": "text", "fontSize": 11}, "encoding": {"text": {"field": "words"}, "color": tone()}}
        ],
    }

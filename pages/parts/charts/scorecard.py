"""The scorecard as one chart per view: name, value, word, and the number's own past within its natural limits.

Everything is placed in one coordinate system: a row is one unit high, the past fills the right half. One chart instead
of fifteen keeps a rerun cheap; a table twin beside it carries the same values for those who cannot see it.
"""

from typing import Any

from pages.parts.charts.palette import Palette

ROW = 46  # pixels of one indicator
LEFT, RIGHT = 0.56, 0.985  # where the past is drawn, as a share of the width


def scorecard_spec(palette: Palette, rows: int) -> dict[str, Any]:
    """The spec of a scorecard of so many rows.

    It is fed one frame: layer (text|limit|past|now), row, x, y, y2, label, value, word, tone, run, when, shown.
    """
    flat = {"grid": False, "ticks": False, "domain": False, "labels": False, "title": None}
    y = {"type": "quantitative", "scale": {"domain": [0, rows], "reverse": True, "nice": False}, "axis": flat}
    x = {"field": "x", "type": "quantitative", "scale": {"domain": [0, 1], "nice": False}, "axis": flat}
    tone = {"field": "tone", "type": "nominal", "legend": None, "scale": {
        "domain": ["better", "routine", "worse", "early"],
        "range": [palette.better, palette.routine, palette.worse, palette.muted]}}  # fmt: skip
    tips = [{"field": "name", "title": "Number"}, {"field": "when", "title": "Period"}, {"field": "shown", "title": "Value"}]
    return {
        "height": rows * ROW, "width": "container", "background": "transparent", "padding": 2,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {"view": {"stroke": None}, "font": "sans-serif"},
        "layer": [
            _layer("limit", {"type": "rect", "color": palette.band}, {"x": x, "x2": {"field": "x2"}, "y": y | {"field": "y"},
                                                                     "y2": {"field": "y2"}}),
            _layer("middle", {"type": "rule", "color": palette.rule, "strokeWidth": 1},
                   {"x": x, "x2": {"field": "x2"}, "y": y | {"field": "y"}}),
            _layer("past", {"type": "line", "color": palette.muted, "strokeWidth": 1.4, "interpolate": "linear"},
                   {"x": x, "y": y | {"field": "y"}, "detail": {"field": "run"}, "order": {"field": "x"}}),
            _layer("now", {"type": "point", "filled": True, "size": 46, "opacity": 1},
                   {"x": x, "y": y | {"field": "y"}, "color": tone}),
            _layer("touch", {"type": "point", "filled": True, "size": 90, "opacity": 0},
                   {"x": x, "y": y | {"field": "y"}, "tooltip": tips}),
            _text("name", palette.text, 12, "normal", y, x, dy=-9),
            _text("value", palette.text, 15, "bold", y, x, dy=9),
            _layer("word", {"type": "text", "align": "left", "baseline": "middle", "fontSize": 11, "dy": 9, "dx": 0},
                   {"x": x, "y": y | {"field": "y"}, "text": {"field": "label"}, "color": tone}),
        ],
    }  # fmt: skip


def _layer(name: str, mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"transform": [{"filter": f"datum.layer === '{name}'"}], "mark": mark, "encoding": encoding}


def _text(name: str, colour: str, size: int, weight: str, y: dict, x: dict, dy: int) -> dict[str, Any]:
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": size, "fontWeight": weight, "color": colour,
            "dy": dy}  # fmt: skip
    return _layer(name, mark, {"x": x, "y": y | {"field": "y"}, "text": {"field": "label"}})

"""Use cases side by side: what they are credited with as a bar, what tests prove they add as a dot with its range."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.parts.charts.palette import INK, tone
from pages.parts.charts.pickable import PICK
from pages.parts.charts.trend import NAME_ROOM, layer
from pages.parts.words import say

ROW = 27  # pixels of one use case
COLUMNS = ("layer", "row", "name", "value", "low", "high", "tone", "shown", "proven")


@dataclass(frozen=True)
class Proof:
    """One use case: credited money a month, measured money a month with its range, both as they read.

    `proven` is the range and how well it is proven in words, or why there is none. A range that holds zero is drawn as
    a line without a point.
    """

    name: str
    credited: float | None
    credited_shown: str
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    proven: str = ""
    word: str = ""

    @property
    def clear(self) -> bool:
        """Does the whole range lie on one side of zero?"""
        return self.effect is not None and not (self.low is not None and self.low <= 0 <= self.high)


def proof_rows(proofs: Sequence[Proof]) -> pd.DataFrame:
    """The rows of the chart, top to bottom, columns as COLUMNS; layer is credited, range, effect or word."""
    rows: list[tuple] = []
    for n, one in enumerate(proofs):
        told = (one.credited_shown, one.proven)
        if one.credited is not None:
            rows.append(("credited", n, one.name, one.credited, None, None, "", *told))
        if one.effect is not None:
            rows.append(("range", n, one.name, None, one.low, one.high, "", *told))
        if one.clear:
            kind = "better" if one.effect > 0 else "worse"
            rows.append(("effect", n, one.name, one.effect, None, None, kind, *told))
        rows.append(("word", n, one.name, None, None, None, "", one.word, one.proven))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({c: float for c in ("value", "low", "high")})


def proof_spec(rows: int, reach: tuple[float, float]) -> dict[str, Any]:
    """The spec for so many use cases; `reach` = lowest and highest money drawn. Fed with `proof_rows`.

    A click anywhere in a line picks its use case (selection `PICK`, field name).
    """
    low, high = reach
    room = (high - low or 1.0) * 0.85  # for the words at the right end
    y = {"field": "name", "type": "nominal", "sort": {"field": "row", "op": "min"},
         "axis": {"title": None, "labelLimit": NAME_ROOM, "labelPadding": 6}}  # fmt: skip
    x = {"field": "value", "type": "quantitative", "scale": {"domain": [low, high + room], "nice": False},
         "axis": {"title": None, "format": "~s", "tickCount": 4, "grid": True, "gridOpacity": 0.35}}  # fmt: skip
    tips = [{"field": "name", "title": say("value.col.use_case")},
            {"field": "shown", "title": say("value.tip.attributed")},
            {"field": "proven", "title": say("value.tip.measured")}]  # fmt: skip
    at = {"y": y, "x": x, "tooltip": tips}
    span = at | {"x": x | {"field": "low"}, "x2": {"field": "high"}}
    pick = {"name": PICK, "select": {"type": "point", "fields": ["name"], "on": "click", "toggle": False}}
    line = {"type": "bar", "opacity": 0, "cursor": "pointer"}
    return {
        "height": max(rows, 1) * ROW,
        "layer": [
            layer("word", line, {"y": y, "x": {"value": 0}, "x2": {"value": "width"}}) | {"params": [pick]},
            layer("credited", {"type": "bar", "color": INK, "opacity": 0.17, "height": {"band": 0.62}, "cursor": "pointer"}, at),
            layer("range", {"type": "rule", "strokeWidth": 2, "color": INK, "opacity": 0.85}, span),
            layer("effect", {"type": "point", "filled": True, "size": 85, "opacity": 1}, at | {"color": tone()}),
            layer("word", {"type": "text", "align": "right", "color": INK, "opacity": 0.8, "fontSize": 11},
                  {"y": y, "x": {"value": "width"}, "text": {"field": "shown"}}),
        ],
    }  # fmt: skip

"""Use cases side by side: what they are credited with as a bar, what tests prove they add as a dot with its range."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.parts.charts.palette import INK
from pages.parts.charts.trend import layer
from pages.parts.words import say

ROW = 27  # pixels of one use case
COLUMNS = ("layer", "row", "name", "value", "low", "high", "shown", "proven")


@dataclass(frozen=True)
class Proof:
    """One use case: credited money of the month, proven money a month with its range, both as they read.

    `proven` is the range and how well it is proven in words, or why there is none.
    """

    name: str
    credited: float | None
    credited_shown: str
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    proven: str = ""
    word: str = ""


def proof_rows(proofs: Sequence[Proof]) -> pd.DataFrame:
    """The rows of the chart, top to bottom, columns as COLUMNS."""
    rows: list[tuple] = []
    for n, one in enumerate(proofs):
        if one.credited is not None:
            rows.append(("credited", n, one.name, one.credited, None, None, one.credited_shown, one.proven))
        if one.effect is not None:
            rows.append(("effect", n, one.name, one.effect, one.low, one.high, one.credited_shown, one.proven))
        rows.append(("word", n, one.name, None, None, None, one.word, one.proven))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({c: float for c in ("value", "low", "high")})


def proof_spec(rows: int, reach: tuple[float, float]) -> dict[str, Any]:
    """The spec for so many use cases; `reach` = lowest and highest money drawn. Fed with `proof_rows`."""
    low, high = reach
    room = (high - low or 1.0) * 0.52  # for the words at the right end
    y = {"field": "name", "type": "nominal", "sort": {"field": "row", "op": "min"},
         "axis": {"title": None, "labelLimit": 140, "labelPadding": 6}}  # fmt: skip
    x = {"field": "value", "type": "quantitative", "scale": {"domain": [low, high + room], "nice": False},
         "axis": {"title": None, "format": "~s", "tickCount": 4, "grid": True, "gridOpacity": 0.35}}  # fmt: skip
    tips = [{"field": "name", "title": say("views.proof.use_case")},
            {"field": "shown", "title": say("views.proof.credited.short")},
            {"field": "proven", "title": say("views.proof.extra.short")}]  # fmt: skip
    at = {"y": y, "x": x, "tooltip": tips}
    return {
        "height": max(rows, 1) * ROW,
        "layer": [
            layer("credited", {"type": "bar", "color": INK, "opacity": 0.17, "height": {"band": 0.62}}, at),
            layer("effect", {"type": "rule", "strokeWidth": 2.5, "color": INK},
                  at | {"x": x | {"field": "low"}, "x2": {"field": "high"}}),
            layer("effect", {"type": "point", "filled": True, "size": 85, "opacity": 1}, at),
            layer("word", {"type": "text", "align": "right", "color": INK, "opacity": 0.75, "fontSize": 11},
                  {"y": y, "x": {"value": "width"}, "text": {"field": "shown"}}),
        ],
    }  # fmt: skip

"""The scorecard as one chart per view: name, value, word, and the number's own past within its natural limits.

Everything is placed in one coordinate system: x is the share of the width, y counts rows from the top. One chart
instead of fifteen keeps a rerun cheap, and 350 pixels are enough for it, so that it also fits a phone. A table beside
it carries the same values for those who cannot see it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kpis.signals import Limits
from pages.parts.charts.palette import INK, TONES, tone
from pages.parts.charts.trend import layer

ROW = 47  # pixels of one number
CAPTION = 0.42  # rows that the line "Leading" or "Lagging" takes
WORD, LEFT, RIGHT = 0.235, 0.60, 0.975  # where the word begins, and where the past is drawn, as a share of the width
TOP, BOTTOM = 0.12, 0.80  # of a row's height
COLUMNS = ("layer", "x", "x2", "y", "y2", "label", "tone", "run", "name", "when", "shown", "link")


@dataclass(frozen=True)
class Row:
    """One number of the scorecard, in the words and figures it is shown with.

    `values`, `when` and `shown` are its past, oldest first, None = a gap. `tone` colours word and last point; "early"
    is drawn hollow. `link` opens the number's own page.
    """

    name: str
    value: str
    word: str
    tone: str
    values: Sequence[float | None]
    when: Sequence[str]
    shown: Sequence[str]
    limits: Limits | None = None
    link: str = ""


def scorecard_rows(groups: Iterable[tuple[str, Sequence[Row]]]) -> pd.DataFrame:
    """What a scorecard chart is fed: groups such as ("Leading", rows), top to bottom."""
    found: list[dict[str, Any]] = []
    top = 0.0
    for caption, rows in groups:
        if caption:
            found.append({"layer": "caption", "x": 0.0, "y": top + CAPTION * 0.55, "label": caption})
            found.append({"layer": "ruler", "x": 0.0, "x2": 1.0, "y": top + CAPTION})
            top += CAPTION
        for row in rows:
            found += [*_texts(row, top), *_past(row, top)]
            top += 1
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    return frame.astype({c: float for c in ("x", "x2", "y", "y2", "run")})


def height_of(rows: int, captions: int) -> float:
    """How many row heights so many numbers and captions take."""
    return rows + captions * CAPTION


def _texts(row: Row, top: float) -> Iterator[dict[str, Any]]:
    yield {"layer": "name", "x": 0.0, "y": top + 0.27, "label": row.name, "link": row.link}
    yield {"layer": "value", "x": 0.0, "y": top + 0.66, "label": row.value, "link": row.link}
    yield {"layer": "word", "x": WORD, "y": top + 0.67, "label": row.word, "tone": _drawn(row.tone)}


def _past(row: Row, top: float) -> Iterator[dict[str, Any]]:
    known = [v for v in row.values if v is not None]
    if not known:
        return
    reach = [*known, *((row.limits.low, row.limits.high) if row.limits else ())]
    low, high = min(reach), max(reach)

    def down(value: float) -> float:
        return top + BOTTOM - (BOTTOM - TOP) * ((value - low) / (high - low) if high > low else 0.5)

    if row.limits:
        yield {"layer": "limit", "x": LEFT, "x2": RIGHT, "y": down(row.limits.low), "y2": down(row.limits.high)}
        yield {"layer": "middle", "x": LEFT, "x2": RIGHT, "y": down(row.limits.center)}
    run, step = 0, (RIGHT - LEFT) / max(len(row.values) - 1, 1)
    for n, value in enumerate(row.values):
        if value is None:
            run += 1
            continue
        point = {"x": LEFT + n * step, "y": down(value), "name": row.name, "when": row.when[n], "shown": row.shown[n]}
        yield point | {"layer": "past", "run": round(top * 100) * 100 + run}
        if n == len(row.values) - 1:
            yield point | {"layer": "early" if row.tone == "early" else "now", "tone": _drawn(row.tone)}


def _drawn(name: str) -> str:
    return name if name in TONES else "routine"


def scorecard_spec(rows: int, captions: int) -> dict[str, Any]:
    """The spec of a scorecard of so many numbers under so many captions; fed with `scorecard_rows`."""
    tall = height_of(rows, captions)
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, tall], "reverse": True, "nice": False},
        "axis": None,
    }
    x = {"field": "x", "type": "quantitative", "scale": {"domain": [0, 1], "nice": False}, "axis": None}
    at, across = {"x": x, "y": y}, {"x": x, "x2": {"field": "x2"}, "y": y}
    word = {"text": {"field": "label"}}
    opens = {"href": {"field": "link"}}
    tips = [
        {"field": "name", "title": "Number"},
        {"field": "when", "title": "Period"},
        {"field": "shown", "title": "Value"},
    ]
    left = {"type": "text", "align": "left", "baseline": "middle"}
    dot = {"type": "point", "size": 52, "opacity": 1}
    return {
        "height": round(tall * ROW),
        "padding": {"left": 1, "right": 1, "top": 0, "bottom": 0},
        "layer": [
            layer("caption", left | {"color": INK, "fontSize": 10.5, "opacity": 0.62, "fontWeight": 600}, at | word),
            layer("ruler", {"type": "rule", "color": INK, "opacity": 0.22, "strokeWidth": 1}, across),
            layer("limit", {"type": "rect", "color": INK, "opacity": 0.075}, across | {"y2": {"field": "y2"}}),
            layer("middle", {"type": "rule", "color": INK, "opacity": 0.22, "strokeWidth": 1}, across),
            layer(
                "past",
                {"type": "line", "color": INK, "opacity": 0.62, "strokeWidth": 1.4},
                at | {"detail": {"field": "run"}, "order": {"field": "x"}},
            ),
            layer("now", dot | {"filled": True}, at | {"color": tone()}),
            layer("early", dot | {"filled": False, "strokeWidth": 1.6, "size": 40}, at | {"color": tone()}),
            layer(
                "name",
                left | {"color": INK, "fontSize": 12, "opacity": 0.82, "limit": 205, "cursor": "pointer"},
                at | word | opens,
            ),
            layer(
                "value",
                left | {"color": INK, "fontSize": 15, "fontWeight": 600, "cursor": "pointer"},
                at | word | opens,
            ),
            layer("word", left | {"fontSize": 11.5}, at | word | {"color": tone()}),
            layer("past", {"type": "point", "filled": True, "size": 110, "opacity": 0}, at | {"tooltip": tips}),
        ],
    }

"""The scorecard as one chart per view: name, value, word, the number's own past within its natural limits, its goal.

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
GOAL = 0.38  # rows that the bullet of a number with a goal takes below it
BAR = 0.53  # where the longest bar of a bullet ends, as a share of the width
WORD, LEFT, RIGHT = 0.235, 0.60, 0.975  # where the word begins, and where the past is drawn, as a share of the width
TOP, BOTTOM = 0.12, 0.80  # of a row's height
COLUMNS = ("layer", "x", "x2", "y", "y2", "label", "tone", "run", "name", "when", "shown", "link")


@dataclass(frozen=True)
class Bullet:
    """A number against its goal: the value that counts for it, where the path stands by now, and both in words."""

    goal: float
    path: float
    actual: float
    label: str
    spoken: str


@dataclass(frozen=True)
class Row:
    """One number of the scorecard, in the words and figures it is shown with.

    `values`, `when` and `shown` are its past, oldest first, None = a gap. `tone` colours word and last point; "early"
    is drawn hollow. `link` opens the number's own page. So many of the last values as `loose` says may still change:
    they are drawn dashed and hollow. Without a goal there is no bullet.
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
    loose: int = 0
    bullet: Bullet | None = None


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
            found += [*_texts(row, top), *_past(row, top), *_bullet(row, top + 1)]
            top += 1 + (GOAL if row.bullet else 0)
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    return frame.astype({c: float for c in ("x", "x2", "y", "y2", "run")})


def height_of(rows: int, captions: int, goals: int = 0) -> float:
    """How many row heights so many numbers, captions and bullets take."""
    return rows + captions * CAPTION + goals * GOAL


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
    run, step, last = 0, (RIGHT - LEFT) / max(len(row.values) - 1, 1), len(row.values) - 1
    settled = last - row.loose
    for n, value in enumerate(row.values):
        if value is None:
            run += 1
            continue
        point = {"x": LEFT + n * step, "y": down(value), "name": row.name, "when": row.when[n], "shown": row.shown[n],
                 "run": round(top * 100) * 100 + run}  # fmt: skip
        yield point | {"layer": "point"}
        if n <= settled:
            yield point | {"layer": "past"}
        if row.loose and n >= settled:
            yield point | {"layer": "tail"}
        if n == last:
            hollow = row.tone == "early" or row.loose
            yield point | {"layer": "early" if hollow else "now", "tone": _drawn(row.tone)}


def _bullet(row: Row, top: float) -> Iterator[dict[str, Any]]:
    """The goal as an outlined bar, what there is as a solid one in it, the path as a tick; all from zero."""
    if row.bullet is None:
        return
    one = row.bullet
    low, high = min(0.0, one.goal, one.path, one.actual), max(0.0, one.goal, one.path, one.actual)

    def across(value: float) -> float:
        return BAR * (value - low) / (high - low) if high > low else 0.0

    said = {"name": row.name, "when": one.label, "shown": one.spoken}
    at = {"x": across(0.0), "y": top - 0.06, "y2": top + 0.16}
    yield at | {"layer": "goal", "x2": across(one.goal)} | said
    yield at | {"layer": "actual", "x2": across(one.actual), "y": top + 0.005, "y2": top + 0.095} | said
    yield at | {"layer": "path", "x": across(one.path), "y": top - 0.10, "y2": top + 0.20}
    yield {"layer": "goal_text", "x": LEFT, "y": top + 0.05, "label": one.label}


def _drawn(name: str) -> str:
    return name if name in TONES else "routine"


def scorecard_spec(rows: int, captions: int, goals: int = 0) -> dict[str, Any]:
    """The spec of a scorecard of so many numbers, captions and bullets; fed with `scorecard_rows`."""
    tall = height_of(rows, captions, goals)
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
            layer(
                "tail",
                {"type": "line", "color": INK, "opacity": 0.62, "strokeWidth": 1.4, "strokeDash": [3, 3]},
                at | {"detail": {"field": "run"}, "order": {"field": "x"}},
            ),
            layer(
                "goal",
                {"type": "rect", "fill": None, "stroke": INK, "strokeOpacity": 0.6, "strokeWidth": 1},
                across | {"y2": {"field": "y2"}, "tooltip": tips},
            ),
            layer("actual", {"type": "rect", "color": INK, "opacity": 0.62}, across | {"y2": {"field": "y2"}}),
            layer("path", {"type": "rule", "color": INK, "strokeWidth": 2}, at | {"y2": {"field": "y2"}}),
            layer("goal_text", left | {"color": INK, "fontSize": 10.5, "opacity": 0.8, "limit": 150}, at | word),
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
            layer("point", {"type": "point", "filled": True, "size": 110, "opacity": 0}, at | {"tooltip": tips}),
        ],
    }

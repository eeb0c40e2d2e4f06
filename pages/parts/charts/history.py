"""The past of one number in full: limits, range, goal path, last year, notes, and a tail that is not over yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from kpis.periods import Rhythm
from kpis.reading import Reading, Unit
from kpis.signals import Limits
from pages.parts.charts.palette import INK, TONES, tone
from pages.parts.charts.trend import layer
from pages.parts.figures import long_day
from pages.parts.reader import day_axis
from pages.parts.words import say

COLUMNS = ("layer", "day", "value", "low", "high", "run", "tone", "when", "shown")
FORMATS = {Unit.SHARE: "~%", Unit.POINTS: "+~f", Unit.LEVEL: "d", Unit.COUNT: "d"}
WHOLE = (Unit.LEVEL, Unit.COUNT)  # no ticks between whole numbers
Path = Iterable[tuple[date, float]]


@dataclass(frozen=True)
class Past:
    """What is drawn: readings oldest first, with how each value and period reads.

    `tail` is the running period (dashed and hollow), `unfinished` how many of the last readings may still change
    (drawn alike), `path` the goal as days and values, `earlier` last year's values on this year's days, `notes` and
    `changes` of the definition days with their text.
    """

    readings: Sequence[Reading]
    shown: Sequence[str]
    when: Sequence[str]
    limits: Limits | None = None
    tone: str = "routine"
    tail: tuple[Reading, str, str] | None = None
    path: Path = ()
    earlier: Path = ()
    notes: Iterable[tuple[date, str]] = ()
    unfinished: int = 0
    changes: Iterable[tuple[date, str]] = ()

    @property
    def firm(self) -> int:
        """How many readings, from the oldest on, will not change any more."""
        return len(self.readings) - min(self.unfinished, len(self.readings))


def history_rows(past: Past) -> pd.DataFrame:
    """The rows of a history chart, columns as COLUMNS; a missing value is a gap in the line."""
    rows: list[tuple] = []
    run = 0
    for place, (reading, text, period) in enumerate(zip(past.readings, past.shown, past.when, strict=True)):
        if reading.value is None:
            run += 1
            continue
        drawn = "past" if place < past.firm else "point"  # what may still change is joined by the dashed line
        rows.append((drawn, reading.end, reading.value, None, None, run, "", period, text))
        if reading.low is not None and reading.high is not None:
            rows.append(("range", reading.end, reading.value, reading.low, reading.high, run, "", period, text))
    rows += [*_now(past), *_tail(past), *_around(past)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.assign(
        day=pd.to_datetime(frame["day"]), **{c: frame[c].astype(float) for c in ("value", "low", "high")}
    )


def _now(past: Past) -> Iterable[tuple]:
    last = past.readings[-1] if past.readings else None
    if last is not None and last.value is not None:
        kind = "early" if past.tone == "early" or past.unfinished else "now"
        colour = past.tone if past.tone in TONES else "routine"
        yield (kind, last.end, last.value, None, None, 0, colour, past.when[-1], past.shown[-1])


def _tail(past: Past) -> Iterable[tuple]:
    """What is not over or may still change: joined to the last firm period by a dashed line."""
    loose = [one for one in zip(past.readings, past.shown, past.when, strict=True)][max(past.firm - 1, 0) :]
    loose += [past.tail] if past.tail else []
    known = [(reading, text, when) for reading, text, when in loose if reading.value is not None]
    if len(known) > 1:
        yield from (("tail", one.end, one.value, None, None, 0, "", when, text) for one, text, when in known)
    if past.tail and past.tail[0].value is not None:
        reading, text, when = past.tail
        yield ("open", reading.end, reading.value, None, None, 0, "routine", when, text)


def _around(past: Past) -> Iterable[tuple]:
    if not past.readings:
        return
    first, last = past.readings[0].end, (past.tail[0] if past.tail else past.readings[-1]).end
    if past.limits:
        for day in (first, past.readings[-1].end):
            yield ("limit", day, past.limits.center, past.limits.low, past.limits.high, 0, "", "", "")
    for name, path in (("goal", past.path), ("earlier", past.earlier)):
        yield from ((name, day, value, None, None, 0, "", "", "") for day, value in path if first <= day <= last)
    begins = past.readings[0].start
    yield from (("note", max(day, first), None, None, None, 0, "", long_day(day), text)
                for day, text in past.notes if begins <= day <= last)  # fmt: skip
    yield from (("change", min(max(day, first), last), None, None, None, 0, "", long_day(day), text)
                for day, text in past.changes if begins <= day)  # fmt: skip


def history_spec(unit: str, rhythm: Rhythm, *, height: int = 220) -> dict[str, Any]:
    """The spec of a history; fed with `history_rows`. `unit` as in a reading (a currency code for money)."""
    days = day_axis() if rhythm == Rhythm.WEEK else "%b %Y"
    x = {"field": "day", "type": "temporal", "axis": {
        "title": None, "grid": False, "tickCount": 6, "format": days, "labelOverlap": True}}  # fmt: skip
    axis = {
        "title": None,
        "format": FORMATS.get(unit, "~s"),
        "tickCount": 4,
        **({"tickMinStep": 1} if unit in WHOLE else {}),
    }
    y = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True, "padding": 6}, "axis": axis}
    tips = [
        {"field": "when", "title": say("views.chart.period")},
        {"field": "shown", "title": say("views.chart.value")},
    ]
    note = [{"field": "when", "title": say("views.chart.day")}, {"field": "shown", "title": say("views.chart.note")}]
    at, between = {"x": x, "y": y}, {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}}
    line, ink = at | {"detail": {"field": "run"}, "order": {"field": "day"}}, {"color": INK}
    dot = {"type": "point", "size": 75, "opacity": 1}
    return {
        "height": height,
        "layer": [
            layer("limit", {"type": "area", "opacity": 0.07} | ink, between),
            layer("limit", {"type": "line", "opacity": 0.28, "strokeWidth": 1} | ink, at),
            layer("earlier", {"type": "line", "opacity": 0.28, "strokeWidth": 1.3} | ink, at),
            layer("range", {"type": "rule", "opacity": 0.3, "strokeWidth": 2} | ink, between),
            layer("goal", {"type": "line", "opacity": 0.85, "strokeWidth": 1, "interpolate": "step"} | ink, at),
            layer("note", {"type": "rule", "opacity": 0.4, "strokeDash": [4, 3]} | ink, {"x": x}),
            layer("note", {"type": "text", "text": "✎", "fontSize": 15, "dy": -7} | ink,
                  {"x": x, "y": {"value": 0}, "tooltip": note}),
            layer("change", {"type": "rule", "opacity": 0.55, "strokeWidth": 1} | ink, {"x": x}),
            layer("change", {"type": "text", "text": "≠", "fontSize": 16, "dy": -7} | ink,
                  {"x": x, "y": {"value": 0}, "tooltip": note}),
            layer("past", {"type": "line", "opacity": 0.78, "strokeWidth": 1.7} | ink, line),
            layer("tail", {"type": "line", "opacity": 0.6, "strokeWidth": 1.4, "strokeDash": [5, 4]} | ink, at),
            layer("now", dot | {"filled": True}, at | {"color": tone()}),
            layer("early", dot | {"filled": False, "strokeWidth": 1.8}, at | {"color": tone()}),
            layer("open", dot | {"filled": False, "strokeWidth": 1.8}, at | {"color": tone(), "tooltip": tips}),
            *(layer(name, {"type": "point", "filled": True, "size": 150, "opacity": 0}, at | {"tooltip": tips})
              for name in ("past", "point")),
        ],
    }  # fmt: skip

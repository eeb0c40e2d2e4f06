"""One number over time: its past as a line, natural limits as a band, goal, notes and the last point in its tone."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from kpis.reading import Reading, Unit
from kpis.signals import Limits
from pages.parts.charts.palette import INK, TONES, tone
from pages.parts.figures import long_day
from pages.parts.reader import day_axis

NAME_ROOM = {"expr": "width > 480 ? 260 : 125"}  # pixels of a name left of its line: whole on a desk, cut on a phone
COLUMNS = ("layer", "day", "value", "low", "high", "run", "tone", "when", "shown")
FORMATS = {Unit.SHARE: ".0%", Unit.POINTS: "+.0f", Unit.LEVEL: ".0f", Unit.COUNT: ".0f"}


def trend_rows(readings: Sequence[Reading], *, shown: Sequence[str], when: Sequence[str], limits: Limits | None = None,
               tone_now: str = "routine", goal: float | None = None,
               notes: Iterable[tuple[date, str]] = ()) -> pd.DataFrame:  # fmt: skip
    """The rows of a trend: readings oldest first, with how each value and period reads; a missing value is a gap.

    Columns as COLUMNS: layer (limit|goal|past|now|note), day, value, low, high, run (between gaps), tone, when, shown.
    """
    rows, run = [], 0
    for reading, text, period in zip(readings, shown, when, strict=True):
        if reading.value is None:
            run += 1
            continue
        rows.append(("past", reading.end, reading.value, None, None, run, "", period, text))
    if rows and readings[-1].value is not None:
        rows.append(("now", *rows[-1][1:6], tone_now if tone_now in TONES else "routine", *rows[-1][7:]))
    if readings:
        first, last = readings[0].end, readings[-1].end
        if limits:
            rows += [("limit", day, limits.center, limits.low, limits.high, 0, "", "", "") for day in (first, last)]
        if goal is not None:
            rows += [("goal", day, goal, None, None, 0, "", "", "") for day in (first, last)]
        rows += [
            ("note", day, None, None, None, 0, "", long_day(day), text) for day, text in notes if first <= day <= last
        ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.assign(
        day=pd.to_datetime(frame["day"]), **{c: frame[c].astype(float) for c in ("value", "low", "high")}
    )


def trend_spec(unit: str, *, height: int = 260) -> dict[str, Any]:
    """The spec of a trend; fed with `trend_rows`. `unit` as in a reading (a currency code for money)."""
    x = {
        "field": "day",
        "type": "temporal",
        "axis": {"title": None, "grid": False, "tickCount": 6, "format": day_axis(year=True)},
    }
    axis = {"title": None, "format": FORMATS.get(unit, "~s"), "tickCount": 4}
    y = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": axis}
    tips = [{"field": "when", "title": "Period"}, {"field": "shown", "title": "Value"}]
    note = [{"field": "when", "title": "Day"}, {"field": "shown", "title": "Note"}]
    line = {"x": x, "y": y, "detail": {"field": "run"}, "order": {"field": "day"}}
    return {
        "height": height,
        "layer": [
            layer(
                "limit",
                {"type": "area", "color": INK, "opacity": 0.07},
                {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            ),
            layer("limit", {"type": "line", "color": INK, "opacity": 0.3, "strokeWidth": 1}, {"x": x, "y": y}),
            layer(
                "goal",
                {"type": "line", "color": INK, "strokeWidth": 1, "strokeDash": [2, 3], "opacity": 0.8},
                {"x": x, "y": y},
            ),
            layer("note", {"type": "rule", "color": INK, "opacity": 0.45, "strokeDash": [4, 3]}, {"x": x}),
            layer(
                "note",
                {"type": "text", "text": "✎", "color": INK, "fontSize": 14, "dy": -6},
                {"x": x, "y": {"value": 0}, "tooltip": note},
            ),
            layer("past", {"type": "line", "color": INK, "opacity": 0.75, "strokeWidth": 1.6}, line),
            layer(
                "past", {"type": "point", "filled": True, "size": 140, "opacity": 0}, {"x": x, "y": y, "tooltip": tips}
            ),
            layer(
                "now",
                {"type": "point", "filled": True, "size": 80, "opacity": 1},
                {"x": x, "y": y, "color": tone(), "tooltip": tips},
            ),
        ],
    }


def layer(name: str, mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    """One layer of a chart, drawn from the rows that carry its name in the column `layer`."""
    return {"transform": [{"filter": f"datum.layer === '{name}'"}], "mark": mark, "encoding": encoding}

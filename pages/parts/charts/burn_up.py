"""The burn-up: roll-outs live, the plan, and the range of days the own pace leads to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pages.parts.charts.palette import INK, tone
from pages.parts.charts.trend import layer

COLUMNS = ("layer", "day", "value", "to", "tone", "when", "shown")
AHEAD = timedelta(weeks=78)  # how far the chart looks when the own pace needs longer
BEYOND = date(2199, 12, 31)  # stands for "never": far outside what is drawn


@dataclass(frozen=True)
class Way:
    """What is drawn: days with roll-outs live and planned (None = not known), and when a count is reached, (count, early, late).

    `tone` tells whether today's count is behind or ahead of the plan; `words` name the lines at their ends.
    """

    today: date
    due_on: date
    needed: int
    live: Iterable[tuple[date, int]]
    plan: Iterable[tuple[date, float]]
    fan: Iterable[tuple[int, date, date | None]]
    tone: str
    words: tuple[str, str, str, str]  # live, plan, own pace, target


def burn_up_rows(way: Way) -> pd.DataFrame:
    """The rows of the chart, columns as COLUMNS; what lies beyond the last day drawn is clipped by the spec."""
    live, plan, fan, last = list(way.live), list(way.plan), list(way.fan), last_day(way)
    rows: list[tuple] = [("live", day, n, None, "", _day(day), f"{n:,}") for day, n in live]
    rows += [("plan", day, n, None, "", _day(day), f"{n:,.0f}") for day, n in plan]
    rows += [("fan", early, n, late or BEYOND, "", "", "") for n, early, late in fan]
    rows += [("goal", day, way.needed, None, "", "", "") for day in (*(d for d, _ in live[:1]), last)]
    rows.append(("due", way.due_on, None, None, "", _day(way.due_on), way.words[3]))
    if live:
        rows.append(("now", *live[-1], None, way.tone, _day(live[-1][0]), f"{live[-1][1]:,}"))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.assign(day=pd.to_datetime(frame["day"]), to=pd.to_datetime(frame["to"]), value=frame["value"].astype(float))


def last_day(way: Way) -> date:
    """The right edge: the due day, or where the own pace leads, at most a year and a half ahead."""
    late = max((late or BEYOND for _, _, late in way.fan), default=way.due_on)
    return max(way.due_on, min(late, way.today + AHEAD))


def burn_up_spec(way: Way, *, height: int = 300) -> dict[str, Any]:
    """The spec of this way; fed with `burn_up_rows`."""
    first = min((day for day, _ in way.live), default=way.today)
    names = way.words
    x = {"field": "day", "type": "temporal", "scale": {"domain": [_at(first), _at(last_day(way))]},
         "axis": {"title": None, "grid": False, "tickCount": 6, "format": "%b %y", "labelOverlap": True, "labelFlush": True}}
    y = {"field": "value", "type": "quantitative", "scale": {"zero": True, "nice": True},
         "axis": {"title": None, "format": ".0f", "tickCount": 5}}
    at, across = {"x": x, "y": y}, {"x": x, "x2": {"field": "to"}, "y": y}
    tips = {"tooltip": [{"field": "when", "title": "Week to"}, {"field": "shown", "title": "Roll-outs"}]}
    ink, dashed = {"color": INK, "clip": True}, {"strokeDash": [5, 4], "strokeWidth": 1.2, "opacity": 0.55}
    return {
        "height": height, "padding": {"left": 0, "right": 4, "top": 6, "bottom": 0},
        "layer": [
            layer("fan", {"type": "area", "orient": "horizontal", "opacity": 0.12} | ink, across),
            layer("fan", {"type": "line"} | dashed | ink, at | {"order": {"field": "value"}}),
            layer("fan", {"type": "line"} | dashed | ink, {"x": x | {"field": "to"}, "y": y, "order": {"field": "value"}}),
            layer("goal", {"type": "line", "strokeWidth": 1, "opacity": 0.45} | ink, at),
            layer("due", {"type": "rule", "strokeDash": [2, 3], "opacity": 0.45} | ink, {"x": x}),
            layer("plan", {"type": "line", "strokeDash": [2, 3], "strokeWidth": 1.6, "opacity": 0.85} | ink, at),
            layer("live", {"type": "line", "strokeWidth": 2.2, "opacity": 0.9} | ink, at | {"order": {"field": "day"}}),
            layer("now", {"type": "point", "filled": True, "size": 90, "opacity": 1}, at | {"color": tone()} | tips),
            _name("live", names[0], at, row=0, align="left", dx=2, dy=-10),
            _name("plan", names[1], at, row=-1, align="right", dx=-7, dy=3),
            _name("goal", names[3], at, row=0, align="left", dx=2, dy=-8),
            _fan_name(names[2], at),
            *(layer(name, {"type": "point", "filled": True, "size": 130, "opacity": 0}, at | tips) for name in ("live", "plan")),
        ],
    }  # fmt: skip


def _name(which: str, text: str, at: dict[str, Any], *, row: int, **place: Any) -> dict[str, Any]:
    """The name of a line, written at its first (row 0) or last day."""
    end = "min" if row == 0 else "max"
    return {
        "transform": [{"filter": f"datum.layer === '{which}'"},
                      {"joinaggregate": [{"op": end, "field": "day", "as": "end"}]}, {"filter": "datum.day === datum.end"}],
        "mark": {"type": "text", "text": text, "color": INK, "fontSize": 12, "opacity": 0.85, **place}, "encoding": at,
    }  # fmt: skip


def _fan_name(text: str, at: dict[str, Any]) -> dict[str, Any]:
    """The name of the range, inside it, a third up its earlier edge."""
    return {
        "transform": [{"filter": "datum.layer === 'fan'"}, {"joinaggregate": [
            {"op": "min", "field": "value", "as": "low"}, {"op": "max", "field": "value", "as": "high"}]},
            {"filter": "datum.value === round(datum.low + (datum.high - datum.low) * 0.4)"}],
        "mark": {"type": "text", "text": text, "color": INK, "fontSize": 12, "opacity": 0.85, "align": "left", "dx": 12, "dy": 4,
                 "clip": True},
        "encoding": at,
    }  # fmt: skip


def _at(day: date) -> int:
    """A day as the axis counts: milliseconds; a date object would be read twice where layers share an axis."""
    return (day - date(1970, 1, 1)).days * 86_400_000


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"

"""The burn-up: roll-outs live, the plan, and the range of days the own pace leads to; one day of it as a bullet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from pages.parts.charts.palette import INK, tone
from pages.parts.charts.trend import layer
from pages.parts.figures import long_day, whole

COLUMNS = ("layer", "day", "value", "low", "tone", "when", "shown")
AHEAD = timedelta(weeks=78)  # how far the chart looks when the own pace needs longer
BEYOND = date(2199, 12, 31)  # stands for "never": far outside what is drawn


@dataclass(frozen=True)
class Way:
    """What is drawn: days with roll-outs live and planned, and when a count is likely reached, (count, early, late).

    `late` None = perhaps never. `tone` tells whether today is behind or ahead of the plan; `words` name the
    lines: live, plan, own pace, target.
    """

    today: date
    due_on: date
    needed: int
    live: tuple[tuple[date, int], ...]
    plan: tuple[tuple[date, float], ...]
    fan: tuple[tuple[int, date, date | None], ...]
    tone: str
    words: tuple[str, str, str, str]


def burn_up_rows(way: Way) -> pd.DataFrame:
    """The rows of the chart, columns as COLUMNS."""
    rows: list[tuple] = [("live", day, n, None, "", _day(day), whole(n)) for day, n in way.live]
    rows += [("plan", day, n, None, "", _day(day), whole(n)) for day, n in way.plan]
    rows += [("fan", day, high, low, "", _day(day), f"{whole(low)}–{whole(high)}") for day, low, high in fan_edges(way)]
    rows += [("goal", day, way.needed, None, "", "", "") for day in (*(d for d, _ in way.live[:1]), last_day(way))]
    rows.append(("due", way.due_on, None, None, "", _day(way.due_on), ""))
    rows += [("now", day, n, None, way.tone, _day(day), whole(n)) for day, n in way.live[-1:]]
    frame = pd.DataFrame([*rows, *_names(way)], columns=list(COLUMNS))
    return frame.assign(day=pd.to_datetime(frame["day"]), **{c: frame[c].astype(float) for c in ("value", "low")})


def fan_edges(way: Way) -> list[tuple[date, float, float]]:
    """Day by week from today, the fewest and the most roll-outs likely live at the own pace: (day, low, high)."""
    if not way.fan:
        return []
    last = last_day(way)
    days = [way.today + timedelta(weeks=n) for n in range((last - way.today).days // 7 + 1)]
    days += [last] if days[-1] < last else []
    counts = [n for n, _, _ in way.fan]
    at = [day.toordinal() for day in days]
    high = np.interp(at, [early.toordinal() for _, early, _ in way.fan], counts)
    low = np.interp(at, [(late or BEYOND).toordinal() for _, _, late in way.fan], counts)
    return list(zip(days, low.tolist(), high.tolist(), strict=True))


def last_day(way: Way) -> date:
    """The right edge: the due day, or where the own pace leads, at most a year and a half ahead."""
    late = max((late or BEYOND for _, _, late in way.fan), default=way.due_on)
    return max(way.due_on, way.today, min(late, way.today + AHEAD))


def _names(way: Way) -> Iterator[tuple]:
    """What the lines are called, each at a place of its own."""
    live, plan, fan, goal = way.words
    if way.live:
        yield ("live_name", *way.live[0], None, "", "", live)
        yield ("name", way.live[0][0], way.needed, None, "", "", goal)
    if way.plan:
        yield ("plan_name", *way.plan[len(way.plan) // 2], None, "", "", plan)
    if edges := fan_edges(way):
        day, low, high = edges[len(edges) * 2 // 3]
        yield ("fan_name", day, (low + high) / 2, None, "", "", fan)


def burn_up_spec(*, height: int = 300) -> dict[str, Any]:
    """The spec of a burn-up; fed with `burn_up_rows`."""
    x = {
        "field": "day",
        "type": "temporal",
        "axis": {
            "title": None,
            "grid": False,
            "tickCount": 6,
            "format": "%b %Y",
            "labelOverlap": True,
            "labelFlush": True,
        },
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {"title": None, "format": ".0f", "tickCount": 5},
    }
    at, below = {"x": x, "y": y}, {"x": x, "y": y | {"field": "low"}}
    tips = {"tooltip": [{"field": "when", "title": "Week to"}, {"field": "shown", "title": "Roll-outs"}]}
    ink, edge = (
        {"color": INK},
        {"type": "line", "strokeDash": [5, 4], "strokeWidth": 1.2, "opacity": 0.55, "color": INK},
    )
    word = {"type": "text", "color": INK, "fontSize": 12, "opacity": 0.85}
    return {
        "height": height,
        "padding": {"left": 0, "right": 4, "top": 6, "bottom": 0},
        "layer": [
            layer("fan", {"type": "area", "opacity": 0.12} | ink, below | {"y2": {"field": "value"}}),
            layer("fan", edge, at),
            layer("fan", edge, below),
            layer("goal", {"type": "line", "strokeWidth": 1, "opacity": 0.45} | ink, at),
            layer("due", {"type": "rule", "strokeDash": [2, 3], "opacity": 0.45} | ink, {"x": x}),
            layer("plan", {"type": "line", "strokeDash": [2, 3], "strokeWidth": 1.6, "opacity": 0.85} | ink, at),
            layer("live", {"type": "line", "strokeWidth": 2.2, "opacity": 0.9} | ink, at),
            layer("now", {"type": "point", "filled": True, "size": 90, "opacity": 1}, at | {"color": tone()}),
            layer("name", word | {"align": "left", "dx": 2, "dy": -9}, at | {"text": {"field": "shown"}}),
            layer("live_name", word | {"align": "left", "dx": 2, "dy": 13}, at | {"text": {"field": "shown"}}),
            layer("plan_name", word | {"align": "right", "dx": -9, "dy": -3}, at | {"text": {"field": "shown"}}),
            layer("fan_name", word | {"align": "center"}, at | {"text": {"field": "shown"}}),
            *(
                layer(name, {"type": "point", "filled": True, "size": 130, "opacity": 0}, at | tips)
                for name in ("live", "plan", "fan")
            ),
        ],
    }


def bullet_rows(live: int, possible: int, plan: float, needed: int, kind: str) -> pd.DataFrame:
    """One row: what is live out of what is possible, with the plan for today and the target as ticks."""
    return pd.DataFrame([{"live": live, "possible": possible, "plan": plan, "needed": needed, "tone": kind}])


def bullet_spec() -> dict[str, Any]:
    """The spec of a bullet; fed with `bullet_rows`. The dotted tick is the plan for today, the solid one the target."""

    def along(field: str) -> dict[str, Any]:
        return {"x": {"field": field, "type": "quantitative", "axis": None, "scale": {"zero": True, "nice": False}}}

    tick = {"type": "tick", "color": INK, "orient": "vertical", "size": 26, "thickness": 2}
    return {
        "height": 30,
        "padding": {"left": 0, "right": 2, "top": 2, "bottom": 2},
        "config": {"view": {"stroke": None}},
        "layer": [
            {"mark": {"type": "bar", "color": INK, "opacity": 0.12, "size": 18}, "encoding": along("possible")},
            {"mark": {"type": "bar", "size": 8}, "encoding": along("live") | {"color": tone()}},
            {"mark": tick | {"opacity": 0.5, "thickness": 1.5}, "encoding": along("plan")},
            {"mark": tick, "encoding": along("needed")},
        ],
    }


def _day(day: date) -> str:
    return long_day(day)

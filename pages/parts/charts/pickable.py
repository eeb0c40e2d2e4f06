"""Makes the bars of a chart clickable: a click names the bar to the page."""

from typing import Any

PICK = "pick"


def pickable(spec: dict[str, Any]) -> dict[str, Any]:
    """The same spec of bars with a selection called `PICK`, which carries the field `name` of the bar clicked."""
    bars, *rest = spec["layer"]
    chosen = {"name": PICK, "select": {"type": "point", "fields": ["name"], "on": "click", "toggle": False}}
    mark = bars["mark"] | {"cursor": "pointer"}
    return spec | {"layer": [bars | {"mark": mark, "params": [chosen]}, *rest]}

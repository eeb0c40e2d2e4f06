"""Splits the change of a ratio by its own parts: what more above the line and what less below it added to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from kpis.reading import NoAnswer, Reading
from kpis.registry import Indicator
from kpis.why import Part, Split

PART = "part"


@dataclass(frozen=True)
class Ratio:
    """A number as the sum of some of its parts over the sum of others, plus a constant."""

    top: tuple[str, ...]
    bottom: tuple[str, ...]
    plus: float = 0.0


RATIOS: Mapping[str, Ratio] = {
    "roi": Ratio(("incremental_margin",), ("run_cost", "amortised_investment"), plus=-1.0),
    "cost_of_sales": Ratio(("cost_base",), ("net_revenue",)),
    "talent": Ratio(("stayed",), ("start",)),
}


def split_by_parts(what: Indicator, before: Reading, now: Reading) -> Split:
    """What each part of a ratio added to its change; the parts add up to it exactly.

    With the sums N above and D below the line, a part above adds its change x the mean of 1/D, a part below adds
    - the mean of N x its change / (D before x D now): N/D now - N/D before without a rest (midpoints, as for rate and
    mix in `kpis.why`). `before` and `after` of a part are its own amounts. Raises NoAnswer where a part is not known.
    """
    ratio = RATIOS[what.id]
    tops, bottoms = (_amounts(names, before, now) for names in (ratio.top, ratio.bottom))
    above, below = (tuple(fsum(pair[i] for pair in side.values()) for i in (0, 1)) for side in (tops, bottoms))
    if not all(below):
        raise NoAnswer("there is nothing to divide by")
    each, middle = (1 / below[0] + 1 / below[1]) / 2, (above[0] + above[1]) / 2
    parts = [Part(name, (b - a) * each, a, b) for name, (a, b) in tops.items()]
    parts += [Part(name, middle * (a - b) / (below[0] * below[1]), a, b) for name, (a, b) in bottoms.items()]
    first, second = (n / d + ratio.plus for n, d in zip(above, below, strict=True))
    ordered = tuple(sorted(parts, key=lambda part: -abs(part.change)))
    return Split(PART, first, second, ordered, len(ordered), 0.0)


def _amounts(names: tuple[str, ...], before: Reading, now: Reading) -> dict[str, tuple[float, float]]:
    found = {name: (before.parts.get(name), now.parts.get(name)) for name in names}
    if any(None in pair for pair in found.values()):
        raise NoAnswer("its parts are not known for both periods")
    return {name: (float(a), float(b)) for name, (a, b) in found.items()}

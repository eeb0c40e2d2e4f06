"""Why a number moved: parts by one dimension that add up exactly to the change, for sums and for ratios."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
import pandas as pd

from kpis.contract import DIMENSIONS
from kpis.reading import NoAnswer
from kpis.slices import NONE

SHOWN = 5  # values named; the rest is one line
ALL_ELSE = "all else"
OWN_COLUMNS = {"data_set": "asset_id"}  # what is counted one by one, but is no filter


@dataclass(frozen=True)
class Part:
    """What one value of a dimension added to the change of a number.

    For a sum `change` = after - before. For a ratio `change` = `rate` + `mix`: its own ratio moved, and its weight in the
    whole moved; `before` and `after` are then its own ratios, None where it has no denominator. `folded` is how many
    values the line "all else" holds, 0 for a single value.
    """

    label: str
    change: float
    before: float | None
    after: float | None
    rate: float | None = None
    mix: float | None = None
    folded: int = 0


@dataclass(frozen=True)
class Split:
    """A change and its parts by one dimension, the largest first, "all else" last; the parts add up to `change`."""

    dimension: str
    before: float
    after: float
    parts: tuple[Part, ...]
    values: int
    concentration: float

    @property
    def change(self) -> float:
        """The change that is explained."""
        return self.after - self.before


def contributions(before: pd.DataFrame, after: pd.DataFrame, dimension: str, *, value: str | None = None,
                  numerator: str | None = None, denominator: str | None = None, once: str | None = None,
                  keep: int = SHOWN) -> Split:  # fmt: skip
    """What each value of a dimension added to the change of a number between two periods.

    `before` and `after`: the rows of the two periods. Either a sum of the column `value`: each part is its difference.
    Or a ratio of the sums of `numerator` and `denominator`, with the effects of midpoints (Marshall and Edgeworth; for
    two factors the same as Shapley's): with weight w = own denominator / whole denominator, own ratio r and ratio of the
    whole R, rate = mean w x change of r, and mix = (mean r - mean R) x change of w. A value that comes or goes only
    shifts the mix. Or a count of distinct `once` (such as customers), which is refused where one of them has several values.
    Rows without a value are "(none)"; beyond the `keep` largest all are folded into "all else". Empty cells of the
    summed columns count as nothing.

    Raises NoAnswer if the rows do not have the dimension, if slices overlap, or if there is nothing to divide by.
    """
    _refuse_without_dimension((before, after), dimension)
    names = _names(before, after, dimension)
    if once:
        first, second = (_distinct(rows, dimension, once, names) for rows in (before, after))
        return _of_sum(dimension, names, first, second, keep)
    if value:
        first, second = (_sums(rows, dimension, value, names) for rows in (before, after))
        return _of_sum(dimension, names, first, second, keep)
    tops, bottoms = ([_sums(rows, dimension, column, names) for rows in (before, after)] for column in (numerator, denominator))
    return _of_ratio(dimension, names, _Ratios.of(tops, bottoms), keep)


def best_dimension(before: pd.DataFrame, after: pd.DataFrame, dimensions: Sequence[str], **measure) -> Split:
    """The split that explains a change best: the dimension whose movement lies in the fewest of its values.

    Measured by the concentration of the absolute parts (Herfindahl index, corrected for the number of values: 1 = one
    value moved alone, 0 = all moved alike); equal ones are told apart by how much moves in all, then by their order.
    `measure` as for `contributions`. Dimensions that cannot be split are left out; raises the first reason if none can.
    """
    found, refused = [], []
    for dimension in dimensions:
        try:
            found.append(contributions(before, after, dimension, **measure))
        except NoAnswer as reason:
            refused.append(reason)
    if not found:
        raise refused[0] if refused else NoAnswer("this number has no dimension to split it by")
    return max(found, key=moved_most)


def moved_most(split: Split) -> tuple[float, float]:
    """What the best of several splits has most of: concentration in few values, then movement in all."""
    return round(split.concentration, 9), round(sum(abs(part.change) for part in split.parts), 6)


def averaged(splits: Sequence[Split]) -> Split:
    """The mean of unfolded splits of changes to one and the same number, value by value; it adds up like each of them.

    A value that a split does not have did not exist there: nothing for a sum, no ratio of its own for a ratio.
    """
    count, ratio = len(splits), any(part.rate is not None for split in splits for part in split.parts)
    found = [{part.label: part for part in split.parts} for split in splits]
    parts = []
    for name in dict.fromkeys(label for each in found for label in each):
        mine = [each.get(name, Part(name, 0.0, None, None)) for each in found]
        effects = (fsum(p.rate or 0.0 for p in mine) / count, fsum(p.mix or 0.0 for p in mine) / count) if ratio else ()
        parts.append(Part(name, fsum(p.change for p in mine) / count, _middle(mine, "before", ratio),
                          _middle(mine, "after", ratio), *effects))  # fmt: skip
    ordered = tuple(sorted(parts, key=lambda part: (-abs(part.change), part.label)))
    return Split(splits[0].dimension, fsum(s.before for s in splits) / count, splits[0].after, ordered, len(ordered),
                 _concentration(np.array([part.change for part in ordered])))  # fmt: skip


def _middle(parts: Sequence[Part], end: str, ratio: bool) -> float | None:
    known = [value for part in parts if (value := getattr(part, end)) is not None]
    return fsum(known) / (len(known) if ratio else len(parts)) if known else None


def folded(split: Split, keep: int = SHOWN) -> Split:
    """The same split with all beyond the `keep` largest parts as one line; one part alone is never folded.

    The line of a ratio has no ratio of its own: it is not known here what lies above and below it.
    """
    if len(split.parts) <= keep + 1:
        return split
    named, rest = split.parts[:keep], split.parts[keep:]
    ratio = any(part.rate is not None for part in rest)
    ends = (None, None) if ratio else (fsum(p.before or 0.0 for p in rest), fsum(p.after or 0.0 for p in rest))
    effects = (fsum(p.rate or 0.0 for p in rest), fsum(p.mix or 0.0 for p in rest)) if ratio else (None, None)
    line = Part(ALL_ELSE, fsum(p.change for p in rest), *ends, *effects, folded=len(rest))
    return Split(split.dimension, split.before, split.after, (*named, line), split.values, split.concentration)


def column_for(dimension: str) -> str:
    """The column of the rows that holds a dimension, or what is counted one by one."""
    return DIMENSIONS.get(dimension) or OWN_COLUMNS.get(dimension, dimension)


def _refuse_without_dimension(both: Sequence[pd.DataFrame], dimension: str) -> None:
    if any(column_for(dimension) not in rows.columns for rows in both):
        raise NoAnswer(f"not by {dimension.replace('_', ' ')}")


def _names(before: pd.DataFrame, after: pd.DataFrame, dimension: str) -> list[str]:
    column = column_for(dimension)
    found = {str(name) for rows in (before, after) for name in rows[column].dropna().unique()}
    empty = any(rows[column].isna().any() for rows in (before, after))
    return sorted(found - {NONE}) + [NONE] * (empty or NONE in found)


def _labels(rows: pd.DataFrame, dimension: str) -> list[str]:
    column = rows[column_for(dimension)]
    return [NONE if gone else str(name) for name, gone in zip(column.tolist(), column.isna().tolist(), strict=True)]


def _sums(rows: pd.DataFrame, dimension: str, column: str, names: list[str]) -> np.ndarray:
    """The sum of each value; exactly rounded, so that the order of rows does not matter."""
    gathered: dict[str, list[float]] = {name: [] for name in names}
    for label, amount in zip(_labels(rows, dimension), rows[column].astype(float).tolist(), strict=True):
        if amount == amount:
            gathered[label].append(amount)
    return np.array([fsum(amounts) for amounts in gathered.values()])


def _distinct(rows: pd.DataFrame, dimension: str, once: str, names: list[str]) -> np.ndarray:
    pairs = {(label, key) for label, key in zip(_labels(rows, dimension), rows[once].tolist(), strict=True) if key == key}
    if len({key for _, key in pairs}) < len(pairs):
        thing = once.removesuffix("_id").removesuffix("_key").replace("_", " ")
        spoken = dimension.replace("_", " ")
        raise NoAnswer(f"the same {thing} counts in more than one {spoken}, so the parts would not add up to the whole")
    labels = [label for label, _ in pairs]
    return np.array([float(labels.count(name)) for name in names])


def _of_sum(dimension: str, names: list[str], first: np.ndarray, second: np.ndarray, keep: int) -> Split:
    changes = second - first
    order, folded = _order(names, changes, keep)
    parts = [Part(names[i], float(changes[i]), float(first[i]), float(second[i])) for i in order]
    if folded:
        old, new = fsum(first[folded]), fsum(second[folded])
        parts.append(Part(ALL_ELSE, new - old, old, new, folded=len(folded)))
    return Split(dimension, fsum(first), fsum(second), tuple(parts), len(names), _concentration(changes))


@dataclass(frozen=True)
class _Ratios:
    """Numerators and denominators of each value in both periods, one row per period."""

    top: np.ndarray
    bottom: np.ndarray
    whole: np.ndarray

    @classmethod
    def of(cls, tops: list[np.ndarray], bottoms: list[np.ndarray]) -> "_Ratios":
        under = np.array([fsum(b) for b in bottoms])
        if not under.all():
            raise NoAnswer("there is nothing to divide by " + ("before", "after")[int(under[0] != 0)])
        over = np.array([fsum(t) for t in tops])
        return cls(np.array(tops), np.array(bottoms), np.array([over / under, under]))

    def own(self, which: np.ndarray | slice = slice(None)) -> np.ndarray:
        """The ratio of each value in both periods; NaN where it has no denominator."""
        top, bottom = self.top[:, which], self.bottom[:, which]
        return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)

    def effects(self) -> tuple[np.ndarray, np.ndarray]:
        """Rate and mix of each value; all of them together are exactly the change of the whole."""
        ratio, total = self.whole
        weight, share = self.bottom / total[:, None], self.top / total[:, None]
        own = self.own()
        steady = np.where(np.isnan(own), own[::-1], own)  # a value that comes or goes keeps its ratio: only the mix moves
        middle = np.nan_to_num(steady.mean(axis=0))
        mix = (middle - ratio.mean()) * (weight[1] - weight[0])
        return share[1] - share[0] - middle * (weight[1] - weight[0]), mix


def _of_ratio(dimension: str, names: list[str], ratios: _Ratios, keep: int) -> Split:
    rate, mix = ratios.effects()
    own, changes = ratios.own(), rate + mix
    order, folded = _order(names, changes, keep)
    parts = [Part(names[i], float(changes[i]), _known(own[0, i]), _known(own[1, i]), float(rate[i]), float(mix[i]))
             for i in order]  # fmt: skip
    if folded:
        gone = np.divide(*(np.array([[fsum(period[folded])] for period in table]) for table in (ratios.top, ratios.bottom)),
                         out=np.full((2, 1), np.nan), where=ratios.bottom[:, folded].sum(axis=1, keepdims=True) != 0)  # fmt: skip
        parts.append(Part(ALL_ELSE, fsum(changes[folded]), _known(gone[0, 0]), _known(gone[1, 0]), fsum(rate[folded]),
                          fsum(mix[folded]), len(folded)))  # fmt: skip
    before, after = ratios.whole[0].tolist()
    return Split(dimension, before, after, tuple(parts), len(names), _concentration(changes))


def _known(ratio: float) -> float | None:
    return None if np.isnan(ratio) else float(ratio)


def _order(names: list[str], changes: np.ndarray, keep: int) -> tuple[list[int], list[int]]:
    """The values to name, largest change first (equal ones by name), and those to fold; one alone is never folded."""
    order = sorted(range(len(names)), key=lambda i: (-abs(changes[i]), names[i]))
    return (order, []) if len(order) <= keep + 1 else (order[:keep], order[keep:])


def _concentration(changes: np.ndarray) -> float:
    total, count = float(np.abs(changes).sum()), len(changes)
    if count < 2 or total == 0:
        return 0.0
    herfindahl = float(((np.abs(changes) / total) ** 2).sum())
    return (herfindahl - 1 / count) / (1 - 1 / count)

"""One figure of a use case with its range, or the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass

from kpis.statistics import Estimate


@dataclass(frozen=True)
class Figure:
    """One figure with its range, if it has one, or the reason why there is none; never 0 for unknown."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    def less(self, amount: float) -> "Figure":
        """The same figure after something known exactly is taken off."""
        return self._each(lambda v: v - amount)

    def over(self, amount: float) -> "Figure":
        """The same figure divided by something known exactly and above 0."""
        return self._each(lambda v: v / amount)

    def times(self, factor: float) -> "Figure":
        """The same figure times something known exactly and not below 0."""
        return self._each(lambda v: v * factor)

    @property
    def unclear(self) -> bool:
        """Does its range hold zero, so that nobody can say whether there is anything?"""
        return self.low is not None and self.low <= 0 <= self.high

    def _each(self, change: Callable[[float], float]) -> "Figure":
        return Figure(*(None if v is None else change(v) for v in (self.value, self.low, self.high)), self.reason)


def known(estimate: Estimate) -> Figure:
    """An estimate as a figure."""
    return Figure(estimate.value, estimate.low, estimate.high)


def unknown(reason: str) -> Figure:
    """No figure, for this reason."""
    return Figure(reason=reason)

"""The use cases or data sets a number counts, one by one: start + came in - went out = end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from kpis.reading import NoAnswer, Reading
from kpis.recount import DATA_SET, Look, by_data_set, by_use_case
from kpis.registry import Indicator
from kpis.why import column_for

TOP, BOTTOM = "numerator", "denominator"
Recount = Callable[[Indicator, Reading, Look], dict[str, Reading]]


@dataclass(frozen=True)
class _Kind:
    """How a number is recounted one by one, and which part of a single reading says that it counts and is there."""

    dimension: str
    recount: Recount
    top: str = ""
    bottom: str = ""


COUNTED: Mapping[str, _Kind] = {
    "automation_level": _Kind("use_case", by_use_case, "count", "portfolio"),
    "applicability": _Kind("use_case", by_use_case, "replicated", "live"),
    "data_assets": _Kind(DATA_SET, by_data_set, "", "registered"),
}
LISTED: Mapping[str, _Kind] = {
    "sophistication": _Kind("use_case", by_use_case, "", "rated"),
    "development_effort": _Kind("use_case", by_use_case),
}


@dataclass(frozen=True)
class Member:
    """One thing a number counts, in two periods: was it there, and with which value (None: there, but not known yet).

    Of a count the value is 1 where it counts and 0 where it is only in the whole.
    """

    name: str
    there_before: bool
    there_now: bool
    before: float | None
    now: float | None

    @property
    def same(self) -> bool:
        """Did nothing change?"""
        return (self.there_before, self.before) == (self.there_now, self.now)


@dataclass(frozen=True)
class Members:
    """All that a number counts or lists, by name; `counted` tells counts from lists whose middle is the number."""

    dimension: str
    counted: bool
    all: tuple[Member, ...]

    @property
    def came(self) -> tuple[Member, ...]:
        """Of a count: what counts now and did not before; of a list: what is in it now and was not."""
        return tuple(m for m in self.all if self._in(m.there_now, m.now) and not self._in(m.there_before, m.before))

    @property
    def went(self) -> tuple[Member, ...]:
        """What counted or was listed before, and is not any more."""
        return tuple(m for m in self.all if self._in(m.there_before, m.before) and not self._in(m.there_now, m.now))

    @property
    def changed(self) -> tuple[Member, ...]:
        """What stayed in the list with another value; nothing for a count."""
        return () if self.counted else tuple(m for m in self.all if m.there_before and m.there_now and not m.same)

    @property
    def start(self) -> int:
        """How many there were; start + came - went = end."""
        return sum(self._in(m.there_before, m.before) for m in self.all)

    @property
    def end(self) -> int:
        """How many there are."""
        return sum(self._in(m.there_now, m.now) for m in self.all)

    @property
    def whole(self) -> tuple[int, int]:
        """How many there were and are in the whole that a count is a part of."""
        return sum(m.there_before for m in self.all), sum(m.there_now for m in self.all)

    def _in(self, there: bool, value: float | None) -> bool:
        return there and (not self.counted or value == 1.0)


def has_members(what: Indicator) -> bool:
    """Can it be said one by one what this number counts?"""
    return what.id in COUNTED or what.id in LISTED


def members(what: Indicator, before: Reading, now: Reading, look: Look) -> Members:
    """What a number counts in two periods, one by one, by the number's own function.

    Raises NoAnswer for numbers that are not counted one by one (sums of money, answers, people).
    """
    kind = _kind_of(what)
    first, second = (_states(what, kind.recount(what, of, look)) for of in (before, now))
    names = sorted(first.keys() | second.keys())
    found = tuple(Member(name, name in first, name in second, first.get(name), second.get(name)) for name in names)
    return Members(kind.dimension, what.id in COUNTED, found)


def member_rows(what: Indicator, of: Reading, look: Look) -> pd.DataFrame:
    """One row per thing counted: its name (column of the dimension), numerator (1 or 0) and denominator (1)."""
    kind = COUNTED[what.id]
    states = _states(what, kind.recount(what, of, look))
    columns = {column_for(kind.dimension): list(states), TOP: list(states.values()), BOTTOM: [1.0] * len(states)}
    return pd.DataFrame(columns).astype({TOP: float, BOTTOM: float})


def listed(what: Indicator, of: Reading, look: Look) -> dict[str, float | None]:
    """What a number counts or lists in one period, by name; as `Member.now`."""
    return _states(what, _kind_of(what).recount(what, of, look))


def dimension_of(what: Indicator) -> str:
    """By what a number is counted one by one: "use_case" or "data_set"."""
    return _kind_of(what).dimension


def _kind_of(what: Indicator) -> _Kind:
    found = COUNTED.get(what.id) or LISTED.get(what.id)
    if found is None:
        raise NoAnswer("it is not counted one by one")
    return found


def _states(what: Indicator, readings: Mapping[str, Reading]) -> dict[str, float | None]:
    kind = _kind_of(what)
    return {name: _value(kind, one) for name, one in readings.items() if _there(kind, one)}


def _there(kind: _Kind, one: Reading) -> bool:
    if kind.bottom:
        return bool(one.parts.get(kind.bottom))
    return one.value is not None or (one.reason or "").startswith("more than")  # in build: longer than so far


def _value(kind: _Kind, one: Reading) -> float | None:
    return float(one.parts[kind.top]) if kind.top else one.value

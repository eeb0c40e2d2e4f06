"""What an indicator answers: a number with everything needed to trust it, or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class View(StrEnum):
    """The three views of Table 2 of the article."""

    TOP_LINE = "top_line"
    BOTTOM_LINE = "bottom_line"
    STRATEGIC = "strategic"


class Timing(StrEnum):
    """Leading indicators move before the result, lagging ones are the result."""

    LEADING = "leading"
    LAGGING = "lagging"


class Unit(StrEnum):
    """What a value is counted in; MONEY is shown as the company's ISO currency."""

    MONEY = "money"
    SHARE = "share"
    POINTS = "points"
    RATIO = "ratio"
    DAYS = "days"
    PERSON_DAYS = "person_days"
    COUNT = "count"
    LEVEL = "level"


class Better(StrEnum):
    """Which direction is good news."""

    HIGHER = "higher"
    LOWER = "lower"


class Grade(StrEnum):
    """How well an effect is proven: by test, market test, comparison, history, or only counted."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


NOTHING: Mapping[str, Any] = MappingProxyType({})


class NoAnswer(Exception):
    """There is no number, and this is the reason; parts that are known may come with it."""

    def __init__(self, reason: str, parts: Mapping[str, Any] = NOTHING):
        super().__init__(reason)
        self.reason = reason
        self.parts = parts


@dataclass(frozen=True)
class Answer:
    """What an indicator function returns: a value, its likely range, how many rows it rests on, and its parts."""

    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    grade: Grade | None = None


@dataclass(frozen=True)
class Reading:
    """One number of one indicator for one period and slice, or the reason why there is none."""

    id: str
    view: View
    timing: Timing
    unit: str
    start: date
    end: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    reason: str | None = None
    grade: Grade | None = None
    slice: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)

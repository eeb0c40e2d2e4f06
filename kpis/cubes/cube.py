"""What a cube is: one small table made by one select over the facts, and how it is cut to a period and a slice."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from kpis.company import Company


class Cut(StrEnum):
    """Which rows of a table belong to a reading."""

    WINDOW = "window"  # rows dated inside the indicator's window (flows)
    HISTORY = "history"  # all rows dated up to the end of the period (states, events, snapshots)
    ALL = "all"  # every row, dated or not


@dataclass(frozen=True)
class Cube:
    """A named select over facts; `day` dates its rows, `booked` is when a row became true (for as-of readings)."""

    name: str
    select: Callable[[Company], sa.Select]
    facts: tuple[str, ...]
    day: str = "day"
    cut: Cut = Cut.WINDOW
    booked: str = ""

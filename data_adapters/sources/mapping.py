"""What a mapping file may say: how a foreign export becomes rows of one canonical table."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Recipe:
    """How one canonical column is made from columns of the file (`sources`), a constant or the preamble.

    The steps run in this order: join, strip, values, dates, number marks, factor, round, prefix and suffix.
    """

    sources: tuple[str, ...] = ()
    value: str | None = None
    preamble: str | None = None
    join: str = "-"
    strip: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    dates: tuple[str, ...] = ()
    start_of: str | None = None
    factor: Decimal | None = None
    round: str | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class LeaveOut:
    """Rows that are not data, such as totals: by the text of one column (first column if none is named)."""

    column: str | None = None
    equals: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    is_empty: bool = False


@dataclass(frozen=True)
class Preamble:
    """A day or a range of days written in a cell above the header."""

    cell: str
    read: str = "range"
    dates: tuple[str, ...] = ("YYYY-MM-DD",)
    separator: str = " - "


@dataclass(frozen=True)
class Unpivot:
    """Several value columns become rows: the value goes `into` one column, its label into column `name`."""

    into: str
    name: str
    columns: dict[str, str]


@dataclass(frozen=True)
class Mapping:
    """A mapping file, checked against the table it is for; everything left out has the plain meaning.

    `source` names the system the data come from (rows of one source replace or correct each other); `covered` is the
    period the file speaks for, `control_*` what its sender says it holds.
    """

    table: str
    name: str = "mapping"
    source: str | None = None
    separator: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    brackets_are_negative: bool = False
    date_order: str | None = None
    sheet: str | None = None
    header_row: int = 1
    rows_below_header: int = 0
    columns: dict[str, Recipe] = field(default_factory=dict)
    leave_out: tuple[LeaveOut, ...] = ()
    preamble: Preamble | None = None
    unpivot: Unpivot | None = None
    key: tuple[str, ...] | None = None
    covered: tuple[date, date] | None = None
    control_rows: int | None = None
    control_sums: dict[str, Decimal] = field(default_factory=dict)

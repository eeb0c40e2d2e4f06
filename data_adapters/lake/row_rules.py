"""Rules that look at several columns of one row: one entry each, with a stable code."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from data_adapters.lake.faults import Fault

MONDAY_1970 = 3  # 1 January 1970 was a Thursday: days since then + 3 are whole weeks on a Monday


@dataclass(frozen=True)
class RowRule:
    """`broken` gets the typed columns and says which rows break the rule; unknown (null) is not broken."""

    table: str
    column: str  # the column whose value is shown
    fault: Fault
    broken: Callable[[pa.Table], pa.ChunkedArray]


def open_but_closed(rows: pa.Table) -> pa.ChunkedArray:
    """An open deal with a closing day."""
    return pc.and_(pc.equal(rows["status"], "open"), rows["closed_day"].is_valid())


def closed_without_day(rows: pa.Table) -> pa.ChunkedArray:
    """A won or lost deal without a closing day."""
    return pc.and_(pc.is_in(rows["status"], pa.array(["won", "lost"])), rows["closed_day"].is_null())


def score_above_scale(rows: pa.Table) -> pa.ChunkedArray:
    """A survey answer above the highest score there is."""
    return pc.greater(rows["score"], rows["scale_max"].cast(pa.float64()))


def ends_before(rows: pa.Table, *, first: str, last: str) -> pa.ChunkedArray:
    """A span that ends before it starts."""
    return pc.less(rows[last], rows[first])


def week_not_monday(rows: pa.Table) -> pa.ChunkedArray:
    """A week that is not named by its Monday."""
    days = pc.add(rows["week"].cast(pa.int32()), MONDAY_1970)
    return pc.not_equal(pc.subtract(days, pc.multiply(pc.divide(days, 7), 7)), 0)


def day_outside_week(rows: pa.Table) -> pa.ChunkedArray:
    """A day that does not lie in the week of the same row."""
    after = pc.subtract(rows["day"].cast(pa.int32()), rows["week"].cast(pa.int32()))
    return pc.or_(pc.less(after, 0), pc.greater(after, 6))


SPANS = (
    ("quotas", "from_day", "to_day"), ("consents", "valid_from", "valid_to"), ("budgets", "from_day", "to_day"),
    ("eligible_cells", "from_day", "to_day"), ("capacity", "from_day", "to_day"), ("asset_uses", "from_day", "to_day"),
    ("places", "opened_on", "closed_on"), ("experiments", "start", "planned_end"), ("experiments", "start", "ended"),
)  # fmt: skip
RULES = (
    RowRule("opportunities", "closed_day", Fault("open_but_closed", "is filled, but the deal is open"),
            open_but_closed),
    RowRule("opportunities", "closed_day", Fault("closed_without_day", "is empty, but the deal is won or lost"),
            closed_without_day),
    RowRule("responses", "score", Fault("score_above_scale", "is above the highest score (scale_max) of its row"),
            score_above_scale),
    RowRule("effort_entries", "week", Fault("week_not_monday", "is not a Monday; a week is named by its Monday"),
            week_not_monday),
    RowRule("effort_entries", "day", Fault("day_outside_week", "does not lie in the week of its row"),
            day_outside_week),
    *(RowRule(table, last, Fault("ends_before_start", f"lies before {first}"),
              partial(ends_before, first=first, last=last)) for table, first, last in SPANS),
)  # fmt: skip


def broken_rows(table: str, rows: pa.Table) -> list[tuple[RowRule, pa.Array]]:
    """Each rule of the table, with the positions of the rows that break it."""
    return [(rule, pc.indices_nonzero(pc.fill_null(rule.broken(rows), False))) for rule in RULES if rule.table == table]

"""Day and instant of a row: whichever is missing follows from the other, in the company's zone."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.lake.column_checks import Context, Read, arrow_type
from data_adapters.lake.faults import Fault
from data_adapters.lake.flaw_list import FlawList
from data_adapters.lake.shape import TIME
from data_adapters.lake.zones import DAY_S
from kpis.contract import contract_columns, rule_of

DISAGREE = Fault("day_disagrees", "is more than one day away from the day of the same row")
TWO_INSTANTS = Fault("instants_disagree", "is another moment than ts_s of the same row")


def with_time(table: sa.Table, read: dict[str, Read], flaws: FlawList, context: Context) -> dict[str, Read]:
    """Every contract column, those the file lacks included; `ts_s` and `day` filled from each other."""
    columns = {c.name: read.get(c.name) or _absent(c, len(flaws.texts)) for c in contract_columns(table)}
    if "ts_s" not in columns:
        return columns
    instants = _one_instant(columns["ts_s"], read.get(TIME), flaws)
    day = columns["day"]
    if not read.get("day"):  # nothing to compare with
        derived = replace(day, values=_day_of(instants.values, context), bad=instants.bad)
        return columns | {"ts_s": instants, "day": derived}
    column = TIME if read.get(TIME) else "ts_s"
    if read.get(TIME) or read.get("ts_s"):
        apart = pc.abs(pc.subtract(_day_of(instants.values, context).cast(pa.int32()), day.values.cast(pa.int32())))
        flaws.add(column, pc.indices_nonzero(pc.fill_null(pc.greater(apart, 1), False)), DISAGREE)
    return columns | _filled(instants, day, table.info["instant"], context)


def _filled(instants: Read, day: Read, instant: str, context: Context) -> dict[str, Read]:
    """Both columns without gaps, wherever one of them is known."""
    seconds, days = instants.values, day.values
    if seconds.null_count:
        edge = context.zone.first_second if instant == "first" else context.zone.last_second
        known = edge(np.asarray(days.cast(pa.int32()).fill_null(0)).astype(np.int64))
        seconds = pc.coalesce(seconds, pc.if_else(days.is_valid(), pa.array(known), None))
    if days.null_count:
        days = pc.coalesce(days, _day_of(instants.values, context))
    either = pc.or_(instants.bad, day.bad)
    return {"ts_s": replace(instants, values=seconds, bad=either), "day": replace(day, values=days, bad=either)}


def _one_instant(seconds: Read, time: Read | None, flaws: FlawList) -> Read:
    """`ts_s`, filled from `ts`."""
    if time is None:
        return seconds
    flaws.add(TIME, pc.indices_nonzero(pc.fill_null(pc.not_equal(seconds.values, time.values), False)), TWO_INSTANTS)
    return replace(seconds, values=pc.coalesce(seconds.values, time.values), bad=pc.or_(seconds.bad, time.bad))


def _day_of(seconds: pa.Array, context: Context) -> pa.Array:
    """The business day of each instant."""
    local = context.zone.local(np.asarray(seconds.fill_null(0)))
    days = (local // DAY_S).astype(np.int32)
    return pa.array(days, mask=np.asarray(seconds.is_null())).cast(pa.date32())


def _absent(column: sa.Column, length: int) -> Read:
    """A column the file does not have: empty, or its default."""
    rule = rule_of(column)
    kind = arrow_type(rule)
    if rule.default is None:
        values = pa.nulls(length, kind)
    else:
        values = pa.repeat(pa.scalar(rule.default).cast(kind), length)
    return Read(values, pa.array(np.zeros(length, bool)), {}, np.full(length, -1))

"""Time loaded from a file that does not say how long a person-day is: the dated parameter of the company says it."""

import pandas as pd
import pyarrow as pa

from data_adapters.records.services.effort_context import hours_per_day
from data_adapters.records.store import Records
from data_adapters.sources.raw import RawFile

COLUMN = "hours_per_day"


def with_own_hours(records: Records, good: pa.Table, raw: RawFile) -> pa.Table:
    """Checked time entries with the hours that held in their week; unchanged if the file itself says any hours.

    `good` has the columns of effort_entries. As for typed entries, the hours are kept with the entry, so that a later
    parameter does not rewrite the past.
    """
    if COLUMN in raw.rows.column_names and any(str(cell or "").strip() for cell in raw.rows[COLUMN].to_pylist()):
        return good
    known = records.frame("parameters")
    known = known.assign(from_day=pd.to_datetime(known["from_day"]).dt.date)
    known = known.astype(object).where(known.notna(), None).to_dict("records")
    if not known:
        return good
    places = list(zip(*(good[name].to_pylist() for name in ("week", "market", "business_area")), strict=True))
    held = {place: hours_per_day(known, *place) for place in set(places)}
    at, field = good.column_names.index(COLUMN), good.schema.field(COLUMN)
    return good.set_column(at, field, pa.array([held[place] for place in places], pa.float64()).cast(field.type))

"""Loaded time that does not say how long a person-day is: the dated parameter of the company says it, and the load tells."""

import pandas as pd
import pyarrow as pa

from data_adapters.records.services.effort_context import USUAL_HOURS, hours_per_day
from data_adapters.records.store import Records
from data_adapters.sources.raw import RawFile

COLUMN = "hours_per_day"


def with_own_hours(records: Records, good: pa.Table, raw: RawFile) -> tuple[pa.Table, tuple[str, ...]]:
    """Checked time entries with the hours of a person-day of their week wherever the file says none, and what was done.

    `good` has the columns of effort_entries. As for typed entries, the hours are kept with the entry, so that a later
    parameter does not rewrite the past. Without a parameter a person-day has 8 hours. The note is empty when the file
    says all hours, or none and the company has no parameter.
    """
    silent = _silent(good, raw)
    known = records.frame("parameters")
    known = known.assign(from_day=pd.to_datetime(known["from_day"]).dt.date)
    known = [row for row in known.astype(object).where(known.notna(), None).to_dict("records") if row["name"] == COLUMN]
    if not any(silent) or (all(silent) and not known):
        return good, ()
    places = list(zip(*(good[name].to_pylist() for name in ("week", "market", "business_area")), strict=True))
    held = {place: hours_per_day(known, *place) for place in set(places)}
    said = zip(silent, places, good[COLUMN].to_pylist(), strict=True)
    hours = [held[place] if empty else stated for empty, place, stated in said]
    at, field = good.column_names.index(COLUMN), good.schema.field(COLUMN)
    filled = good.set_column(at, field, pa.array(hours, pa.float64()).cast(field.type))
    return filled, (_note(silent, hours, bool(known)),)


def _silent(good: pa.Table, raw: RawFile) -> list[bool]:
    """For each entry whether the file leaves its hours empty."""
    if COLUMN not in raw.rows.column_names:
        return [True] * good.num_rows
    cells = zip(raw.rows["entry_id"].to_pylist(), raw.rows[COLUMN].to_pylist(), strict=True)
    stated = {str(entry).strip() for entry, cell in cells if str(cell or "").strip()}
    return [entry not in stated for entry in good["entry_id"].to_pylist()]


def _note(silent: list[bool], hours: list[float], known: bool) -> str:
    taken = sorted({hours[n] for n, empty in enumerate(silent) if empty})
    where = "your parameter of the week" if known else f"no parameter is set, so {USUAL_HOURS:g}"
    told = ", ".join(f"{one:g}" for one in taken)
    return f"{COLUMN} is empty in {sum(silent):,} of {len(silent):,} rows: {told} hours taken ({where})"

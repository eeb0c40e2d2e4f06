"""Day texts: which order a text such as 03/04/2026 is in, and foreign layouts turned into ISO days."""

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.sources.mapping import Mapping
from data_adapters.sources.raw import RefusedFile
from kpis.contract import Kind, rule_of

MARKED = r"^\s*(?P<first>[0-9]{1,2})[./-](?P<second>[0-9]{1,2})[./-][0-9]{2,4}\b"


def resolved_order(columns: dict[str, pa.ChunkedArray], table: sa.Table, mapping: Mapping | None,
                   file_name: str) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    """"iso", "dmy" or "mdy" for the file's days, with the note that says so.

    A column that has ISO days too is read as ISO (checks set the others aside). Raises `RefusedFile` ambiguous_dates
    when days such as 03/04/2026 could mean both.
    """
    if mapping and mapping.date_order:
        return mapping.date_order, (f"Days are read in the order {mapping.date_order}, as declared.",)
    found = [(name, _fits(column)) for name, column in columns.items() if _is_day(name, table)]
    found = [(name, fits) for name, fits in found if fits is not None]
    if not found:
        return "iso", ()
    fits = set.intersection(*(fit for _, fit in found))
    if len(fits) == 1:
        order = fits.pop()
        words = "day/month/year" if order == "dmy" else "month/day/year"
        return order, (f"Days are written {words}: only this order fits all of them.",)
    names = " and ".join(f"“{name}”" for name, _ in found)
    why = "fit both orders" if fits else "fit no single order"
    raise RefusedFile("ambiguous_dates", f"The days in {names} of “{file_name}” {why}, day/month or month/day; "
                      'say date_order = "dmy" or "mdy" in a mapping file.')  # fmt: skip


def _is_day(name: str, table: sa.Table) -> bool:
    return name == "ts" or (name in table.columns and rule_of(table.columns[name]).kind == Kind.DAY)


def _fits(column: pa.ChunkedArray) -> set[str] | None:
    """Orders that every marked day of a column fits; None if it has none, or has ISO days beside them."""
    iso = pc.match_substring_regex(column, r"^\s*[0-9]{4}-")
    if pc.all(iso, min_count=0).as_py() or pc.any(iso).as_py():
        return None
    parts = pc.extract_regex(column, MARKED).drop_null()
    if not len(parts):
        return None
    first, second = (pc.max(pc.struct_field(parts, place).cast(pa.int32())).as_py() for place in ("first", "second"))
    ways = (("dmy", first, second), ("mdy", second, first))
    return {order for order, day, month in ways if day <= 31 and month <= 12}

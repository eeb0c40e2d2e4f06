"""The `files` source: one CSV, Excel or Parquet file becomes rows of text under a canonical table's own names."""

from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from data_adapters.sources import envelope, headers, tidy
from data_adapters.sources.csv_file import read_csv
from data_adapters.sources.dates import resolved_order
from data_adapters.sources.limits import Limits
from data_adapters.sources.mapping import Mapping
from data_adapters.sources.raw import RawFile, RefusedFile
from data_adapters.sources.sheet import Sheet


def read_file(path: Path, table: sa.Table, mapping: Mapping | None = None, limits: Limits | None = None, *,
              name: str | None = None) -> RawFile:  # fmt: skip
    """One file as text rows of `table`, with everything that was detected or normalised said in `notes`.

    `name` is shown instead of the path's own name (uploads lie under a temporary name). No value is judged here.
    Raises `RefusedFile` with a stable rule and a sentence that says what to do.
    """
    limits = limits or Limits()
    file = envelope.inspect(path, limits, name)
    sheet = tidy.without_blank_rows(_opened(file, table, mapping, limits))
    if not sheet.cells.num_rows and not sheet.ragged:
        raise RefusedFile("no_rows", f"“{file.name}” has a header but no rows; export it again.")
    if sheet.cells.num_rows > limits.rows:
        raise RefusedFile("too_many_rows", f"“{file.name}” has {sheet.cells.num_rows:,} rows, the limit is "
                          f"{limits.rows:,}; split it by period.")  # fmt: skip
    places = headers.matched(sheet.header, table, file.name)
    headers.refuse_missing(set(places), table, file.name)
    sheet, totals = tidy.without_totals(sheet, places, table)
    columns = {name: sheet.cells.column(place) for name, place in places.items()}
    columns, notes = tidy.trimmed(columns)
    order, said = resolved_order(columns, table, mapping, file.name)
    rows = pa.table({"_row": sheet.rows, **columns})
    return RawFile(rows, file.name, file.digest, sheet.notes + notes + said, order,
                   keyless=_keyless(set(places), table), ragged=(*sheet.ragged, *totals))  # fmt: skip


def _opened(file: envelope.Envelope, table: sa.Table, mapping: Mapping | None, limits: Limits) -> Sheet:
    wanted = frozenset(headers.accepted(table))
    return read_csv(file, mapping, wanted, limits)


def _keyless(have: set[str], table: sa.Table) -> bool:
    key = set(table.info["key"])
    optional = {name for name in key if table.columns[name].nullable}
    return not key or bool(optional - have and key == optional)

"""The `files` source: one CSV, Excel or Parquet file becomes rows of text under a canonical table's own names."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.sources import envelope, headers, tidy
from data_adapters.sources.control import refuse_other_totals
from data_adapters.sources.csv_file import read_csv
from data_adapters.sources.dates import resolved_order
from data_adapters.sources.limits import Limits
from data_adapters.sources.mapped import Columns, mapped, wanted_names
from data_adapters.sources.mapping import Mapping
from data_adapters.sources.mapping_file import read_mapping
from data_adapters.sources.parquet_file import read_parquet
from data_adapters.sources.raw import RawFile, RefusedFile
from data_adapters.sources.sheet import Sheet
from data_adapters.sources.workbook import read_workbook
from kpis.contract import key_columns

__all__ = ["read_file", "read_mapping"]


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
    _refuse_long_cells(sheet, limits, file.name)
    named = mapped(sheet, table, mapping, file.name) if mapping else _own_names(sheet, table, file.name)
    columns, tidied = tidy.trimmed(named.columns)
    refuse_other_totals(columns, len(named.rows), mapping, file.name)
    order, said = resolved_order(columns, table, mapping, file.name)
    return RawFile(
        pa.table({"_row": named.rows, **columns}), file.name, file.digest, named.notes + tidied + said, order,
        covered=named.covered, keyless=_keyless(set(columns), table, mapping), ragged=named.flaws,
    )  # fmt: skip


def _opened(file: envelope.Envelope, table: sa.Table, mapping: Mapping | None, limits: Limits) -> Sheet:
    if file.kind == envelope.WORKBOOK:
        return read_workbook(file, mapping, limits, table.name)
    if file.kind == envelope.PARQUET:
        return read_parquet(file, mapping, limits)
    wanted = wanted_names(mapping) if mapping else frozenset()
    return read_csv(file, mapping, wanted or frozenset(headers.accepted(table)), limits)


def _refuse_long_cells(sheet: Sheet, limits: Limits, file_name: str) -> None:
    for name, column in zip(sheet.header, sheet.cells.columns):
        if (pc.max(pc.binary_length(column)).as_py() or 0) > limits.cell:
            raise RefusedFile("cell_too_long", f"A cell of the column “{name}” in “{file_name}” is longer than "
                              f"{limits.cell:,} bytes; look for a quotation mark that is never closed.")  # fmt: skip


def _own_names(sheet: Sheet, table: sa.Table, file_name: str) -> Columns:
    places = headers.matched(sheet.header, table, file_name)
    headers.refuse_missing(set(places), table, file_name)
    day = next((places[name] for name in (table.info["day"], "ts", "ts_s") if name in places), None)
    sheet, totals = tidy.without_totals(sheet, day)
    columns = {name: sheet.cells.column(place) for name, place in places.items()}
    return Columns(columns, sheet.rows, sheet.notes, (*sheet.ragged, *totals), None)


def _keyless(have: set[str], table: sa.Table, mapping: Mapping | None) -> bool:
    key = key_columns(table)
    unstated = len(key) == 1 and table.columns[key[0]].nullable and key[0] not in have
    return not key or unstated or bool(mapping and mapping.key == ())

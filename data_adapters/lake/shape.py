"""Do the columns of a file fit the contract? Whole-file questions, asked before any value is judged."""

import difflib

import pyarrow as pa
import sqlalchemy as sa

from data_adapters.sources.raw import RawFile, RefusedFile
from kpis.contract import contract_columns, key_columns

TIME = "ts"  # an instant as text; becomes ts_s


def expected_columns(raw: RawFile, table: sa.Table) -> pa.Table:
    """The rows with contract columns (and `ts`, `_row`) only, every text column as plain Arrow strings.

    Raises RefusedFile for a column the table does not have and for a needed column the file does not have.
    """
    allowed = {column.name for column in contract_columns(table)}
    names = ["lead_source" if n == "source" and "lead_source" in allowed else n for n in raw.rows.column_names]
    time = {"ts_s", TIME, "day"} & allowed | ({TIME} if "ts_s" in allowed else set())
    for name in names:
        if name not in allowed | time | {"_row"}:
            raise RefusedFile("unknown_column", f"Column “{name}” is not part of {table.name}{_hint(name, allowed)}.")
    _needed(raw, table, set(names), time if "ts_s" in allowed else set())
    rows = raw.rows.rename_columns(names)
    return pa.table({name: _plain(rows[name], name) for name in names})


def _plain(column: pa.ChunkedArray, name: str) -> pa.Array:
    wanted = pa.int64() if name == "_row" else pa.string()
    return whole(column if column.type == wanted else column.cast(wanted))


def whole(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece, without a copy if it is in one piece already."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _needed(raw: RawFile, table: sa.Table, names: set[str], time: set[str]) -> None:
    for column in contract_columns(table):
        if not column.nullable and column.name not in names | time:
            raise RefusedFile("missing_column", f"Column “{column.name}” is missing; {table.name} needs it.")
    if time and not time & names:
        raise RefusedFile("missing_column", f"Column “day”, “ts” or “ts_s” is missing; {table.name} needs one of them.")
    for name in key_columns(table):
        if name not in names and len(key_columns(table)) == 1 and table.c[name].nullable and not raw.keyless:
            words = f"Column “{name}” is missing; without it {table.name} can only be replaced whole."
            raise RefusedFile("missing_key", words)


def _hint(name: str, allowed: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(allowed), 1, 0.6)
    return f"; did you mean “{near[0]}”?" if near else ""

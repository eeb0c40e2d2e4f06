"""Immutable Parquet files of the lake: written under a temporary name, synced, then renamed."""

import hashlib
import os
from pathlib import Path

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from kpis.contract import Family, contract_columns

ORDER = {"touches": ("customer_id", "ts_s"), "sales": ("customer_id", "ts_s")}  # joins on the customer read runs of rows
ROWS_A_GROUP = 122_880


def arrow_schema(table: sa.Table) -> pa.Schema:
    """The Arrow schema of a fact table with its trace columns."""
    names = [c.name for c in contract_columns(table)] + (["source", "batch_id"] if table.info["family"] == Family.FACT else [])
    return pa.schema([pa.field(name, arrow_type(table.c[name])) for name in names])


def arrow_type(column: sa.Column) -> pa.DataType:
    """The Arrow type that holds a contract column exactly."""
    kind = column.type
    if isinstance(kind, sa.Numeric) and not isinstance(kind, sa.Double):
        return pa.decimal128(kind.precision, kind.scale)
    for type_, arrow in ((sa.Double, pa.float64()), (sa.BigInteger, pa.int64()), (sa.Date, pa.date32()),
                         (sa.Boolean, pa.bool_())):  # fmt: skip
        if isinstance(kind, type_):
            return arrow
    return pa.string()


def write_sorted(rows: pa.Table, table: sa.Table, path: Path) -> str:
    """Write rows of a fact table in the order its readers want; gives the SHA-256 of the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with duckdb.connect() as engine:
        relation = engine.from_arrow(rows)
        order = ORDER.get(table.name) or tuple(c for c in (table.info["day"],) if c)
        if order:
            relation = relation.order(", ".join(order))
        relation.write_parquet(str(unfinished), compression="zstd", row_group_size=ROWS_A_GROUP)
    return publish(unfinished, path)


def publish(unfinished: Path, path: Path) -> str:
    """Sync a finished file to disk and give it its final name; gives the SHA-256 of its bytes."""
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    unfinished.replace(path)
    if os.name == "posix":  # make the new name itself survive a power cut
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return digest

"""The one place where engine results become frames: float money, whole days, text ids, the same from every engine."""

from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from kpis.contract import Kind, contract_columns, rule_of
from kpis.facts import FACTS
from kpis.records import RECORDS

# 64 bits do not fit a float: where such a column has gaps, it keeps whole numbers with gaps instead.
HASHED = frozenset({"party"}.union(c.name for t in (*FACTS.tables.values(), *RECORDS.tables.values())
                                   for c in contract_columns(t) if rule_of(c).kind == Kind.HASH))  # fmt: skip

SHARE = pa.decimal128(38, 6)  # sums of shares of money


def frame_from_arrow(rows: pa.Table) -> pd.DataFrame:
    """An Arrow result as a frame. Hashes with gaps stay whole numbers (Int64); other whole numbers with gaps are floats."""
    columns = {name: _plain(column) for name, column in zip(rows.column_names, rows.columns, strict=True)}
    frame = pa.table(columns).to_pandas(date_as_object=False, split_blocks=True)
    return frame.assign(**{name: _with_gaps(column) for name, column in columns.items() if _has_gaps(name, column)})


def _has_gaps(name: str, column: pa.ChunkedArray) -> bool:
    return name in HASHED and pa.types.is_integer(column.type) and column.null_count > 0


def _with_gaps(column: pa.ChunkedArray) -> pd.Series:
    return column.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_decimal(kind):  # by way of text: the direct cast misses the nearest float in one of five values
        return pc.cast(pc.cast(column, pa.string()), pa.float64())
    if kind == pa.null():
        return pc.cast(column, pa.float64())
    if pa.types.is_date(kind):
        return pc.cast(column, pa.timestamp("s"))
    if pa.types.is_integer(kind):
        return pc.cast(column, pa.int64())
    return column


def frame_from_rows(select: sa.Select, rows: list[sa.Row]) -> pd.DataFrame:
    """Rows of any other engine as the same frame, by the types the select declares."""
    data = {}
    for index, column in enumerate(select.selected_columns):
        values = [row[index] for row in rows]
        data[column.name] = pa.array([_number(v) for v in values] if _is_number(column) else values, _arrow(column))
    return frame_from_arrow(pa.table(data))


def arrow_from_rows(select: sa.Select, rows: list[sa.Row]) -> pa.Table:
    """Rows of any other engine as Arrow with exact money: 6 decimals, as shares are rounded."""
    data = {}
    for index, column in enumerate(select.selected_columns):
        values = [row[index] for row in rows]
        exact = _is_number(column)
        data[column.name] = pa.array([_exact(v) for v in values], SHARE) if exact else pa.array(values, _arrow(column))
    return pa.table(data)


def _exact(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.000001"))


def _is_number(column: sa.ColumnElement) -> bool:
    return isinstance(column.type, sa.Numeric)


def _number(value: object) -> float | None:
    return None if value is None else float(value)


def _arrow(column: sa.ColumnElement) -> pa.DataType | None:
    kinds = ((sa.Numeric, pa.float64()), (sa.Date, pa.date32()), (sa.Integer, pa.int64()), (sa.Boolean, pa.bool_()),
             (sa.Text, pa.string()), (sa.String, pa.string()))  # fmt: skip
    return next((arrow for kind, arrow in kinds if isinstance(column.type, kind)), None)

"""Arrow columns built from numpy arrays without a Python object per row."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from kpis.contract import Kind, contract_columns, rule_of

CENTS = pa.decimal128(18, 2)
RATES = pa.decimal128(18, 8)
ARROW = {
    Kind.ID: pa.string(), Kind.HASH: pa.string(), Kind.TEXT: pa.string(), Kind.CHOICE: pa.string(),
    Kind.CURRENCY: pa.string(), Kind.DAY: pa.date32(), Kind.SECONDS: pa.int64(), Kind.MONEY: CENTS, Kind.RATE: RATES,
    Kind.NUMBER: pa.float64(), Kind.COUNT: pa.int64(), Kind.FLAG: pa.bool_(),
}  # fmt: skip  a file holds customers as plain text; they are hashed when loaded


def ids(prefix: str, numbers: np.ndarray, *, highest: int, shortest: int = 4) -> pa.Array:
    """Ids such as C0001; a number of 0 or less is an empty cell."""
    width = max(shortest, len(str(int(highest))))
    text = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=width, padding="0")
    named = pc.binary_join_element_wise(pa.scalar(prefix), text, pa.scalar(""))
    return pc.if_else(pa.array(numbers > 0), named, pa.scalar(None, pa.string()))


def choose(values: tuple[str, ...] | list[str], codes: np.ndarray) -> pa.Array:
    """The text of each code; a negative code is an empty cell."""
    return pa.array(list(values), pa.string()).take(pa.array(codes, mask=codes < 0))


def days(numbers: np.ndarray, mask: np.ndarray | None = None) -> pa.Array:
    """Dates from days since 1970; masked ones are empty."""
    return pa.array(numbers.astype("int32"), mask=mask).cast(pa.date32())


def fixed(whole: np.ndarray, kind: pa.DataType = CENTS) -> pa.Array:
    """Exact decimals from whole numbers of their last digit, such as cents."""
    low = np.ascontiguousarray(whole, dtype="<i8")
    both = np.empty((len(low), 2), dtype="<i8")
    both[:, 0], both[:, 1] = low, low >> 63
    return pa.Array.from_buffers(kind, len(low), [None, pa.py_buffer(both.tobytes())])


def money(amounts: np.ndarray | list[float]) -> pa.Array:
    """Amounts rounded to whole cents."""
    return fixed(np.rint(np.asarray(amounts, dtype=float) * 100).astype("int64"))


def table_of(canonical: sa.Table, columns: dict[str, object]) -> pa.Table:
    """The given columns in the order and types of the contract; optional ones may be left out."""
    kinds = {column.name: ARROW[rule_of(column).kind] for column in contract_columns(canonical)}
    strangers = set(columns) - set(kinds)
    if strangers:
        raise KeyError(f"{canonical.name} has no column {sorted(strangers)}")
    return pa.table({name: _typed(columns[name], kind) for name, kind in kinds.items() if name in columns})


def _typed(values: object, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values.cast(kind)
    if pa.types.is_decimal(kind):
        return _decimals(list(values), kind)
    return pa.array(values, kind)


def _decimals(values: list[float | None], kind: pa.DataType) -> pa.Array:
    whole = np.array([0 if v is None else round(v * 10**kind.scale) for v in values], dtype="int64")
    return pc.if_else(pa.array([v is not None for v in values]), fixed(whole, kind), pa.scalar(None, kind))


def rows(canonical: sa.Table, records: list[dict[str, object]]) -> pa.Table:
    """A small table from one mapping per row; what a row does not name is empty."""
    named = {name for record in records for name in record}
    return table_of(canonical, {name: [record.get(name) for record in records] for name in named})


def iso(day: date | None) -> str | None:
    """The day as text, for truth.json."""
    return day.isoformat() if day else None

"""Values at the store's edge: money to whole hundredths and back, and stored rows to a typed frame."""

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

import pandas as pd
import sqlalchemy as sa

from data_adapters.records.problems import InvalidEntry
from kpis.contract import Kind, contract_columns, rule_of

CENT = Decimal("0.01")
MOST_MONEY = Decimal(10) ** 15
WHOLE = (Kind.COUNT, Kind.HASH, Kind.SECONDS)
TEXTS = (Kind.ID, Kind.TEXT, Kind.CHOICE, Kind.CURRENCY)


def to_stored(column: sa.Column, value: object) -> object:
    """One contract value as the store keeps it; an empty value becomes the column's default or None.

    Raises InvalidEntry when the value does not fit the column's kind.
    """
    rule = rule_of(column)
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        value = rule.default
    if value is None:
        return None
    try:
        return _fit(rule.kind, value)
    except (ValueError, TypeError, InvalidOperation, OverflowError) as problem:
        raise InvalidEntry(column.name, "wrong_kind", f"{column.name}: {value!r} is not a {rule.kind}.") from problem


def _fit(kind: Kind, value: object) -> object:
    if kind == Kind.MONEY:
        return _hundredths(value)
    if kind in WHOLE:
        if int(value) != Decimal(str(value)):
            raise ValueError(value)
        return int(value)
    if kind == Kind.DAY:
        return _day(value)
    if kind == Kind.NUMBER:
        return _finite(float(value))
    if kind == Kind.FLAG:
        if value in (True, False):
            return bool(value)
        raise ValueError(value)
    return str(value)


def _hundredths(value: object) -> int:
    amount = Decimal(str(value))
    if abs(amount) >= MOST_MONEY:
        raise ValueError(value)
    return int(amount.quantize(CENT, ROUND_HALF_EVEN).scaleb(2))


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return number


def _day(value: object) -> date:
    if isinstance(value, datetime):  # also pandas' Timestamp
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def stored_row(table: sa.Table, row: Mapping[str, object]) -> dict[str, object]:
    """A whole row as stored: every contract column of the table, absent ones empty."""
    return {c.name: to_stored(c, row.get(c.name)) for c in contract_columns(table)}


def readable_row(table: sa.Table, stored: Mapping[str, object]) -> dict[str, object]:
    """A stored row in the contract's units, money as exact Decimal."""
    row = {c.name: stored[c.name] for c in contract_columns(table)}
    return {c.name: Decimal(row[c.name]).scaleb(-2) if rule_of(c).kind == Kind.MONEY and row[c.name] is not None
            else row[c.name] for c in contract_columns(table)}  # fmt: skip


def frame_of(table: sa.Table, rows: Iterable[sa.Row], names: list[str]) -> pd.DataFrame:
    """Stored rows as a frame: days datetime64[s], money float, counts int64 (optional ones Int64), flags boolean."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pd.DataFrame({name: _series(table.c[name], values) for name, values in zip(names, columns, strict=True)})


def _series(column: sa.Column, values: tuple) -> pd.Series:
    rule = column.info.get("rule")
    if rule is None:  # one of the trace columns
        return pd.Series(values, dtype=_TRACE_TYPES.get(column.name, "str"))
    if rule.default is not None:
        values = tuple(_fit(rule.kind, rule.default) if v is None else v for v in values)
    optional = column.nullable and rule.default is None
    if rule.kind == Kind.DAY:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"))).astype("datetime64[s]")
    if rule.kind == Kind.MONEY:
        return pd.Series([None if v is None else v / 100 for v in values], dtype="float64")
    if rule.kind in WHOLE:
        return pd.Series(values, dtype="Int64" if optional else "int64")
    return pd.Series(values, dtype={Kind.NUMBER: "float64", Kind.FLAG: "boolean"}.get(rule.kind, "str"))


_TRACE_TYPES = {"row_id": "int64", "recorded_at": "int64", "superseded_at": "Int64", "row_version": "int64",
                "is_sample": "bool"}  # fmt: skip

"""Rows that say the same thing twice, and rows that contradict each other, inside one file."""

import numpy as np
import pandas as pd
import pyarrow as pa

from data_adapters.lake.shape import whole


def numbered(columns: list[pa.ChunkedArray]) -> np.ndarray:
    """One number per row; equal numbers mean equal values in all these columns (empty equals empty)."""
    number = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        coded = whole(column).dictionary_encode()
        if len(coded.dictionary) == len(number):  # every row differs
            return np.arange(len(number))
        codes = np.asarray(coded.indices.fill_null(-1)).astype(np.int64) + 1
        number = pd.factorize(number * (len(coded.dictionary) + 1) + codes)[0]
    return number


def doubles(rows: pa.Table, key: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows that repeat an earlier row exactly, rows whose key comes with other values, and each row's first namesake.

    With an empty key only exact repeats are found. Positions refer to `rows`; the third array is as long as `rows`.
    """
    nothing = np.zeros(0, np.int64)
    same_key = numbered([rows[name] for name in (key or rows.column_names)]) if len(rows) else nothing
    again = pd.Series(same_key).duplicated(keep=False).to_numpy()
    where = np.flatnonzero(again)
    first = np.arange(len(rows))
    if not len(where):
        return nothing, nothing, first
    group = pd.Series(same_key[where])
    first[where] = where[group.groupby(group).transform(lambda g: g.index[0]).to_numpy()]
    whole = numbered([column for column in rows.take(pa.array(where)).columns])
    one_value = (pd.Series(whole).groupby(group.to_numpy()).transform("nunique") == 1).to_numpy()
    repeats = pd.Series(whole).duplicated().to_numpy()
    return where[one_value & repeats], where[~one_value], first

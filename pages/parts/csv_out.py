"""Writes a table as CSV that people open in a spreadsheet: plain header, nothing in it can run as a formula."""

import csv
import io
from collections.abc import Mapping

import pandas as pd

RUNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that starts like this for a formula
BOM = "\ufeff"  # so that Excel reads the letters right


def csv_text(
    rows: pd.DataFrame, *, definition: str = "", where: str = "", more: Mapping[str, str] | None = None
) -> str:
    """The rows as CSV text; definition and slice (and `more`) are the last columns, the same on every row.

    Numbers are written with a point and all their digits, empty cells stay empty.

    >>> rows = pd.DataFrame({"market": ["=1+1"], "sales": [-2.5]})
    >>> print(csv_text(rows, definition="Net sales", where="all"), end="")
    market,sales,definition,slice
    '=1+1,-2.5,Net sales,all
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    last = {"definition": definition, "slice": where, **(more or {})}
    writer.writerow([harmless(name) for name in (*rows.columns, *last)])
    ends = [harmless(" ".join(str(text).split())) for text in last.values()]
    for row in rows.itertuples(index=False):
        writer.writerow([*(harmless(cell) for cell in row), *ends])
    return out.getvalue()


def csv_bytes(
    rows: pd.DataFrame, *, definition: str = "", where: str = "", more: Mapping[str, str] | None = None
) -> bytes:
    """The same as bytes in UTF-8 with the mark Excel needs; what a download hands out."""
    return (BOM + csv_text(rows, definition=definition, where=where, more=more)).encode("utf-8")


def harmless(cell: object) -> object:
    """A cell no spreadsheet runs: a text that starts like a formula gets an apostrophe; numbers stay numbers."""
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, pd.Timestamp):
        return cell.strftime("%Y-%m-%d") if cell == cell.normalize() else cell.isoformat()
    if isinstance(cell, str) and cell.lstrip().startswith(RUNS):
        return "'" + cell
    return cell

"""One table as it lies in a file, before its columns have a meaning: the same for CSV, Excel and Parquet."""

from dataclasses import dataclass, replace

import pyarrow as pa

from data_adapters.sources.raw import Flaw


@dataclass(frozen=True)
class Sheet:
    """`cells` are all text, one column per header under the names "0", "1", …; `rows` holds their row numbers."""

    header: tuple[str, ...]
    cells: pa.Table
    rows: pa.Array
    above: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    ragged: tuple[Flaw, ...] = ()


def filtered(sheet: Sheet, keep: pa.Array | pa.ChunkedArray) -> Sheet:
    """The same sheet with only the rows that are marked."""
    flat = keep.combine_chunks() if isinstance(keep, pa.ChunkedArray) else keep
    return replace(sheet, cells=sheet.cells.filter(flat), rows=sheet.rows.filter(flat))


def noted(sheet: Sheet, *words: str) -> Sheet:
    """The same sheet with more notes."""
    return replace(sheet, notes=(*sheet.notes, *words))

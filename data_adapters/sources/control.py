"""Control totals: a file is refused when it does not hold the rows or the sum its sender says it holds."""

from decimal import Decimal, localcontext

import pyarrow as pa

from data_adapters.sources.mapping import Mapping
from data_adapters.sources.numerals import PLAIN
from data_adapters.sources.raw import RefusedFile


def refuse_other_totals(columns: dict[str, pa.ChunkedArray], rows: int, mapping: Mapping | None,
                        file_name: str) -> None:  # fmt: skip
    """Compare rows and exact sums with [control] of the mapping; raises `RefusedFile` control_total."""
    if mapping is None:
        return
    if mapping.control_rows is not None and rows != mapping.control_rows:
        raise RefusedFile("control_total", f"“{file_name}” gives {rows:,} rows, its control total says "
                          f"{mapping.control_rows:,}; export it again.")  # fmt: skip
    for name, expected in mapping.control_sums.items():
        with localcontext(prec=60):
            found = sum((Decimal(text) for text in _plain(columns, name)), Decimal(0))
        if found != expected:
            raise RefusedFile("control_total", f"“{name}” of “{file_name}” sums up to {found:,f}, its control total "
                              f"says {expected:,f}; export it again.")  # fmt: skip


def _plain(columns: dict[str, pa.ChunkedArray], name: str) -> list[str]:
    texts = columns[name].to_pylist() if name in columns else []
    return [text for text in texts if text and PLAIN.fullmatch(text)]

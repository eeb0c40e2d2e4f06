"""How large a file may be before it is refused, so that no upload can fill memory or disk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Upper bounds of one file; `unpacked_mb` is what a workbook may hold once unzipped."""

    file_mb: float = 4_000
    rows: int = 50_000_000
    columns: int = 500
    cell: int = 32_767
    unpacked_mb: float = 1_000
    members: int = 1_000


UPLOAD = Limits(file_mb=10, rows=200_000, columns=100, unpacked_mb=60)

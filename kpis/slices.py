"""The filter a reader has set: one frozen value that pages, commands and caches share."""

from dataclasses import dataclass, fields

from kpis.contract import DIMENSIONS

NONE = "(none)"  # rows whose dimension is empty


@dataclass(frozen=True)
class Slice:
    """One wanted value per dimension; None = all of them, "(none)" = rows without one."""

    use_case: str | None = None
    channel: str | None = None
    market: str | None = None
    business_area: str | None = None

    def filters(self) -> dict[str, str]:
        """The dimensions that are filtered, with their wanted value."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}


def column_of(dimension: str) -> str:
    """The contract column that holds a dimension."""
    return DIMENSIONS[dimension]

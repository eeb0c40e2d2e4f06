"""Which column of a file is which column of a canonical table."""

from collections import Counter

import sqlalchemy as sa

from data_adapters.sources.nearest import hint, plain
from data_adapters.sources.raw import RefusedFile
from kpis.contract import contract_columns

WHEN = ("ts_s", "ts", "day")


def accepted(table: sa.Table) -> dict[str, str]:
    """Every column name a file may use for this table -> the contract's name; `ts` is an instant as ISO text."""
    names = {c.name: c.name for c in contract_columns(table)}
    if "ts_s" in names:
        names["ts"] = "ts"
    if "lead_source" in names:
        names["source"] = "lead_source"
    return {plain(name): canonical for name, canonical in names.items()}


def matched(header: tuple[str, ...], table: sa.Table, file_name: str) -> dict[str, int]:
    """Contract column -> position in the file, when the file uses the contract's names (case and spaces are free).

    Raises `RefusedFile` column_twice, header_missing or unknown_column.
    """
    names = accepted(table)
    refuse_twice(header, header, file_name)
    found = {names[plain(name)]: place for place, name in enumerate(header) if plain(name) in names}
    if not found:
        raise no_header(file_name)
    if len(found) < sum(plain(name) in names for name in header):
        raise RefusedFile("column_twice", f"“{file_name}” brings the same column under two names; delete one of them.")
    for name in header:
        if plain(name) not in names:
            named = f"“{' '.join(name.split())[:60]}”" if plain(name) else "A column without a name"
            raise RefusedFile("unknown_column", f"{named} is not a column of {table.name}."
                              f"{hint(name, names.values())} Rename or delete it, or describe the "
                              "file in a mapping file.")  # fmt: skip
    return found


def no_header(file_name: str) -> RefusedFile:
    """The refusal of a file whose first row names no column of the table."""
    return RefusedFile("header_missing", f"The first row of “{file_name}” has none of the table's columns; lines above "
                       "the header need `header_row` in a mapping file.")  # fmt: skip


def refuse_twice(names: tuple[str, ...], header: tuple[str, ...], file_name: str) -> None:
    """Refuse when one of the names stands in the header twice, even if only case or spaces differ."""
    counts = Counter(plain(name) for name in header)
    twice = [name for name in names if plain(name) and counts[plain(name)] > 1]
    if twice:
        raise RefusedFile("column_twice", f"The column “{twice[0]}” stands in “{file_name}” twice; rename or "
                          "delete one.")  # fmt: skip


def refuse_missing(have: set[str], table: sa.Table, file_name: str) -> None:
    """Refuse when a column that must be there is not: `missing_column`."""
    needed = {c.name for c in contract_columns(table) if not c.nullable}
    if {"ts_s", "day"} & needed and have & set(WHEN):
        needed -= {"ts_s", "day"} if "ts_s" in table.columns else set()
    missing = [c.name for c in contract_columns(table) if c.name in needed - have]
    if {"ts_s", "day"} <= set(missing):
        missing = ["day", *(name for name in missing if name not in WHEN)]
    if not missing:
        return
    names = ", ".join(f"“{name}”" for name in missing)
    one = len(missing) == 1
    raise RefusedFile("missing_column", f"“{file_name}” lacks the column{'' if one else 's'} {names} that {table.name} "
                      f"needs; add {'it' if one else 'them'} or say in a mapping file where to find "
                      f"{'it' if one else 'them'}.")  # fmt: skip

"""What a load changes: which of its rows are new, changed or known already, and which files must be written again.

A file of the lake is never changed. When a load brings a row that an older file holds with other values, the older
file is replaced by a copy without that row; the old one stays on disk for undo and for reading the past.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from kpis.contract import contract_columns, key_columns


class DamagedLake(Exception):
    """A file the manifest lists is not there or not readable; nothing was changed."""


@dataclass(frozen=True)
class Merge:
    """The outcome of comparing a load with what its source said before.

    `fresh`: rows to show (new and changed); `kept`: per old file the rows that stay, only for files that lose some.
    """

    fresh: pa.Table
    kept: dict[Path, pa.Table]
    new: int
    changed: int
    unchanged: int
    replaced: int


def merge(rows: pa.Table, table: sa.Table, current: list[Path], *, covered: tuple[date, date] | None,
          replacing: bool, keyless: bool) -> Merge:  # fmt: skip
    """Compare incoming rows with the visible files of the same source.

    With a key: same key = same row again. `replacing`: rows of the covered period that the load does not bring go away.
    """
    if not current:
        return Merge(rows, {}, rows.num_rows, 0, 0, 0)
    with _Workbench(rows, table, current) as bench:
        return bench.by_period(covered) if keyless else bench.by_key(covered if replacing else None)


class _Workbench:
    """A scratch engine holding the incoming rows and the visible files side by side."""

    def __init__(self, rows: pa.Table, table: sa.Table, current: list[Path]):
        self.rows, self.table, self.files = rows, table, current
        self.names = [c.name for c in contract_columns(table)]
        self.incoming = sa.table("incoming", *(sa.column(n) for n in (*self.names, "place")))
        self.visible = sa.table("visible", *(sa.column(n) for n in (*self.names, "source", "batch_id", "filename")))

    def __enter__(self) -> "_Workbench":
        self.engine = sa.create_engine("duckdb:///:memory:", poolclass=sa.pool.StaticPool)
        self.tx = self.engine.connect().execution_options(duckdb_arrow=True)
        raw = self.tx.connection.dbapi_connection
        placed = self.rows.append_column("place", pa.array(range(self.rows.num_rows), pa.int64()))
        raw.register("incoming", placed)
        try:
            raw.read_parquet([str(p) for p in self.files], filename=True).create_view("visible")
        except duckdb.Error:
            self.__exit__()
            raise DamagedLake(f"A file of the table {self.table.name} is missing or damaged, so new rows cannot be compared "
                              "with it. Restore the home from a backup.") from None  # fmt: skip
        return self

    def __exit__(self, *_) -> None:
        self.tx.close()
        self.engine.dispose()

    def by_key(self, covered: tuple[date, date] | None) -> Merge:
        a, b = self.incoming, self.visible
        same_key = sa.and_(*(a.c[k].is_not_distinct_from(b.c[k]) for k in key_columns(self.table)))
        same_row = sa.and_(*(a.c[n].is_not_distinct_from(b.c[n]) for n in self.names))
        found = self._arrow(sa.select(a.c.place, same_row.label("same"), b.c.filename).join_from(a, b, same_key))
        known = pc.sum(found["same"]).as_py() or 0
        differs = found.filter(pc.invert(found["same"]))
        stay = pa.array(range(self.rows.num_rows), pa.int64())
        fresh = self.rows.filter(pc.invert(pc.is_in(stay, value_set=found.filter(found["same"])["place"].combine_chunks())))
        old_keys = self.rows.take(differs["place"].combine_chunks()).select(list(key_columns(self.table)))
        kept, lost = self._without(set(differs["filename"].to_pylist()), old_keys, covered)
        changed = differs.num_rows
        return Merge(fresh, kept, fresh.num_rows - changed, changed, known, lost)

    def _without(self, files: set[str], old_keys: pa.Table, covered: tuple[date, date] | None):
        """Per touched file the rows that stay, and how many rows went because the load does not bring them."""
        b, keys = self.visible, key_columns(self.table)
        self.tx.connection.dbapi_connection.register("old_keys", old_keys)
        old = sa.table("old_keys", *(sa.column(k) for k in keys))
        gone = sa.exists().where(*(old.c[k].is_not_distinct_from(b.c[k]) for k in keys))
        missing = sa.false()
        if covered:
            brought = sa.exists().where(*(self.incoming.c[k].is_not_distinct_from(b.c[k]) for k in keys))
            missing = sa.and_(self._inside(covered), sa.not_(brought))
            files = files | set(self._arrow(sa.select(b.c.filename).where(missing).distinct())["filename"].to_pylist())
        lost = self._count(b, missing) if covered else 0
        return self._kept(files, sa.not_(sa.or_(gone, missing))), lost

    def by_period(self, covered: tuple[date, date] | None) -> Merge:
        inside = self._inside(covered)
        b = self.visible
        columns = [b.c[n] for n in self.names]
        before = self._arrow(sa.select(*columns).where(inside))
        self.tx.connection.dbapi_connection.register("before", before)
        said = sa.table("before", *(sa.column(n) for n in self.names))
        both = sa.intersect_all(sa.select(*(self.incoming.c[n] for n in self.names)), sa.select(*said.c)).subquery()
        unchanged = self._count(both)
        if unchanged == before.num_rows == self.rows.num_rows:
            return Merge(self.rows.slice(0, 0), {}, 0, 0, unchanged, 0)
        files = set(self._arrow(sa.select(b.c.filename).where(inside).distinct())["filename"].to_pylist())
        kept = self._kept(files, sa.not_(inside))
        return Merge(self.rows, kept, self.rows.num_rows - unchanged, 0, unchanged, before.num_rows)

    def _inside(self, covered: tuple[date, date] | None) -> sa.ColumnElement[bool]:
        if covered is None or not self.table.info["day"]:
            return sa.true()
        # a row without a day lies in no period: it stays
        return sa.func.coalesce(sa.cast(self.visible.c[self.table.info["day"]], sa.Date).between(*covered), sa.false())

    def _kept(self, files: set[str], stays: sa.ColumnElement[bool]) -> dict[Path, pa.Table]:
        b = self.visible
        columns = [b.c[n] for n in (*self.names, "source", "batch_id")]
        return {Path(f): self._arrow(sa.select(*columns).where(b.c.filename == f, stays)) for f in sorted(files)}

    def _count(self, of: sa.FromClause, where: sa.ColumnElement[bool] | None = None) -> int:
        count = sa.select(sa.func.count().label("n")).select_from(of)
        return self._arrow(count if where is None else count.where(where))["n"][0].as_py()

    def _arrow(self, select: sa.Select) -> pa.Table:
        return self.tx.execute(select).arrow

"""The lake: facts as Parquet files, made visible by one transaction in the records."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.lake import ledger, snapshot
from data_adapters.lake.ledger import LakeFile, Run
from data_adapters.lake.merge import Merge, merge
from data_adapters.lake.parquet import arrow_schema, write_sorted
from data_adapters.records.store import Change, Records
from kpis.company import Company

TRIES = 5
Ahead = Callable[[str, list[str], list[str]], Callable[[Change], None]]  # table, paths that go, paths that come


def nothing_ahead(table: str, gone: list[str], shown: list[str]) -> Callable[[Change], None]:
    """Nothing follows from a load."""
    return lambda change: None


class ChangedMeanwhile(Exception):
    """Another load of the same source was faster; nothing was changed by this one."""


class Lake:
    """Store B on files. Reading gives one consistent state; a load becomes visible as a whole or not at all."""

    def __init__(self, records: Records, folder: Path, company: Company):
        self.records, self.folder = records, folder
        self._reader = snapshot.LakeReader(company)

    def engine(self, known_at: datetime | None = None) -> sa.Engine:
        """An engine whose fact tables hold what was known at an instant (default now)."""
        return self.engine_of(ledger.visible_files(self.records, known_at))

    def engine_of(self, listed: dict[str, list[str]]) -> sa.Engine:
        """An engine whose fact tables hold exactly these files, by their paths in the manifest."""
        return self._reader.engine({table: [self.folder / p for p in paths] for table, paths in listed.items() if paths})

    def read(self, select: sa.Select, known_at: datetime | None = None) -> pd.DataFrame:
        """Run a select over the facts as known at an instant; columns as the select names them."""
        return snapshot.read(self.engine(known_at), select)

    def close(self) -> None:
        """Close every engine that reads the lake."""
        self._reader.close()

    def compare(self, rows: pa.Table, table: sa.Table, run: Run, keyless: bool) -> tuple[Merge, dict[int, LakeFile]]:
        """What a load would change, and the visible files it was compared with."""
        files = ledger.open_files(self.records, table.name, run.source)
        current = [self.folder / f.path for f in files.values()]
        return merge(rows, table, current, covered=run.covers, replacing=run.replacing, keyless=keyless), files

    def load(self, principal, rows: pa.Table, table: sa.Table, run: Run, *, keyless: bool, is_sample: bool,
             ahead: Ahead = nothing_ahead) -> Run:  # fmt: skip
        """Write checked rows and make them visible in one transaction with the ledger.

        `ahead` works out what follows from the files that go and come, and enters it in the same transaction. Raises Denied, NotSaved, ChangedMeanwhile; in each case the lake is as it was.
        """
        rows = self._traced(rows, table, run)
        for _ in range(TRIES):
            found, files = self.compare(rows, table, run, keyless)
            run = replace(run, new=found.new, changed=found.changed, unchanged=found.unchanged, replaced=found.replaced)
            if not (found.new or found.changed or found.replaced):
                return self.note(principal, replace(run, result="nothing_new"), is_sample)
            try:
                return self._publish(principal, rows, found, files, table, run, is_sample, ahead)
            except ChangedMeanwhile:
                continue
        raise ChangedMeanwhile("Other loads of this source kept coming in between. Try again; nothing was changed.")

    def _publish(self, principal, rows, found: Merge, files: dict[int, LakeFile], table, run: Run, is_sample: bool,
                 ahead: Ahead) -> Run:  # fmt: skip
        batch = self._write(rows, table, f"{run.load_id}.parquet", "batch", run.load_id)
        old = {n: f for n, f in files.items() if self.folder / f.path in found.kept}
        shown = [batch]
        if found.fresh.num_rows != rows.num_rows:
            fresh = [("fresh", found.fresh)] if found.fresh.num_rows else []
            shown = [self._write(part, table, f"{run.load_id}-{name}.parquet", "merged", run.load_id) for name, part in fresh]
        left = [(n, part) for n, part in enumerate(found.kept.values()) if part.num_rows]
        shown += [self._write(part, table, f"{run.load_id}-kept{n}.parquet", "merged", run.load_id) for n, part in left]
        what = f"load {table.name} from {run.file_name}"
        enter = ahead(table.name, [f.path for f in old.values()], [f.path for f in shown])
        with self.records.change(principal, "import.run", request_id=run.load_id, what=what, bump="facts") as change:
            self.refuse_if_changed(change, table.name, run.source, files)
            ledger.write_run(change, run, is_sample)
            ledger.close_files(change, old, run.load_id)
            ledger.show_files(change, table.name, run.source, shown, is_sample)
            if batch not in shown:
                ledger.show_files(change, table.name, run.source, [batch], is_sample, hidden=True)
            enter(change)
            change.say(after={"new": run.new, "changed": run.changed, "replaced": run.replaced})
        return run

    def note(self, principal, run: Run, is_sample: bool) -> Run:
        """Tell the ledger about a load that changed nothing."""
        what = f"load {run.table_name} from {run.file_name}"
        with self.records.change(principal, "import.run", request_id=run.load_id, what=what) as change:
            ledger.write_run(change, run, is_sample)
        return run

    def refuse_if_changed(self, change: Change, table: str, source: str, files: Iterable[int]) -> None:
        """Inside a change: stop if the source's visible files are no longer these. Raises ChangedMeanwhile."""
        m = ledger.manifest.c
        now = sa.select(m.file_id).where(m.table_name == table, m.source == source, m.superseded_at.is_(None))
        if set(change.tx.execute(now).scalars()) != set(files):
            raise ChangedMeanwhile("The source was loaded by someone else at the same time.")

    def _traced(self, rows: pa.Table, table: sa.Table, run: Run) -> pa.Table:
        trace = {"source": run.source, "batch_id": run.load_id}
        for name, value in trace.items():
            rows = rows.append_column(name, pa.repeat(pa.scalar(value), rows.num_rows))
        return rows.cast(arrow_schema(table))

    def _write(self, rows: pa.Table, table: sa.Table, name: str, kind: str, load_id: str) -> LakeFile:
        path = self.folder / table.name / name
        digest = write_sorted(rows, table, path)
        first, last = span_of(rows, table)
        return LakeFile(ledger.relative(path, self.folder), rows.num_rows, first, last, kind, load_id, digest)


def span_of(rows: pa.Table, table: sa.Table) -> tuple[date | None, date | None]:
    """The first and last day of fact rows; empty if the table is not dated."""
    if not table.info["day"] or not rows.num_rows:
        return None, None
    ends = pc.min_max(rows[table.info["day"]])
    return ends["min"].as_py(), ends["max"].as_py()

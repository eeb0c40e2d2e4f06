"""Taking a load back: what its source says is then as if the load had never happened."""

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from data_adapters.lake import ledger
from data_adapters.lake.ledger import LakeFile
from data_adapters.lake.merge import merge
from data_adapters.lake.parquet import write_sorted
from data_adapters.lake.store import Ahead, Lake, nothing_ahead, span_of
from data_adapters.records.schema import load_runs, manifest
from data_adapters.records.store import Change
from kpis.facts import FACTS


class NothingToUndo(Exception):
    """There is no such load, or it was taken back already, or it changed nothing."""


def find_load(lake: Lake, load_id: str) -> sa.Row:
    """The ledger line of a load that can be taken back. Raises NothingToUndo."""
    with lake.records.engine.begin() as tx:
        run = tx.execute(sa.select(load_runs).where(load_runs.c.load_id == load_id)).first()
    if run is None:
        raise NothingToUndo(f"There is no load {load_id}. The Data page lists them.")
    if run.undone_at is not None:
        raise NothingToUndo(f"Load {load_id} was taken back already.")
    if run.result != "loaded":
        raise NothingToUndo(f"Load {load_id} changed nothing, so there is nothing to take back.")
    return run


def undo_load(lake: Lake, principal, run: sa.Row, request_id: str, ahead: Ahead = nothing_ahead) -> None:
    """Take back one load of a fact table; later loads of the same source stay. `ahead` as in `Lake.load`.

    Raises Denied, NotSaved, ChangedMeanwhile.
    """
    table = FACTS.tables[run.table_name]
    before = ledger.open_files(lake.records, run.table_name, run.source)
    reopened = _files_it_closed(lake, run) if _is_last_event(lake, run) else None
    files = reopened if reopened is not None else _replayed(lake, run, table, request_id)
    own = {n for n, f in before.items() if f.load_id == run.load_id}
    closed = own if reopened is not None else set(before)
    enter = ahead(run.table_name, [before[n].path for n in closed], [f.path for f in files])
    with lake.records.change(principal, "import.run", request_id=request_id, what=f"undo load {run.load_id}",
                             bump="facts") as change:  # fmt: skip
        lake.refuse_if_changed(change, run.table_name, run.source, before)
        ledger.close_files(change, closed, request_id)
        ledger.show_files(change, run.table_name, run.source, files, run.is_sample)
        mark_undone(change, run)
        enter(change)


def mark_undone(change: Change, run: sa.Row) -> None:
    """Inside a change: write into the ledger that a load was taken back."""
    done = sa.update(load_runs).where(load_runs.c.load_id == run.load_id)
    change.tx.execute(done.values(undone_at=change.at_us))
    change.say(before={"rows": run.new + run.changed}, after="as before the load")


def _is_last_event(lake: Lake, run: sa.Row) -> bool:
    """Has nothing happened to this source since the load? Then its files can simply be shown again."""
    r = load_runs.c
    same = sa.and_(r.table_name == run.table_name, r.source == run.source, r.result == "loaded", r.load_id != run.load_id)
    since = sa.or_(r.seq > run.seq, r.undone_at > run.finished_at)
    with lake.records.engine.begin() as tx:
        return tx.execute(sa.select(sa.func.count()).select_from(load_runs).where(same, since)).scalar_one() == 0


def _files_it_closed(lake: Lake, run: sa.Row) -> list[LakeFile]:
    with lake.records.engine.begin() as tx:
        rows = tx.execute(sa.select(manifest).where(manifest.c.superseded_by == run.load_id)).all()
    return [ledger.lake_file(row) for row in rows]


def _replayed(lake: Lake, run: sa.Row, table: sa.Table, request_id: str) -> list[LakeFile]:
    """What the source would say if all its loads but this one were done again, in their order."""
    with tempfile.TemporaryDirectory(dir=lake.folder) as scratch:
        shown = Path(scratch) / "shown.parquet"
        for other, batch in _other_loads(lake, run):
            current = [shown] if shown.exists() else []
            rows = pq.read_table(lake.folder / batch)
            covered = (other.covers_from, other.covers_to) if other.covers_from else None
            keyless = other.replacing and not _has_key(rows, table)
            found = merge(rows, table, current, covered=covered, replacing=other.replacing, keyless=keyless)
            untouched = [pq.read_table(p) for p in current if p not in found.kept]
            parts = [p.cast(rows.schema) for p in (*untouched, *found.kept.values(), found.fresh)]
            write_sorted(pa.concat_tables(parts), table, shown)
        if not shown.exists():
            return []
        rows = pq.read_table(shown)
    path = lake.folder / table.name / f"{request_id}.parquet"
    digest = write_sorted(rows, table, path)
    first, last = span_of(rows, table)
    return [LakeFile(ledger.relative(path, lake.folder), rows.num_rows, first, last, "merged", request_id, digest)]


def _other_loads(lake: Lake, run: sa.Row) -> list[tuple[sa.Row, str]]:
    r, m = load_runs.c, manifest.c
    batches = sa.select(m.load_id, sa.func.min(m.path).label("path")).where(m.kind == "batch").group_by(m.load_id).subquery()
    query = sa.select(load_runs, batches.c.path).join(batches, batches.c.load_id == r.load_id).where(
        r.table_name == run.table_name, r.source == run.source, r.result == "loaded", r.undone_at.is_(None),
        r.load_id != run.load_id)  # fmt: skip
    with lake.records.engine.begin() as tx:
        return [(row, row.path) for row in tx.execute(query.order_by(r.seq))]


def _has_key(rows: pa.Table, table: sa.Table) -> bool:
    key = table.info["key"]
    return bool(key) and all(rows[k].null_count < rows.num_rows or not table.c[k].nullable for k in key)

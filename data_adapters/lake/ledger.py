"""The load ledger and the manifest: which loads happened, and which files of the lake are visible at which time."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from data_adapters.records.schema import load_runs, manifest
from data_adapters.records.store import Change, Records, known


@dataclass(frozen=True)
class LakeFile:
    """One Parquet file as the manifest lists it."""

    path: str  # relative to the lake's folder
    rows: int
    first_day: date | None
    last_day: date | None
    kind: str  # "batch" = all good rows of one load, "merged" = what of several loads is visible
    load_id: str
    digest: str


@dataclass(frozen=True)
class Run:
    """One line of the load ledger."""

    load_id: str
    table_name: str
    source: str
    file_name: str
    file_hash: str
    mapping_hash: str
    result: str
    seen: int
    set_aside: int
    started_at: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    replaced: int = 0
    covers: tuple[date, date] | None = None
    replacing: bool = False
    control: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def visible_files(records: Records, known_at: datetime | None = None) -> dict[str, list[str]]:
    """Per fact table the paths of the files visible at an instant (default now)."""
    with records.engine.begin() as tx:
        return visible_in(tx, known_at)


def visible_in(tx: sa.Connection, known_at: datetime | None = None) -> dict[str, list[str]]:
    """The same inside a transaction, with what it has changed so far."""
    query = sa.select(manifest.c.table_name, manifest.c.path).where(known(manifest, known_at)).order_by(manifest.c.file_id)
    paths: dict[str, list[str]] = defaultdict(list)
    for table, path in tx.execute(query):
        paths[table].append(path)
    return dict(paths)


def open_files(records: Records, table: str, source: str) -> dict[int, LakeFile]:
    """The visible files of one source of a table, by their number in the manifest."""
    m = manifest.c
    query = sa.select(manifest).where(m.table_name == table, m.source == source, m.superseded_at.is_(None))
    with records.engine.begin() as tx:
        return {row.file_id: lake_file(row) for row in tx.execute(query.order_by(m.file_id))}


def lake_file(row: sa.Row) -> LakeFile:
    """A manifest row as a lake file."""
    return LakeFile(row.path, row.rows, row.first_day, row.last_day, row.kind, row.load_id, row.digest)


def last_run(records: Records, table: str, source: str) -> sa.Row | None:
    """The latest load of one source into a table that still counts."""
    r = load_runs.c
    query = sa.select(load_runs).where(r.table_name == table, r.source == source, r.result == "loaded", r.undone_at.is_(None))
    with records.engine.begin() as tx:
        return tx.execute(query.order_by(r.seq.desc()).limit(1)).first()


def write_run(change: Change, run: Run, is_sample: bool) -> None:
    """Add one line to the load ledger, inside the load's own transaction."""
    values = asdict(run)
    covers = values.pop("covers") or (None, None)
    highest = change.tx.execute(sa.select(sa.func.max(load_runs.c.seq))).scalar() or 0
    change.tx.execute(sa.insert(load_runs), values | {
        "seq": highest + 1, "finished_at": change.at_us, "who": change.principal.user_id, "covers_from": covers[0],
        "covers_to": covers[1], "control": json.dumps(run.control), "notes": json.dumps(run.notes),
        "is_sample": is_sample, "request_id": change.request_id})  # fmt: skip


def close_files(change: Change, numbers: Iterable[int], by: str) -> None:
    """Make files invisible from now on; they stay on disk."""
    gone = sa.update(manifest).where(manifest.c.file_id.in_(list(numbers)))
    change.tx.execute(gone.values(superseded_at=change.at_us, superseded_by=by))


def show_files(change: Change, table: str, source: str, files: Iterable[LakeFile], is_sample: bool, *,
               hidden: bool = False) -> None:  # fmt: skip
    """List files in the manifest; `hidden` ones are kept for undo only and never visible."""
    closed = {"superseded_at": change.at_us, "superseded_by": "never visible"} if hidden else {}
    rows = [asdict(f) | closed | {"table_name": table, "source": source, "recorded_at": change.at_us,
                                  "is_sample": is_sample} for f in files]  # fmt: skip
    for row in rows:
        change.tx.execute(sa.insert(manifest), row)


def relative(path: Path, folder: Path) -> str:
    """A path inside the lake, as the manifest stores it."""
    return path.relative_to(folder).as_posix()

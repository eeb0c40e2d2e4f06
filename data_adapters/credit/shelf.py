"""Cubes that are kept: their files in the lake, and the register of what each of them was made of."""

import hashlib
import io
import json
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

from data_adapters.credit.terms import Files, Terms
from data_adapters.home import Home
from data_adapters.lake.parquet import publish
from data_adapters.records.schema import credit_cubes, restatements
from data_adapters.records.store import microseconds

log = logging.getLogger(__name__)
FOLDER = "credit"
ALL_TOGETHER = 2 * 10**9  # bytes of kept cubes; the oldest go first
c = credit_cubes.c


class Damaged(Exception):
    """A file of a kept cube is not there, or holds other bytes than were written."""


@dataclass(frozen=True)
class Part:
    """One month of a cube: a file that never changes, named after its own bytes and shared by all cubes it fits."""

    month: date
    path: str  # relative to the lake's folder
    size: int

    @property
    def digest(self) -> str:
        """The SHA-256 of the file's bytes."""
        return Path(self.path).stem


@dataclass(frozen=True)
class Kept:
    """One line of the register: the cube of these files by this definition, month by month."""

    key: str
    what: str
    rule: str
    lookback_days: int
    definition: str
    files: Files
    parts: tuple[Part, ...]
    computed_at: datetime
    closed_before: date | None = None
    load_id: str | None = None


def found(tx: sa.Connection, key: str) -> Kept | None:
    """The cube of this name, if it is kept."""
    row = tx.execute(sa.select(credit_cubes).where(c.cube_key == key)).first()
    return _kept(row) if row else None


def latest(tx: sa.Connection, definition: str) -> Kept | None:
    """The cube that was kept last by a definition, of whatever facts."""
    row = tx.execute(sa.select(credit_cubes).where(c.definition == definition).order_by(c.cube_id.desc()).limit(1)).first()
    return _kept(row) if row else None


def _kept(row: sa.Row) -> Kept:
    parts = tuple(Part(date.fromisoformat(month), path, size) for month, path, size in json.loads(row.parts))
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row.computed_at)
    return Kept(row.cube_key, row.what, row.rule, row.lookback_days, row.definition, json.loads(row.files), parts, at,
                row.closed_before, row.load_id)  # fmt: skip


def register(tx: sa.Connection, kept: Kept) -> None:
    """Enter a cube, inside a transaction; one that is there already becomes the latest again."""
    tx.execute(sa.delete(credit_cubes).where(c.cube_key == kept.key))
    tx.execute(sa.insert(credit_cubes), {
        "cube_key": kept.key, "what": kept.what, "rule": kept.rule, "lookback_days": kept.lookback_days,
        "definition": kept.definition, "files": json.dumps(kept.files), "load_id": kept.load_id, "computed_at": microseconds(kept.computed_at),
        "parts": json.dumps([(p.month.isoformat(), p.path, p.size) for p in kept.parts]),
        "size": sum(p.size for p in kept.parts), "closed_before": kept.closed_before})  # fmt: skip


def write_months(home: Home, terms: Terms, rows: pa.Table) -> list[Part]:
    """Write a cube, or some months of it, into files by month; nothing is visible before it is registered."""
    if not rows.num_rows:
        return []
    grain = [f.name for f in rows.schema if f.name != "day" and not pa.types.is_decimal(f.type)]
    by = [(name, "ascending") for name in ("day", *grain)]
    rows = rows.take(pc.sort_indices(rows, sort_keys=by))  # a query's order differs from run to run, a file's must not
    months = pc.floor_temporal(rows["day"], unit="month").cast(pa.date32())
    runs = pc.run_end_encode(months.combine_chunks())
    starts = [0, *runs.run_ends.to_pylist()[:-1]]
    return [_write(home, terms, month, rows.slice(start, end - start)) for month, start, end in
            zip(runs.values.to_pylist(), starts, runs.run_ends.to_pylist(), strict=True)]  # fmt: skip


def _write(home: Home, terms: Terms, month: date, rows: pa.Table) -> Part:
    folder = home.lake.folder / FOLDER / _slug(terms)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{uuid.uuid4().hex}.part"
    pq.write_table(rows, unfinished, compression="zstd")
    size, digest = unfinished.stat().st_size, _digest(unfinished.read_bytes())
    path = folder / f"{digest}.parquet"
    publish(unfinished, path)
    return Part(month, path.relative_to(home.lake.folder).as_posix(), size)


def _slug(terms: Terms) -> str:
    """A folder name for a rule; two rules may share one, as files are named after their bytes."""
    return "".join(sign if sign.isalnum() or sign in "-_=," else "_" for sign in f"{terms.what}-{terms.name}-{terms.days}")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_part(home: Home, part: Part) -> pa.Table:
    """The rows of one month, read only if the bytes are those that were written. Raises Damaged."""
    try:
        content = (home.lake.folder / part.path).read_bytes()
    except OSError:
        raise Damaged(f"{part.path} is not there") from None
    if _digest(content) != part.digest:
        raise Damaged(f"{part.path} holds other bytes than were written")
    return pq.read_table(io.BytesIO(content))


def read_months(home: Home, parts: Iterable[Part]) -> pa.Table | None:
    """The rows of several months; None if there is no month. Raises Damaged."""
    tables = [read_part(home, part) for part in parts]
    return pa.concat_tables(tables) if tables else None


def forget_all(tx: sa.Connection) -> None:
    """Forget every cube and every restatement, when the data they speak of is taken out of the home."""
    tx.execute(sa.delete(credit_cubes))
    tx.execute(sa.delete(restatements))


def clear_oldest(tx: sa.Connection, allowed: int = ALL_TOGETHER) -> set[str]:
    """Forget the oldest cubes until the files of the others fit; gives the paths all kept cubes need.

    A file that several cubes share counts once. The latest cube always stays.
    """
    rows = tx.execute(sa.select(c.cube_id, c.parts).order_by(c.cube_id.desc())).all()
    needed: dict[str, int] = {}
    for place, row in enumerate(rows):
        more = {path: size for _, path, size in json.loads(row.parts)}
        if place and sum((needed | more).values()) > allowed:
            tx.execute(sa.delete(credit_cubes).where(c.cube_id <= row.cube_id))
            break
        needed |= more
    return set(needed)


def sweep(home: Home, needed: set[str], older_than_s: float) -> None:
    """Remove files of cubes no line of the register needs; younger ones may belong to a load under way."""
    limit = home.records.now().timestamp() - older_than_s
    for path in (home.lake.folder / FOLDER).glob("*/*"):
        if path.relative_to(home.lake.folder).as_posix() not in needed and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)

"""A copy of the records that is whole even while others write; made by SQLite itself, never by copying the file."""

import secrets
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from data_adapters.records.engine import masked
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.store import Records

PAGES_AT_ONCE = 1000


class NoBackup(RecordsProblem):
    """No backup could be made; nothing was written."""


def backup(records: Records, target: Path) -> Path:
    """Copy the records into a new file and check the copy; an existing file is never overwritten.

    Raises NoBackup: for PostgreSQL (use pg_dump), for a target that exists, for a copy that is not sound.
    """
    if records.engine.dialect.name != "sqlite":
        raise NoBackup(f"Records on a server are backed up there: pg_dump --format=custom --file={target.name} "
                       f"'{masked(records.engine.url).replace('+psycopg', '')}'")  # fmt: skip
    if target.exists():
        raise NoBackup(f"{target} exists already; name a new file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        _copy(records.engine, beside)
        beside.rename(target)
    except sqlite3.Error as problem:
        raise NoBackup(f"The backup could not be written to {target.parent}. Is the disk full?") from problem
    finally:
        beside.unlink(missing_ok=True)
    return target


def _copy(engine: sa.Engine, path: Path) -> None:
    copy = sqlite3.connect(path)
    try:
        with engine.connect() as source:
            source.connection.driver_connection.backup(copy, pages=PAGES_AT_ONCE, sleep=0.01)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise NoBackup("The records are damaged: the copy failed its check. Restore an earlier backup.")
    finally:
        copy.close()

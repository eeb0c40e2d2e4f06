"""Opens the records database safely: SQLite by default, PostgreSQL by URL.

SQLite: reads begin plainly, writes take the write lock at once (BEGIN IMMEDIATE), so two writers wait for each other
instead of failing half-way. Before SQLite 3.51.3 (and its back-ports) the write-ahead log can lose committed pages when
it restarts, so older versions use the rollback journal with `synchronous=EXTRA`.
"""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from data_adapters.records.problems import (
    DamagedDatabase,
    ForeignDatabase,
    MissingDatabase,
    NetworkDisk,
    UnknownDatabase,
)

BUSY_SECONDS = 15
HEADER = b"SQLite format 3\x00"
NETWORK = {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "lustre",
           "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs", "davfs", "fuse.davfs2"}  # fmt: skip
DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg"}


def make_engine(address: str) -> sa.Engine:
    """An engine for a records address; does not look at what is stored there.

    Raises UnknownDatabase for an address that is neither SQLite nor PostgreSQL.
    """
    url = read_url(address)
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=10, max_overflow=20)
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_postgres)
    return engine


def read_url(address: str) -> sa.URL:
    """The parsed address of a records database; a message about it never shows a password."""
    try:
        url = sa.make_url(address.strip())
    except (sa.exc.ArgumentError, ValueError) as problem:
        raise UnknownDatabase("The address of the records database cannot be read; "
                              "it should look like sqlite:///folder/records.db.") from problem  # fmt: skip
    backend = url.get_backend_name()
    if backend not in DRIVERS:
        raise UnknownDatabase(f"Records cannot be kept in {backend!r}; use sqlite:/// or postgresql+psycopg://.")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise UnknownDatabase("The records database needs a file; it should look like sqlite:///folder/records.db.")
    if backend == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url


def masked(address: str | sa.URL) -> str:
    """The address with its password replaced by ***, for messages and pages."""
    return sa.make_url(address).render_as_string(hide_password=True)


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Is this SQLite free of the bug that loses committed pages when the write-ahead log restarts?"""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def journal(engine: sa.Engine) -> str:
    """How the database protects a commit against a power cut, in the words of the Data page."""
    if engine.dialect.name != "sqlite":
        return "PostgreSQL"
    mode = "WAL + FULL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE + EXTRA"
    return f"{mode} (SQLite {sqlite3.sqlite_version})"


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the begin event below says how a transaction begins
    wal = wal_is_safe(sqlite3.sqlite_version_info)
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 15000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL" if wal else "PRAGMA journal_mode = DELETE")
    cursor.execute("PRAGMA synchronous = FULL" if wal else "PRAGMA synchronous = EXTRA")
    cursor.execute("PRAGMA wal_autocheckpoint = 200")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgres(connection: object, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '15s'")
    connection.commit()


def file_of(url: sa.URL) -> Path | None:
    """The database file of a SQLite address; None for a server."""
    return Path(url.database).expanduser() if url.get_backend_name() == "sqlite" else None


def check_file(path: Path) -> None:
    """Refuse a database file that is missing, empty, damaged, not a database, or on a network disk.

    Raises MissingDatabase, DamagedDatabase, ForeignDatabase, NetworkDisk.
    """
    refuse_network_disk(path)
    if not path.exists():
        raise MissingDatabase(f"There is no database at {path}. Is the disk connected, or the home folder another one?")
    if path.is_dir():
        raise ForeignDatabase(f"{path} is a folder; the address of the records must name a file.")
    with path.open("rb") as file:
        head = file.read(len(HEADER))
    if not head:
        raise DamagedDatabase(f"{path} is empty: 0 bytes. Restore it from a backup, or move it away to begin anew.")
    if head != HEADER:
        raise ForeignDatabase(f"{path} is not a SQLite database; it was left untouched.")


def refuse_network_disk(path: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise NetworkDisk if the file would lie on a network file system."""
    kind = _disk_kind(path.resolve(), mounts)
    if kind in NETWORK:
        raise NetworkDisk(f"{path} lies on a network disk ({kind}), where locks are not safe. "
                          "Use a local disk, or PostgreSQL for a team.")  # fmt: skip


def _disk_kind(path: Path, mounts: Path) -> str:
    if not mounts.exists():  # not Linux: the kind of disk is not known
        return ""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = point == "/" or path.as_posix() == point or path.as_posix().startswith(point + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind

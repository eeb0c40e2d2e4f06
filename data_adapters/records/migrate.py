"""Brings a records database to this program's schema, in one transaction, and refuses what does not fit."""

import os
import secrets
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from data_adapters.records.engine import check_file, file_of, make_engine, read_url, refuse_network_disk
from data_adapters.records.faults import saving
from data_adapters.records.problems import ForeignDatabase, SchemaNewer, SchemaOutdated

MIGRATIONS = Path(__file__).with_name("migrations")
NEWER = "The database is of a newer version of this program. Update the program; nothing was changed."
LOCK = 712_026_112  # any number: two migrations at once wait for each other


def newest() -> str:
    """The revision this program works with."""
    return _scripts().get_current_head()


def revision_of(tx: sa.Connection) -> str | None:
    """The revision a database has; None if it was never ours."""
    return MigrationContext.configure(tx).get_current_revision()


def check_schema(tx: sa.Connection, wanted: str | None = None) -> None:
    """Refuse a database of another program, or of an older or newer version of this one (`wanted`, default the newest).

    Raises ForeignDatabase, SchemaOutdated, SchemaNewer.
    """
    revision = revision_of(tx)
    if revision is None:
        raise ForeignDatabase("This database belongs to something else, or is empty; it was left untouched.")
    if revision == (wanted or newest()):
        return
    if revision in {script.revision for script in _scripts().walk_revisions()}:
        raise SchemaOutdated("The database is of an older version. Make a backup, then run: "
                             "python -m data_adapters migrate")  # fmt: skip
    raise SchemaNewer(NEWER)


def migrate(url: str) -> str:
    """Bring a database of ours (or an empty PostgreSQL database) to the newest schema; returns its revision."""
    path = file_of(read_url(url))
    if path is not None:
        check_file(path)
    _upgrade(url)
    return newest()


def create_database(url: str, create: bool) -> None:
    """Make the database if it is not there and may be made; an existing one is left as it is.

    A new SQLite file is filled beside its place and put there in one step, so that a crash never leaves half of one.
    """
    path = file_of(read_url(url))
    if path is None:
        if create:
            _fill_empty_server(url)
    elif not path.exists() and create:
        _fill_new_file(read_url(url), path)


def _fill_new_file(url: sa.URL, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    refuse_network_disk(path)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _upgrade(url.set(database=str(beside)).render_as_string(hide_password=False))
        _put_in_place(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _put_in_place(beside: Path, path: Path) -> None:
    try:
        os.link(beside, path)
    except FileExistsError:
        return  # another process was faster: theirs is used
    except OSError:  # a disk without hard links
        if not path.exists():
            beside.rename(path)


def _fill_empty_server(url: str) -> None:
    engine = make_engine(url)
    try:
        with saving(), engine.begin() as tx:
            fresh = revision_of(tx) is None and not sa.inspect(tx).get_table_names()
    finally:
        engine.dispose()
    if fresh:
        _upgrade(url)


def _upgrade(url: str) -> None:
    engine = make_engine(url)
    try:
        with saving(), engine.execution_options(writes=True).begin() as tx:
            if tx.dialect.name == "postgresql":
                tx.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            _refuse_foreign(tx)
            upgrade_on(tx)
    finally:
        engine.dispose()


def _refuse_foreign(tx: sa.Connection) -> None:
    revision, ours = revision_of(tx), {script.revision for script in _scripts().walk_revisions()}
    if revision is None and sa.inspect(tx).get_table_names():
        raise ForeignDatabase("This database belongs to something else; it was left untouched.")
    if revision is not None and revision not in ours:
        raise SchemaNewer(NEWER)


def upgrade_on(tx: sa.Connection, to: str = "head") -> None:
    """Run the missing revisions inside the caller's transaction."""
    scripts = _scripts()

    def missing(now: str, _context: MigrationContext) -> list:
        return scripts._upgrade_revs(to, now)  # noqa: SLF001 - as alembic's own `upgrade` command does

    with EnvironmentContext(_config(tx), scripts, fn=missing, destination_rev=to):
        scripts.run_env()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _config(tx: sa.Connection) -> Config:
    return Config(attributes={"connection": tx})

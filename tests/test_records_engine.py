"""Opening the records: safe settings, and a plain refusal instead of a silent new or broken database."""

import sqlite3

import pytest
import sqlalchemy as sa

from data_adapters.records import problems
from data_adapters.records.engine import make_engine, masked, read_url, refuse_network_disk, wal_is_safe
from data_adapters.records.migrate import check_schema, migrate, newest, upgrade_on
from data_adapters.records.schema import METADATA
from data_adapters.records.store import open_records
from tests.stores import postgres_url, records, url  # noqa: F401 - fixtures


def pragma(records, name):
    with records.engine.begin() as tx:
        return tx.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 6), False),
     ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True)],
)  # fmt: skip
def test_the_write_ahead_log_is_used_only_where_its_bug_is_fixed(version, safe):
    assert wal_is_safe(version) == safe


def test_sqlite_opens_with_the_safest_settings_for_its_version(tmp_path):
    records = open_records(f"sqlite:///{tmp_path}/records.db")
    wal = wal_is_safe(sqlite3.sqlite_version_info)
    assert pragma(records, "journal_mode") == ("wal" if wal else "delete")
    assert pragma(records, "synchronous") == (2 if wal else 3)  # 2 = FULL, 3 = EXTRA
    assert pragma(records, "foreign_keys") == 1
    assert pragma(records, "busy_timeout") == 15_000
    assert sqlite3.sqlite_version in records.journal


def test_a_new_database_leaves_no_other_file_behind(tmp_path):
    open_records(f"sqlite:///{tmp_path}/new/records.db").engine.dispose()
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["records.db"]


def test_a_missing_database_is_refused_and_not_made(tmp_path):
    with pytest.raises(problems.MissingDatabase, match="There is no database at"):
        open_records(f"sqlite:///{tmp_path}/records.db", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", problems.DamagedDatabase), (b"hello, this is no database", problems.ForeignDatabase)],
)
def test_an_empty_file_and_garbage_are_refused_and_left_as_they_are(tmp_path, content, problem):
    path = tmp_path / "records.db"
    path.write_bytes(content)
    with pytest.raises(problem):
        open_records(f"sqlite:///{path}")
    with pytest.raises(problem):
        migrate(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_half_a_database_is_called_damaged(tmp_path):
    path = tmp_path / "records.db"
    open_records(f"sqlite:///{path}").engine.dispose()
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(problems.DamagedDatabase, match="Restore it from a backup"):
        open_records(f"sqlite:///{path}")


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "records.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("create table songs (title text)")
    theirs.close()
    before = path.read_bytes()
    for attempt in (open_records, migrate):
        with pytest.raises(problems.ForeignDatabase, match="belongs to something else"):
            attempt(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_another_programs_server_database_is_refused(postgres_url):
    engine = sa.create_engine(postgres_url)
    with engine.begin() as tx:
        sa.Table("songs", sa.MetaData(), sa.Column("title", sa.Text())).create(tx)
    with pytest.raises(problems.ForeignDatabase):
        open_records(postgres_url)
    with engine.begin() as tx:
        assert sa.inspect(tx).get_table_names() == ["songs"]
    engine.dispose()


def set_revision(records, revision):
    version = sa.table("alembic_version", sa.column("version_num"))
    with records.engine.execution_options(writes=True).begin() as tx:
        tx.execute(sa.update(version).values(version_num=revision))


def test_a_newer_database_is_refused_by_open_and_by_migrate(records, url):
    set_revision(records, "9999")
    for attempt in (open_records, migrate):
        with pytest.raises(problems.SchemaNewer, match="Update the program"):
            attempt(url)


def test_an_older_database_says_run_migrate(records):
    with pytest.raises(problems.SchemaOutdated, match="python -m data_adapters migrate"), records.engine.begin() as tx:
        check_schema(tx, wanted="0002")


def test_migrating_twice_changes_nothing(records, url):
    assert migrate(url) == migrate(url) == newest()
    assert records.versions().records == 0


def test_a_migration_that_fails_leaves_nothing_behind(postgres_url, tmp_path):
    for address in (postgres_url, f"sqlite:///{tmp_path}/records.db"):
        engine = make_engine(address)
        with pytest.raises(ZeroDivisionError), engine.execution_options(writes=True).begin() as tx:
            upgrade_on(tx)
            assert "audit" in sa.inspect(tx).get_table_names()
            raise ZeroDivisionError
        with engine.begin() as tx:
            assert sa.inspect(tx).get_table_names() == []
        engine.dispose()


def shape(tx):
    """Everything a database says about its tables, from its own catalogue."""
    if tx.dialect.name == "sqlite":
        found = tx.exec_driver_sql("select type, name, sql from sqlite_master where name not like '%alembic%'").all()
        return sorted((kind, name, " ".join((sql or "").replace('"', "").split())) for kind, name, sql in found)
    columns = tx.exec_driver_sql(
        "select table_name, column_name, data_type, is_nullable, column_default, is_identity "
        "from information_schema.columns where table_schema = 'public' and table_name <> 'alembic_version'"
    )
    indexes = tx.exec_driver_sql("select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' "
                                 "and tablename <> 'alembic_version'")  # fmt: skip
    limits = tx.exec_driver_sql(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = 'public'::regnamespace and conname not like 'alembic%%'"
    )
    return sorted(map(repr, [*columns.all(), *indexes.all(), *limits.all()]))


def test_the_migrated_schema_is_the_declared_schema(records, postgres_url, tmp_path):
    with records.engine.begin() as tx:
        migrated = shape(tx)
    server = records.engine.dialect.name == "postgresql"
    declared = make_engine(postgres_url if server else f"sqlite:///{tmp_path}/declared.db")
    with declared.execution_options(writes=True).begin() as tx:
        METADATA.create_all(tx)
        assert migrated == shape(tx), "the contract has changed: add a revision in data_adapters/records/migrations"
    declared.dispose()


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "fuse.sshfs"])
def test_a_network_disk_is_refused(tmp_path, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/our\\040share {kind} rw 0 0\n")
    with pytest.raises(problems.NetworkDisk, match="PostgreSQL for a team"):
        refuse_network_disk(type(tmp_path)("/mnt/our share/kpi/records.db"), mounts)
    refuse_network_disk(type(tmp_path)("/mnt/our/records.db"), mounts)


@pytest.mark.parametrize("address", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "not an address", ""])
def test_an_address_that_cannot_be_used_is_refused_in_words(address):
    with pytest.raises(problems.UnknownDatabase):
        read_url(address)


def test_a_password_is_never_shown():
    address = "postgresql+psycopg://anna:very-secret@db.example/records"
    assert masked(address) == "postgresql+psycopg://anna:***@db.example/records"


def test_a_server_that_does_not_answer_is_said_without_its_password():
    with pytest.raises(problems.RecordsProblem) as said:
        open_records("postgresql://anna:very-secret@127.0.0.1:1/records")
    assert "very-secret" not in str(said.value)
    assert "does not answer" in str(said.value)

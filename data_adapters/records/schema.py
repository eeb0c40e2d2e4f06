"""The tables of store A: record tables built from the contract with their history, and the system tables.

Money is stored as whole hundredths (BIGINT), instants as microseconds since 1970 UTC. A record row is never changed:
an edit closes it (`superseded_at`) and adds a new one. One open row per key is held by a partial unique index; an
empty key part counts as '' there, so that two empty ones are the same.
"""

import sqlalchemy as sa

from kpis.contract import Kind, contract_columns, key_columns, rule_of
from kpis.records import RECORDS

METADATA = sa.MetaData()
NUMBERED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows only in an INTEGER key
STORED = {
    Kind.ID: sa.Text(), Kind.TEXT: sa.Text(), Kind.CHOICE: sa.Text(), Kind.CURRENCY: sa.Text(),
    Kind.HASH: sa.BigInteger(), Kind.SECONDS: sa.BigInteger(), Kind.COUNT: sa.BigInteger(), Kind.DAY: sa.Date(),
    Kind.MONEY: sa.BigInteger(), Kind.NUMBER: sa.Double(), Kind.FLAG: sa.Boolean(),
}  # fmt: skip


def _need(name: str, type_: sa.types.TypeEngine) -> sa.Column:
    return sa.Column(name, type_, nullable=False)


def _trace() -> list[sa.Column]:
    return [
        _need("source", sa.Text()), sa.Column("batch_id", sa.Text()), _need("recorded_at", sa.BigInteger()),
        _need("recorded_by", sa.Text()), sa.Column("superseded_at", sa.BigInteger()),
        sa.Column("superseded_by", sa.Text()), _need("request_id", sa.Text()), _need("row_version", sa.Integer()),
        _need("is_sample", sa.Boolean()),
    ]  # fmt: skip


def _record_table(canonical: sa.Table) -> sa.Table:
    columns = [sa.Column(c.name, STORED[rule_of(c).kind], nullable=c.nullable, info=c.info)
               for c in contract_columns(canonical)]  # fmt: skip
    number = sa.Column("row_id", NUMBERED, primary_key=True, autoincrement=True)
    stored = sa.Table(canonical.name, METADATA, number, *columns, *_trace(), info=canonical.info,
                      sqlite_autoincrement=True)  # fmt: skip
    parts = [_key_part(stored.c[name]) for name in key_columns(canonical)]
    still_open = stored.c.superseded_at.is_(None)
    sa.Index(f"open_{stored.name}", *parts, unique=True, sqlite_where=still_open, postgresql_where=still_open)
    sa.Index(f"batch_{stored.name}", stored.c.batch_id)
    return stored


def _key_part(column: sa.Column) -> sa.ColumnElement:
    return sa.func.coalesce(column, "") if column.nullable else column  # every key part that may be empty is text


RECORD_TABLES = {name: _record_table(canonical) for name, canonical in RECORDS.tables.items()}

data_versions = sa.Table(
    "data_versions", METADATA, sa.Column("name", sa.Text(), primary_key=True), _need("version", sa.BigInteger()),
    _need("changed_at", sa.BigInteger()),
)  # fmt: skip

requests = sa.Table(
    "requests", METADATA, sa.Column("request_id", sa.Text(), primary_key=True), _need("what", sa.Text()),
    _need("who", sa.Text()), _need("at", sa.BigInteger()), _need("result", sa.Text()),
)  # fmt: skip

audit = sa.Table(
    "audit", METADATA, sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
    _need("at", sa.BigInteger()), _need("who", sa.Text()), _need("action", sa.Text()), _need("what", sa.Text()),
    _need("permission", sa.Text()), _need("request_id", sa.Text()), sa.Column("before", sa.Text()),
    sa.Column("after", sa.Text()), _need("previous_hash", sa.Text()), _need("hash", sa.Text()),
)  # fmt: skip

users = sa.Table(
    "users", METADATA, sa.Column("user_id", sa.Text(), primary_key=True), _need("name", sa.Text()),
    sa.Column("iss", sa.Text()), sa.Column("sub", sa.Text()), _need("roles", sa.Text()), sa.Column("scopes", sa.Text()),
    _need("created_at", sa.BigInteger()), _need("created_by", sa.Text()), sa.Column("disabled_at", sa.BigInteger()),
    _need("version", sa.Integer()), sa.UniqueConstraint("iss", "sub", name="one_user_per_identity"),
)  # fmt: skip

login_sessions = sa.Table(
    "login_sessions", METADATA, sa.Column("login_id", sa.Text(), primary_key=True),
    sa.Column("user_id", sa.Text(), sa.ForeignKey("users.user_id"), nullable=False),
    _need("first_seen", sa.BigInteger()), _need("last_seen", sa.BigInteger()), sa.Column("revoked_at", sa.BigInteger()),
)  # fmt: skip

load_runs = sa.Table(
    "load_runs", METADATA, sa.Column("load_id", sa.Text(), primary_key=True),
    sa.Column("seq", sa.BigInteger(), nullable=False, unique=True),
    *(_need(name, sa.Text()) for name in ("table_name", "source", "file_name", "file_hash", "mapping_hash")),
    _need("started_at", sa.BigInteger()), sa.Column("finished_at", sa.BigInteger()), _need("who", sa.Text()),
    _need("result", sa.Text()),
    *(_need(name, sa.BigInteger()) for name in ("seen", "new", "changed", "unchanged", "set_aside", "replaced")),
    sa.Column("covers_from", sa.Date()), sa.Column("covers_to", sa.Date()), _need("replacing", sa.Boolean()),
    sa.Column("control", sa.Text()), sa.Column("notes", sa.Text()), sa.Column("undone_at", sa.BigInteger()),
    _need("is_sample", sa.Boolean()), _need("request_id", sa.Text()),
)  # fmt: skip
sa.Index("load_runs_of_file", load_runs.c.table_name, load_runs.c.source, load_runs.c.file_hash)

manifest = sa.Table(
    "manifest", METADATA, sa.Column("file_id", NUMBERED, primary_key=True, autoincrement=True),
    *(_need(name, sa.Text()) for name in ("table_name", "source", "path")), _need("rows", sa.BigInteger()),
    sa.Column("first_day", sa.Date()), sa.Column("last_day", sa.Date()), _need("kind", sa.Text()),
    sa.Column("load_id", sa.Text()), _need("recorded_at", sa.BigInteger()), sa.Column("superseded_at", sa.BigInteger()),
    sa.Column("superseded_by", sa.Text()), _need("digest", sa.Text()), _need("is_sample", sa.Boolean()),
    sqlite_autoincrement=True,
)  # fmt: skip
sa.Index("manifest_open", manifest.c.table_name, manifest.c.superseded_at)

frozen_reviews = sa.Table(
    "frozen_reviews", METADATA, sa.Column("week", sa.Date(), primary_key=True),  # its Monday
    *(_need(name, sa.BigInteger()) for name in ("frozen_at", "facts_version", "records_version", "load_seq")),
    *(_need(name, sa.Text()) for name in ("who", "code_version", "config_hash", "definitions", "readings", "signals",
                                          "digest", "request_id")), _need("is_sample", sa.Boolean()),
)  # fmt: skip

closed_weeks = sa.Table(  # time up to the week of this Monday is closed; opened again, the line stays
    "closed_weeks", METADATA, sa.Column("closing_id", NUMBERED, primary_key=True, autoincrement=True),
    _need("until", sa.Date()), _need("closed_at", sa.BigInteger()), _need("closed_by", sa.Text()),
    _need("reason", sa.Text()), sa.Column("reopened_at", sa.BigInteger()), sa.Column("reopened_by", sa.Text()),
    sa.Column("reopened_because", sa.Text()), _need("is_sample", sa.Boolean()),
)  # fmt: skip

credit_cubes = sa.Table(  # shared credit as it was worked out, of exactly these files by exactly this definition
    "credit_cubes", METADATA, sa.Column("cube_id", NUMBERED, primary_key=True, autoincrement=True),
    sa.Column("cube_key", sa.Text(), nullable=False, unique=True),
    *(_need(name, sa.Text()) for name in ("what", "rule", "definition", "files", "parts")),
    _need("lookback_days", sa.BigInteger()), _need("size", sa.BigInteger()), _need("computed_at", sa.BigInteger()),
    sa.Column("closed_before", sa.Date()), sa.Column("load_id", sa.Text()), sqlite_autoincrement=True,
)  # fmt: skip
sa.Index("credit_cubes_of", credit_cubes.c.definition)

restatements = sa.Table(
    "restatements", METADATA, sa.Column("restated_id", NUMBERED, primary_key=True, autoincrement=True),
    _need("event", sa.Text()), _need("restated_at", sa.BigInteger()), sa.Column("load_id", sa.Text()),
    _need("rule", sa.Text()), _need("period", sa.Date()), sa.Column("use_case_id", sa.Text()), _need("kind", sa.Text()),
    _need("before", sa.BigInteger()), _need("after", sa.BigInteger()), _need("why", sa.Text()),
)  # fmt: skip
sa.Index("restatements_of", restatements.c.event)

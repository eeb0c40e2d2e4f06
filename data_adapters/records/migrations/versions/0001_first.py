"""The first schema of store A, written out, because a migration must stay what it was when the contract moves on."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = depends_on = None

# table: (contract columns as they were, its key); "!" = must be filled
RECORDS = {
    "places": (
        "dimension:text! value:text! label:text! opened_on:day closed_on:day",
        "dimension value",
    ),
    "use_cases": (
        "use_case_id:text! name:text! data:text algo:text action:text value_driver:text planned_channels:text "
        "owner:text backup_owner:text value_top:num value_bottom:num value_strategic:num urgency:num "
        "sophistication:big rated_on:day data_documented:text algo_documented:text action_documented:text "
        "from_template:text shared_data_asset:text shared_algorithm:text sign_off_plan:text sign_off_priority:text "
        "sign_off_release:text has_backup_owner:text promised_value:big lifecycle_stage:text degree:text "
        "value_amount:big active_window_days:big lookback_days:big archived_on:day",
        "use_case_id",
    ),
    "use_case_events": (
        "use_case_id:text! market:text! business_area:text! status:text! day:day! reason:text",
        "use_case_id market business_area day status",
    ),
    "portfolio": (
        "version:big! frozen_on:day! use_case_id:text! market:text! business_area:text!",
        "version use_case_id market business_area",
    ),
    "eligible_cells": (
        "use_case_id:text! channel:text! market:text! business_area:text! from_day:day! to_day:day",
        "use_case_id channel market business_area from_day",
    ),
    "parameters": (
        "name:text! value:num! from_day:day! market:text business_area:text",
        "name from_day market business_area",
    ),
    "capacity": (
        "from_day:day! to_day:day fte:num! availability:num! focus:num!",
        "from_day",
    ),
    "effort_entries": (
        "entry_id:text! use_case_id:text! market:text business_area:text week:day! day:day person_key:big "
        "minutes:big! kind:text note:text hours_per_day:num supersedes:text",
        "entry_id",
    ),
    "estimates": (
        "use_case_id:text! market:text business_area:text person_days:num! estimated_on:day! note:text",
        "use_case_id market business_area estimated_on",
    ),
    "targets": (
        "set_on:day! level:num! due_on:day! reason:text! author:text",
        "set_on",
    ),
    "goals": (
        "indicator:text! slice:text period:text! value:num! author:text reason:text set_at:day!",
        "indicator slice period set_at",
    ),
    "budgets": (
        "budget_id:text! from_day:day! to_day:day! type:text! amount:big! currency:text!",
        "budget_id",
    ),
    "notes": (
        "note_id:text! day:day! text:text! scope:text author:text",
        "note_id",
    ),
    "experiments": (
        "experiment_id:text! use_case_id:text design:text! unit:text! metric:text! start:day! planned_end:day! "
        "ended:day looks:big treated_share:num planned_effect:num hypothesis:text treated_population:big "
        "treated_n:big treated_mean:num treated_sd:num treated_conversions:big control_n:big control_mean:num control_sd:num "
        "control_conversions:big market:text business_area:text valid_until:day",
        "experiment_id",
    ),
    "data_assets": (
        "asset_id:text! name:text! assessed_on:day! owner:text documented:flag legal_basis:flag quality:num "
        "fresh:flag demand:text",
        "asset_id assessed_on",
    ),
    "asset_uses": (
        "asset_id:text! use_case_id:text! from_day:day! to_day:day",
        "asset_id use_case_id from_day",
    ),
    "asset_revenue": (
        "asset_id:text! day:day! amount:big! currency:text!",
        "asset_id day",
    ),
    "decisions": (
        "decision_id:text! day:day! text:text! owner:text! check_on:day! indicator:text slice:text outcome:text",
        "decision_id",
    ),
}
KINDS = {"text": sa.Text, "big": sa.BigInteger, "int": sa.Integer, "day": sa.Date, "num": sa.Double, "flag": sa.Boolean}
TRACE = ("source:text! batch_id:text recorded_at:big! recorded_by:text! superseded_at:big superseded_by:text "
         "request_id:text! row_version:int! is_sample:flag!")  # fmt: skip


def upgrade() -> None:
    for name, (columns, key) in RECORDS.items():
        _record_table(name, columns, key.split())
    _system_tables()
    _ledgers()
    counters = sa.table("data_versions", sa.column("name"), sa.column("version"), sa.column("changed_at"))
    op.bulk_insert(counters, [{"name": name, "version": 0, "changed_at": 0} for name in ("facts", "records")])


def _column(spec: str, **more: object) -> sa.Column:
    name, kind = spec.rstrip("!").split(":")
    return sa.Column(name, KINDS[kind](), nullable=not spec.endswith("!"), **more)


def _columns(specs: str) -> list[sa.Column]:
    return [_column(spec) for spec in specs.split()]


def _numbered(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True)


def _record_table(name: str, columns: str, key: list[str]) -> None:
    made = op.create_table(name, _numbered("row_id"), *_columns(columns), *_columns(TRACE), sqlite_autoincrement=True)
    parts = [sa.func.coalesce(made.c[part], "") if made.c[part].nullable else made.c[part] for part in key]
    still_open = made.c.superseded_at.is_(None)
    op.create_index(f"open_{name}", name, parts, unique=True, sqlite_where=still_open, postgresql_where=still_open)
    op.create_index(f"batch_{name}", name, ["batch_id"])


def _system_tables() -> None:
    op.create_table("data_versions", _column("name:text!", primary_key=True), *_columns("version:big! changed_at:big!"))
    op.create_table("requests", _column("request_id:text!", primary_key=True),
                    *_columns("what:text! who:text! at:big! result:text!"))  # fmt: skip
    op.create_table(
        "audit", _column("seq:big!", primary_key=True, autoincrement=False),
        *_columns("at:big! who:text! action:text! what:text! permission:text! request_id:text! before:text after:text "
                  "previous_hash:text! hash:text!"),
    )  # fmt: skip
    op.create_table(
        "users", _column("user_id:text!", primary_key=True),
        *_columns("name:text! iss:text sub:text roles:text! scopes:text created_at:big! created_by:text! "
                  "disabled_at:big version:int!"), sa.UniqueConstraint("iss", "sub", name="one_user_per_identity"),
    )  # fmt: skip
    op.create_table(
        "login_sessions", _column("login_id:text!", primary_key=True),
        sa.Column("user_id", sa.Text(), sa.ForeignKey("users.user_id"), nullable=False),
        *_columns("first_seen:big! last_seen:big! revoked_at:big"),
    )  # fmt: skip


def _ledgers() -> None:
    op.create_table(
        "load_runs", _column("load_id:text!", primary_key=True), _column("seq:big!", unique=True),
        *_columns("table_name:text! source:text! file_name:text! file_hash:text! mapping_hash:text! started_at:big! "
                  "finished_at:big who:text! result:text! seen:big! new:big! changed:big! unchanged:big! "
                  "set_aside:big! replaced:big! covers_from:day covers_to:day replacing:flag! control:text notes:text "
                  "undone_at:big is_sample:flag! request_id:text!"),
    )  # fmt: skip
    op.create_index("load_runs_of_file", "load_runs", ["table_name", "source", "file_hash"])
    op.create_table(
        "manifest", _numbered("file_id"),
        *_columns("table_name:text! source:text! path:text! rows:big! first_day:day last_day:day kind:text! "
                  "load_id:text recorded_at:big! superseded_at:big superseded_by:text digest:text! is_sample:flag!"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("manifest_open", "manifest", ["table_name", "superseded_at"])
    op.create_table(
        "closed_weeks", _numbered("closing_id"),
        *_columns("until:day! closed_at:big! closed_by:text! reason:text! reopened_at:big reopened_by:text "
                  "reopened_because:text is_sample:flag!"),
    )  # fmt: skip
    op.create_table(
        "frozen_reviews", _column("week:day!", primary_key=True),
        *_columns("frozen_at:big! facts_version:big! records_version:big! load_seq:big! who:text! code_version:text! "
                  "config_hash:text! definitions:text! readings:text! signals:text! digest:text! request_id:text! "
                  "is_sample:flag!"),
    )  # fmt: skip
    op.create_table(
        "credit_cubes", _numbered("cube_id"), _column("cube_key:text!", unique=True),
        *_columns("what:text! rule:text! definition:text! files:text! parts:text! lookback_days:big! size:big! "
                  "computed_at:big! closed_before:day load_id:text"), sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("credit_cubes_of", "credit_cubes", ["definition"])
    op.create_table(
        "restatements", _numbered("restated_id"),
        *_columns("event:text! restated_at:big! load_id:text rule:text! period:day! use_case_id:text kind:text! "
                  "before:big! after:big! why:text!"),
    )  # fmt: skip
    op.create_index("restatements_of", "restatements", ["event"])

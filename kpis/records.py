"""The canonical record tables: what people type or import, with their history kept by the store.

Every table here is versioned by the store: an edit closes the old row and adds a new one, so any day can be read again.
Money is in the company's currency unless a currency column says otherwise; effort is minutes.
"""

import sqlalchemy as sa

from kpis.contract import Family, Kind, col, table

RECORDS = sa.MetaData()
K = Kind
CHECKLIST = ("data_documented", "algo_documented", "action_documented", "from_template", "shared_data_asset",
             "shared_algorithm", "sign_off_plan", "sign_off_priority", "sign_off_release", "has_backup_owner")  # fmt: skip


def _record(name: str, about: str, *columns: sa.Column, key: str, day: str = "") -> sa.Table:
    return table(RECORDS, name, about, *columns, key=key, day=day, family=Family.RECORD)


def _place(optional: bool = False) -> list[sa.Column]:
    return [col("market", K.ID, optional=optional), col("business_area", K.ID, optional=optional)]


def _score(name: str) -> sa.Column:
    return col(name, K.NUMBER, "0 to 10", optional=True, low=0, high=10)


places = _record(
    "places", "One market, channel or business area.",
    col("dimension", K.CHOICE, choices="market channel business_area"), col("value", K.ID), col("label", K.TEXT),
    col("opened_on", K.DAY, optional=True, future=True), col("closed_on", K.DAY, optional=True, future=True),
    key="dimension value",
)  # fmt: skip

use_cases = _record(
    "use_cases", "One use case: Data -> Algo -> Action.",
    col("use_case_id", K.ID), col("name", K.TEXT), *(col(part, K.TEXT, optional=True) for part in ("data", "algo", "action")),
    col("value_driver", K.TEXT, optional=True), col("planned_channels", K.TEXT, optional=True),
    col("owner", K.TEXT, optional=True), col("backup_owner", K.TEXT, optional=True),
    *(_score(name) for name in ("value_top", "value_bottom", "value_strategic", "urgency")),
    col("sophistication", K.COUNT, "1 rules, 2 statistics, 3 machine learning, 4 learns while running", optional=True,
        low=1, high=4), col("rated_on", K.DAY, "when sophistication was rated", optional=True),
    *(col(item, K.CHOICE, optional=True, choices="yes no n.a.") for item in CHECKLIST),
    col("promised_value", K.MONEY, "promised a year", optional=True),
    col("lifecycle_stage", K.CHOICE, optional=True, choices="acquire develop retain"),
    col("degree", K.CHOICE, choices="automated assisted manual", default="automated"),
    col("value_amount", K.MONEY, "weight in the value-weighted level", optional=True),
    col("active_window_days", K.COUNT, "quiet after so many days without an action", default="30", low=1, high=400),
    col("lookback_days", K.COUNT, "own look-back for attribution", optional=True, low=1, high=800),
    col("archived_on", K.DAY, "out of lists and pickers since", optional=True), key="use_case_id",
)  # fmt: skip

use_case_events = _record(
    "use_case_events", "A roll-out changed its status.", col("use_case_id", K.ID), *_place(),
    col("status", K.CHOICE, choices="idea planned building pilot live paused retired"), col("day", K.DAY),
    col("reason", K.TEXT, "why, in a few words", optional=True), key="use_case_id market business_area day status", day="day",
)  # fmt: skip

portfolio = _record(
    "portfolio", "One roll-out that a frozen version of the target portfolio contains.", col("version", K.COUNT, low=1),
    col("frozen_on", K.DAY), col("use_case_id", K.ID), *_place(), key="version use_case_id market business_area",
    day="frozen_on",
)  # fmt: skip

eligible_cells = _record(
    "eligible_cells", "A place where a use case could run.", col("use_case_id", K.ID), col("channel", K.ID), *_place(),
    col("from_day", K.DAY), col("to_day", K.DAY, optional=True, future=True),
    key="use_case_id channel market business_area from_day", day="from_day",
)  # fmt: skip

parameters = _record(
    "parameters", "A dated figure the company decides on.",
    col("name", K.CHOICE, choices="gross_margin day_rate hours_per_day amortisation_months discount_rate"),
    col("value", K.NUMBER), col("from_day", K.DAY), *_place(optional=True), key="name from_day market business_area",
    day="from_day",
)  # fmt: skip

capacity = _record(
    "capacity", "How many people can build.", col("from_day", K.DAY), col("to_day", K.DAY, optional=True, future=True),
    col("fte", K.NUMBER, low=0), col("availability", K.NUMBER, low=0, high=1), col("focus", K.NUMBER, low=0, high=1),
    key="from_day", day="from_day",
)  # fmt: skip

effort_entries = _record(
    "effort_entries", "Time spent on one use case in one week.",
    col("entry_id", K.ID), col("use_case_id", K.ID), *_place(optional=True), col("week", K.DAY, "Monday of the ISO week"),
    col("day", K.DAY, optional=True), col("person_key", K.HASH, "who, if your company records it", optional=True),
    col("minutes", K.COUNT, "time spent", low=1, high=600_000),
    col("kind", K.CHOICE, optional=True, choices="plan build replicate maintain"), col("note", K.TEXT, optional=True),
    col("hours_per_day", K.NUMBER, "hours of a person-day when it was logged", default="8", low=1, high=24),
    col("supersedes", K.ID, "the entry this one corrects", optional=True), key="entry_id", day="week",
)  # fmt: skip

estimates = _record(
    "estimates", "Planned effort of a use case, before it starts.", col("use_case_id", K.ID), *_place(optional=True),
    col("person_days", K.NUMBER, low=0), col("estimated_on", K.DAY), col("note", K.TEXT, optional=True),
    key="use_case_id market business_area estimated_on", day="estimated_on",
)  # fmt: skip

targets = _record(
    "targets", "The automation level to reach.", col("set_on", K.DAY), col("level", K.NUMBER, "share of roll-outs", low=0, high=1),
    col("due_on", K.DAY, future=True), col("reason", K.TEXT), col("author", K.TEXT, optional=True), key="set_on", day="set_on",
)  # fmt: skip

goals = _record(
    "goals", "What an indicator should reach.", col("indicator", K.ID), col("slice", K.TEXT, "empty = all", default=""),
    col("period", K.TEXT, "such as 2026-Q4 or 2026"), col("value", K.NUMBER), col("author", K.TEXT, optional=True),
    col("reason", K.TEXT, optional=True), col("set_at", K.DAY), key="indicator slice period set_at", day="set_at",
)  # fmt: skip

budgets = _record(
    "budgets", "Money planned for a span of days.", col("budget_id", K.ID), col("from_day", K.DAY, future=True),
    col("to_day", K.DAY, future=True), col("type", K.CHOICE, choices="sales marketing it_data_run build investment"),
    col("amount", K.MONEY, low=0), col("currency", K.CURRENCY), key="budget_id", day="from_day",
)  # fmt: skip

notes = _record(
    "notes", "Something that explains a number.", col("note_id", K.ID), col("day", K.DAY), col("text", K.TEXT),
    col("scope", K.TEXT, "the filter it belongs to, such as market=FR; empty = all", default=""),
    col("author", K.TEXT, optional=True), key="note_id", day="day",
)  # fmt: skip

experiments = _record(
    "experiments", "A registered test of one use case, or of the whole programme when no use case is named.",
    col("experiment_id", K.ID), col("use_case_id", K.ID, "empty = the whole programme", optional=True),
    col("design", K.CHOICE, choices="holdout cluster rollout series"),
    col("unit", K.TEXT, "customer, account, region …"), col("metric", K.TEXT, "what is measured; revenue per unit by default"),
    col("start", K.DAY, future=True), col("planned_end", K.DAY, future=True), col("ended", K.DAY, optional=True),
    col("looks", K.COUNT, "planned looks at the result", default="1", low=1),
    col("treated_share", K.NUMBER, "share of units planned for treatment; empty = unknown, equal arms are not assumed",
        optional=True, low=0, high=1),
    col("planned_effect", K.NUMBER, "smallest relative effect worth finding, 0.05 = five per cent", optional=True, low=0),
    col("hypothesis", K.TEXT, "what is expected, and why", optional=True),
    col("treated_population", K.COUNT, "units the effect is counted for; empty = the treated arm", optional=True, low=0),
    *(col(f"{arm}_{name}", kind, optional=True, low=0 if name != "mean" else None) for arm in ("treated", "control")
      for name, kind in (("n", K.COUNT), ("mean", K.NUMBER), ("sd", K.NUMBER), ("conversions", K.COUNT))),
    col("market", K.ID, optional=True), col("business_area", K.ID, optional=True),
    col("valid_until", K.DAY, optional=True, future=True), key="experiment_id", day="start",
)  # fmt: skip

data_assets = _record(
    "data_assets", "One data set and whether it could earn money, as assessed on a day.",
    col("asset_id", K.ID), col("name", K.TEXT), col("assessed_on", K.DAY), col("owner", K.TEXT, optional=True),
    col("documented", K.FLAG, optional=True), col("legal_basis", K.FLAG, "may it be used and sold?", optional=True),
    col("quality", K.NUMBER, "share of checks passed", optional=True, low=0, high=1),
    col("fresh", K.FLAG, "is it up to date?", optional=True),
    col("demand", K.CHOICE, optional=True, choices="none interest signed paying"), key="asset_id assessed_on", day="assessed_on",
)  # fmt: skip

asset_uses = _record(
    "asset_uses", "A use case draws on a data set.", col("asset_id", K.ID), col("use_case_id", K.ID),
    col("from_day", K.DAY), col("to_day", K.DAY, optional=True, future=True), key="asset_id use_case_id from_day",
    day="from_day",
)  # fmt: skip

asset_revenue = _record(
    "asset_revenue", "Money a data set brought in.", col("asset_id", K.ID), col("day", K.DAY), col("amount", K.MONEY),
    col("currency", K.CURRENCY), key="asset_id day", day="day",
)  # fmt: skip

decisions = _record(
    "decisions", "What was decided on a Monday, and when to check it.", col("decision_id", K.ID), col("day", K.DAY),
    col("text", K.TEXT), col("owner", K.TEXT), col("check_on", K.DAY, future=True), col("indicator", K.ID, optional=True),
    col("slice", K.TEXT, default=""), col("outcome", K.TEXT, optional=True), key="decision_id", day="day",
)  # fmt: skip

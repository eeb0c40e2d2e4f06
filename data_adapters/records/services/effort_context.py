"""Puts one typed entry of time beside what is known around it and asks the rules."""

from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa

from data_adapters.records.services.answers import Finding, refuse_errors
from data_adapters.records.services.effort_rules import Known, findings, minutes_positive
from data_adapters.records.services.entry import checked_row
from data_adapters.records.services.saving import open_rows
from data_adapters.records.store import Records

USUAL_HOURS = 8.0
Row = Mapping[str, object]


def ruled_entry(tx: sa.Connection, records: Records, typed: Row) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """The checked entry with the hours of a person-day of its week, and warnings. Raises InvalidEntry."""
    refuse_errors(minutes_positive(typed.get("minutes")))
    # The future is refused by a rule of its own, which says it for week and day together.
    entry = checked_row("effort_entries", {**typed, "hours_per_day": None}, today=date.max)
    parameters = open_rows(tx, "parameters", name="hours_per_day")
    entry["hours_per_day"] = hours_per_day(parameters, entry["week"], entry["market"], entry["business_area"])
    return entry, refuse_errors(findings(entry, _known(tx, records, entry)))


def hours_per_day(parameters: Iterable[Row], week: date, market: str | None, area: str | None) -> float:
    """The hours of a person-day that held in a week: of the nearest place, of the latest day on or before its Monday.

    `parameters` are rows of the parameters table. 8 where the company has said nothing.
    """
    fitting = [row for row in parameters if row["name"] == "hours_per_day" and row["from_day"] <= week
               and row["market"] in (None, market) and row["business_area"] in (None, area)]  # fmt: skip
    if not fitting:
        return USUAL_HOURS
    return float(max(fitting, key=_nearness)["value"])


def _nearness(row: Row) -> tuple[bool, bool, date]:
    return row["market"] is not None, row["business_area"] is not None, row["from_day"]


def _known(tx: sa.Connection, records: Records, entry: Row) -> Known:
    first, closed = _life(tx, entry)
    person = entry["person_key"]
    mine = [row for row in open_rows(tx, "effort_entries", week=entry["week"])
            if row["entry_id"] != entry["entry_id"] and person is not None and row["person_key"] == person]  # fmt: skip
    return Known(
        today=records.today(), use_case_known=bool(open_rows(tx, "use_cases", use_case_id=entry["use_case_id"])),
        first_day=first, closed_on=closed, effort_person=records.effort_person,
        person_day_minutes=sum(row["minutes"] for row in mine if row["day"] == entry["day"]),
        person_week_minutes=sum(row["minutes"] for row in mine),
    )  # fmt: skip


def _life(tx: sa.Connection, entry: Row) -> tuple[date | None, date | None]:
    """The first day of the use case where the entry belongs, and the day it was retired there, if everywhere."""
    events = [e for e in open_rows(tx, "use_case_events", use_case_id=entry["use_case_id"])
              if all(entry[name] in (None, e[name]) for name in ("market", "business_area"))]  # fmt: skip
    latest = {(e["market"], e["business_area"]): e for e in sorted(events, key=lambda e: e["day"])}.values()
    retired = bool(latest) and all(e["status"] == "retired" for e in latest)
    return min((e["day"] for e in events), default=None), max(e["day"] for e in latest) if retired else None

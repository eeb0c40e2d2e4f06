"""What the company wants to reach and counts with: target, goals, dated parameters, capacity and budgets."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

import sqlalchemy as sa

from data_adapters.records.principal import Principal
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Finding, Saved
from data_adapters.records.services.saving import save_record
from data_adapters.records.store import Records

Row = Mapping[str, object]
PARAMETER_BOUNDS = {"gross_margin": (0, 1), "day_rate": (0, 100_000), "hours_per_day": (1, 24),
                    "amortisation_months": (1, 600), "discount_rate": (0, 1)}  # fmt: skip


@requires("target.write")
def set_target(records: Records, principal: Principal, level: float, due_on: date, reason: str, *, request_id: str,
               achieved: float | None = None, expected_version: int | None = None) -> Saved:  # fmt: skip
    """Set the automation level (0 to 1) to reach by a day, and why; `achieved` is the level of today, if known."""
    row = {"set_on": records.today(), "level": level, "due_on": due_on, "reason": reason, "author": principal.name}
    return save_record(records, principal, "target.write", "targets", row, request_id=request_id,
                       expected_version=expected_version,
                       rules=partial(_target_findings, records.today(), achieved))  # fmt: skip


@requires("goal.write")
def set_goal(records: Records, principal: Principal, indicator: str, period: str, value: float, *, request_id: str,
             slice_text: str = "", reason: str | None = None,
             expected_version: int | None = None) -> Saved:  # fmt: skip
    """Set what an indicator should reach in a period such as 2026-Q4 or 2026."""
    row = {"indicator": indicator, "slice": slice_text, "period": period, "value": value, "author": principal.name,
           "reason": reason, "set_at": records.today()}  # fmt: skip
    return save_record(records, principal, "goal.write", "goals", row, request_id=request_id,
                       expected_version=expected_version)  # fmt: skip


@requires("parameter.write")
def set_parameter(records: Records, principal: Principal, name: str, value: float, from_day: date, *, request_id: str,
                  market: str | None = None, business_area: str | None = None,
                  expected_version: int | None = None) -> Saved:  # fmt: skip
    """Set a dated figure: gross_margin, day_rate, hours_per_day, amortisation_months or discount_rate."""
    row = {"name": name, "value": value, "from_day": from_day, "market": market, "business_area": business_area}
    return save_record(records, principal, "parameter.write", "parameters", row, request_id=request_id,
                       expected_version=expected_version, rules=_parameter_findings,
                       scope=(market, business_area))  # fmt: skip


@requires("parameter.write")
def save_capacity(records: Records, principal: Principal, capacity: Row, *, request_id: str,
                  expected_version: int | None = None) -> Saved:  # fmt: skip
    """Say how many people can build from a day on: one row of `capacity`."""
    return save_record(records, principal, "parameter.write", "capacity", capacity, request_id=request_id,
                       expected_version=expected_version, rules=_span)  # fmt: skip


@requires("parameter.write")
def save_budget(records: Records, principal: Principal, budget: Row, *, request_id: str,
                expected_version: int | None = None) -> Saved:  # fmt: skip
    """Plan money for a span of days: one row of `budgets`."""
    return save_record(records, principal, "parameter.write", "budgets", budget, request_id=request_id,
                       expected_version=expected_version, rules=_span)  # fmt: skip


def _target_findings(today: date, achieved: float | None, _tx: sa.Connection, row: Row) -> Iterator[Finding]:
    if row["due_on"] <= today:
        yield Finding("due_in_past", "due_on", f"The target must lie after today, {today}.")
    if achieved is not None and row["level"] < achieved:
        yield Finding("below_achieved", "level", f"The level reached already is {achieved:.0%}.", stops=False)


def _parameter_findings(_tx: sa.Connection, row: Row) -> Iterator[Finding]:
    low, high = PARAMETER_BOUNDS[row["name"]]
    if not low <= row["value"] <= high:
        yield Finding("out_of_bounds", "value", f"{row['name']} must lie between {low} and {high}.")


def _span(_tx: sa.Connection, row: Row) -> Iterator[Finding]:
    if row["to_day"] and row["to_day"] < row["from_day"]:
        yield Finding("span_reversed", "to_day", "The last day is before the first.")

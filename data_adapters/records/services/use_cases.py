"""Use cases and what happened to them: the portfolio's own records."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict
from data_adapters.records.rows import close
from data_adapters.records.schema import RECORD_TABLES
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Finding, Saved, refuse_errors
from data_adapters.records.services.entry import checked_row
from data_adapters.records.services.saving import open_rows, save_in, save_record
from data_adapters.records.store import Records
from data_adapters.records.values import readable_row
from kpis.rollouts import RANK

Row = Mapping[str, object]
AT_WORK = ("building", "pilot", "live")


@requires("usecase.write")
def save_use_case(records: Records, principal: Principal, use_case: Row, *, request_id: str,
                  expected_version: int | None = None) -> Saved:  # fmt: skip
    """Save one use case with all its fields; two may not have the same name. Raises InvalidEntry, Conflict."""
    return save_record(records, principal, "usecase.write", "use_cases", use_case, request_id=request_id,
                       expected_version=expected_version, rules=_name_taken)  # fmt: skip


@requires("usecase.write")
def archive_use_case(records: Records, principal: Principal, use_case_id: str, *, request_id: str,
                     expected_version: int | None = None) -> Saved:  # fmt: skip
    """Take a use case out of lists and pickers from today on; its history and all totals stay. Nothing is deleted.

    Raises InvalidEntries (rule still_at_work) while it is live or in build somewhere, Conflict.
    """
    return _archived(records, principal, use_case_id, records.today(), request_id, expected_version)


@requires("usecase.write")
def restore_use_case(records: Records, principal: Principal, use_case_id: str, *, request_id: str,
                     expected_version: int | None = None) -> Saved:  # fmt: skip
    """Put an archived use case back into lists and pickers. Raises Conflict."""
    return _archived(records, principal, use_case_id, None, request_id, expected_version)


def _archived(records: Records, principal: Principal, use_case_id: str, on: date | None, request_id: str,
              expected_version: int | None) -> Saved:  # fmt: skip
    what = "archive use case" if on else "restore use case"
    with records.change(principal, "usecase.write", request_id=request_id, what=what) as change:
        found = open_rows(change.tx, "use_cases", use_case_id=use_case_id)
        if not found:
            raise Conflict("This use case was removed meanwhile. Nothing was changed.")
        refuse_errors(_still_at_work(change.tx, use_case_id) if on else ())
        row = {**readable_row(RECORD_TABLES["use_cases"], found[0]), "archived_on": on}
        return save_in(change, "use_cases", checked_row("use_cases", row, records.today()),
                       expected_version=expected_version)  # fmt: skip


def _still_at_work(tx: sa.Connection, use_case_id: str) -> Iterator[Finding]:
    events = sorted(open_rows(tx, "use_case_events", use_case_id=use_case_id), key=lambda e: (e["day"], RANK[e["status"]]))
    now = {(e["market"], e["business_area"]): e["status"] for e in events}
    busy = sorted(market for (market, _), status in now.items() if status in AT_WORK)
    if busy:
        words = f"It is live or in build in {', '.join(dict.fromkeys(busy))}; pause or retire it there first."
        yield Finding("still_at_work", "use_case_id", words)


@requires("usecase.write")
def set_status(records: Records, principal: Principal, use_case_id: str, status: str, *, market: str,
               business_area: str, day: date, request_id: str, reason: str | None = None,
               expected_version: int | None = None) -> Saved:  # fmt: skip
    """Say that a roll-out is idea, planned, building, pilot, live, paused or retired from a day on, and why.

    A day has one status: another one for the same day takes its place.
    """
    typed = {"use_case_id": use_case_id, "market": market, "business_area": business_area, "status": status, "day": day,
             "reason": reason}  # fmt: skip
    row = checked_row("use_case_events", typed, records.today())
    with records.change(principal, "usecase.write", request_id=request_id, what="set status",
                        scope=(market, business_area)) as change:  # fmt: skip
        refuse_errors(unknown_use_case(change.tx, row))
        same_day = {name: row[name] for name in ("use_case_id", "market", "business_area", "day")}
        replaced = [e["row_id"] for e in open_rows(change.tx, "use_case_events", **same_day) if e["status"] != status]
        close(change, RECORD_TABLES["use_case_events"], replaced, request_id)
        return save_in(change, "use_case_events", row, expected_version=expected_version)


@requires("usecase.write")
def save_estimate(records: Records, principal: Principal, use_case_id: str, person_days: float, *, request_id: str,
                  market: str | None = None, business_area: str | None = None, note: str | None = None,
                  expected_version: int | None = None) -> Saved:  # fmt: skip
    """Plan the effort of a use case, or of one roll-out, as estimated today."""
    row = {"use_case_id": use_case_id, "market": market, "business_area": business_area, "person_days": person_days,
           "estimated_on": records.today(), "note": note}  # fmt: skip
    return save_record(records, principal, "usecase.write", "estimates", row, request_id=request_id,
                       expected_version=expected_version, rules=unknown_use_case,
                       scope=(market, business_area))  # fmt: skip


@requires("usecase.write")
def save_cell(records: Records, principal: Principal, cell: Row, *, request_id: str,
              expected_version: int | None = None) -> Saved:  # fmt: skip
    """Say where a use case could run: one row of `eligible_cells`."""
    place = (cell.get("market"), cell.get("business_area"))
    return save_record(records, principal, "usecase.write", "eligible_cells", cell, request_id=request_id,
                       expected_version=expected_version, scope=place, rules=unknown_use_case)  # fmt: skip


def unknown_use_case(tx: sa.Connection, row: Row) -> Iterator[Finding]:
    """A finding if the row names a use case that is not stored."""
    named = row["use_case_id"]
    if named is not None and not open_rows(tx, "use_cases", use_case_id=named):
        yield Finding("unknown_use_case", "use_case_id", f"There is no use case {named!r}.")


def _name_taken(tx: sa.Connection, row: Row) -> Iterator[Finding]:
    for other in open_rows(tx, "use_cases"):
        if other["use_case_id"] != row["use_case_id"] and _plain(other["name"]) == _plain(row["name"]):
            yield Finding("name_taken", "name", f"Use case {other['use_case_id']} is already called {other['name']!r}.")


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

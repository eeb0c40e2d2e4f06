"""Tests of use cases: registered before they start, ended on a planned day; their plan stays once it was looked at."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

import sqlalchemy as sa

from data_adapters.records.faults import reading
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict
from data_adapters.records.rows import current_row
from data_adapters.records.schema import RECORD_TABLES
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Finding, Saved, refuse_errors
from data_adapters.records.services.entry import checked_row
from data_adapters.records.services.saving import open_rows, save_in, save_record, widest
from data_adapters.records.services.use_cases import unknown_use_case
from data_adapters.records.store import Records
from data_adapters.records.values import readable_row
from kpis.causal.looks import Looks

Row = Mapping[str, object]
TABLE = "experiments"
VALID_FOR = timedelta(days=365)  # a result counts for a year, if nothing else is said
PLAN = ("design", "unit", "metric", "start", "planned_end", "looks", "treated_share")
SUMMARY = ("n", "mean", "sd")
MOST_LOOKS = 12


@requires("experiment.write")
def save_experiment(records: Records, principal: Principal, experiment: Row, *, request_id: str,
                    expected_version: int | None = None) -> Saved:  # fmt: skip
    """Register a test, or change it: a row of `experiments`. Its plan is fixed from its first planned look on.

    Raises InvalidEntry, InvalidEntries, Conflict. Warnings: metric_differs, plan_changed.
    """
    stored = _stored(records, str(experiment.get("experiment_id") or ""))
    places = [(row.get("market"), row.get("business_area")) for row in (experiment, stored) if row is not None]
    return save_record(records, principal, "experiment.write", TABLE, experiment, request_id=request_id,
                       expected_version=expected_version, scope=widest(principal, places),
                       rules=partial(_findings, today=records.today()))  # fmt: skip


@requires("experiment.write")
def end_experiment(records: Records, principal: Principal, experiment_id: str, ended: date, *, request_id: str,
                   expected_version: int | None = None, valid_until: date | None = None) -> Saved:  # fmt: skip
    """Say on which day a test ended; its result counts for a year unless another day is named.

    Raises Conflict (removed, or changed by somebody else), InvalidEntries. Warning: ended_early.
    """
    stored = _stored(records, experiment_id)
    if stored is None:
        refuse_errors([Finding("unknown_test", "experiment_id", f"There is no test {experiment_id!r}.")])
    today, place = records.today(), (stored["market"], stored["business_area"])
    with records.change(principal, "experiment.write", request_id=request_id, what="end test", scope=place) as change:
        found = open_rows(change.tx, TABLE, experiment_id=experiment_id)
        if not found:
            raise Conflict("This test was removed meanwhile. Nothing was changed.")
        now = readable_row(RECORD_TABLES[TABLE], found[0])  # with what others saved since the page was drawn
        if (now["market"], now["business_area"]) != place:
            raise Conflict("This test was moved to another place meanwhile. Nothing was changed; look at it first.")
        row = checked_row(TABLE, {**now, "ended": ended, "valid_until": valid_until or ended + VALID_FOR}, today)
        warnings = refuse_errors([*_spans(row), *_ended_early(row)])
        return save_in(change, TABLE, row, expected_version=expected_version, warnings=warnings)


def _stored(records: Records, experiment_id: str) -> Row | None:
    """The test as it is now, in the contract's units."""
    stored = RECORD_TABLES[TABLE]
    with reading(), records.engine.begin() as tx:
        row = current_row(tx, TABLE, {"experiment_id": experiment_id})
    return readable_row(stored, row) if row else None


def _findings(tx: sa.Connection, row: Row, *, today: date) -> Iterator[Finding]:
    yield from unknown_use_case(tx, row)
    yield from _spans(row)
    yield from _plan(row)
    yield from _result(row)
    before = current_row(tx, TABLE, row)
    if before:
        yield from _plan_kept(readable_row(RECORD_TABLES[TABLE], before), row, today)
    yield from _one_metric(tx, row)


def _spans(row: Row) -> Iterator[Finding]:
    if row["planned_end"] < row["start"]:
        yield Finding("span_reversed", "planned_end", "The planned end is before the start.")
    if row["ended"] and row["ended"] < row["start"]:
        yield Finding("span_reversed", "ended", "The end is before the start.")
    if row["valid_until"] and row["valid_until"] < (row["ended"] or row["start"]):
        yield Finding("span_reversed", "valid_until", "The result would be too old before the test has ended.")


def _plan(row: Row) -> Iterator[Finding]:
    share, looks = row["treated_share"], row["looks"]
    if share is not None and not 0 < share < 1:
        yield Finding("share_outside", "treated_share", "The treated share lies between 0 and 1: somebody is held out.")
    days = (row["planned_end"] - row["start"]).days
    if looks is not None and looks > 1 and (looks > MOST_LOOKS or looks > max(days, 1)):
        yield Finding("too_many_looks", "looks", f"At most {MOST_LOOKS} looks fit, and no more than days: each one "
                                                 "makes the range wider.")  # fmt: skip
    if row["planned_effect"] == 0:
        yield Finding("no_effect_wanted", "planned_effect", "An effect of zero is not worth finding.")


def _result(row: Row) -> Iterator[Finding]:
    for arm in ("treated", "control"):
        size, bought = row[f"{arm}_n"], row[f"{arm}_conversions"]
        if size is not None and bought is not None and bought > size:
            yield Finding("more_than_all", f"{arm}_conversions", "More buyers than units are in this arm.")
    typed = [name for arm in ("treated", "control") for name in (f"{arm}_mean", f"{arm}_sd") if row[name] is not None]
    if typed and len(typed) < 4:
        yield Finding("half_a_result", typed[0], "A result needs mean and spread of both arms.")


def _plan_kept(before: Row, row: Row, today: date) -> Iterator[Finding]:
    """From its first look on a plan may be completed, never changed: else one stops when it looks good."""
    moved = [name for name in PLAN if before[name] not in (None, row[name])]
    if not moved or before["start"] > today:
        return
    first = Looks(before["start"], before["planned_end"], before["looks"] or 1).days[0]
    if first <= today:
        yield Finding("plan_fixed", moved[0], "This test may have been looked at already, so its plan stays as it was "
                                              "registered. End it, and register a new one.")  # fmt: skip
    else:
        yield Finding("plan_changed", moved[0], "The plan was changed after the start; the history keeps both.", stops=False)


def _one_metric(tx: sa.Connection, row: Row) -> Iterator[Finding]:
    if row["use_case_id"] is None:
        return
    others = {e["metric"] for e in open_rows(tx, TABLE, use_case_id=row["use_case_id"])
              if e["experiment_id"] != row["experiment_id"]}  # fmt: skip
    if others and row["metric"] not in others:
        yield Finding("metric_differs", "metric", f"Other tests of this use case measure {', '.join(sorted(others))}: "
                                                  "results of different metrics cannot be compared.", stops=False)  # fmt: skip


def _ended_early(row: Row) -> Iterator[Finding]:
    if not Looks(row["start"], row["planned_end"], row["looks"] or 1).as_planned(row["ended"]):
        yield Finding("ended_early", "ended", "Ended on no planned look: ending when it looks good makes chance look "
                                              "like an effect. The result says so.", stops=False)  # fmt: skip

"""What people say about the numbers: notes, decisions of a Monday and what came of them."""

from datetime import date

from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Saved
from data_adapters.records.services.entry import checked_row
from data_adapters.records.services.saving import new_id, open_rows, save_in, save_record
from data_adapters.records.store import Records, record_table
from data_adapters.records.values import readable_row


@requires("note.write")
def add_note(records: Records, principal: Principal, text: str, *, request_id: str, day: date | None = None,
             scope: str = "", expected_version: int | None = None) -> Saved:  # fmt: skip
    """Explain a number: a note on a day (default today), for all or for a filter such as 'market=FR'."""
    row = {"note_id": new_id("n", request_id), "day": day or records.today(), "text": text, "scope": scope,
           "author": principal.name}  # fmt: skip
    return save_record(records, principal, "note.write", "notes", row, request_id=request_id,
                       expected_version=expected_version)  # fmt: skip


@requires("decision.write")
def decide(records: Records, principal: Principal, text: str, *, owner: str, check_on: date, request_id: str,
           indicator: str | None = None, slice_text: str = "",
           expected_version: int | None = None) -> Saved:  # fmt: skip
    """Write down a decision of today, who carries it and when to check it."""
    row = {"decision_id": new_id("d", request_id), "day": records.today(), "text": text, "owner": owner,
           "check_on": check_on, "indicator": indicator, "slice": slice_text}  # fmt: skip
    return save_record(records, principal, "decision.write", "decisions", row, request_id=request_id,
                       expected_version=expected_version)  # fmt: skip


@requires("decision.write")
def record_outcome(records: Records, principal: Principal, decision_id: str, outcome: str, *, request_id: str,
                   expected_version: int | None = None) -> Saved:  # fmt: skip
    """Write down what came of a decision. Raises Conflict if the decision is gone."""
    with records.change(principal, "decision.write", request_id=request_id, what="record outcome") as change:
        found = open_rows(change.tx, "decisions", decision_id=decision_id)
        if not found:
            raise Conflict("This decision was removed meanwhile. Nothing was changed.")
        row = {**readable_row(record_table("decisions"), found[0]), "outcome": outcome}
        checked = checked_row("decisions", row, records.today())
        return save_in(change, "decisions", checked, expected_version=expected_version)

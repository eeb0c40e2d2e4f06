"""Single entries of time spent on a use case, and their correction."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict
from data_adapters.records.schema import RECORD_TABLES
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Saved
from data_adapters.records.services.effort_context import ruled_entry
from data_adapters.records.services.effort_late import late_correction, now_closed
from data_adapters.records.services.saving import new_id, open_rows, save_in, widest
from data_adapters.records.store import Records
from kpis.contract import contract_columns

ENTRIES = RECORD_TABLES["effort_entries"]


@requires("effort.write.own")
def log_effort(records: Records, principal: Principal, use_case_id: str, week: date, minutes: int, *, request_id: str,
               expected_version: int | None = None, **more: object) -> Saved:  # fmt: skip
    """Log time on a use case in the week of a Monday; `more`: market, business_area, day, person_key, kind, note.

    Raises InvalidEntries with the code of each rule that was broken (`effort_rules`).
    """
    typed = {"entry_id": new_id("e", request_id), "use_case_id": use_case_id, "week": week, "minutes": minutes, **more}
    place = (typed.get("market"), typed.get("business_area"))
    with records.change(principal, "effort.write.own", request_id=request_id, what="log effort", scope=place) as change:
        entry, warnings = ruled_entry(change.tx, records, typed)
        return save_in(change, "effort_entries", entry, expected_version=expected_version, warnings=warnings)


@requires("effort.write.own")
def correct_effort(records: Records, principal: Principal, entry_id: str, *, request_id: str,
                   expected_version: int | None = None, **changed: object) -> Saved:  # fmt: skip
    """Correct one entry; what it said before stays in its history.

    Whoever typed it may correct it; somebody else needs the right for the programme. An entry of a closed week stays as
    it is: the correction is a new entry of the running week that takes its place from then on (`supersedes`).
    Raises Conflict, InvalidEntries.
    """
    theirs, author = _stored(records, entry_id)
    typed = {**theirs, **changed, "entry_id": entry_id}
    if now_closed(records, theirs["week"]):
        typed = late_correction(records, theirs, typed, new_id("c", request_id))
    permission = "effort.write.own" if author == principal.user_id else "effort.write.programme"
    places = [(row["market"], row["business_area"]) for row in (theirs, typed)]
    with records.change(principal, permission, request_id=request_id, what="correct effort",
                        scope=widest(principal, places)) as change:  # fmt: skip
        if not open_rows(change.tx, "effort_entries", entry_id=entry_id):
            raise Conflict("This entry was removed meanwhile. Nothing was changed.")
        entry, warnings = ruled_entry(change.tx, records, typed)
        return save_in(change, "effort_entries", entry, expected_version=expected_version, warnings=warnings)


def _stored(records: Records, entry_id: str) -> tuple[Mapping[str, object], str]:
    """The entry as it is now, and who typed it first."""
    first = sa.select(ENTRIES.c.recorded_by).where(ENTRIES.c.entry_id == entry_id).order_by(ENTRIES.c.row_id).limit(1)
    with records.engine.begin() as tx:
        found, author = open_rows(tx, "effort_entries", entry_id=entry_id), tx.execute(first).scalar()
    if not found:
        raise Conflict("This entry was removed meanwhile. Nothing was changed.")
    return {c.name: found[0][c.name] for c in contract_columns(ENTRIES)}, author

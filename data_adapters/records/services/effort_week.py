"""A team's week in one step: one cell per use case, changes only, and saving it twice changes nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

import sqlalchemy as sa

from data_adapters.records.closing import refuse_closed
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict, InvalidEntry
from data_adapters.records.rows import close, readable
from data_adapters.records.schema import RECORD_TABLES
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Finding, Saved
from data_adapters.records.services.effort_context import ruled_entry
from data_adapters.records.services.saving import open_rows, save_batch, widest
from data_adapters.records.store import Change, Records

ENTRIES = RECORD_TABLES["effort_entries"]
PLACE = ("use_case_id", "market", "business_area", "kind", "person_key", "day")
Row = Mapping[str, object]


@dataclass(frozen=True)
class WeekCell:
    """One field of the week's grid: minutes on one use case, if wished in one place, of one kind, person or day."""

    use_case_id: str
    minutes: int
    market: str | None = None
    business_area: str | None = None
    kind: str | None = None
    person_key: int | None = None
    day: date | None = None
    note: str | None = None


@requires("effort.write.programme")
def save_week(records: Records, principal: Principal, week: date, cells: Iterable[WeekCell], *, request_id: str,
              expected_version: int | None = None) -> Saved:  # fmt: skip
    """Save the grid of one week: a cell is the total of the entries it stands for, 0 takes them away, other cells stay.

    `expected_version` is the `week_version` the person saw. Raises InvalidEntries, Conflict.
    """
    filled = tuple(cells)
    places = [(cell.market, cell.business_area) for cell in filled]
    with records.change(principal, "effort.write.programme", request_id=request_id, what="save week",
                        scope=widest(principal, places)) as change:  # fmt: skip
        _refuse_stale(change.tx, week, expected_version)
        typed, gone, same = _against_stored(change.tx, week, filled)
        refuse_closed(change.tx, "effort_entries", [week] if typed or gone else [])
        close(change, ENTRIES, gone, change.request_id)
        entries, warnings = ruled_cells(change, records, typed)
        saved = save_batch(change, "effort_entries", entries, f"week of {week}")
        answer = replace(saved, closed=len(gone), unchanged=saved.unchanged + same, warnings=warnings,
                         row_version=_version(change.tx, week))  # fmt: skip
        change.result = answer.stored()
        return answer


def week_version(records: Records, week: date) -> int:
    """The version of a week's grid; it changes with every entry of the week that is saved, corrected or removed."""
    with records.engine.begin() as tx:
        return _version(tx, week)


def _against_stored(tx: sa.Connection, week: date, cells: tuple[WeekCell, ...]) -> tuple[list[dict], list[int], int]:
    """What is to be written, the row ids to close, and how many entries are right as they are."""
    stored: dict[tuple, list[Row]] = defaultdict(list)
    # A correction of a closed week stands for itself: the grid neither shows nor changes it.
    for row in open_rows(tx, "effort_entries", week=week, supersedes=None):
        stored[tuple(row[name] for name in PLACE)].append(row)
    typed, gone, same = [], [], 0
    for cell in cells:
        rows = stored[tuple(getattr(cell, name) or None for name in PLACE)]
        if rows and sum(row["minutes"] for row in rows) == cell.minutes and cell.note in (None, rows[0]["note"]):
            same += len(rows)
            continue
        kept = rows[:1] if cell.minutes else []
        gone += [row["row_id"] for row in rows[len(kept):]]
        if cell.minutes:
            typed.append(_typed(week, cell, kept))
    return typed, gone, same


def _typed(week: date, cell: WeekCell, kept: list[Row]) -> dict[str, object]:
    place = "\n".join(str(part or "") for part in (week, *(getattr(cell, name) for name in PLACE)))
    entry_id = kept[0]["entry_id"] if kept else f"w{hashlib.sha256(place.encode()).hexdigest()[:20]}"
    note = kept[0]["note"] if kept and cell.note is None else cell.note
    return {**asdict(cell), "week": week, "entry_id": entry_id, "note": note}


def ruled_cells(change: Change, records: Records, typed: list[dict]) -> tuple[list[dict], tuple[Finding, ...]]:
    """The checked entries of a grid with their warnings; also asks the rule that needs all cells together."""
    ruled = [ruled_entry(change.tx, records, one) for one in typed]
    entries = [entry for entry, _ in ruled]
    for person, day in {(e["person_key"], e["day"]) for e in entries if e["person_key"] is not None and e["day"]}:
        minutes = sum(e["minutes"] for e in entries if (e["person_key"], e["day"]) == (person, day))
        if minutes > 24 * 60:  # the rule sees one cell and what is stored; here all cells of the grid together
            raise InvalidEntry("minutes", "over_24_hours", "One person would have more than 24 hours on one day.")
    return entries, tuple(warning for _, warnings in ruled for warning in warnings)


def _version(tx: sa.Connection, week: date) -> int:
    last = sa.func.max(sa.func.coalesce(ENTRIES.c.superseded_at, ENTRIES.c.recorded_at))
    return tx.execute(sa.select(last).where(ENTRIES.c.week == week)).scalar() or 0


def _refuse_stale(tx: sa.Connection, week: date, expected_version: int | None) -> None:
    if expected_version is not None and expected_version != _version(tx, week):
        stored = open_rows(tx, "effort_entries", week=week)
        theirs = {row["entry_id"]: readable("effort_entries", row) for row in stored}
        raise Conflict("Somebody else saved this week first. Nothing was changed; look at it and save again.", theirs)

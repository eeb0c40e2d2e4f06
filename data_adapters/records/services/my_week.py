"""One's own week in one step: the lines somebody typed for themselves; what others typed stays as it is."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date

import sqlalchemy as sa

from data_adapters.records.closing import refuse_closed
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict
from data_adapters.records.rows import close
from data_adapters.records.schema import RECORD_TABLES
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Saved
from data_adapters.records.services.effort_week import PLACE, WeekCell, ruled_cells
from data_adapters.records.services.saving import save_batch, widest
from data_adapters.records.store import Records

ENTRIES = RECORD_TABLES["effort_entries"]
Row = Mapping[str, object]


@requires("effort.write.own")
def save_my_week(
    records: Records,
    principal: Principal,
    week: date,
    cells: Iterable[WeekCell],
    *,
    request_id: str,
    expected_version: int | None = None,
) -> Saved:
    """Save one's own lines of a week: a cell is the time one typed for it oneself, 0 takes it away, other cells stay.

    `expected_version` is the `my_week_version` the person saw. Raises InvalidEntries, Conflict.
    """
    filled = tuple(cells)
    places = [(cell.market, cell.business_area) for cell in filled]
    with records.change(
        principal, "effort.write.own", request_id=request_id, what="save my week", scope=widest(principal, places)
    ) as change:
        history = _mine(change.tx, principal.user_id, week)
        if expected_version is not None and expected_version != _version(history):
            raise Conflict(
                "You saved this week in another window first. Nothing was changed; look at it and save again."
            )
        now = {row["entry_id"]: row for row in history if row["superseded_at"] is None}
        asked = {my_entry_id(principal.user_id, week, [getattr(cell, name) for name in PLACE]): cell for cell in filled}
        differ = {i: cell for i, cell in asked.items() if cell.minutes != (now[i]["minutes"] if i in now else 0)}
        gone = [now[i]["row_id"] for i, cell in differ.items() if not cell.minutes]
        refuse_closed(change.tx, "effort_entries", [week] if differ else [])
        close(change, ENTRIES, gone, change.request_id)
        typed = [
            {**asdict(cell), "week": week, "entry_id": i, "note": cell.note or (now[i]["note"] if i in now else None)}
            for i, cell in differ.items()
            if cell.minutes
        ]
        entries, warnings = ruled_cells(change, records, typed)
        saved = save_batch(change, "effort_entries", entries, f"own week of {week}")
        answer = replace(
            saved,
            closed=len(gone),
            unchanged=len(asked) - len(differ),
            warnings=warnings,
            row_version=_version(_mine(change.tx, principal.user_id, week)),
        )
        change.result = answer.stored()
        return answer


def my_week_version(records: Records, user_id: str, week: date) -> int:
    """The version of one's own lines of a week; it changes with each of them that is saved or removed."""
    with records.engine.begin() as tx:
        return _version(_mine(tx, user_id, week))


def my_entry_id(user_id: str, week: date, place: Iterable[object]) -> str:
    """The id of the entry somebody types for themselves; `place` = use case, market, area, kind, person key, day."""
    said = "\n".join(str(part or "") for part in (user_id, week, *place))
    return f"m{hashlib.sha256(said.encode()).hexdigest()[:20]}"


def _mine(tx: sa.Connection, user_id: str, week: date) -> list[Row]:
    """One's own entries of the week, earlier versions too."""
    rows = tx.execute(sa.select(ENTRIES).where(ENTRIES.c.week == week)).mappings()
    return [row for row in rows if row["entry_id"] == my_entry_id(user_id, week, [row[name] for name in PLACE])]


def _version(rows: list[Row]) -> int:
    return max((row["superseded_at"] or row["recorded_at"] for row in rows), default=0)

"""Corrections of time in closed weeks: a new entry of the running week that takes the place of the old one."""

from collections.abc import Mapping
from datetime import date, timedelta

from data_adapters.records.closing import closed_until
from data_adapters.records.faults import reading
from data_adapters.records.problems import InvalidEntry
from data_adapters.records.services.saving import open_rows
from data_adapters.records.store import Records
from kpis.rollouts import first_rollouts, go_lives

Row = Mapping[str, object]


def now_closed(records: Records, week: date) -> bool:
    """Is the week of this Monday closed?"""
    with reading(), records.engine.begin() as tx:
        now = closed_until(tx)
    return now is not None and week <= now.until


def late_correction(records: Records, theirs: Row, typed: Row, entry_id: str) -> dict[str, object]:
    """The entry of the running week that says what `theirs` should have said; figures read as of before stay.

    What the time was for is written down with it, as its new week no longer tells. Raises InvalidEntry (rule
    corrected_already) when another entry corrects this one.
    """
    with reading(), records.engine.begin() as tx:
        later = open_rows(tx, "effort_entries", supersedes=theirs["entry_id"])
    if later:
        words = f"This entry was corrected in the week of {later[0]['week']} already; correct that one."
        raise InvalidEntry("entry_id", "corrected_already", words)
    today = records.today()
    return {**typed, "entry_id": entry_id, "week": today - timedelta(days=today.weekday()), "day": None,
            "kind": typed.get("kind") or _was_for(records, theirs), "supersedes": theirs["entry_id"]}  # fmt: skip


def _was_for(records: Records, entry: Row) -> str:
    """What time without a kind counts as: up to the go-live of its place build or copy, later upkeep."""
    went_live = go_lives(records.frame("use_case_events"), records.today())
    first = first_rollouts(went_live).get(entry["use_case_id"])
    place = tuple(entry[name] for name in ("use_case_id", "market", "business_area"))
    place = place if all(place) else first
    if place in went_live and entry["week"] > went_live[place]:
        return "maintain"
    return "replicate" if first and place != first else "build"

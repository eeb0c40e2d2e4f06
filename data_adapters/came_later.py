"""What became of a frozen week: which of its numbers are different now, and what made them so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_adapters.definitions import definition_version, facts_behind
from data_adapters.frozen import PROGRAM, config_hash, frozen_review, rounded
from data_adapters.home import Home
from data_adapters.readings import frames
from data_adapters.records.faults import reading
from data_adapters.records.freezing import FrozenReview, Told, instant
from data_adapters.records.schema import RECORD_TABLES, load_runs
from data_adapters.records.store import microseconds
from data_adapters.report import as_json
from kpis.facts import FACTS
from kpis.periods import Period, last_complete
from kpis.registry import all_indicators, compute, tables_needed
from kpis.tables import Tables


class Why(StrEnum):
    """What can make a past number another one."""

    LOAD = "load"
    UNDO = "undo"
    EDIT = "edit"
    SETTINGS = "settings"
    DEFINITION = "definition"


@dataclass(frozen=True)
class Cause:
    """One thing that happened since: a load, its undoing, typed edits, other settings, another definition.

    `rows`: how many of a load's rows are dated up to the end of the week and so came late, or how many were edited.
    """

    why: Why
    table: str = ""
    file_name: str = ""
    load_id: str = ""
    at: datetime | None = None
    rows: int = 0


@dataclass(frozen=True)
class Restated:
    """One number that reads differently now; `then` or `now` is None where there was none."""

    indicator: str
    unit: str
    start: date
    end: date
    then: float | None
    now: float | None
    because: tuple[Cause, ...]

    @property
    def late_rows(self) -> int:
        """How many rows for that time came after it was frozen."""
        return sum(cause.rows for cause in self.because if cause.why == Why.LOAD)


def restated(home: Home, week: Period) -> list[Restated]:
    """Every number of a frozen week that is different as known now, in the order of Table 2; empty if never frozen.

    Raises NotReadable. "Last Monday said 1.42, late orders made it 1.47."
    """
    frozen = frozen_review(home, week)
    return [] if frozen is None else compared(home, week, frozen, told_now(home, week))


def told_now(home: Home, week: Period, rows: Mapping[str, pd.DataFrame] | None = None) -> Told:
    """The readings of a week as known now, without their past; `rows`: the tables, where they are at hand already."""
    shown, company = all_indicators(), home.company
    tables = Tables(rows if rows is not None else frames(home, tables_needed(shown)), week.end)
    readings = [compute(what, tables, period=last_complete(week.end, what.rhythm, company), company=company)
                for what in shown]  # fmt: skip
    definitions = {what.id: definition_version(what, company) for what in shown}
    plain = tuple(as_json(one, company.currency) for one in readings)
    return Told(plain, {}, definitions, PROGRAM, config_hash(company), "")


def compared(home: Home, week: Period, frozen: FrozenReview, now: Told) -> list[Restated]:
    """The same, with what is known now at hand already."""
    before = {one["id"]: one for one in frozen.told.readings}
    moved = [one for one in now.readings if one["id"] in before and _differs(before[one["id"]], one)]
    causes = _causes(home, week, frozen) if moved else {}
    tables = {what.id: set(facts_behind(what)) for what in all_indicators()}
    return [_restated(before[one["id"]], one, tables[one["id"]], causes, frozen, now) for one in moved]


def _differs(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return rounded(then["value"]) != rounded(now["value"])


def _restated(then: Mapping[str, Any], now: Mapping[str, Any], tables: set[str], causes: Mapping[str, list[Cause]],
              frozen: FrozenReview, told: Told) -> Restated:  # fmt: skip
    because = [cause for table in sorted(tables) for cause in causes.get(table, [])]
    if frozen.told.config_hash != told.config_hash:
        because.append(Cause(Why.SETTINGS))
    elif frozen.told.definitions.get(now["id"]) != told.definitions[now["id"]]:
        because.append(Cause(Why.DEFINITION))
    start, end = (date.fromisoformat(now[name]) for name in ("from", "to"))
    return Restated(now["id"], now["unit"], start, end, then["value"], now["value"], tuple(because))


def _causes(home: Home, week: Period, frozen: FrozenReview) -> dict[str, list[Cause]]:
    """By canonical table what happened to it since the week was frozen, oldest first."""
    found: dict[str, list[Cause]] = {}
    for run in _loads_since(home, frozen):
        undone = run.seq <= frozen.load_seq
        rows = 0 if undone else _late_rows(home, run.table_name, run.load_id, week.end)
        if undone or rows:
            at = instant(run.undone_at if undone else run.finished_at)
            cause = Cause(Why.UNDO if undone else Why.LOAD, run.table_name, run.file_name, run.load_id, at, rows)
            found.setdefault(run.table_name, []).append(cause)
    for table, (count, at) in _edits_since(home, frozen).items():
        found.setdefault(table, []).append(Cause(Why.EDIT, table, at=instant(at), rows=count))
    return found


def _loads_since(home: Home, frozen: FrozenReview) -> list[sa.Row]:
    """The loads that came after and still count, and those known then that were taken back since."""
    r, at = load_runs.c, microseconds(frozen.frozen_at)
    later = sa.and_(r.seq > frozen.load_seq, r.result == "loaded", r.undone_at.is_(None))
    taken_back = sa.and_(r.seq <= frozen.load_seq, r.undone_at > at)
    with reading(), home.records.engine.begin() as tx:
        return list(tx.execute(sa.select(load_runs).where(sa.or_(later, taken_back)).order_by(r.seq)))


def _late_rows(home: Home, table: str, load_id: str, end: date) -> int:
    """How many rows of a load speak of days up to the end of the week."""
    if table in FACTS.tables:
        fact = FACTS.tables[table]
        mine = sa.select(sa.func.count().label("n")).select_from(fact).where(fact.c.batch_id == load_id)
        return int(home.facts.read(mine.where(fact.c[fact.info["day"]] <= end))["n"].iloc[0])
    stored = RECORD_TABLES[table]
    still = sa.and_(stored.c.batch_id == load_id, stored.c.superseded_at.is_(None))
    mine = sa.select(sa.func.count()).select_from(stored).where(still)
    day = stored.info["day"]
    with reading(), home.records.engine.begin() as tx:
        return tx.execute(mine.where(stored.c[day] <= end) if day else mine).scalar_one()


def _edits_since(home: Home, frozen: FrozenReview) -> dict[str, tuple[int, int]]:
    """Per record table how many rows were typed since, and the last instant."""
    at = microseconds(frozen.frozen_at)
    found = {}
    with reading(), home.records.engine.begin() as tx:
        for name, stored in RECORD_TABLES.items():
            typed = sa.and_(stored.c.batch_id.is_(None), stored.c.recorded_at > at)
            count, last = tx.execute(sa.select(sa.func.count(), sa.func.max(stored.c.recorded_at)).where(typed)).one()
            if count:
                found[name] = (count, last)
    return found

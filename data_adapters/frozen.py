"""Freezes the review of each finished week, reads it again as known at any time, and says what came later."""

import hashlib
import json
import logging
import math
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_adapters.definitions import definition_version
from data_adapters.home import Home
from data_adapters.readings import frames
from data_adapters.records.faults import reading
from data_adapters.records.freezing import (
    ChangedWhileReading,
    FrozenMeanwhile,
    FrozenReview,
    Told,
    first_load,
    last_frozen,
    store_review,
    stored_review,
)
from data_adapters.records.policy import may
from data_adapters.records.principal import Principal
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.schema import manifest
from data_adapters.report import as_json, plain
from kpis.company import Company
from kpis.periods import Period, Rhythm, history, last_complete, period_of
from kpis.reading import Reading
from kpis.registry import all_indicators, past_readings, tables_needed
from kpis.signals import judge
from kpis.tables import Tables

log = logging.getLogger(__name__)
PROGRAM = "0.1.0"  # the version of this program, as in pyproject.toml
POINTS = 26  # periods that a number is judged by
MOST = 13  # weeks frozen at once after a long silence
TRIES = 3  # somebody may load while the numbers are read
DIGITS = 9  # the digest looks at so many figures: sums of parallel threads differ in the last ones
ONE_WEEK = timedelta(days=7)
WORDS = ("sentence",)  # how a number is said may be worded better one day without the number being another


class TableMissing(Exception):
    """A table could not be read, so the review would be incomplete."""


def frozen_review(home: Home, week: Period) -> FrozenReview | None:
    """What was said of a week when it was frozen; None if it never was. Raises NotReadable."""
    return stored_review(home.records, week.start)


def freeze_finished_weeks(home: Home, principal: Principal, *, after_load: bool = False) -> tuple[Period, ...]:
    """Store the review of every finished week that is not stored yet; gives the weeks stored by this call.

    Cheap when there is nothing to do (one small query). The first time only the last finished week is frozen; weeks
    before the first data never are. `after_load`: not on the day of the very first load, while a home is being filled.
    Never raises for a problem of the records: what called it goes on, and the next occasion tries again.
    """
    try:
        if not may(principal, "review.freeze"):
            return ()
        due = weeks_due(home)
        if not due or (after_load and _being_set_up(home)):
            return ()
        return tuple(week for week in due if _freeze(home, principal, week))
    except (RecordsProblem, sa.exc.SQLAlchemyError, TableMissing, OSError) as problem:
        said = problem if isinstance(problem, TableMissing) else type(problem).__name__
        log.warning("a finished week could not be frozen: %s", said)
        return ()


def weeks_due(home: Home) -> list[Period]:
    """The finished weeks still to be frozen, oldest first: those since the last frozen one, at most a quarter."""
    company = home.company
    yesterday = home.records.today() - timedelta(days=1)  # a week is over on the Monday after it
    last = last_complete(yesterday, Rhythm.WEEK, company)
    newest = last_frozen(home.records)
    if newest is not None and newest >= last.start:
        return []
    weeks = [last] if newest is None else [w for w in history(last, Rhythm.WEEK, company, MOST) if w.start > newest]
    first = None if home.settings.stores.facts_url else _first_fact(home)
    if first is None and not home.settings.stores.facts_url:
        return []
    return [week for week in weeks if first is None or first <= week.end]


def tell(home: Home, week: Period, known_at: datetime | None = None) -> Told:
    """The review of a week as known at an instant (default now), unfiltered: readings, words, digest.

    Raises TableMissing, NotReadable. A frozen week read again with its own instant has its own digest.
    """
    company, shown = home.company, all_indicators()
    needed = tables_needed(shown)
    found = frames(home, needed, known_at)
    if missing := sorted(set(needed) - set(found)):
        raise TableMissing(f"{', '.join(missing)} cannot be read")
    tables = Tables(found, week.end)
    past = {what.id: past_readings(what, tables, day=week.end, company=company, count=POINTS) for what in shown}
    readings = tuple(as_json(one[-1], company.currency) for one in past.values())
    signals = signals_of(past)
    definitions = {what.id: definition_version(what, company) for what in shown}
    return Told(readings, signals, definitions, PROGRAM, config_hash(company), digest(week, readings, signals))


def signals_of(past: Mapping[str, list[Reading]]) -> dict[str, dict[str, Any]]:
    """The word for change of each number with what it rests on, as plain values."""
    words = judge({id_: [r.value for r in readings] for id_, readings in past.items()})
    return {id_: plain({**asdict(said), "word": said.word.value, "side": said.side.value if said.side else None})
            for id_, said in words.items()}  # fmt: skip


def digest(week: Period, readings: tuple[Mapping[str, Any], ...], signals: Mapping[str, Any]) -> str:
    """The fingerprint of a week's numbers: equal numbers, equal digest; wording does not count.

    >>> week = Period(date(2026, 11, 16), date(2026, 11, 22))
    >>> digest(week, ({"value": 0.1 + 0.2},), {}) == digest(week, ({"value": 0.3, "sentence": "0.3"},), {})
    True
    """
    counted = [{name: value for name, value in one.items() if name not in WORDS} for one in readings]
    said = [week.start.isoformat(), rounded(counted), rounded(signals)]
    sealed = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(sealed.encode()).hexdigest()


def config_hash(company: Company) -> str:
    """The fingerprint of all settings that change a number."""
    settings = {name: str(value) for name, value in asdict(company).items() if name != "name"}
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def rounded(value: Any) -> Any:
    """Plain values with numbers cut to their first nine figures."""
    if isinstance(value, Mapping):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(one) for one in value]
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.{DIGITS - 1}e}") + 0.0  # no negative zero
    return value


def _freeze(home: Home, principal: Principal, week: Period) -> bool:
    """Store one week; True if this call did it. The data may change while the numbers are read: then read again."""
    for _ in range(TRIES):
        seen = home.versions()
        told = tell(home, week)
        if all(one["value"] is None for one in told.readings):
            return False
        try:
            store_review(home.records, principal, week.start, told, seen, request_id=uuid.uuid4().hex)
            return True
        except FrozenMeanwhile:
            return False
        except ChangedWhileReading:
            continue
    log.warning("week %s could not be frozen: the data changed all the time", week.start)
    return False


def _first_fact(home: Home) -> date | None:
    first = sa.select(sa.func.min(manifest.c.first_day)).where(manifest.c.superseded_at.is_(None))
    with reading(), home.records.engine.begin() as tx:
        return tx.execute(first).scalar()


def _being_set_up(home: Home) -> bool:
    """Is this the day of the first load, and no week frozen yet? Half a company is no review."""
    if last_frozen(home.records) is not None:
        return False
    began = first_load(home.records)
    return began is None or began.astimezone(ZoneInfo(home.company.time_zone)).date() == home.records.today()


def previous_review(home: Home, week: Period) -> FrozenReview | None:
    """What was said of the week before; None if that was never frozen."""
    return frozen_review(home, period_of(week.start - ONE_WEEK, Rhythm.WEEK, home.company))

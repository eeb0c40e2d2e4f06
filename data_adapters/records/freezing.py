"""Keeps what the review of a finished week said: one row per week, written once, never changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data_adapters.records.audit import as_json
from data_adapters.records.faults import reading
from data_adapters.records.principal import EVERYWHERE, Principal
from data_adapters.records.schema import data_versions, frozen_reviews, load_runs
from data_adapters.records.store import Records, Versions


@dataclass(frozen=True)
class Told:
    """What a review said: readings as the report writes them, the word for change of each, what they were made with.

    `definitions` has the fingerprint of each indicator; `digest` is the same for the same numbers.
    """

    readings: tuple[Mapping[str, Any], ...]
    signals: Mapping[str, Mapping[str, Any]]
    definitions: Mapping[str, str]
    code_version: str
    config_hash: str
    digest: str


@dataclass(frozen=True)
class FrozenReview:
    """The review of one week as it was stored; `week` is its Monday, `load_seq` the last load known at that time."""

    week: date
    frozen_at: datetime
    who: str
    versions: Versions
    load_seq: int
    told: Told
    is_sample: bool


class FrozenMeanwhile(Exception):
    """Another process froze this week first; theirs stays."""


class ChangedWhileReading(Exception):
    """The data changed between reading and storing; nothing was stored."""


def store_review(records: Records, principal: Principal, week: date, told: Told, seen: Versions, *,
                 request_id: str) -> None:  # fmt: skip
    """Store a week's review, made from the data of the versions `seen`, in one transaction.

    Raises FrozenMeanwhile, ChangedWhileReading, Denied, NotSaved. Whoever comes first freezes for all: a person who may
    see one market only freezes the same whole-company review, as nothing of it can be chosen.
    """
    what = "freeze the review of week {}-W{:02}".format(*week.isocalendar()[:2])
    with records.change(principal, "review.freeze", request_id=request_id, what=what, bump="",
                        scope=_own(principal)) as change:  # fmt: skip
        if change.tx.execute(sa.select(frozen_reviews.c.week).where(frozen_reviews.c.week == week)).first():
            raise FrozenMeanwhile
        if _versions(change.tx) != seen:
            raise ChangedWhileReading
        change.tx.execute(sa.insert(frozen_reviews), {
            "week": week, "frozen_at": change.at_us, "who": principal.user_id, "facts_version": seen.facts,
            "records_version": seen.records, "load_seq": _last_load(change.tx), "is_sample": change.is_sample,
            "request_id": request_id, **_stored(told)})  # fmt: skip
        change.say(after={"week": week.isoformat(), "digest": told.digest})


def stored_review(records: Records, week: date) -> FrozenReview | None:
    """The review of the week that starts on this Monday, as it was frozen; None if it never was."""
    with reading(), records.engine.begin() as tx:
        row = tx.execute(sa.select(frozen_reviews).where(frozen_reviews.c.week == week)).first()
    if row is None:
        return None
    told = Told(tuple(json.loads(row.readings)), json.loads(row.signals), json.loads(row.definitions), row.code_version,
                row.config_hash, row.digest)  # fmt: skip
    return FrozenReview(row.week, instant(row.frozen_at), row.who, Versions(row.facts_version, row.records_version),
                        row.load_seq, told, row.is_sample)  # fmt: skip


def last_frozen(records: Records) -> date | None:
    """The Monday of the latest frozen week; None if there is none."""
    with reading(), records.engine.begin() as tx:
        return tx.execute(sa.select(sa.func.max(frozen_reviews.c.week))).scalar()


def first_load(records: Records) -> datetime | None:
    """When the first load that counts was finished; None before it."""
    first = sa.select(sa.func.min(load_runs.c.finished_at)).where(load_runs.c.result == "loaded")
    with reading(), records.engine.begin() as tx:
        at = tx.execute(first).scalar()
    return None if at is None else instant(at)


def remove_sample_reviews(tx: sa.Connection) -> None:
    """Delete the reviews of the sample company, together with its rows."""
    tx.execute(sa.delete(frozen_reviews).where(frozen_reviews.c.is_sample))


def instant(microseconds: int) -> datetime:
    """A stored instant with its zone, UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _stored(told: Told) -> dict[str, str]:
    values = {"readings": told.readings, "signals": told.signals, "definitions": told.definitions}
    texts = {"code_version": told.code_version, "config_hash": told.config_hash, "digest": told.digest}
    return {name: as_json(value) for name, value in values.items()} | texts


def _own(principal: Principal) -> tuple[str, str] | None:
    return min(principal.scopes, default=(EVERYWHERE, EVERYWHERE)) if principal.scopes is not None else None


def _versions(tx: sa.Connection) -> Versions:
    found = dict(tx.execute(sa.select(data_versions.c.name, data_versions.c.version)).all())
    return Versions(found.get("facts", 0), found.get("records", 0))


def _last_load(tx: sa.Connection) -> int:
    return tx.execute(sa.select(sa.func.max(load_runs.c.seq))).scalar() or 0

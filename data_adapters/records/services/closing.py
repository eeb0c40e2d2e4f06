"""Closing weeks of logged time, so that what was reported stays as it was, and opening them again."""

from datetime import date, timedelta

import sqlalchemy as sa

from data_adapters.records.closing import closed_until
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict, InvalidEntry
from data_adapters.records.schema import closed_weeks
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Saved
from data_adapters.records.services.texts import clean_text
from data_adapters.records.store import Change, Records

WEEK = timedelta(weeks=1)


@requires("period.close")
def close_period(records: Records, principal: Principal, until: date, reason: str, *, request_id: str,
                 expected_version: int | None = None) -> Saved:  # fmt: skip
    """Close all weeks of logged time up to the week of this Monday. Raises InvalidEntry, Conflict.

    `expected_version` is the number of the closing the person saw (0 = none).
    """
    why = _reason(reason)
    _check_week(until, records.today())
    with records.change(principal, "period.close", request_id=request_id, what="close weeks") as change:
        now = closed_until(change.tx)
        _refuse_stale(now.closing_id if now else 0, expected_version)
        if now and until <= now.until:
            words = f"All weeks up to {now.until} are closed already; close a later one."
            raise InvalidEntry("until", "closed_already", words)
        return _close(change, until, why)


@requires("period.reopen")
def reopen_period(records: Records, principal: Principal, from_week: date, reason: str, *, request_id: str,
                  expected_version: int | None = None) -> Saved:  # fmt: skip
    """Open the closed weeks from this Monday on again; earlier ones stay closed. Raises InvalidEntry, Conflict."""
    why, c = _reason(reason), closed_weeks.c
    _check_week(from_week, records.today())
    with records.change(principal, "period.reopen", request_id=request_id, what="open weeks again") as change:
        now = closed_until(change.tx)
        _refuse_stale(now.closing_id if now else 0, expected_version)
        if not now or from_week > now.until:
            raise InvalidEntry("from_week", "not_closed", f"The week of {from_week} is open already.")
        opened = sa.update(closed_weeks).where(c.reopened_at.is_(None), c.until >= from_week)
        change.tx.execute(opened.values(reopened_at=change.at_us, reopened_by=principal.name, reopened_because=why))
        change.say(before={"closed_until": now.until}, after={"open_from": from_week, "reason": why})
        earlier = closed_until(change.tx)
        if not earlier or earlier.until < from_week - WEEK:
            return _close(change, from_week - WEEK, now.reason)
        return _answer(change, earlier.closing_id)


def _close(change: Change, until: date, reason: str) -> Saved:
    made = change.tx.execute(sa.insert(closed_weeks), {
        "until": until, "closed_at": change.at_us, "closed_by": change.principal.name, "reason": reason,
        "is_sample": change.is_sample})  # fmt: skip
    if change.after is None:
        change.say(after={"closed_until": until, "reason": reason})
    return _answer(change, made.inserted_primary_key[0])


def _answer(change: Change, closing_id: int) -> Saved:
    saved = Saved(str(closing_id), closing_id, changed=1)
    change.result = saved.stored()
    return saved


def _reason(typed: str) -> str:
    why = clean_text("reason", typed, 500)
    if not why:
        raise InvalidEntry("reason", "missing", "Say why, in one line.")
    return why


def _check_week(monday: date, today: date) -> None:
    if monday.weekday():
        words = f"A week is named by its Monday; did you mean {monday - timedelta(days=monday.weekday())}?"
        raise InvalidEntry("week", "week_is_monday", words)
    if monday + timedelta(days=6) > today:
        raise InvalidEntry("week", "unfinished_week", f"The week of {monday} is not over yet; close it afterwards.")


def _refuse_stale(stored: int, seen: int | None) -> None:
    if seen is not None and seen != stored:
        raise Conflict("Somebody else closed or opened weeks meanwhile. Nothing was changed; look at it first.")

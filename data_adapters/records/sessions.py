"""Who is at the other end of a sign-on: resolved anew at every click, ended by logout, age, idleness or an admin."""

import hashlib
from datetime import timedelta

import sqlalchemy as sa

from data_adapters.records.principal import Principal, read_scopes
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.schema import login_sessions, users
from data_adapters.records.store import Records, microseconds

LONGEST, LONGEST_IDLE = timedelta(hours=12), timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=5)  # a click is not worth a write
MICROSECOND = timedelta(microseconds=1)


class SessionEnded(RecordsProblem):
    """The sign-on does not hold any more; sign in again."""


def principal_for(records: Records, iss: str, sub: str, *, issued_at: int, name: str = "",
                  expires_at: int | None = None) -> Principal:  # fmt: skip
    """The person behind a sign-on. Somebody new is noted down without a role: an admin has to give one.

    `iss`, `sub`, `issued_at`, `expires_at` (seconds since 1970) are the provider's claims. Raises SessionEnded.
    """
    now_us = microseconds(records.now())
    login_id = hashlib.sha256(f"{iss}\n{sub}\n{issued_at}".encode()).hexdigest()
    if expires_at is not None and expires_at * 1_000_000 <= now_us:
        raise SessionEnded("Your sign-on has expired. Sign in again.")
    with records.engine.begin() as tx:
        user, login = _stored(tx, iss, sub, login_id)
    _refuse_ended(login, now_us, issued_at)
    if user is None or login is None or now_us - login["last_seen"] > SEEN_EVERY // MICROSECOND:
        user = _note(records, iss, sub, login_id, name, now_us)
    roles = frozenset(user["roles"].split()) if user["disabled_at"] is None else frozenset()
    return Principal(user["user_id"], user["name"], roles, read_scopes(user["scopes"]), "oidc", login_id)


def log_out(records: Records, principal: Principal) -> None:
    """End this sign-on in every tab and process, before the browser forgets it."""
    mine = sa.update(login_sessions).where(login_sessions.c.login_id == principal.login_id)
    with records.writing() as tx:
        tx.execute(mine.values(revoked_at=microseconds(records.now())))


def _stored(tx: sa.Connection, iss: str, sub: str, login_id: str) -> tuple:
    user = tx.execute(sa.select(users).where(users.c.iss == iss, users.c.sub == sub)).mappings().first()
    login = tx.execute(sa.select(login_sessions).where(login_sessions.c.login_id == login_id)).mappings().first()
    return user, login


def _refuse_ended(login: sa.RowMapping | None, now_us: int, issued_at: int) -> None:
    first = login["first_seen"] if login else issued_at * 1_000_000
    if login and login["revoked_at"] is not None:
        raise SessionEnded("You have signed out. Sign in again.")
    if now_us - first > LONGEST // MICROSECOND:
        raise SessionEnded("You have been signed in for 12 hours. Sign in again.")
    if login and now_us - login["last_seen"] > LONGEST_IDLE // MICROSECOND:
        raise SessionEnded("Nothing was done for 8 hours. Sign in again.")


def _note(records: Records, iss: str, sub: str, login_id: str, name: str, now_us: int) -> sa.RowMapping:
    """Note the first contact, or that the person is still there; looks again under the write lock."""
    with records.writing() as tx:
        user, login = _stored(tx, iss, sub, login_id)
        if user is None:
            user_id = "p" + hashlib.sha256(f"{iss}\n{sub}".encode()).hexdigest()[:20]
            new = {"user_id": user_id, "name": (name or sub)[:300], "iss": iss, "sub": sub, "roles": "", "version": 1}
            tx.execute(sa.insert(users), {**new, "created_at": now_us, "created_by": user_id})
            user, login = _stored(tx, iss, sub, login_id)
        if login is None:
            new = {"login_id": login_id, "user_id": user["user_id"], "first_seen": now_us, "last_seen": now_us}
            tx.execute(sa.insert(login_sessions), new)
        else:
            seen = sa.update(login_sessions).where(login_sessions.c.login_id == login_id)
            tx.execute(seen.values(last_seen=now_us))
        return user

"""Turns what a database driver says into one noun and a plain sentence; nothing technical reaches a page."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from data_adapters.records.problems import Conflict, DamagedDatabase, NotReadable, NotSaved

CAUSES = {
    "database is locked": "somebody else is writing",
    "lock timeout": "somebody else is writing",
    "disk is full": "the disk is full",
    "no space left": "the disk is full",
    "disk i/o error": "the disk does not take the data",
    "could not extend": "the disk is full",
    "readonly database": "the database may only be read",
    "read-only": "the database may only be read",
    "unable to open database": "the database cannot be opened",
    "connection": "the database server does not answer",
}
DAMAGE = ("malformed", "not a database")


@contextmanager
def saving() -> Iterator[None]:
    """Around a write: raises NotSaved, Conflict or DamagedDatabase instead of a driver's error."""
    try:
        yield
    except sa.exc.IntegrityError as problem:
        raise Conflict("This exists already, or something it refers to is missing. Nothing was changed.") from problem
    except (sa.exc.OperationalError, sa.exc.DatabaseError, sa.exc.TimeoutError) as problem:
        _refuse_damaged(problem)
        raise NotSaved(f"Not saved: {_cause(problem)}. Try again; nothing is saved twice.") from problem


@contextmanager
def reading() -> Iterator[None]:
    """Around a read: raises NotReadable or DamagedDatabase instead of a driver's error."""
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.DatabaseError, sa.exc.TimeoutError) as problem:
        _refuse_damaged(problem)
        raise NotReadable(f"The records cannot be read now: {_cause(problem)}.") from problem


def _refuse_damaged(problem: Exception) -> None:
    if any(sign in str(problem).lower() for sign in DAMAGE):
        raise DamagedDatabase("The database file is damaged. Restore it from a backup.") from problem


def _cause(problem: Exception) -> str:
    said = str(getattr(problem, "orig", problem)).lower()
    return next((words for sign, words in CAUSES.items() if sign in said), "the database refused")

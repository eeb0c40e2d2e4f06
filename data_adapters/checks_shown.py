"""The checks people see: does the ledger add up, is the audit trail whole, are all files as they were written?"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import duckdb
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data_adapters.home import Home
from data_adapters.records.faults import reading
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.schema import manifest
from kpis.cubes import CUBES
from kpis.cubes.credit import NONE, PERSON, USE_CASE
from kpis.facts import sale_adjustments, sales

A_SALE_MAY_DIFFER = 0.005  # shares of one sale are rounded before they are summed
HASHED_UP_TO = 500_000_000  # bytes; a larger lake is only looked at for missing files
LEDGER = ("credit", "sales")
LEFT_AFTER = 3600  # seconds; a younger file may belong to a load under way
UNREADABLE = (RecordsProblem, sa.exc.SQLAlchemyError, duckdb.Error, pa.ArrowException, OSError, KeyError, ValueError)


class Outcome(StrEnum):
    """How a check ended; an unknown outcome is said, never taken for good."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    NOTHING = "nothing"  # there is nothing to check yet


@dataclass(frozen=True)
class Check:
    """One check with the figures its sentence needs."""

    name: str
    outcome: Outcome
    figures: Mapping[str, object] = field(default_factory=dict)


def all_checks(home: Home, frames: Callable[[], Mapping[str, pd.DataFrame]] | None = None) -> list[Check]:
    """Every check, in the order people read them; one that cannot be made is unknown and stops no other.

    `frames` gives the cubes "credit" and "sales" where they are at hand already.
    """
    cubes = frames or (lambda: {name: home.facts.read(CUBES[name].select(home.company)) for name in LEDGER})
    steps = {
        "ledger": lambda: ledger_adds_up(**{name: cubes()[name] for name in LEDGER}),
        "audit": lambda: audit_is_whole(home), "files": lambda: files_are_there(home),
        "orphans": lambda: no_orphans(home),
    }  # fmt: skip
    return [_made(name, step) for name, step in steps.items()]


def ledger_adds_up(credit: pd.DataFrame, sales: pd.DataFrame) -> Check:
    """Use cases + people + no contact = total net sales, over all days loaded (company money)."""
    if sales.empty:
        return Check("ledger", Outcome.NOTHING)
    net = (credit["gross"] + credit["refunds"]).groupby(credit["kind"]).sum()
    parts = {"use_cases": float(net.get(USE_CASE, 0.0)), "people": float(net.get(PERSON, 0.0)),
             "no_contact": float(net.get(NONE, 0.0))}  # fmt: skip
    total, count = float((sales["gross"] + sales["refunds"]).sum()), int(sales["sales"].sum())
    gap = sum(parts.values()) - total
    outcome = Outcome.GOOD if abs(gap) <= A_SALE_MAY_DIFFER * max(count, 1) else Outcome.BAD
    return Check("ledger", outcome, parts | {"total": total, "gap": gap, "no_rate": int(sales["excluded"].sum())})


def audit_is_whole(home: Home) -> Check:
    """Every line of the audit trail is as it was written, and none is missing."""
    found = home.records.verify_audit()
    if found.broken_at is None:
        return Check("audit", Outcome.GOOD if found.lines else Outcome.NOTHING, {"lines": found.lines})
    return Check("audit", Outcome.BAD, {"lines": found.lines, "words": found.words})


def files_are_there(home: Home) -> Check:
    """Every visible file of the lake is on disk with the bytes it was written with."""
    with reading(), home.records.engine.begin() as tx:
        visible = sa.select(manifest.c.path, manifest.c.digest).where(manifest.c.superseded_at.is_(None))
        listed = tx.execute(visible).all()
        known = set(tx.execute(sa.select(manifest.c.path)).scalars())
    if not listed:
        return Check("files", Outcome.NOTHING)
    missing = [one.path for one in listed if not (home.lake.folder / one.path).is_file()]
    there = [one for one in listed if one.path not in missing]
    small = sum((home.lake.folder / one.path).stat().st_size for one in there) <= HASHED_UP_TO
    changed = [one.path for one in there if small and _digest(home, one.path) != one.digest]
    figures = {"files": len(listed), "bad": [*missing, *changed], "left": _left_over(home, known)}
    return Check("files", Outcome.BAD if missing or changed else Outcome.GOOD, figures)


def no_orphans(home: Home) -> Check:
    """Refunds belong to a sale that is loaded, and logged effort to a use case on record."""
    a, s = sale_adjustments, sales
    lost = sa.select(sa.func.count().label("n")).select_from(a.outerjoin(s, s.c.sale_id == a.c.sale_id))
    refunds = int(home.facts.read(lost.where(s.c.sale_id.is_(None)))["n"].iloc[0])
    effort, known = home.records.frame("effort_entries"), home.records.frame("use_cases")
    entries = int((~effort["use_case_id"].isin(known["use_case_id"])).sum())
    outcome = Outcome.BAD if refunds or entries else Outcome.GOOD
    return Check("orphans", outcome, {"refunds": refunds, "entries": entries})


def _made(name: str, step: Callable[[], Check]) -> Check:
    try:
        return step()
    except UNREADABLE as problem:
        return Check(name, Outcome.UNKNOWN, {"problem": str(problem).splitlines()[0] if str(problem) else ""})


def _digest(home: Home, path: str) -> str:
    with (home.lake.folder / path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _left_over(home: Home, known: set[str]) -> int:
    """Files in the lake no load speaks of: left by a process that died, never read, and safe to remove."""
    old = time.time() - LEFT_AFTER
    found = (path for path in home.lake.folder.glob("*/*.parquet") if path.stat().st_mtime < old)
    return sum(path.relative_to(home.lake.folder).as_posix() not in known for path in found)

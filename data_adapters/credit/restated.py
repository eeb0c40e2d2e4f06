"""The log of restatements: what changed afterwards on days that were closed, and which file changed it."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data_adapters.credit import shelf
from data_adapters.credit.making import Made
from data_adapters.credit.shelf import Damaged, Kept
from data_adapters.credit.terms import Terms, with_own_lookbacks
from data_adapters.home import Home
from data_adapters.lake.frames import frame_from_arrow
from data_adapters.records.faults import reading
from data_adapters.records.schema import load_runs, restatements as stored
from data_adapters.records.store import microseconds

COLUMNS = ("restated_at", "load_id", "rule", "period", "use_case_id", "kind", "before", "after", "why")
SHOWN_FROM = 0.005  # company money; less than half a cent is no change


def restatements(home: Home, known_at: datetime | None = None) -> pd.DataFrame:
    """Every change of credit on closed days, as logged up to an instant, newest first.

    Columns: restated_at (UTC), load_id, rule, period (first day of the month), use_case_id and kind as in the cube,
    before and after = net credit of the month's closed days in company money, why (the file that changed it).
    Closed = before the last day the cube held when it was made.
    """
    query = sa.select(stored).order_by(stored.c.restated_id.desc())
    if known_at is not None:
        query = query.where(stored.c.restated_at <= microseconds(known_at))
    with reading(), home.records.engine.begin() as tx:
        rows = tx.execute(query).mappings().all()
    lines = [{**row, "restated_at": datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row["restated_at"]),
              "before": row["before"] / 100, "after": row["after"] / 100} for row in rows]  # fmt: skip
    return pd.DataFrame(lines, columns=list(COLUMNS))


def entries(home: Home, terms: Terms, made: Made, why: str | None = None) -> list[dict]:
    """The lines a new cube adds to the log; none for a rule that is not the company's, or without a cube before it."""
    own = Terms("credit", with_own_lookbacks(home))
    before = made.before
    if before is None or before.closed_before is None or before.definition != own.definition():
        return []
    if any(paths and not before.files.get(table) for table, paths in made.kept.files.items()):
        return []  # the first file of a table completes the picture; it corrects nothing
    try:
        changed = _changed(home, before, made.kept)
    except (Damaged, pa.ArrowException):
        return []  # the old figures cannot be told any more
    event = sha256(f"{before.key} {made.kept.key} {made.kept.load_id or ''}".encode()).hexdigest()
    fixed = {"event": event, "restated_at": microseconds(made.kept.computed_at), "load_id": made.kept.load_id,
             "rule": made.kept.rule, "why": why if why is not None else _last_file(home, terms)}  # fmt: skip
    return [fixed | line for line in changed]


def _changed(home: Home, old: Kept, new: Kept) -> list[dict]:
    same = set(old.parts) & set(new.parts)
    a, b = (_net(home, [p for p in kept.parts if p not in same], old.closed_before) for kept in (old, new))
    both = pd.DataFrame({"before": a, "after": b}).fillna(0.0)
    both = both[(both["before"] - both["after"]).abs() >= SHOWN_FROM]
    return [{"period": month.date(), "use_case_id": use_case or None, "kind": kind, "before": round(row["before"] * 100),
             "after": round(row["after"] * 100)} for (month, use_case, kind), row in both.iterrows()]  # fmt: skip


def _net(home: Home, parts: list[shelf.Part], closed_before: date) -> pd.Series:
    """Net credit of closed days per month, use case ("" = none) and kind."""
    rows = shelf.read_months(home, parts)
    if rows is None:
        return pd.Series(dtype=float, index=pd.MultiIndex.from_tuples([], names=["month", "use_case_id", "kind"]))
    cube = frame_from_arrow(rows.select(["day", "use_case_id", "kind", "gross", "refunds"]))
    cube = cube[cube["day"] < pd.Timestamp(closed_before)]
    month = cube["day"].dt.to_period("M").dt.start_time.rename("month")
    return (cube["gross"] + cube["refunds"]).groupby([month, cube["use_case_id"].fillna(""), cube["kind"]]).sum()


def _last_file(home: Home, terms: Terms) -> str:
    """The file loaded last into a table the cube is made of."""
    r = load_runs.c
    query = sa.select(r.file_name).where(r.table_name.in_(terms.facts), r.result == "loaded", r.undone_at.is_(None))
    with reading(), home.records.engine.begin() as tx:
        return tx.execute(query.order_by(r.seq.desc()).limit(1)).scalar() or ""

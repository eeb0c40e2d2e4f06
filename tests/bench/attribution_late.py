"""What late contacts cost: bringing the credit cube up to date against making it anew, in CPU seconds of this process.

`python -m tests.bench.attribution_late FOLDER` with the Parquet files `tests.bench.attribution` writes. Goal: 1 % late
contacts of the last 30 days at most 10 % of a full run; scattered over the whole past it is only reported.

Both sides end with the months of the cube written to disk and not yet registered: a full run writes all of them, an
update those that changed. Beside them stands one scan of the columns of contacts the rule reads: files are sorted by
customer, so the contacts of a few parties lie in every group of rows and an update reads these columns whole, too.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from data_adapters.credit import shelf
from data_adapters.credit.making import Made, make
from data_adapters.credit.terms import Files, Terms
from data_adapters.credit.watched import rows_of
from data_adapters.home import Home, close_home, open_home
from data_adapters.lake.parquet import write_sorted
from kpis.company import Company
from kpis.facts import FACTS, touches

TABLES = ("fx_rates", "sale_adjustments", "sales", "touches")
DAY_S, SHARE, RUNS = 86_400, 100, 5
TERMS = Terms("credit", Company(currency="EUR"))


def late_rows(rows: pa.Table, days: int, name: str) -> pa.Table:
    """One row in a hundred once more, under a new id and at another moment of the last days."""
    chance = np.random.default_rng(days)
    last = int(rows["ts_s"].to_numpy().max())
    some = rows.take(pa.array(chance.choice(len(rows), len(rows) // SHARE, replace=False)))
    at = chance.integers(last - days * DAY_S, last, len(some))
    new = {"touch_id": [f"{name}{n}" for n in range(len(some))], "ts_s": at,
           "day": pa.array((at // DAY_S).astype("int32")).cast(pa.date32())}  # fmt: skip
    for column, values in new.items():
        place = some.schema.get_field_index(column)
        some = some.set_column(place, some.schema.field(place), pa.array(values).cast(some.schema.field(place).type))
    return some


def in_a_home(folder: Path, scratch: Path) -> tuple[Home, Files]:
    """A home whose lake holds the files, and the two late ones beside them."""
    lake = scratch / "home" / "lake"
    for name in TABLES:
        (lake / name).mkdir(parents=True)
        shutil.copy(folder / f"{name}.parquet", lake / name / "first.parquet")
    rows = pq.read_table(folder / "touches.parquet")
    for name, days in (("late", 30), ("scattered", 180)):
        write_sorted(late_rows(rows, days, name), FACTS.tables["touches"], lake / "touches" / f"{name}.parquet")
    return open_home(scratch / "home"), {name: [f"{name}/first.parquet"] for name in TABLES}


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """The median CPU time of several runs, and what the last one made."""
    taken = []
    for _ in range(RUNS):
        before = time.process_time()
        made = work()
        taken.append(time.process_time() - before)
    return statistics.median(taken), made


def measure(folder: Path, scratch: Path) -> None:
    """Print a full run, the two updates as a share of it, and whether they say the same to the last decimal."""
    home, files = in_a_home(folder, scratch)

    def anew(listed: Files) -> Made:
        return make(home, TERMS, listed, lambda select: rows_of(home.lake.engine_of(listed), select), None)

    full, base = seconds(lambda: anew(files))
    print(f"full run and writing the cube  {full:7.2f} CPU s")
    once = sa.select(*(sa.func.max(touches.c[name]) for name in TERMS.contact_columns()))
    scan, _ = seconds(lambda: rows_of(home.lake.engine_of(files), once))
    print(f"one scan of the contacts' columns the rule reads: {scan / full:.1%} of a full run")
    for name, goal in (("late", 0.10), ("scattered", None)):
        listed = files | {"touches": ["touches/first.parquet", f"touches/{name}.parquet"]}
        taken, made = seconds(lambda: make(home, TERMS, listed, None, base.kept))  # noqa: B023
        same = _rows(home, made).equals(_rows(home, anew(listed)))
        words = "" if goal is None else f" (goal {goal:.0%}: {'met' if taken <= goal * full else 'not met'})"
        print(f"1 % {name} contacts: {taken / full:.1%} of a full run{words}, equal to it: {same}")
    close_home(scratch / "home")


def _rows(home: Home, made: Made) -> pa.Table:
    rows = shelf.read_months(home, made.kept.parts)
    return rows.sort_by([(name, "ascending") for name in rows.column_names])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-late-") as here:
        measure(Path(sys.argv[1]), Path(here))

"""How late rows usually come in: days between the day of a row and the load that brought it."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

from data_adapters.home import Home
from data_adapters.lake.server import ServerFacts
from data_adapters.records.faults import reading
from data_adapters.records.schema import load_runs, manifest

SHARE = 0.95
LOADS_NEEDED, LOADS_READ = 3, 30
TABLES = ("touches", "sales")


def usual_lag(home: Home) -> tuple[int | None, str]:
    """After how many days 95 of 100 rows of contacts and of sales were here, and words for it; None = not known.

    The later of the two tables. Counted over new and changed rows of the last 30 loads of each source, its first load
    left out: that brought the past.
    """
    if isinstance(home.facts, ServerFacts):
        return None, "the facts are kept in a server that does not tell when a row came in"
    found = [lag for table in TABLES if (lag := _of_table(home, table)) is not None]
    if not found:
        return None, f"how late rows come in shows after {LOADS_NEEDED} more loads of contacts or sales"
    return max(found), f"95 of 100 contacts and sales are here after {max(found)} days"


def _of_table(home: Home, table: str) -> int | None:
    counts: dict[int, int] = defaultdict(int)
    loads = _loads(home, table)
    if len(loads) < LOADS_NEEDED:
        return None
    for came_on, paths in loads:
        for path in paths:
            for late, rows in _ages(home, path, came_on):
                counts[max(late, 0)] += rows
    return quantile(counts, SHARE)


def quantile(counts: dict[int, int], share: float) -> int | None:
    """The smallest number of days within which at least this share of all rows lies.

    >>> quantile({0: 94, 3: 1, 40: 5}, 0.95)
    3
    >>> quantile({}, 0.95)
    """
    so_far, every = 0, sum(counts.values())
    for days in sorted(counts):
        so_far += counts[days]
        if so_far >= share * every - 1e-9:
            return days
    return None


def _loads(home: Home, table: str) -> list[tuple[date, list[str]]]:
    """The day of each later load and the files of its new and changed rows."""
    r, m = load_runs.c, manifest.c
    runs = sa.select(r.load_id, r.source, r.finished_at).where(
        r.table_name == table, r.result == "loaded", r.undone_at.is_(None)).order_by(r.seq)  # fmt: skip
    with reading(), home.records.engine.begin() as tx:
        by_source: dict[str, list[sa.Row]] = defaultdict(list)
        for run in tx.execute(runs):
            by_source[run.source].append(run)
        later = [run for those in by_source.values() for run in those[1:]]
        later = sorted(later, key=lambda run: run.finished_at)[-LOADS_READ:]
        files = tx.execute(sa.select(m.load_id, m.path, m.kind, m.superseded_by).where(
            m.load_id.in_([run.load_id for run in later]))).all()  # fmt: skip
    paths = defaultdict(set)
    for one in files:  # what a load brought anew: all of its rows, or those not known before in a file of their own
        if one.path.endswith("-fresh.parquet") or (one.kind == "batch" and one.superseded_by != "never visible"):
            paths[one.load_id].add(one.path)
    zone = ZoneInfo(home.company.time_zone)
    return [(_day(run.finished_at, zone), sorted(paths[run.load_id])) for run in later]


def _day(at_us: int, zone: ZoneInfo) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us)).astimezone(zone).date()


def _ages(home: Home, path: str, came_on: date) -> list[tuple[int, int]]:
    try:
        days = pq.read_table(home.lake.folder / path, columns=["day"])["day"]
    except (OSError, pa.ArrowException):
        return []  # a file that is not there tells nothing; the Data page says that it is missing
    counted = pc.value_counts(days).to_pylist()
    return [((came_on - one["values"]).days, one["counts"]) for one in counted if one["values"]]

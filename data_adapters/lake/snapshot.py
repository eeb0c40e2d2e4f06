"""The facts as one engine: in-memory DuckDB views over the Parquet files of one state of the manifest."""

import hashlib
import logging
import threading
from collections import OrderedDict
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data_adapters.lake.frames import frame_from_arrow, frame_from_rows
from data_adapters.lake.parquet import arrow_schema
from kpis.company import Company
from kpis.facts import FACTS

log = logging.getLogger(__name__)
KEPT = 4  # states of the manifest kept open at once
FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)
Files = dict[str, list[Path]]


def calendar_rows(company: Company) -> pa.Table:
    """The company calendar from 1990 to 2060: ISO weeks, months, fiscal periods, work days (Monday to Friday)."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    weeks = [d.isocalendar() for d in days]
    into = [(d.month - company.fiscal_year_start_month) % 12 for d in days]
    off = set(company.holidays)
    columns = {
        "day": days, "iso_year": [w.year for w in weeks], "iso_week": [w.week for w in weeks],
        "month": [d.replace(day=1) for d in days],
        "fiscal_year": [d.year + (company.fiscal_year_start_month > 1 and d.month >= company.fiscal_year_start_month)
                        for d in days],
        "fiscal_period": [i + 1 for i in into], "is_workday": [d.weekday() < 5 and d not in off for d in days],
        "source": ["generated"] * len(days), "batch_id": [""] * len(days),
    }  # fmt: skip
    return pa.table(columns, schema=arrow_schema(FACTS.tables["calendar"]))


class LakeReader:
    """Opens one engine per state of the manifest and keeps the last few; engines are shared by all threads."""

    def __init__(self, company: Company):
        self._company = company
        self._engines: OrderedDict[str, sa.Engine] = OrderedDict()
        self._lock = threading.Lock()

    def engine(self, files: Files) -> sa.Engine:
        """The engine whose tables hold exactly these files."""
        listed = repr(sorted((name, [str(p) for p in paths]) for name, paths in files.items()))
        state = hashlib.sha256(listed.encode()).hexdigest()[:24]
        with self._lock:
            if state not in self._engines:
                self._engines[state] = _open(state, files, self._company)
                while len(self._engines) > KEPT:
                    self._engines.popitem(last=False)[1].dispose()
            self._engines.move_to_end(state)
            return self._engines[state]

    def close(self) -> None:
        """Close all engines."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()


def _open(state: str, files: Files, company: Company) -> sa.Engine:
    # one named database per reader and state: pooled connections of all threads see the same views
    engine = sa.create_engine(f"duckdb:///:memory:{state}{id(files):x}")
    missing = [t for name, t in FACTS.tables.items() if not files.get(name) and name != "calendar"]
    FACTS.create_all(engine, tables=missing)
    for name, paths in files.items():
        if paths:
            _show(engine, name, paths)
    if not files.get("calendar"):
        with engine.begin() as tx:
            tx.connection.dbapi_connection.from_arrow(calendar_rows(company)).create("calendar")
    return engine


def _show(engine: sa.Engine, name: str, paths: list[Path]) -> None:
    try:
        with engine.begin() as tx:
            tx.connection.dbapi_connection.read_parquet([str(p) for p in paths]).create_view(name)
    except duckdb.Error as problem:  # a lost or damaged file: this table has no view, all others work
        log.error("the files of %s cannot be read: %s", name, type(problem).__name__)


def read(engine: sa.Engine, select: sa.Select) -> pd.DataFrame:
    """Run a select and give it as a frame: money and rates float64, days datetime64[s], ids text (the one boundary)."""
    with engine.connect() as tx:
        if engine.dialect.name == "duckdb":
            return frame_from_arrow(tx.execution_options(duckdb_arrow=True).execute(select).arrow)
        result = tx.execute(select)
        return frame_from_rows(select, result.all())

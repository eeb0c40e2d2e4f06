"""Running a long query: how far it is, and stopping it when nobody waits any more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from data_adapters.lake.frames import arrow_from_rows

LOOK_EVERY_S = 0.1
Progress = Callable[[str, float], None]


class Cancelled(Exception):
    """The one who asked does not want the answer any more; nothing was kept."""


def rows_of(engine: sa.Engine, select: sa.Select, progress: Progress = lambda words, share: None,
            cancelled: Callable[[], bool] = lambda: False) -> pa.Table:  # fmt: skip
    """The rows of a query with exact money, from any engine. Raises Cancelled.

    `progress` and `cancelled` are called in the caller's own thread.
    """
    if cancelled():
        raise Cancelled("Stopped; nothing was kept.")
    with engine.connect() as tx:
        if engine.dialect.name != "duckdb":
            return arrow_from_rows(select, tx.execute(select).all())
        return _watched(tx.execution_options(duckdb_arrow=True), select, progress, cancelled)


def _watched(tx: sa.Connection, select: sa.Select, progress: Progress, cancelled: Callable[[], bool]) -> pa.Table:
    raw = tx.connection.dbapi_connection
    with ThreadPoolExecutor(1, thread_name_prefix="credit") as aside:
        answer = aside.submit(lambda: tx.execute(select).arrow)
        while True:
            try:
                return answer.result(timeout=LOOK_EVERY_S)
            except TimeoutError:
                progress("sharing sales among contacts", max(raw.query_progress(), 0) / 100)
                if cancelled():
                    raw.interrupt()
                    return _stopped(answer)


def _stopped(answer) -> pa.Table:
    """What came in spite of all, or the news that it was stopped."""
    try:
        return answer.result()
    except (sa.exc.DBAPIError, duckdb.Error):
        raise Cancelled("Stopped; nothing was kept.") from None

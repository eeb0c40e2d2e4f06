"""Small text files for the tests of the checks, written as rows, and a short way to check them."""

from datetime import date

import pyarrow as pa
import sqlalchemy as sa

from data_adapters.lake.checks import Checked, check
from data_adapters.sources.raw import Flaw, RawFile
from kpis.company import Company

TODAY = date(2026, 11, 22)
BERLIN = Company(time_zone="Europe/Berlin")
KEY = bytes(range(32))
TOUCH = {"touch_id": "t1", "customer_id": "C1", "channel": "e-mail", "ts": "2026-10-01T08:00:00Z"}
COST = {"cost_id": "c1", "day": "2026-10-01", "type": "sales", "amount": "1000.00", "currency": "EUR"}
DEAL = {"opportunity_id": "o1", "snapshot_day": "2026-10-05", "currency": "EUR", "stage": "offer", "status": "open",
        "created_day": "2026-09-01"}  # fmt: skip


def raw_file(*rows: dict[str, str | None], day_order: str = "iso", keyless: bool = False,
             ragged: tuple[Flaw, ...] = ()) -> RawFile:  # fmt: skip
    """The rows as a source would hand them over; the first one is row 2 of the file, below the header."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    numbers = pa.array(range(2, len(rows) + 2), pa.int64())
    return RawFile(pa.table(columns | {"_row": numbers}), "small.csv", "0" * 64, day_order=day_order, keyless=keyless,
                   ragged=ragged)  # fmt: skip


def checked(table: sa.Table, *rows: dict[str, str | None], company: Company = BERLIN, known: dict | None = None,
            **file: object) -> Checked:  # fmt: skip
    """The rows after the checks, as on 22 November 2026."""
    return check(raw_file(*rows, **file), table, company, KEY, known or {}, today=TODAY)


def reasons(result: Checked) -> list[tuple[int, str, str]]:
    """Row, column and rule of each flaw."""
    return [(flaw["row"], flaw["column"], flaw["rule"]) for flaw in result.flaws.to_pylist()]

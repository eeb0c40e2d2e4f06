"""Writes the sample company into a folder, the same bytes for the same day, seed and size."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from sample_data.company import Sample, sample
from sample_data.plan import SMALL

AS_CSV_BELOW = 200_000


def write(folder: Path, day: date, seed: int = 7, touches: int = SMALL) -> Sample:
    """Write one file per table into `folder`, late rows into its folder late, truth.json and holidays.txt beside them.

    Tables are CSV; touches and sales are Parquet from 200,000 touches on.
    """
    company = sample(day, seed, touches)
    (folder / "late").mkdir(parents=True, exist_ok=True)
    large = touches >= AS_CSV_BELOW
    for name, table in company.tables.items():
        if large and name in ("touches", "sales"):
            parquet.write_table(table, folder / f"{name}.parquet", compression="zstd", row_group_size=500_000)
        else:
            _csv(table, folder / f"{name}.csv")
    for name, table in company.late.items():
        _csv(table, folder / "late" / f"{name}.csv")
    (folder / "truth.json").write_text(json.dumps(company.truth, indent=1) + "\n", encoding="utf-8")
    free = "".join(f"{day.isoformat()}\n" for day in company.holidays)
    (folder / "holidays.txt").write_text(free, encoding="utf-8")
    return company


def _csv(table: pa.Table, path: Path) -> None:
    csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))

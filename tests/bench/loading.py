"""Loading contacts from a CSV, the whole process, against pandas reading the same file as text.

`python -m tests.bench.loading [--rows N] [--runs N]`. Goal at 1 M rows: at most 3 times, at most 1.5 GB.
Both take turns; each load goes into a new, empty home. Seconds by the clock are what a person waits; CPU is robust on a
busy machine.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from tests.bench.figures import OUT, Figure, Spent, median, say, whole_process
from tests.server import clean_environment

GOAL, GOAL_GB = 3.0, 1.5
FIRST_S, DAYS, DAY_S = 1_735_689_600, 540, 86_400
READ = "import sys, pandas; pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)"


def contacts(rows: int) -> Path:
    """A CSV of contacts as a tool would export it; made once."""
    path = OUT / f"touches_{rows}.csv"
    if not path.exists():
        OUT.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        csv.write_csv(_made(rows), unfinished)
        unfinished.replace(path)
    return path


def _made(rows: int) -> pa.Table:
    chance = np.random.default_rng(7)
    at = FIRST_S + chance.integers(0, DAYS * DAY_S, rows)
    customer = chance.integers(0, max(rows // 12, 1), rows)
    return pa.table(
        {
            "touch_id": [f"T{n:08}" for n in range(rows)],
            "customer_id": [f"C{n:06}" for n in customer],
            "ts_s": at,
            "day": pa.array((at // DAY_S).astype("int32")).cast(pa.date32()),
            "use_case_id": _one_of(chance, [f"U{n:02}" for n in range(1, 25)], rows),
            "channel": _one_of(chance, ["email", "web", "field", "phone", "ads"], rows),
            "market": _one_of(chance, ["FI", "SE", "DE", "FR"], rows),
            "business_area": _one_of(chance, ["retail", "services", "industry"], rows),
            "consent": _one_of(chance, ["true", "false"], rows),
        }
    )


def _one_of(chance: np.random.Generator, values: list[str], rows: int) -> np.ndarray:
    return np.array(values)[chance.integers(0, len(values), rows)]


def measure(rows: int, runs: int) -> list[Figure]:
    """Ratios of medians, the two taking turns, and the most memory a load held."""
    path, read, loaded = contacts(rows), [], []
    for _ in range(runs):
        read.append(whole_process([sys.executable, "-c", READ, str(path)]))
        loaded.append(_load(path))
    clock, pandas_clock = (median([spent.seconds for spent in all_]) for all_ in (loaded, read))
    cpu, pandas_cpu = (median([spent.cpu for spent in all_]) for all_ in (loaded, read))
    peak = max(s.memory for s in loaded) / 1e9
    return [
        Figure(
            f"load touches, {rows:,} rows, by the clock",
            clock / pandas_clock,
            GOAL,
            detail=f"{clock:.1f} s against {pandas_clock:.1f} s",
        ),
        Figure(
            f"load touches, {rows:,} rows, CPU",
            cpu / pandas_cpu,
            GOAL,
            detail=f"{cpu:.1f} s against {pandas_cpu:.1f} s",
        ),
        Figure("load touches, peak memory", peak, GOAL_GB, "GB", f"pandas {max(s.memory for s in read) / 1e9:.2f} GB"),
    ]


def _load(path: Path) -> Spent:
    folder = Path(tempfile.mkdtemp(prefix="bench-load-", dir=OUT))
    try:
        return whole_process(
            [sys.executable, "-m", "data_adapters", "load", "touches", str(path)], clean_environment(folder / "home")
        )
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Measure and print."""
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("--rows", type=int, default=1_000_000)
    asking.add_argument("--runs", type=int, default=3)
    given = asking.parse_args()
    say(measure(given.rows, given.runs))


if __name__ == "__main__":
    main()

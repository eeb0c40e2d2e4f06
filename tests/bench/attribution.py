"""CPU of five attribution rules at 5 M contacts, as a multiple of a bare scan and group-by of the same Parquet files.

`python -m tests.bench.attribution [--touches N] [--sales N] [--runs N] [--growth]`. Goal: at most 5 times, at most 1 GB.
`--growth` measures four times as many contacts and sales as well: at most 1.15 times the CPU time of each row. Late
contacts and the same rules by other means follow in processes of their own.

The bare scan reads once every column the rules need of contacts and sales and groups the contacts by use case. Two
smaller scans stand beside it: without touch_id (it only decides between contacts of the same second), and of the one
column use_case_id. CPU seconds are those of the whole process with all its threads; scans and rules take turns.
"""

import argparse
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import func

from data_adapters.lake.parquet import arrow_schema, write_sorted
from data_adapters.lake.snapshot import LakeReader
from kpis.attribution import party
from kpis.attribution_rules import RULES
from kpis.company import Company
from kpis.cubes.credit import all_rules, credits
from kpis.facts import FACTS, sales, touches
from kpis.markov import transitions
from kpis.periods import Period

COMPANY = Company(currency="EUR")
FIVE = ("first", "last", "linear", "position", "time_decay")
FIRST_S, DAYS, DAY_S = 1_767_225_600, 180, 86_400
USE_CASES, CHANNELS, MARKETS = 25, 8, 4
GOAL, MARKOV_GOAL, GOAL_GB = 5.0, 9.0, 1.0
TIMES, GROWTH_GOAL = 4, 1.15
FIVE_S = re.compile(r"five rules at once +([\d.]+) CPU s")


def made(count: int, sold: int) -> dict[str, pa.Table]:
    """Contacts of count / 12.5 customers in 180 days, sales of the same customers, 5 % refunds, two currencies."""
    chance = np.random.default_rng(5)
    customers = chance.integers(-(2**62), 2**62, max(count * 2 // 25, 1))
    at = np.repeat(np.arange(len(customers)), -(-count // len(customers)))[:count]
    contact, sale = _times(chance, count), _times(chance, sold)
    buyer = chance.integers(0, len(customers), sold)
    use_case = chance.integers(0, USE_CASES + 1, count)
    amount = chance.lognormal(4, 1, sold)
    back = chance.choice(sold, sold // 20, replace=False)
    return {
        "touches": _table(
            "touches",
            touch_id=_names("t", chance.permutation(count)),
            customer_id=customers[at],
            ts_s=contact,
            day=_day(contact),
            use_case_id=pa.array(_names("U", use_case), mask=use_case == USE_CASES),
            channel=_names("channel", chance.integers(0, CHANNELS, count)),
            market=_names("M", at % MARKETS),
        ),
        "sales": _table(
            "sales",
            sale_id=_names("s", np.arange(sold)),
            ts_s=sale,
            day=_day(sale),
            amount=_money(amount),
            customer_id=pa.array(customers[buyer], mask=chance.random(sold) < 0.02),
            currency=np.where(chance.random(sold) < 0.2, "USD", "EUR"),
            market=_names("M", buyer % MARKETS),
        ),
        "sale_adjustments": _table(
            "sale_adjustments",
            adjustment_id=_names("r", back),
            sale_id=_names("s", back),
            day=_day(sale[back] + 9 * DAY_S),
            amount=_money(-amount[back] / 2),
        ),
        "fx_rates": _table(
            "fx_rates",
            day=_day(FIRST_S + np.arange(DAYS) * DAY_S),
            currency=["USD"] * DAYS,
            rate=pa.array([0.9] * DAYS).cast(pa.decimal128(18, 8)),
        ),
    }


def _times(chance: np.random.Generator, count: int) -> np.ndarray:
    return FIRST_S + chance.integers(0, DAYS * DAY_S, count)


def _day(seconds: np.ndarray) -> pa.Array:
    return pa.array((seconds // DAY_S).astype("int32")).cast(pa.date32())


def _money(amount: np.ndarray) -> pa.Array:
    return pa.array(np.round(amount, 2)).cast(pa.decimal128(18, 2))


def _names(letter: str, numbers: np.ndarray) -> np.ndarray:
    return np.char.add(letter, numbers.astype("U"))


def _table(name: str, **columns: object) -> pa.Table:
    """These columns as a table of the contract, the others empty."""
    schema, rows = arrow_schema(FACTS.tables[name]), len(next(iter(columns.values())))
    given = columns | {"source": ["bench"] * rows, "batch_id": ["1"] * rows}
    return pa.table(
        [pa.array(given[f.name]).cast(f.type) if f.name in given else pa.nulls(rows, f.type) for f in schema],
        schema=schema,
    )


def scans() -> dict[str, list[sa.Select]]:
    """What the rules are compared with: reading the same files and grouping contacts by use case."""
    t, s = touches.c, sales.c
    sold = sa.select(
        s.market,
        s.business_area,
        s.currency,
        func.sum(s.amount),
        func.max(s.ts_s),
        func.max(party(sales)),
        func.max(s.day),
        func.max(s.sale_id),
    ).group_by(s.market, s.business_area, s.currency)
    needed = [t.use_case_id, func.count(), func.max(t.ts_s), func.max(party(touches)), func.max(t.channel)]
    return {
        "bare scan": [sa.select(*needed, func.max(t.touch_id)).group_by(t.use_case_id), sold],
        "scan without touch_id": [sa.select(*needed).group_by(t.use_case_id), sold],
        "scan of use_case_id only": [sa.select(t.use_case_id, func.count()).group_by(t.use_case_id)],
    }


def asked() -> dict[str, list[sa.Select]]:
    """The scans, the five rules at once at the grain of the credit cube, and each rule as its own cube."""
    alone = {rule: [credits(COMPANY, rule)] for rule in RULES}
    whole = Period(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=DAYS))
    markov = {"Markov transition counts": [transitions(COMPANY, whole)]}
    return scans() | {"five rules at once": [all_rules(COMPANY, rules=FIVE)]} | alone | markov


def measure(folder: Path, runs: int) -> None:
    """Print CPU seconds and ratios, medians of several runs in turn, and the peak memory of this process."""
    reader = LakeReader(COMPANY)
    engine = reader.engine(
        {name: [folder / f"{name}.parquet"] for name in ("touches", "sales", "sale_adjustments", "fx_rates")}
    )
    seconds: dict[str, list[float]] = {}
    with engine.connect() as connection:
        for _ in range(runs):
            for name, selects in asked().items():
                seconds.setdefault(name, []).append(_cpu(lambda: [_run(connection, s) for s in selects]))  # noqa: B023
    reader.close()
    middle = {name: statistics.median(values) for name, values in seconds.items()}
    for name, value in middle.items():
        print(f"{name:28} {value:7.2f} CPU s {value / middle['bare scan']:6.2f} x")
    for name in list(scans())[1:]:
        print(f"five rules / {name:28} {middle['five rules at once'] / middle[name]:6.1f} x")
    ratio = middle["five rules at once"] / middle["bare scan"]
    chain = middle["Markov transition counts"] / middle["bare scan"]
    print(f"Markov against the bare scan: {chain:.1f} x (goal {MARKOV_GOAL:.0f}: {'met' if chain <= MARKOV_GOAL else 'not met'})")
    peak = _peak_gb()
    print(
        f"five rules against the bare scan: {ratio:.1f} x (goal {GOAL:.0f}: {'met' if ratio <= GOAL else 'not met'}), "
        f"peak memory {peak:.2f} GB (goal {GOAL_GB:.0f}: {'met' if peak <= GOAL_GB else 'not met'})"
    )


def _run(connection: sa.Connection, select: sa.Select) -> int:
    return connection.execution_options(duckdb_arrow=True).execute(select).arrow.num_rows


def _peak_gb() -> float:
    """The most memory this process has held; Linux' ru_maxrss would also count the parent it was started from."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e9
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9


def _cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> int:
    """Write the data, then measure in fresh processes, so that making the data does not count as memory."""
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("--touches", type=int, default=5_000_000)
    asking.add_argument("--sales", type=int, default=300_000)
    asking.add_argument("--runs", type=int, default=5)
    asking.add_argument("--growth", action="store_true", help="four times as much, too (20 M contacts: minutes and 6 GB)")
    asking.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = asking.parse_args()
    if given.measure:
        measure(given.measure, given.runs)
        return 0
    said = _at_size(given.touches, given.sales, given.runs, ("late", "others"))
    if given.growth:
        more = _at_size(given.touches * TIMES, given.sales * TIMES, min(given.runs, 3), ())
        a_row = float(FIVE_S.search(more).group(1)) / TIMES / float(FIVE_S.search(said).group(1))
        print(f"growth: each row costs {a_row:.2f} x as much (goal {GROWTH_GOAL}: {'met' if a_row <= GROWTH_GOAL else 'not met'})")
    return 0


def _at_size(touched: int, sold: int, runs: int, more: tuple[str, ...]) -> str:
    """Print and give what one size says."""
    with tempfile.TemporaryDirectory(prefix="bench-attribution-") as folder:
        for name, rows in made(touched, sold).items():
            write_sorted(rows, FACTS.tables[name], Path(folder) / f"{name}.parquet")
        print(f"{touched:,} contacts, {sold:,} sales, {runs} runs in turn", flush=True)
        calls = [["tests.bench.attribution", "--measure", folder, "--runs", str(runs)]]
        calls += [[f"tests.bench.attribution_{name}", folder] for name in more]
        said = ""
        for call in calls:
            done = subprocess.run([sys.executable, "-m", *call], capture_output=True, text=True, check=False)
            said += done.stdout
            print(done.stdout + (done.stderr[-2000:] if done.returncode else ""), end="", flush=True)
        return said


if __name__ == "__main__":
    sys.exit(main())

"""All benches, one table at the end: `python -m tests.bench [--only NAME …] [--quick]`."""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable

from tests.bench import loading, pages, report
from tests.bench.figures import ROOT, Figure, say
from tests.bench.homes import SAMPLE

RULES = re.compile(r"five rules against the bare scan: ([\d.]+) x .*peak memory ([\d.]+) GB")
MARKOV = re.compile(r"Markov against the bare scan: ([\d.]+) x")
LATE = re.compile(r"1 % late contacts: ([\d.]+)% of a full run")
QUICK = {"rows": 50_000, "runs": 3, "sessions": 10, "seconds": 10.0, "large": 300_000}


def attribution(given: argparse.Namespace) -> list[Figure]:
    """Five rules of attribution against a bare scan, in a process of their own."""
    command = [
        sys.executable,
        "-m",
        "tests.bench.attribution",
        "--touches",
        str(given.large),
        "--runs",
        str(min(given.runs, 5)),
    ]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = RULES.search(said.stdout)
    if not found:
        return [Figure("five attribution rules", None, 5.0, detail=said.stderr.strip()[-200:])]
    ratio, peak = map(float, found.groups())
    chain, late = MARKOV.search(said.stdout), LATE.search(said.stdout)
    return [
        Figure(f"five attribution rules, {given.large:,} contacts, CPU against a bare scan", ratio, 5.0),
        Figure("five attribution rules, peak memory", peak, 1.0, "GB"),
        Figure("exact Markov, CPU against a bare scan", float(chain.group(1)) if chain else None, 9.0),
        Figure("1 % late contacts of the last 30 days, CPU in % of a full run", float(late.group(1)) if late else None, 10.0, "%"),
    ]


def benches() -> dict[str, Callable[[argparse.Namespace], list[Figure]]]:
    """Every bench by its name, quiet ones first and the crowd last."""
    return {
        "load": lambda given: loading.measure(given.rows, min(given.runs, 3)),
        "attribution": attribution,
        "report": lambda given: report.measure(SAMPLE, min(given.runs, 5)),
        **pages.BENCHES,
    }


def main() -> int:
    """Measure one after the other; the table comes at the end, also when one bench fails."""
    asking = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asking.add_argument("--only", nargs="+", choices=benches(), default=list(benches()))
    asking.add_argument("--quick", action="store_true", help="small sizes, to see that all of it runs")
    asking.add_argument("--rows", type=int, default=1_000_000, help="rows of the file that is loaded")
    pages.arguments(asking)
    given = asking.parse_args()
    if given.quick:
        vars(given).update(QUICK)
    figures, failed = [], 0
    for name in given.only:
        began = time.perf_counter()
        try:
            figures += benches()[name](given)
        except Exception as trouble:  # the other benches still have something to say
            failed += 1
            figures.append(
                Figure(name, None, detail=f"failed: {type(trouble).__name__}: {' '.join(str(trouble).split())[-300:]}")
            )
        print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    say(figures)
    if given.quick:
        print("Small sizes: the goals are meant for the full ones.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

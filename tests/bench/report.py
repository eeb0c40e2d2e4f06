"""All readings by `report` inside one process: the first time, and again with what is kept.

`python -m tests.bench.report [--touches N] [--runs N]`. No goal: both are reported, the ratio says what keeping buys.
"""

import argparse
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from tests.bench.figures import ROOT, Figure, median, say
from tests.bench.homes import SAMPLE, sample_home
from tests.server import clean_environment


def inside(home: Path, runs: int) -> dict[str, list[float]]:
    """CPU seconds of reports in this process: the first opens the home and reads everything, the others come after."""
    from data_adapters.home import close_home, open_home
    from data_adapters.readings import Question
    from data_adapters.records.principal import local_owner
    from data_adapters.report import report

    found: dict[str, list[float]] = {"cold": [], "warm": []}
    for n in range(runs + 1):
        began = time.process_time()
        told = report(open_home(home), local_owner(), Question(date.today()))
        found["warm" if n else "cold"].append(time.process_time() - began)
        assert len(told["readings"]) >= 15
    close_home(home)
    return found


def measure(touches: int, runs: int) -> list[Figure]:
    """Cold and warm, each process asked for one cold report."""
    home, cold, warm = sample_home(touches), [], []
    for _ in range(3):
        said = subprocess.run(
            [sys.executable, "-m", "tests.bench.report", "--inside", str(home), "--runs", str(runs)],
            cwd=ROOT,
            env=clean_environment(home),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found = json.loads(said)
        cold += found["cold"]
        warm += found["warm"]
    return [
        Figure(f"all readings, {touches:,} contacts, cold", median(cold), None, "CPU s"),
        Figure(f"all readings, {touches:,} contacts, warm", median(warm), None, "CPU s"),
        Figure("all readings, cold against warm", median(cold) / median(warm), None),
    ]


def main() -> None:
    """Measure and print."""
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("--touches", type=int, default=SAMPLE)
    asking.add_argument("--runs", type=int, default=5)
    asking.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = asking.parse_args()
    if given.inside:
        print(json.dumps(inside(given.inside, given.runs)))
        return
    say(measure(given.touches, given.runs))


if __name__ == "__main__":
    main()

"""The sample company to measure on, in two sizes; made once a week under bench/out."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.bench.figures import OUT, ROOT
from tests.server import clean_environment

SAMPLE, LARGE = 120_000, 5_000_000


class HomeNotMade(Exception):
    """The sample company could not be made in this size or time."""


def sample_home(touches: int = SAMPLE, minutes: float = 5) -> Path:
    """A home with the sample company, ending today; kept for the week. Raises HomeNotMade."""
    today = date.today()
    year, week, _ = today.isocalendar()
    folder = OUT / f"home_{touches}_{year}-W{week:02}"
    if folder.exists() and not (folder / "sample.unfinished").exists():
        return folder
    command = [sys.executable, "-m", "data_adapters", "demo", "--touches", str(touches), "--as-of", today.isoformat()]
    OUT.mkdir(parents=True, exist_ok=True)
    try:
        made = subprocess.run(
            command, cwd=ROOT, env=clean_environment(folder), capture_output=True, text=True, timeout=60 * minutes
        )
    except subprocess.TimeoutExpired:
        raise HomeNotMade(f"the sample with {touches:,} contacts was not made within {minutes:g} minutes") from None
    if made.returncode:
        raise HomeNotMade(f"the sample with {touches:,} contacts was not made: {made.stderr.strip()[-300:]}")
    return folder

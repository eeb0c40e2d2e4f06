"""Command line: write the sample company into a folder."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from sample_data.plan import SMALL
from sample_data.writing import write


def main() -> None:
    """`python -m sample_data --to FOLDER [--as-of DAY] [--seed N] [--touches N]`."""
    words = argparse.ArgumentParser(prog="python -m sample_data", description="Write the sample company into a folder.")
    words.add_argument("--to", type=Path, required=True, help="folder for the files")
    today = datetime.now(UTC).date()
    words.add_argument("--as-of", type=date.fromisoformat, default=today, help="last day, default today")
    words.add_argument("--seed", type=int, default=7)
    words.add_argument("--touches", type=int, default=SMALL, help="contacts; customers and sales grow with them")
    wish = words.parse_args()
    made = write(wish.to, wish.as_of, wish.seed, wish.touches)
    print(f"{len(made.tables)} tables, {made.truth['rows']['touches']:,} contacts up to {wish.as_of}: {wish.to}")


if __name__ == "__main__":
    main()

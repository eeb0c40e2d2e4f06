"""`load`, `undo` and `sources`: files in, and back out."""

import argparse
import sys
import uuid
from pathlib import Path

from data_adapters.commands.common import Command, Refused, home
from data_adapters.lake.undo import NothingToUndo
from data_adapters.loading import Loaded, Order, load_file
from data_adapters.records.principal import local_owner
from data_adapters.sources import SOURCES
from data_adapters.undoing import undo

SHOWN = 20  # reasons printed; all of them are kept
STEP_MB = 20  # files larger than this tell how far they are


def _load_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", help="canonical table, such as sales")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV, Excel or Parquet")
    parser.add_argument("--map", type=Path, metavar="FILE.toml", help="mapping file, when names or layouts differ")
    parser.add_argument("--accept-good-rows", action="store_true", help="load the good rows, set the bad ones aside")
    parser.add_argument("--replace", action="store_true", help="rows of the covered period missing in the file go away")
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")


def _load(asked: argparse.Namespace) -> int:
    place, code = home(), 0
    for path in asked.files:
        order = Order(asked.table, path, asked.map, asked.accept_good_rows, asked.replace, asked.dry_run)
        loaded = load_file(place, local_owner(), order, progress=_progress(path))
        print(told(loaded))
        if loaded.refused:
            print("Nothing was loaded. Mend these rows, or load the good ones with --accept-good-rows.", file=sys.stderr)
            code = 3
    return code


def _progress(path: Path):
    large = path.exists() and path.stat().st_size > STEP_MB * 1e6
    return (lambda words: print(f"{path.name}: {words} …", file=sys.stderr)) if large else (lambda words: None)


def told(loaded: Loaded) -> str:
    """What a load did, in lines: counts, notes, and the first reasons why rows were set aside."""
    run = loaded.run
    state = {"loaded": f"load {run.load_id}", "dry_run": "only tried", "refused": f"refused, load {run.load_id}",
             "nothing_new": "nothing new"}[run.result]  # fmt: skip
    replaced = f", replaces {run.replaced:,} rows of {run.covers[0]} to {run.covers[1]}" if run.replaced and run.covers else ""
    lines = [f"{run.table_name} from {run.file_name}: {run.seen:,} rows read, {run.new:,} new rows, {run.changed:,} changed, "
             f"{run.unchanged:,} unchanged, {run.set_aside:,} set aside{replaced} ({state})"]  # fmt: skip
    lines += [f"  note: {note}" for note in run.notes]
    lines += [f"  row {f['row']}, {f['column']}: “{f['value']}” {f['words']} [{f['rule']}]"
              for f in loaded.flaws.slice(0, SHOWN).to_pylist()]  # fmt: skip
    if loaded.flaws.num_rows > SHOWN:
        lines.append(f"  … and {loaded.flaws.num_rows - SHOWN:,} more reasons")
    return "\n".join(lines)


def _undo(asked: argparse.Namespace) -> int:
    try:
        print(undo(home(), local_owner(), asked.load, uuid.uuid4().hex[:12]))
    except NothingToUndo as nothing:
        raise Refused(str(nothing)) from None
    return 0


def _sources(_: argparse.Namespace) -> int:
    for source in SOURCES:
        print(f"{source.name}: {source.about}")
    return 0


COMMANDS = (
    Command("load", "Load files into one table.", _load_arguments, _load),
    Command("undo", "Take a load back.", lambda p: p.add_argument("load", help="number of the load"), _undo),
    Command("sources", "List the sources files can come from.", lambda p: None, _sources),
)


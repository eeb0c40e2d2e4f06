"""`demo`, `migrate`, `backup`, `restore`: setting up and keeping a home."""

import argparse
import sys
import uuid
from pathlib import Path

from data_adapters.commands.common import Command, Refused, day_of, home
from data_adapters.demo import HomeNotEmpty, NoSample, fill, remove
from data_adapters.keeping import CannotRestore, back_up, restore
from data_adapters.records.migrate import migrate
from data_adapters.records.principal import local_owner
from data_adapters.settings import home_folder, read_settings

TOUCHES = 120_000


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--remove", action="store_true", help="take the sample company out again")
    parser.add_argument("--touches", type=int, default=TOUCHES, metavar="N", help="how many contacts (default 120,000)")
    parser.add_argument("--as-of", metavar="DAY", help="last day of the sample (default: today)")


def _demo(asked: argparse.Namespace) -> int:
    place = home()
    try:
        if asked.remove:
            print(f"The sample company is gone: {remove(place, local_owner()):,} rows. You can load your own files now.")
            return 0
        day = day_of(asked.as_of) if asked.as_of else place.company.today()
        rows = fill(place, local_owner(), day=day, touches=asked.touches, tell=lambda w: print(f"{w} …", file=sys.stderr))
    except (HomeNotEmpty, NoSample) as refusal:
        raise Refused(str(refusal)) from None
    print(f"Sample company loaded: {rows:,} rows, ending on {day}.")
    return 0


def _migrate(_: argparse.Namespace) -> int:
    settings = read_settings()
    url = settings.stores.records_url or f"sqlite:///{(settings.home / 'records.db').as_posix()}"
    migrate(url)
    print("The records are up to date.")
    return 0


def _backup(asked: argparse.Namespace) -> int:
    try:
        count = back_up(home(), local_owner(), asked.file, uuid.uuid4().hex)
    except FileExistsError:
        raise Refused(f"{asked.file.name} exists already; name a new file.") from None
    print(f"{count} files are in {asked.file}. It holds the secret key: keep it as safe as the home itself.")
    return 0


def _restore(asked: argparse.Namespace) -> int:
    try:
        print(f"{restore(asked.file, home_folder())} files are back in {home_folder()}.")
    except CannotRestore as refusal:
        raise Refused(str(refusal)) from None
    return 0


def _archive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the archive, such as backup.zip")


COMMANDS = (
    Command("demo", "Fill an empty home with the sample company, or remove it.", _demo_arguments, _demo),
    Command("migrate", "Bring the records to this version of the program.", lambda p: None, _migrate),
    Command("backup", "Write everything into one archive.", _archive, _backup),
    Command("restore", "Unpack a backup into an empty home.", _archive, _restore),
)

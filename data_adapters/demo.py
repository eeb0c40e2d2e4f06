"""The sample company: fill an empty home with it, and take it out again."""

import shutil
import tempfile
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from data_adapters.credit.shelf import FOLDER, forget_all
from data_adapters.home import Home
from data_adapters.loading import Order, load_file
from data_adapters.records.freezing import remove_sample_reviews
from data_adapters.records.principal import Principal
from data_adapters.records.rows import remove_sample
from data_adapters.records.schema import load_runs, manifest
from kpis.facts import FACTS
from kpis.records import RECORDS


HOLIDAYS = "holidays.txt"
UNFINISHED = "sample.unfinished"  # lies in the home while the sample is being filled in
SETTINGS = f"""# Written with the sample company, removed with it.
[company]
name = "Sample company"
holidays = "{HOLIDAYS}"
"""


class HomeNotEmpty(Exception):
    """The home holds data already, so the sample company is not put beside it."""


class NoSample(Exception):
    """There is no sample company in this home."""


def fill(home: Home, principal: Principal, *, day: date, touches: int, tell: Callable[[str], None]) -> int:
    """Load the sample company, ending on `day`, into an empty home; gives the number of rows loaded.

    A filling that was interrupted is cleared away and started again. Raises HomeNotEmpty.
    """
    unfinished = home.settings.home / UNFINISHED
    if unfinished.exists() and home.is_sample():
        remove(home, principal)
    if not home.is_empty():
        raise HomeNotEmpty("This home holds data already. Choose another one: KPI_HOME=some/folder python -m data_adapters demo")
    from sample_data.writing import write  # only the demo needs the generator

    unfinished.touch()
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        tell("making the sample company")
        write(Path(folder), day=day, touches=touches)
        rows = sum(_load(home, principal, Path(folder), tell))
        _write_settings(home, Path(folder))
    unfinished.unlink()
    return rows


def _write_settings(home: Home, folder: Path) -> None:
    """Name the company and its days off, unless the home has settings of its own; read at the next start."""
    settings = home.settings.home / "settings.toml"
    if not settings.exists():
        shutil.copyfile(folder / HOLIDAYS, home.settings.home / HOLIDAYS)
        settings.write_text(SETTINGS, encoding="utf-8")


def _load(home: Home, principal: Principal, folder: Path, tell: Callable[[str], None]):
    # records first: facts are compared with the use cases they name; late files come last, as in life
    names = [*RECORDS.tables, *FACTS.tables]
    for name in names:
        for path in sorted([*folder.glob(f"{name}.*"), *folder.glob(f"late/{name}.*")], key=lambda p: len(p.parts)):
            tell(f"loading {name}")
            order = Order(name, path)
            yield load_file(home, principal, order, as_sample=True).run.new


def remove(home: Home, principal: Principal) -> int:
    """Take the sample company out: its files, its rows and its history; gives the number of rows. Raises NoSample."""
    if not home.is_sample():
        raise NoSample("This home does not hold the sample company.")
    with home.records.change(principal, "import.run", request_id=uuid.uuid4().hex, what="remove the sample company",
                             bump="facts records") as change:  # fmt: skip
        rows = remove_sample(change)
        remove_sample_reviews(change.tx)
        files = change.tx.execute(sa.select(manifest.c.path, manifest.c.rows).where(manifest.c.is_sample)).all()
        change.tx.execute(sa.delete(manifest).where(manifest.c.is_sample))
        change.tx.execute(sa.delete(load_runs).where(load_runs.c.is_sample))
        forget_all(change.tx)
    for path in {f.path for f in files}:
        (home.lake.folder / path).unlink(missing_ok=True)
    shutil.rmtree(home.lake.folder / FOLDER, ignore_errors=True)
    shutil.rmtree(home.settings.home / "quarantine", ignore_errors=True)
    _remove_settings(home)
    return rows + sum(f.rows for f in files)


def _remove_settings(home: Home) -> None:
    settings = home.settings.home / "settings.toml"
    if settings.exists() and settings.read_text(encoding="utf-8") == SETTINGS:  # changed ones are somebody's own
        settings.unlink()
        (home.settings.home / HOLIDAYS).unlink(missing_ok=True)

"""One installation: its settings, its records and its facts, opened together."""

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from data_adapters.lake.private_keys import load_hash_key
from data_adapters.lake.server import ServerFacts
from data_adapters.lake.store import Lake
from data_adapters.records.schema import RECORD_TABLES, manifest
from data_adapters.records.store import Records, Versions, holds_sample, open_records
from data_adapters.settings import Settings, home_folder, read_settings
from kpis.company import Company

_opened: dict[Path, "Home"] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Home:
    """Everything an action needs; safe to share between threads."""

    settings: Settings
    company: Company
    records: Records
    lake: Lake

    @cached_property
    def facts(self) -> Lake | ServerFacts:
        """Where facts are read: the lake, or the database the company named in its settings."""
        stores = self.settings.stores
        return ServerFacts(stores.facts_url, stores.facts_schema) if stores.facts_url else self.lake

    @cached_property
    def hash_key(self) -> bytes:
        """The secret that turns customers into hashes; made with the first load."""
        return load_hash_key(self.settings.home)

    def versions(self) -> Versions:
        """The counters that every cache key contains."""
        return self.records.versions()

    def is_sample(self) -> bool:
        """Does this home hold the sample company?"""
        with self.records.engine.begin() as tx:
            return holds_sample(tx)

    def is_empty(self) -> bool:
        """Is there nothing that was loaded or typed and still counts?"""
        tables = (*RECORD_TABLES.values(), manifest)
        filled = sa.or_(*(sa.exists().where(t.c.superseded_at.is_(None)) for t in tables))
        with self.records.engine.begin() as tx:
            return not tx.execute(sa.select(filled)).scalar_one()

    def close(self) -> None:
        """Let go of all files and connections."""
        self.lake.close()
        self.records.engine.dispose()


def open_home(path: Path | None = None) -> Home:
    """Open a home folder (default: $KPI_HOME or `home` beside the program), making it if it is new.

    The same folder gives the same Home within a process. Raises BadSetting and the problems of `open_records`.
    """
    folder = (path or home_folder()).resolve()
    with _lock:
        if folder not in _opened:
            _opened[folder] = _open(read_settings(folder))
        return _opened[folder]


def close_home(path: Path) -> None:
    """Forget an opened home, so that the next `open_home` reads its settings again."""
    with _lock:
        home = _opened.pop(path.resolve(), None)
    if home is not None:
        home.close()


def _open(settings: Settings) -> Home:
    settings.home.mkdir(parents=True, exist_ok=True)
    url = settings.stores.records_url or f"sqlite:///{(settings.home / 'records.db').as_posix()}"
    records = open_records(url, time_zone=settings.company.time_zone, effort_person=settings.privacy.effort_person)
    company = settings.for_metrics()
    return Home(settings, company, records, Lake(records, settings.home / "lake", company))

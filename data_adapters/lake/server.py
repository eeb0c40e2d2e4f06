"""Facts kept in a database server: the same cubes run there, the product only reads."""

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from data_adapters.lake.snapshot import read
from kpis.facts import FACTS


class CannotLookBack(Exception):
    """A server keeps no loading history, so what was known at an earlier instant cannot be told."""


class ServerFacts:
    """Store B behind an SQLAlchemy URL; the tables of the contract lie in one schema."""

    def __init__(self, url: str, schema: str = ""):
        engine = sa.create_engine(url, pool_pre_ping=True)
        self._engine = engine.execution_options(schema_translate_map={None: schema}) if schema else engine

    def engine(self, known_at: datetime | None = None) -> sa.Engine:
        """The engine of the server. Raises CannotLookBack for an earlier instant."""
        if known_at is not None:
            raise CannotLookBack("These facts are kept in a server without loading history; leave out --known-at.")
        return self._engine

    def read(self, select: sa.Select, known_at: datetime | None = None) -> pd.DataFrame:
        """Run a select on the server; the same frame as from the lake."""
        return read(self.engine(known_at), select)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def missing(self) -> list[str]:
        """Tables of the contract the schema does not have (checked by selecting nothing from each)."""
        absent = []
        for name, table in FACTS.tables.items():
            try:
                self.read(sa.select(table).limit(0))
            except sa.exc.DBAPIError:
                absent.append(name)
        return absent

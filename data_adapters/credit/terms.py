"""What a credit cube is the answer to: one rule, one look-back, one company, over exactly these facts."""

import hashlib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import pandas as pd
import sqlalchemy as sa
from duckdb_sqlalchemy import Dialect

from data_adapters.home import Home
from data_adapters.lake import ledger
from data_adapters.lake.server import ServerFacts
from kpis.attribution_rules import full_name, rule_named
from kpis.company import Company
from kpis.cubes import CUBES
from kpis.cubes.credit import credits, pipeline_credits

SELECTS = {"credit": credits, "pipeline_credit": pipeline_credits}
LAYOUT = 1  # how the files of a cube are written; a new number forgets the old ones
ASK_AGAIN_S = 3600  # facts in a server that tells no version of them count as new after an hour
Files = Mapping[str, list[str]]


@dataclass(frozen=True)
class Terms:
    """How credit is shared: `what` is the name of the cube, `lookback_days` None = each use case's own."""

    what: str
    company: Company
    rule: str | None = None
    lookback_days: int | None = None

    @property
    def name(self) -> str:
        """The rule with its parameters spelled out. Raises UnknownRule."""
        return full_name(self.rule or self.company.rule, self.company.half_life_days)

    @property
    def days(self) -> int:
        """The look-back in days (of use cases without one of their own)."""
        return self.company.lookback_days if self.lookback_days is None else self.lookback_days

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact tables the cube is made of."""
        return CUBES[self.what].facts

    def select(self) -> sa.Select:
        """The cube as a query. Raises UnknownRule."""
        return SELECTS[self.what](self.company, self.rule, self.lookback_days)

    def definition(self) -> str:
        """A fingerprint of the query with all its values: another rule, setting or formula has another one."""
        return hashlib.sha256(repr((LAYOUT, self.what, _compiled(self))).encode()).hexdigest()

    def contact_columns(self) -> list[str]:
        """The columns of contacts the query reads; some are costly to read and only needed by some rules."""
        return sorted(set(re.findall(r"\btouches\.(\w+)", _compiled(self)[0])))

    def adds_up_anew(self) -> bool:
        """Is each sale shared apart from all others, to the last digit, so that a change can be added to a cube?

        Not if a contact serves only the next sale, nor where ages are summed as floats, whose order shows.
        """
        return self.what == "credit" and self.company.serves == "several" and not rule_named(self.name).ages


@lru_cache(maxsize=64)
def _compiled(terms: Terms) -> tuple[str, tuple]:
    made = terms.select().compile(dialect=Dialect())
    return str(made), tuple(sorted((name, repr(value)) for name, value in made.params.items()))


def with_own_lookbacks(home: Home, company: Company | None = None, known_at: datetime | None = None) -> Company:
    """The company with the look-backs that use cases have of their own, as known at an instant (default now)."""
    rows = home.records.frame("use_cases", known_at)[["use_case_id", "lookback_days"]].dropna()
    own = sorted((str(u), int(d)) for u, d in zip(rows["use_case_id"], rows["lookback_days"], strict=True))
    return replace(company or home.company, lookbacks=tuple(own))


def files_of(visible: Files, facts: tuple[str, ...]) -> dict[str, list[str]]:
    """The files behind a cube, out of all that are visible: the order in which they came does not matter."""
    return {table: sorted(visible.get(table, [])) for table in sorted(facts)}


def visible_now(home: Home, terms: Terms, known_at: datetime | None = None) -> dict[str, list[str]]:
    """The files behind a cube as known at an instant; for facts in a server its own word for their version."""
    if isinstance(home.facts, ServerFacts):
        return {"server": [_version_of(home.facts)]}
    return files_of(ledger.visible_files(home.records, known_at), terms.facts)


def still_visible(tx: sa.Connection, files: Files) -> bool:
    """Inside a transaction: are the visible files still these? Of facts in a server nobody can tell; then yes."""
    return "server" in files or files_of(ledger.visible_in(tx), tuple(files)) == files


def key_of(definition: str, files: Files) -> str:
    """The name of one cube: another definition or another set of files has another one."""
    return hashlib.sha256(f"{definition} {json.dumps(files, sort_keys=True)}".encode()).hexdigest()


def _version_of(facts: ServerFacts) -> str:
    """What the server says its facts' version is (view kpi_version), else the hour."""
    version = sa.select(sa.func.max(sa.table("kpi_version", sa.column("version")).c.version).label("version"))
    try:
        found: pd.DataFrame = facts.read(version)
        return f"version {found['version'].iloc[0]}"
    except sa.exc.DBAPIError:
        return f"hour {int(time.time()) // ASK_AGAIN_S}"

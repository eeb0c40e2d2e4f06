"""Which definition a number was made with: a fingerprint that changes with the code, tables and settings behind it."""

import hashlib
import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from data_adapters.home import Home
from data_adapters.records.faults import reading
from data_adapters.records.schema import frozen_reviews
from kpis.company import Company
from kpis.cubes import CUBES
from kpis.registry import Indicator, all_indicators

LENGTH = 8
ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DefinitionChange:
    """A number was counted in another way from this Monday on; the fingerprints of before and after."""

    day: date
    before: str
    after: str


def definition_version(what: Indicator, company: Company) -> str:
    """The fingerprint of an indicator: its function, the selects of its cubes, and the settings they contain."""
    parts = [inspect.getsource(what.function)]
    for name in sorted(what.tables):
        if name in CUBES:
            select = CUBES[name].select(company).compile()
            parts += [str(select), repr(sorted(select.params.items(), key=lambda pair: pair[0]))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:LENGTH]


def facts_behind(what: Indicator) -> list[str]:
    """The canonical tables an indicator is counted from."""
    return sorted({fact for name in what.tables for fact in (CUBES[name].facts if name in CUBES else (name,))})


def definition_changes(home: Home) -> Mapping[str, tuple[DefinitionChange, ...]]:
    """By indicator when its definition changed, oldest first: between two frozen weeks, or since the last of them.

    A change is dated by the Monday of the first week that was counted in the new way. Raises NotReadable.
    """
    weeks = _frozen_definitions(home)
    if not weeks:
        return {}
    now = {what.id: definition_version(what, home.company) for what in all_indicators()}
    weeks.append((weeks[-1][0] + ONE_WEEK, now))
    found: dict[str, list[DefinitionChange]] = {}
    last: dict[str, str] = {}
    for monday, versions in weeks:
        for name, version in versions.items():
            if last.get(name, version) != version:
                found.setdefault(name, []).append(DefinitionChange(monday, last[name], version))
        last |= versions
    return {name: tuple(changes) for name, changes in found.items()}


def _frozen_definitions(home: Home) -> list[tuple[date, dict[str, str]]]:
    columns = (frozen_reviews.c.week, frozen_reviews.c.definitions)
    with reading(), home.records.engine.begin() as tx:
        rows = tx.execute(sa.select(*columns).order_by(frozen_reviews.c.week)).all()
    return [(week, json.loads(versions)) for week, versions in rows]

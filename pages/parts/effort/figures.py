"""What the Effort page knows: records of time, plans and use cases, kept per data version and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd
import pyarrow as pa
import streamlit as st

from data_adapters import readings
from data_adapters.home import Home
from data_adapters.lake.private_keys import hashed
from data_adapters.records.closing import Closing, closings
from data_adapters.records.store import Versions
from kpis.rollouts import RollOut, known, statuses
from kpis.to_act_on import Work, no_backup, past_estimate, quiet, works
from kpis.typed_changes import Vocabulary, vocabulary
from pages.parts.gate import Page
from pages.parts.words import say

RECORDS = ("effort_entries", "use_case_events", "use_cases", "estimates", "parameters", "places", "decisions")
KINDS = ("plan", "build", "replicate", "maintain")


@dataclass(frozen=True)
class Figures:
    """The tables behind the page, as of a day, and what follows from them."""

    tables: Mapping[str, pd.DataFrame]
    rollout_days: pd.DataFrame | None
    today: date
    people: Mapping[int, str]
    closings: tuple[Closing, ...] = ()

    @cached_property
    def closed(self) -> Closing | None:
        """The closing that reaches furthest and holds; None where every week is open."""
        return max((one for one in self.closings if not one.reopened_at), key=lambda one: one.until, default=None)

    def is_closed(self, week: date) -> bool:
        """Is the week of this Monday closed?"""
        return self.closed is not None and week <= self.closed.until

    @cached_property
    def active(self) -> pd.DataFrame:
        """The use cases that are not archived."""
        rows = self.tables["use_cases"]
        return rows[rows["archived_on"].isna()]

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each use case."""
        return known(self.tables["use_cases"], "name")

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        """What markets and business areas are called, by dimension and value."""
        rows = self.tables["places"][["dimension", "value", "label"]].itertuples(index=False)
        return {(dimension, value): label for dimension, value, label in rows if isinstance(label, str) and label}

    @cached_property
    def status(self) -> dict[RollOut, str]:
        """What each roll-out is today."""
        return statuses(self.tables["use_case_events"], self.today)

    @cached_property
    def works(self) -> list[Work]:
        """Every first build and copy with its person-days."""
        return works(*(self.tables[t] for t in ("effort_entries", "use_case_events", "estimates")), self.today)

    @cached_property
    def past_estimate(self) -> list[Work]:
        """Work in build beyond its estimate."""
        return past_estimate(self.works, self.tables["use_case_events"], self.today)

    @cached_property
    def quiet(self) -> dict[RollOut, int]:
        """Live roll-outs without recent actions; empty where no actions can be read."""
        if self.rollout_days is None or self.rollout_days.empty:
            return {}
        return quiet(self.tables["use_case_events"], self.rollout_days, self.tables["use_cases"], self.today)

    @cached_property
    def no_backup(self) -> list[str]:
        """Use cases at work that hang on one person."""
        return no_backup(self.active, self.tables["use_case_events"], self.today)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words people may type for use cases, places, kinds of work and persons."""
        ids = self.active["use_case_id"].tolist()
        named = {
            "use_case": {i: (i, self.names.get(i, "")) for i in ids},
            **{d: {v: (v, self.label(d, v)) for v in self._values(d)} for d in ("market", "business_area")},
            "kind": {kind: (kind, say(f"effort.kind.{kind}")) for kind in KINDS},
            "person": {key: (name,) for key, name in self.people.items()},
        }
        return vocabulary(named, self.status)

    def label(self, dimension: str, value: str) -> str:
        """What a place is called; unnamed ones by themselves."""
        return self.labels.get((dimension, value), value)

    def spoken(self, place: tuple) -> str:
        """A roll-out as one reads it: "U07 · Finland · Telecom"; empty parts are left out."""
        use_case, market, area = place[:3]
        parts = [use_case, market and self.label("market", market), area and self.label("business_area", area)]
        return " · ".join(str(part) for part in parts if part)

    def _values(self, dimension: str) -> set[str]:
        at = {"market": 1, "business_area": 2}[dimension]
        return {place[at] for place in self.status} | {v for d, v in self.labels if d == dimension}


def figures(page: Page) -> Figures:
    """The tables as known now. Shared between sessions: never change one."""
    return _figures(str(page.home.settings.home), page.home.versions(), page.today, page.home)


@st.cache_resource(max_entries=2, show_spinner=False)
def _figures(folder: str, versions: Versions, today: date, _home: Home) -> Figures:
    tables = {name: _home.records.frame(name) for name in RECORDS}
    days = readings.frames(_home, ["rollout_days"]).get("rollout_days")
    if days is not None:
        days = days.sort_values("day", kind="stable", ignore_index=True)
    return Figures(tables, days, today, _people(_home, tables), closings(_home.records))


def _people(home: Home, tables: Mapping[str, pd.DataFrame]) -> dict[int, str]:
    """What persons in the entries are called: their name where the company records names, else a short code."""
    if home.records.effort_person == "off":
        return {}
    keys = sorted({int(key) for key in tables["effort_entries"]["person_key"].dropna()})
    found = {key: f"P-{key & 0xFFFFF:05X}" for key in keys}
    if home.records.effort_person == "named":
        owners = {name for column in ("owner", "backup_owner") for name in tables["use_cases"][column].dropna()}
        found |= {key: name for name in sorted(owners) if (key := person_key(home, name)) in found}
    return found


def person_key(home: Home, person: str) -> int:
    """The key under which a person's time is stored."""
    return hashed(pa.array([person], pa.string()), home.hash_key, "person_key")[0].as_py()

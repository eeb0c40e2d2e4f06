"""What a process keeps between reruns. Every cache is bounded, and keyed by the versions of the data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from data_adapters import readings
from data_adapters.home import Home, open_home
from data_adapters.records.store import Versions
from kpis.contract import DIMENSIONS
from kpis.registry import all_indicators, tables_needed


@dataclass(frozen=True)
class Choices:
    """What the filter offers per dimension: its values, each with the name people read."""

    named: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    archived: frozenset[str] = frozenset()  # use cases that no picker offers any more

    def values(self, dimension: str) -> list[str]:
        """What can be chosen, in the order of the names."""
        return list(self.named.get(dimension, {}))

    def offered(self, dimension: str, *asked: str | None) -> list[str]:
        """What a picker shows: all values but archived use cases, unless the reader asks for one by its id or name."""
        gone = self.archived if dimension == "use_case" else frozenset()
        return [v for v in self.values(dimension) if v not in gone or v in asked or self.name(dimension, v) in asked]

    def name(self, dimension: str, value: str) -> str:
        """How a value is called; unknown ones by themselves."""
        return self.named.get(dimension, {}).get(value, value)

    def knows(self, dimension: str, text: str) -> bool:
        """Whether a text is a value of a dimension, or the name of one."""
        return text in self.named.get(dimension, {}) or text in self.named.get(dimension, {}).values()


def home() -> Home:
    """The installation this process serves: settings, records, facts; opened once."""
    return open_home()


def frames(home: Home) -> Mapping[str, pd.DataFrame]:
    """Every table the indicators read, as known now. Shared between sessions: never change one."""
    return _frames(str(home.settings.home), home.versions(), home)


def choices(home: Home) -> Choices:
    """What the filter offers: the values found in places, use cases and facts."""
    return _choices(str(home.settings.home), home.versions(), home)


# Keyed by folder and versions; the home itself is left out of the key by its underscore.
@st.cache_resource(max_entries=2, show_spinner=False)
def _frames(folder: str, versions: Versions, _home: Home) -> Mapping[str, pd.DataFrame]:
    return readings.frames(_home, tables_needed(all_indicators()))


@st.cache_resource(max_entries=2, show_spinner=False)
def _choices(folder: str, versions: Versions, _home: Home) -> Choices:
    tables, labels = frames(_home).values(), _labels(_home)
    named = {}
    for dimension, column in DIMENSIONS.items():
        called = labels.get(dimension, {})
        values = _distinct(tables, column) | called.keys()
        named[dimension] = dict(sorted(((v, called.get(v, v)) for v in values), key=lambda pair: pair[1].casefold()))
    use_cases = _home.records.frame("use_cases")
    return Choices(named, frozenset(use_cases.loc[use_cases["archived_on"].notna(), "use_case_id"]))


def _labels(home: Home) -> dict[str, dict[str, str]]:
    """The names of places and use cases on record; a use case keeps its id in front, as two may be called the same."""
    use_cases, places = home.records.frame("use_cases"), home.records.frame("places")
    labels = {"use_case": {i: f"{i} {name}" for i, name in zip(use_cases["use_case_id"], use_cases["name"], strict=True)}}
    for dimension, rows in places.groupby("dimension"):
        texts = rows["label"].fillna(rows["value"])
        twins = texts.duplicated(keep=False)
        labels[str(dimension)] = dict(zip(rows["value"], texts.mask(twins, texts + " (" + rows["value"] + ")"), strict=True))
    return labels


def _distinct(tables: Iterable[pd.DataFrame], column: str) -> set[str]:
    return {str(value) for rows in tables if column in rows.columns for value in rows[column].dropna().unique()}

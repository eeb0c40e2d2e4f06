"""What a process keeps between reruns. Every cache is bounded, and keyed by the versions of the data."""

from collections.abc import Mapping
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
    """What the filter offers: the values of each dimension, and how a use case is called."""

    values: Mapping[str, list[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


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
    tables = [*frames(_home).values(), _places(_home)]
    values = {dimension: _distinct(tables, column) for dimension, column in DIMENSIONS.items()}
    use_cases = _home.records.frame("use_cases")
    return Choices(values, dict(zip(use_cases["use_case_id"], use_cases["name"], strict=True)))


def _places(home: Home) -> pd.DataFrame:
    places = home.records.frame("places")
    return pd.DataFrame({d: places["value"].where(places["dimension"] == d) for d in DIMENSIONS.values()})


def _distinct(tables: list[pd.DataFrame], column: str) -> list[str]:
    found = {str(value) for rows in tables if column in rows.columns for value in rows[column].dropna().unique()}
    return sorted(found)

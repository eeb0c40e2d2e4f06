"""What the Data page keeps between reruns: bounded, and keyed by folder, versions and day."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.checks_shown import Check, all_checks
from data_adapters.definitions import definition_version
from data_adapters.health import Freshness, Missing, freshness, missing
from data_adapters.home import Home
from data_adapters.past_loads import PastLoad, past_loads
from data_adapters.records.store import Versions
from kpis.registry import all_indicators
from pages.parts import cache
from pages.parts.gate import Page


def loads_of(page: Page) -> list[PastLoad]:
    """The latest loads, newest first. Shared between sessions: never change the list."""
    return _loads(*_key(page), page.home)


def freshness_of(page: Page) -> list[Freshness]:
    """How fresh each source of each table is."""
    return _freshness(*_key(page), page.home)


def nothing_here(page: Page) -> bool:
    """Has nothing been loaded or typed yet? People may be on record already."""
    return not loads_of(page) and not freshness_of(page)


def missing_of(page: Page) -> list[Missing]:
    """The tables still empty that an indicator asks for."""
    return _missing(*_key(page), page.home)


def checks_of(page: Page) -> list[Check]:
    """The checks shown to people; made again after ten minutes, as damage from outside raises no version."""
    return _checks(*_key(page), page.home)


def definition_versions(page: Page) -> Mapping[str, str]:
    """The fingerprint of each indicator's definition, by its id."""
    return _definitions(str(page.home.settings.home), page.home)


def _key(page: Page) -> tuple[str, Versions, date]:
    return str(page.home.settings.home), page.home.versions(), page.today


# The home itself is left out of the keys by its underscore.
@st.cache_resource(max_entries=4, show_spinner=False)
def _loads(folder: str, versions: Versions, today: date, _home: Home) -> list[PastLoad]:
    return past_loads(_home)


@st.cache_resource(max_entries=4, show_spinner=False)
def _freshness(folder: str, versions: Versions, today: date, _home: Home) -> list[Freshness]:
    return freshness(_home)


@st.cache_resource(max_entries=4, show_spinner=False)
def _missing(folder: str, versions: Versions, today: date, _home: Home) -> list[Missing]:
    return missing(_home)


@st.cache_resource(max_entries=4, ttl="10m", show_spinner=False)
def _checks(folder: str, versions: Versions, today: date, _home: Home) -> list[Check]:
    def cubes() -> Mapping[str, pd.DataFrame]:
        return cache.frames(_home)

    return all_checks(_home, cubes)


@st.cache_resource(max_entries=4, show_spinner=False)
def _definitions(folder: str, _home: Home) -> Mapping[str, str]:
    return {what.id: definition_version(what, _home.company) for what in all_indicators()}

"""What a process keeps between reruns. Every cache is bounded, and keyed by the versions of the data."""

from pathlib import Path

import streamlit as st

from data_adapters.home import Home, open_home
from data_adapters.settings import home_folder


def home() -> Home:
    """The installation this process serves: settings, records, facts."""
    return _home(str(home_folder()))


@st.cache_resource(max_entries=4, show_spinner=False)
def _home(folder: str) -> Home:
    return open_home(Path(folder))


def dimension_values(home: Home) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What the filter offers per dimension, and the names of use cases, from the places and use cases on record."""
    return _dimension_values(str(home.settings.home), home.versions(), home)


@st.cache_data(max_entries=8, ttl="1h", show_spinner=False)
def _dimension_values(_folder: str, _versions: object, _home: Home) -> tuple[dict[str, list[str]], dict[str, str]]:
    return {}, {}

"""Runs one page without the router and without a browser, on a home of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_adapters.home import Home, close_home, open_home
from tests.server import ROOT


@contextmanager
def serving(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Pages that are run inside serve this home folder, to a reader on this machine."""
    monkeypatch.setenv("KPI_HOME", os.fspath(folder))
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("streamlit.runtime.context._get_client_context", lambda: None)  # AppTest has a mock as address
    yield open_home(folder)
    close_home(folder)
    st.cache_resource.clear()
    st.cache_data.clear()


def run_page(name: str, **state: Any) -> AppTest:
    """A page run once in a fresh session that begins with this state."""
    at = AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=60)
    for key, value in state.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    """Everything the page says in running text."""
    kinds = (at.title, at.subheader, at.markdown, at.caption, at.warning, at.error, at.success, at.info)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def press(at: AppTest, key: str) -> AppTest:
    """Press the button with this key."""
    at.button(key=key).click().run()
    assert not at.exception
    return at

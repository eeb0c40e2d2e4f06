"""Homes to test on: the sample company as a newcomer gets it, made once for a whole test run."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from data_adapters.demo import fill
from data_adapters.home import Home, close_home, open_home
from data_adapters.records.principal import local_owner

SAMPLE_DAY = date(2026, 11, 22)  # a Sunday: week 47 is complete


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory) -> Path:
    """A home folder holding the sample company; read only, copy it before changing anything."""
    folder = tmp_path_factory.mktemp("sample") / "home"
    fill(open_home(folder), local_owner(), day=SAMPLE_DAY, touches=120_000, tell=lambda words: None)
    close_home(folder)
    return folder


@pytest.fixture(scope="session")
def sample_home(sample_folder) -> Home:
    """The sample company, opened for reading."""
    yield open_home(sample_folder)
    close_home(sample_folder)


@pytest.fixture
def own_sample_home(sample_folder, tmp_path) -> Home:
    """A private copy of the sample company that a test may change."""
    shutil.copytree(sample_folder, tmp_path / "home")
    yield open_home(tmp_path / "home")
    close_home(tmp_path / "home")

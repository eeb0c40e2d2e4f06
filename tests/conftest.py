"""Fixtures all tests may use, and how property tests choose their examples."""

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.homes", "tests.server", "tests.browser.tabs"]

# The same examples each time, so that a red run means a change; `make test ARGS=--hypothesis-profile=searching` looks
# for new ones. A busy machine is no reason to fail.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A real browser on a busy machine may lose a race: its test runs once more, and the summary names it (-rR)."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))

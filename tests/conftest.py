"""Fixtures all tests may use."""

pytest_plugins = ["tests.homes", "tests.server", "tests.browser.tabs"]

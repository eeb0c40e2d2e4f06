"""Fixtures all tests may use."""

pytest_plugins = ["tests.server", "tests.browser.pages"]

"""A chromium for the browser tests: the one that belongs to Playwright, else the machine's own, else a clear refusal."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NONE_FOUND = (
    "No chromium for the browser tests: Playwright's could not be downloaded and this machine has none. "
    "Install one (Debian, Ubuntu: apt-get install chromium), or leave these tests out: make test ARGS=\"-m 'not browser'\""
)


def find() -> str | None:
    """The path of a chromium that is here already, or None."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def fetch() -> str | None:
    """Get a chromium, from Playwright or as root from the distribution; its path, or None."""
    _try(sys.executable, "-m", "playwright", "install", "chromium")
    if find() is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _try("apt-get", "update", "-qq")
        _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    return find()


def _try(*command: str) -> None:
    print("trying:", " ".join(command), flush=True)
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    found = find() or fetch()
    print(f"browser for the tests: {found}" if found else NONE_FOUND, file=sys.stdout if found else sys.stderr)
    sys.exit(0 if found else 1)

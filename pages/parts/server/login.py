"""What single sign-on needs to know, from the home's secrets.toml or the environment; nothing of it is ever shown."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from data_adapters.settings import LoginSettings
from pages.parts.server.loopback import is_loopback

KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET = 32


class LoginNotConfigured(Exception):
    """People are to log in, but what that needs is missing or unsafe."""


def login_secrets(login: LoginSettings, home: Path, environ: Mapping[str, str] = os.environ) -> dict[str, dict]:
    """The secrets Streamlit's login reads: {"auth": {…}} when people log in, empty for one owner on one machine.

    `KPI_AUTH_<KEY>` in the environment wins over [auth] in the home's secrets.toml. Raises LoginNotConfigured.
    """
    if login.mode == "local":
        return {}
    auth = _written(home / "secrets.toml") | _given(environ)
    if len(str(auth.get("cookie_secret", ""))) < SHORTEST_SECRET:
        raise LoginNotConfigured(
            f"login.mode = oidc needs auth.cookie_secret of at least {SHORTEST_SECRET} characters, "
            "in secrets.toml of the home or as KPI_AUTH_COOKIE_SECRET."
        )
    _check_return_address(str(auth.get("redirect_uri", "")), login.public_host)
    return {"auth": auth}


def provider_is_known(auth: Mapping[str, object]) -> bool:
    """Whether there is enough to send people to a provider that logs them in."""
    return all(auth.get(key) for key in KEYS)


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    variables = {key: environ.get(f"KPI_AUTH_{key.upper()}", "").strip() for key in KEYS}
    return {key: value for key, value in variables.items() if value}


def _written(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise LoginNotConfigured("secrets.toml can be read by others on this machine: chmod 600 it.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")).get("auth", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise LoginNotConfigured("secrets.toml is not valid TOML.") from None


def _check_return_address(address: str, public_host: str) -> None:
    if not address:
        return
    parts = urlsplit(address)
    here = is_loopback(parts.hostname)
    if parts.scheme != "https" and not here:
        raise LoginNotConfigured("auth.redirect_uri must start with https:// unless it points to this machine.")
    if public_host and not here and parts.hostname != public_host:
        raise LoginNotConfigured("auth.redirect_uri points to another host than login.public_host.")

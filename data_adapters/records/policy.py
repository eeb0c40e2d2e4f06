"""What each role may do: read from policy.toml, denied unless written there."""

import tomllib
from functools import cache
from pathlib import Path

from data_adapters.records.principal import Principal

POLICY = Path(__file__).with_name("policy.toml")


@cache
def permissions() -> dict[str, frozenset[str]]:
    """The roles that hold each permission."""
    written = tomllib.loads(POLICY.read_text(encoding="utf-8"))["permissions"]
    return {permission: frozenset(roles) for permission, roles in written.items()}


def may(principal: Principal, permission: str) -> bool:
    """Does one of the person's roles hold this permission? An unknown permission is nobody's."""
    return bool(permissions().get(permission, frozenset()) & principal.roles)

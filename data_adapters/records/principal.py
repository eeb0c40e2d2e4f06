"""Who is acting: one frozen value, resolved anew for every request and handed to every service."""

from collections.abc import Iterable
from dataclasses import dataclass

BUSINESS_ROLES = ("viewer", "programme_manager", "management")
ROLES = (*BUSINESS_ROLES, "admin")
EVERYWHERE = "*"


@dataclass(frozen=True)
class Principal:
    """A person with roles; `scopes` are (market, business area) pairs, None = everywhere, "*" = any."""

    user_id: str
    name: str
    roles: frozenset[str] = frozenset()
    scopes: frozenset[tuple[str, str]] | None = None
    mode: str = "local"
    login_id: str = ""

    def reaches(self, market: str | None, business_area: str | None) -> bool:
        """Does this place lie in the person's part of the company? An empty place means the whole company."""
        if self.scopes is None:
            return True
        return any(m in (market, EVERYWHERE) and b in (business_area, EVERYWHERE) for m, b in self.scopes)


def local_owner() -> Principal:
    """The one person of a single-user installation: holds every role, everywhere."""
    return Principal("owner", "Owner", frozenset(ROLES), None, "local")


def read_scopes(text: str | None) -> frozenset[tuple[str, str]] | None:
    """Stored scopes, one 'market/business area' per line; nothing stored = everywhere."""
    if text is None:
        return None
    return frozenset((line.partition("/")[0], line.partition("/")[2] or "*") for line in text.splitlines() if line)


def scopes_text(scopes: Iterable[tuple[str, str]] | None) -> str | None:
    """Scopes as they are stored; the opposite of `read_scopes`."""
    return None if scopes is None else "\n".join(sorted(f"{market}/{area}" for market, area in scopes))

"""Who is acting: one frozen value, resolved anew for every request and handed to every service."""

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

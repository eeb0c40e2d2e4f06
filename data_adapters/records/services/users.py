"""Who may use the product: people, their roles, and the rules that keep one admin and nobody promoting themselves."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import sqlalchemy as sa

from data_adapters.records.principal import ROLES, Principal, scopes_text
from data_adapters.records.problems import Conflict
from data_adapters.records.schema import users
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Finding, Saved, refuse_errors
from data_adapters.records.services.saving import new_id, refuse_stale
from data_adapters.records.services.texts import clean_text
from data_adapters.records.store import Change, Records

Scope = tuple[str, str]  # market, business area


@requires("users.manage")
def create_user(records: Records, principal: Principal, name: str, roles: Iterable[str], *, request_id: str,
                iss: str | None = None, sub: str | None = None, scopes: Iterable[Scope] | None = None,
                expected_version: int | None = None) -> Saved:  # fmt: skip
    """Add a person with roles; `iss` and `sub` are what the sign-on says about them, `scopes` limits them to places."""
    wanted, user_id = sorted(set(roles)), new_id("p", request_id)
    refuse_errors(_unknown_roles(wanted))
    row = {"user_id": user_id, "name": clean_text("name", name), "iss": iss, "sub": sub, "roles": " ".join(wanted),
           "scopes": scopes_text(scopes), "created_by": principal.user_id, "version": 1}  # fmt: skip
    with records.change(principal, "users.manage", request_id=request_id, what="create user") as change:
        change.tx.execute(sa.insert(users), {**row, "created_at": change.at_us})
        return _told(change, None, row)


@requires("users.manage")
def set_roles(records: Records, principal: Principal, user_id: str, roles: Iterable[str], *, request_id: str,
              expected_version: int | None = None) -> Saved:  # fmt: skip
    """Give a person exactly these roles. Nobody changes their own; the last admin keeps the role."""
    wanted = sorted(set(roles))
    refuse_errors([*_unknown_roles(wanted), *_own(principal, user_id)])
    with records.change(principal, "users.manage", request_id=request_id, what="set roles") as change:
        return _update(change, user_id, expected_version, {"roles": " ".join(wanted)})


@requires("users.manage")
def set_scopes(records: Records, principal: Principal, user_id: str, scopes: Iterable[Scope] | None, *, request_id: str,
               expected_version: int | None = None) -> Saved:  # fmt: skip
    """Limit a person to (market, business area) pairs, "*" = any; None = everywhere. Nobody changes their own."""
    refuse_errors(_own(principal, user_id))
    with records.change(principal, "users.manage", request_id=request_id, what="set scopes") as change:
        return _update(change, user_id, expected_version, {"scopes": scopes_text(scopes)})


@requires("users.manage")
def disable_user(records: Records, principal: Principal, user_id: str, *, request_id: str,
                 expected_version: int | None = None) -> Saved:  # fmt: skip
    """Shut a person out from their next click on. Nobody does it to themselves; the last admin stays."""
    refuse_errors(_own(principal, user_id))
    with records.change(principal, "users.manage", request_id=request_id, what="disable user") as change:
        return _update(change, user_id, expected_version, {"disabled_at": change.at_us})


def _update(change: Change, user_id: str, expected_version: int | None, changed: dict[str, object]) -> Saved:
    before = change.tx.execute(sa.select(users).where(users.c.user_id == user_id)).mappings().first()
    if before is None:
        raise Conflict("There is no such person. Nothing was changed.")
    refuse_stale({**before, "row_version": before["version"]}, expected_version)
    after = {**before, **changed, "version": before["version"] + 1}
    change.tx.execute(sa.update(users).where(users.c.user_id == user_id).values(**changed, version=after["version"]))
    refuse_errors(_no_admin_left(change.tx, dict(before)))
    return _told(change, dict(before), after)


def _told(change: Change, before: dict | None, after: dict) -> Saved:
    change.say(before=before, after=after)
    saved = Saved(after["user_id"], after["version"], new=0 if before else 1, changed=1 if before else 0)
    change.result = saved.stored()
    return saved


def _unknown_roles(roles: Iterable[str]) -> Iterator[Finding]:
    for role in roles:
        if role not in ROLES:
            near = get_close_matches(role, ROLES, 1)
            yield Finding("unknown_role", "roles", f"There is no role {role!r}."
                          + (f" Did you mean {near[0]}?" if near else ""))  # fmt: skip


def _own(principal: Principal, user_id: str) -> Iterator[Finding]:
    if principal.user_id == user_id:
        yield Finding("own_role", "roles", "Nobody changes their own roles; ask another admin.")


def _no_admin_left(tx: sa.Connection, before: dict) -> Iterator[Finding]:
    if "admin" not in before["roles"].split() or before["disabled_at"] is not None:
        return
    active = tx.execute(sa.select(users.c.roles).where(users.c.disabled_at.is_(None))).scalars()
    if not any("admin" in roles.split() for roles in active):
        yield Finding("last_admin", "roles", "This is the last admin; make somebody else admin first.")

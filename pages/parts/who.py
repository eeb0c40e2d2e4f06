"""Who is at the other end of this session, found anew on every rerun; nothing about rights is kept in between."""

import streamlit as st

from data_adapters.home import Home
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.sessions import SessionEnded, principal_for
from pages.parts.look_as import seen_as
from pages.parts.server.login import provider_is_known
from pages.parts.server.loopback import is_loopback
from pages.parts.words import say


class Stranger(Exception):
    """Nobody we know; the message is what they are told."""


def who_is_here(home: Home) -> Principal:
    """The person behind this session. Raises Stranger."""
    if home.settings.login.mode == "local":
        if not served_to_this_machine_only():
            raise Stranger(say("login.other_machine"))
        return seen_as(local_owner())
    return _person_who_logged_in(home)


def _person_who_logged_in(home: Home) -> Principal:
    claims = st.user.to_dict()  # from a cookie this server signed
    if not claims.get("is_logged_in") or not all(claims.get(name) for name in ("iss", "sub", "iat")):
        raise Stranger(say("login.notice"))
    try:
        return principal_for(home.records, str(claims["iss"]), str(claims["sub"]), issued_at=int(claims["iat"]),
                             name=str(claims.get("name") or ""), expires_at=claims.get("exp"))  # fmt: skip
    except SessionEnded as ended:
        raise Stranger(str(ended)) from None


def served_to_this_machine_only() -> bool:
    """Whether server and reader are this machine: holds also when a page is started without app.py and its doors."""
    address, reader = st.get_option("server.address"), st.context.ip_address
    return is_loopback(address) and (reader is None or is_loopback(reader))


def can_log_in() -> bool:
    """Whether a provider is set up that people can be sent to."""
    try:
        return provider_is_known(st.secrets.get("auth", {}))
    except FileNotFoundError:  # started without app.py: no secrets at all
        return False

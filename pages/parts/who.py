"""Who is at the other end of this session, found anew on every rerun; nothing about rights is kept in between."""

import streamlit as st

from data_adapters.home import Home
from data_adapters.records.principal import Principal, local_owner
from pages.parts.server.loopback import is_loopback


def who_is_here(home: Home) -> Principal | None:
    """The person behind this session, or None for a stranger."""
    if home.settings.login.mode == "local":
        return local_owner() if served_to_this_machine_only() else None
    return None


def served_to_this_machine_only() -> bool:
    """Whether server and reader are this machine: holds also when a page is started without app.py and its doors."""
    address, reader = st.get_option("server.address"), st.context.ip_address
    return is_loopback(address) and (reader is None or is_loopback(reader))

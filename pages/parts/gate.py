"""The gate: first statement of every page. Without a session or the right role, nothing of the page runs."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from data_adapters.home import Home
from data_adapters.records import policy
from data_adapters.records.principal import Principal
from data_adapters.records.sessions import log_out
from kpis.periods import Period
from kpis.slices import Slice
from pages.parts import cache
from pages.parts.slice_bar import chosen_slice, chosen_week
from pages.parts.who import Stranger, can_log_in, who_is_here
from pages.parts.words import plain, say


@dataclass(frozen=True)
class Page:
    """What a page may use: the person, the installation, and what the reader has chosen to look at."""

    name: str
    principal: Principal
    home: Home
    slice: Slice
    week: Period
    today: date

    def may(self, permission: str) -> bool:
        """Whether the person's roles hold a permission; services ask again."""
        return policy.may(self.principal, permission)


def open_page(name: str, permission: str) -> Page:
    """Let the reader in, or show only the notice and stop. Holds also when the page runs without the router."""
    home = cache.home()
    principal = require_person(home)
    if not policy.may(principal, permission):
        st.info(say("gate.no_permission"))
        st.stop()
    today = home.company.today()
    return Page(name, principal, home, chosen_slice(), chosen_week(today, home.company), today)


def require_person(home: Home) -> Principal:
    """The person behind this session; a stranger sees the login notice and nothing else runs."""
    try:
        principal = who_is_here(home)
    except Stranger as stranger:
        _show_login(str(stranger))
        st.stop()
    if not principal.roles:
        st.info(say("gate.no_role", name=plain(principal.name)))
        st.stop()
    return principal


def _show_login(why: str) -> None:
    st.subheader(say("login.title"))
    st.write(why)
    if can_log_in() and st.button(say("login.button"), type="primary"):
        st.login()


def offer_logout(home: Home, principal: Principal) -> None:
    """Who is logged in, and the way out: the login ends in the records first, in every tab and process."""
    with st.sidebar:
        st.caption(plain(principal.name))
        if st.button(say("login.logout")):
            log_out(home.records, principal)
            st.logout()

"""On one's own machine one person holds every role: looking as one of them shows what that role sees, never more."""

from dataclasses import replace

import streamlit as st

from data_adapters.records.principal import BUSINESS_ROLES, Principal
from pages.parts.words import say

KEY = "look_as"


def seen_as(owner: Principal) -> Principal:
    """The owner with only the role that is looked as; with all of them while none is chosen."""
    role = chosen_role()
    return replace(owner, roles=owner.roles & {role}) if role else owner


def chosen_role() -> str | None:
    """The role in this session; on its first run the one in the address, as the switch is drawn only later."""
    if KEY in st.session_state:
        return st.session_state[KEY]
    asked = st.query_params.get(KEY)
    return next((role for role in BUSINESS_ROLES if say(f"role.{role}") == asked), None)


def draw_look_as() -> None:
    """The switch, in the line at hand; it says that it is no login."""
    st.selectbox(say("look_as"), BUSINESS_ROLES, index=None, key=KEY, bind="query-params", persist_state="session",
                 placeholder=say("look_as"), format_func=lambda role: say(f"role.{role}"), label_visibility="collapsed",
                 width=190)  # fmt: skip
    if chosen_role():
        st.badge(say("look_as.no_login"), icon=":material/visibility:", color="gray", help=say("look_as.no_login.help"))

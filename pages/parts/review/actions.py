"""One request of a form that is sent at most once, and what a page says after it was carried out."""

from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from data_adapters.records.problems import RecordsProblem
from data_adapters.records.services.answers import Saved

TOAST = "said_after_saving"


def request_id(form: str) -> str:
    """The id of the next request of a form; the same until it was carried out, so that a double click saves once."""
    return st.session_state.setdefault(f"request_{form}", uuid4().hex)


def save(form: str, service: Callable[[str], Saved], done: str) -> None:
    """Carry out a request; what was typed stays on the page when it is refused, and the reason stands under it."""
    try:
        service(request_id(form))
    except RecordsProblem as problem:
        st.error(str(problem))
        return
    st.session_state.pop(f"request_{form}", None)
    st.session_state[TOAST] = done
    st.rerun()


def say_what_was_saved() -> None:
    """The message of the save before this run, shown after it was committed."""
    if text := st.session_state.pop(TOAST, None):
        st.toast(text, icon=":material/check:")

"""Which number the page is about: read from the address, changed by the picker, unknown ones answered with a list."""

from collections.abc import Sequence

import streamlit as st

from kpis.registry import Indicator, all_indicators
from pages.parts.words import plain, say

ADDRESS, LAST = "indicator", "last_number_looked_at"


def chosen_indicator() -> Indicator | None:
    """The number in the address, else the last one looked at; None (and a list) if there is none or nobody knows it."""
    known = {what.id: what for what in all_indicators()}
    asked = st.query_params.get(ADDRESS, "")
    if not asked and (last := st.session_state.get(LAST)):  # the back button brings the page without its number
        asked = st.query_params[ADDRESS] = last
    current = known.get(asked)
    if current is not None:
        st.session_state[LAST] = current.id
    if asked and current is None:
        st.title(say("page.indicator"))
        st.info(say("one.unknown", asked=plain(asked[:60])), icon=":material/search:")
        _draw_list(list(known.values()))
        return None
    if current is None:
        st.title(say("page.indicator"))
        st.caption(say("one.which"))
        _draw_list(list(known.values()))
        return None
    return _picked(known, current)


def _picked(known: dict[str, Indicator], current: Indicator) -> Indicator:
    """The picker; its key holds the address, so that a link always wins over an older choice."""
    ids = list(known)
    picked = st.selectbox(say("one.pick"), ids, index=ids.index(current.id), format_func=lambda id_: known[id_].name,
                          key=f"one_of_{current.id}", label_visibility="collapsed", width=330)  # fmt: skip
    if picked != current.id:
        st.query_params[ADDRESS] = picked
        st.rerun()
    return current


def _draw_list(indicators: Sequence[Indicator]) -> None:
    for view in dict.fromkeys(what.view for what in indicators):
        st.subheader(say(f"views.{view}.title"))
        for what in indicators:
            if what.view == view:
                st.page_link("indicator.py", label=what.name, query_params={ADDRESS: what.id})

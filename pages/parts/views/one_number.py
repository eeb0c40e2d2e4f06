"""Which number the page is about: read from the address, changed by the picker, unknown ones answered with a list."""

from collections.abc import Sequence

import streamlit as st

from kpis.registry import Indicator, all_indicators
from pages.parts.words import plain, say

ADDRESS = "indicator"


def chosen_indicator() -> Indicator | None:
    """The number in the address; None if there is none, or one nobody knows (then the reader is told)."""
    known = {what.id: what for what in all_indicators()}
    asked = st.query_params.get(ADDRESS, "")
    current = known.get(asked)
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
    """The picker stands beside the title; its key holds the address, so that a link always wins over an older choice."""
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

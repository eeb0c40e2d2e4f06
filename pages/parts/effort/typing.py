"""Types or pastes many changes at once: read line by line, shown as understood, then put into the grid."""

import pandas as pd
import streamlit as st

from kpis.typed_changes import TypedLine, read_changes
from pages.parts.effort.draft import Draft, keep, with_texts
from pages.parts.effort.figures import Figures
from pages.parts.effort.grid import line_name
from pages.parts.reader import reader
from pages.parts.words import plain, say

OPEN = "effort_typing"


def offer_typing() -> None:
    """The button that opens the field."""
    if st.button(say("effort.type"), key="effort_type", icon=":material/keyboard:", shortcut="Ctrl+E"):
        st.session_state[OPEN] = True


def draw_typing(draft: Draft, known: Figures) -> None:
    """The field, while it is open."""
    if st.session_state.get(OPEN):
        _dialog(draft, known)


def _closed() -> None:
    st.session_state.pop(OPEN, None)


@st.dialog(say("effort.typing.title"), width="medium", on_dismiss=_closed)
def _dialog(draft: Draft, known: Figures) -> None:
    st.caption(say("effort.typing.how"))
    typed = st.text_area(
        say("effort.typing.lines"),
        key="effort_typed",
        height=150,
        placeholder=say("effort.typing.example", half=reader().typed(1.5)),
    )
    read = read_changes(typed or "", draft.lines, known.vocabulary, reader())
    if read:
        _show(read, known)
    good = {line.key: line.time for line in read if line.key}
    if st.button(
        say("effort.typing.apply"), key="effort_apply", type="primary", shortcut="Ctrl+Shift+Enter", disabled=not good
    ):
        keep(with_texts(draft, known, good))
        _closed()
        st.rerun()


def _show(read: list[TypedLine], known: Figures) -> None:
    said = [
        plain(f"{line_name(known, line.key)}: {line.time}")
        if line.key
        else say("effort.typing.not", trouble=plain(line.trouble))
        for line in read
    ]
    rows = pd.DataFrame(
        {say("effort.typing.line"): [plain(line.text[:60]) for line in read], say("effort.typing.means"): said}
    )
    st.table(rows, border="horizontal", hide_index=True)
    if any(line.trouble for line in read):
        st.caption(say("effort.typing.left"))

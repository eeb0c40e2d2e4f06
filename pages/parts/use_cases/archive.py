"""Archives a use case and puts it back: it leaves lists and pickers, its history and money stay."""

from uuid import uuid4

import streamlit as st

from data_adapters.records.problems import RecordsProblem
from data_adapters.records.services import archive_use_case, restore_use_case
from pages.parts.figures import long_day
from pages.parts.gate import Page
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say

UNDO = "uc_archived_last"


def draw_archive(page: Page, known: Portfolio, use_case: str) -> None:
    """The button that archives the open use case; what it means stands beside it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.button(say("uc.archive"), key=f"uc_archive_{use_case}", icon=":material/archive:")
        st.caption(say("uc.archive.means"), width="content")
    if wanted:
        _do(page, known, use_case, put_back=False)


def draw_undo(page: Page, known: Portfolio) -> None:
    """Right after archiving: the way back, one click."""
    last = st.session_state.get(UNDO)
    if last in known.archived and st.button(
        say("uc.archive.undo", name=plain(known.name(last))), key="uc_archive_undo", icon=":material/undo:"
    ):
        _do(page, known, last, put_back=True)


def draw_archived(page: Page, known: Portfolio) -> None:
    """All archived use cases, folded, each with its day and the way back."""
    if not known.archived:
        return
    label = say("uc.archived", count=len(known.archived))
    box = st.expander(label, icon=":material/archive:", key="uc_archived", on_change="rerun")
    if not box.open:
        return
    with box:
        for use_case, day in known.archived.items():
            with st.container(horizontal=True, vertical_alignment="center"):
                words = say("uc.archived.line", name=plain(known.name(use_case)), day=long_day(day))
                st.markdown(words, width="content")
                back = page.may("usecase.write") and st.button(say("uc.restore"), key=f"uc_restore_{use_case}")
            if back:
                _do(page, known, use_case, put_back=True)


def _do(page: Page, known: Portfolio, use_case: str, *, put_back: bool) -> None:
    service = restore_use_case if put_back else archive_use_case
    try:
        service(page.home.records, page.principal, use_case, request_id=f"archive-{uuid4().hex}")
    except RecordsProblem as problem:
        st.error(plain(problem))
        return
    st.session_state[UNDO] = None if put_back else use_case
    done = "uc.restore.done" if put_back else "uc.archive.done"
    st.session_state["uc_done"] = say(done, name=plain(known.name(use_case)))
    st.rerun()

"""What a save of a test answers: done, refused in words, or somebody else was faster."""

from collections.abc import Callable

import streamlit as st

from data_adapters.records.problems import Conflict, InvalidEntry, RecordsProblem
from data_adapters.records.services.answers import Saved
from pages.parts.review.actions import request_id
from pages.parts.words import plain, say

DONE, SEEN = "exp_done", "exp_seen_{}"


def save(form: str, service: Callable[[str], Saved], done: str) -> Conflict | None:
    """Carry out a request of a form; a refusal stands under the form and keeps what was typed, a conflict is returned."""
    try:
        saved = service(request_id(form))
    except Conflict as conflict:
        st.session_state.pop(f"request_{form}", None)  # the answer to it would be another request
        st.session_state[SEEN.format(form)] = conflict.theirs.get("row_version", 0)  # shown now, so known
        return conflict
    except InvalidEntry as refused:
        findings = getattr(refused, "findings", None)
        for field, words in [(f.field, f.words) for f in findings] if findings else [(refused.field, str(refused))]:
            st.error(say("exp.bad", field=field_name(field), words=plain(words)))
        return None
    except RecordsProblem as problem:
        st.error(say("exp.retry", words=plain(problem)), icon=":material/sync_problem:")
        return None
    st.session_state.pop(f"request_{form}", None)
    forget(form)
    same = saved.unchanged and not saved.repeated
    words = [say("exp.unchanged") if same else done, *(plain(warning.words) for warning in saved.warnings)]
    st.session_state[DONE] = (bool(saved.warnings), " ".join(words))
    st.rerun()


def seen_version(form: str, stored: int) -> int:
    """The version of a row when its form was opened: what stands in its fields is as old, however often the page runs."""
    return st.session_state.setdefault(SEEN.format(form), stored)


def forget(form: str) -> None:
    """A form that was closed or saved is filled anew when it opens again."""
    st.session_state.pop(SEEN.format(form), None)


def field_name(field: str) -> str:
    """A field by the name the form gives it."""
    try:
        return say(f"exp.f.{field}")
    except KeyError:
        return plain(field)


def draw_saved() -> None:
    """What was saved in the last run, once."""
    warned, words = st.session_state.pop(DONE, (False, ""))
    if words:
        (st.warning if warned else st.success)(words, icon=":material/check:")

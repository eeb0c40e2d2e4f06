"""Who did what and when: the latest lines of the audit trail, by person and by what was done."""

import json

import pandas as pd
import streamlit as st

from data_adapters.past_loads import LINES_SHOWN, AuditLine, audit_lines, audit_people
from pages.parts.data.phrases import local
from pages.parts.gate import Page
from pages.parts.reader import day_column
from pages.parts.words import say

GLYPHS = {"done": "✓", "denied": "▲"}


def draw_audit(page: Page) -> None:
    """The last lines; only for people who may read the trail."""
    if not page.may("audit.read"):
        st.info(say("data.audit.not_allowed"))
        return
    people = audit_people(page.home, page.principal)
    with st.container(horizontal=True):
        who = st.selectbox(say("data.audit.who"), people, index=None, key="audit_who",
                           placeholder=say("data.audit.everybody"))  # fmt: skip
        what = st.text_input(say("data.audit.what"), key="audit_what", max_chars=80,
                             placeholder=say("data.audit.what.how"))  # fmt: skip
    lines = audit_lines(page.home, page.principal, who=who or "", what=(what or "").strip())
    if not lines:
        st.caption(say("data.audit.none"))
        return
    st.dataframe(_frame(lines, page), hide_index=True, column_config=_columns(), alt=say("data.audit.alt"))
    st.caption(say("data.audit.shown", count=LINES_SHOWN))


def _frame(lines: list[AuditLine], page: Page) -> pd.DataFrame:
    return pd.DataFrame({
        "at": pd.to_datetime([local(line.at, page.home.company) for line in lines]),
        "who": [line.who for line in lines],
        "what": [_deed(line.what) for line in lines],
        "action": [f"{GLYPHS.get(line.action, '')} {say(f'data.audit.{line.action}')}" for line in lines],
        "before": [_values(line.before) for line in lines], "after": [_values(line.after) for line in lines],
        "number": [line.number for line in lines],
    })  # fmt: skip


def _deed(what: str) -> str:
    """What was done, as people say it; the name of a file stays letter by letter.

    >>> _deed("load sale_adjustments from my_file.csv")
    'load sale adjustments from my_file.csv'
    """
    deed, link, file = what.partition(" from ")
    return deed.replace("_", " ") + link + file


def _values(sealed: str) -> str:
    """What the trail keeps of a change, as words: the seal is over the text as stored, not over this.

    >>> _values('{"changed":0,"new":2}'), _values('"as before"'), _values("")
    ('changed 0, new 2', 'as before', '')
    """
    value = json.loads(sealed) if sealed else ""
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {said}" for name, said in value.items() if said is not None)
    return str(value)


def _columns() -> dict[str, object]:
    column = st.column_config
    words = {name: say(f"data.column.{name}") for name in ("who", "what", "action", "before", "after")}
    return {"at": column.DatetimeColumn(say("data.column.when"), format=day_column(time=", HH:mm:ss")), **words,
            "number": column.NumberColumn(say("data.column.number"), format="%d", width="small")}  # fmt: skip

"""The loads, newest first; a chosen one shows its notes, what it set aside and why, and can be taken back."""

import uuid

import pandas as pd
import streamlit as st

from data_adapters.lake.store import ChangedMeanwhile
from data_adapters.lake.undo import NothingToUndo
from data_adapters.past_loads import PastLoad
from data_adapters.records.problems import AlreadyDone, RecordsProblem
from data_adapters.undoing import undo
from pages.parts.data import kept
from pages.parts.data.phrases import (
    announce,
    day_words,
    local,
    moment_words,
    notes_words,
    rows_words,
    table_height,
    table_words,
)
from pages.parts.data.set_aside import draw_set_aside
from pages.parts.figures import whole
from pages.parts.gate import Page
from pages.parts.reader import day_column
from pages.parts.words import plain, say

GLYPHS = {"loaded": "✓", "nothing_new": "＝", "refused": "▲", "undone": "↶"}
COUNTS = ("seen", "new", "changed", "unchanged", "set_aside", "replaced")


def draw_loads(page: Page) -> None:
    """The table of loads, and the chosen one below it. The address names the chosen load."""
    loads = kept.loads_of(page)
    if not loads:
        st.caption(say("data.loads.none"))
        return
    chosen = _choose(loads, page)
    if chosen is None:
        st.caption(say("data.loads.choose"))
        return
    with st.container(border=True):
        _draw_load(chosen, page)


def _choose(loads: list[PastLoad], page: Page) -> PastLoad | None:
    # The key names the newest load: rows are chosen by place, and a new load moves every place.
    asked = [n for n, one in enumerate(loads) if one.load_id == st.query_params.get("load")]
    state = st.dataframe(
        _frame(loads, page), hide_index=True, column_config=_columns(), alt=say("data.loads.alt"), on_select="rerun",
        selection_mode="single-row", selection_default={"selection": {"rows": asked, "columns": [], "cells": []}},
        height=table_height(len(loads)), key=f"loads_{loads[0].load_id}_{len(loads)}")  # fmt: skip
    rows = [n for n in state.selection.rows if n < len(loads)]
    if not rows:
        st.query_params.pop("load", None)
        return None
    chosen = loads[rows[0]]
    if st.query_params.get("load") != chosen.load_id:
        st.query_params["load"] = chosen.load_id
    return chosen


def _frame(loads: list[PastLoad], page: Page) -> pd.DataFrame:
    return pd.DataFrame({
        "at": pd.to_datetime([local(one.at, page.home.company) for one in loads]),
        "table": [table_words(one.table) for one in loads],
        "result": [f"{GLYPHS.get(one.result, '')} {say(f'data.result.{one.result}')}" for one in loads],
        "file": [one.file_name for one in loads], **{name: [getattr(one, name) for one in loads] for name in COUNTS},
        "source": [one.source for one in loads], "who": [one.who for one in loads],
        "load": [one.load_id for one in loads],
    })  # fmt: skip


def _columns() -> dict[str, object]:
    column = st.column_config
    numbers = {name: column.NumberColumn(say(f"data.column.{name}"), format="localized") for name in COUNTS}
    words = {name: say(f"data.column.{name}") for name in ("table", "result", "file", "source", "who", "load")}
    return {"at": column.DatetimeColumn(say("data.column.when"), format=day_column(time=", HH:mm")), **words, **numbers}


def _draw_load(one: PastLoad, page: Page) -> None:
    st.markdown("**" + say("data.load.title", table=plain(table_words(one.table)), file=plain(one.file_name)) + "**")
    st.markdown(_sentence(one, page))
    if one.covers and one.replaced:
        st.markdown(say("data.load.replaced", rows=rows_words(one.replaced), first=day_words(one.covers[0]),
                        last=day_words(one.covers[1])))  # fmt: skip
    if one.undone_at:
        st.markdown(say("data.load.undone", when=moment_words(one.undone_at, page.home.company)))
    if one.notes:
        st.caption(notes_words(one.notes))
    if one.set_aside:
        draw_set_aside(one, page)
    if one.can_be_undone:
        _draw_undo(one, page)


def _sentence(one: PastLoad, page: Page) -> str:
    counts = {name: whole(getattr(one, name)) for name in COUNTS}
    whole_file = "_whole" * (not one.set_aside)
    text = f"data.load.refused{whole_file}" if one.result == "refused" else "data.load.counts"
    return say(text, **counts, who=plain(one.who), when=moment_words(one.at, page.home.company), load=one.load_id)


def _draw_undo(one: PastLoad, page: Page) -> None:
    if not page.may("import.run"):
        st.caption(say("data.undo.not_allowed"))
        return
    request = st.session_state.setdefault(f"undo_request_{one.load_id}", uuid.uuid4().hex)
    with st.popover(say("data.undo"), icon=":material/undo:"), st.form(f"undo_{one.load_id}", border=False):
        st.markdown(say("data.undo.ask", rows=rows_words(one.new + one.changed), table=plain(table_words(one.table))))
        if st.form_submit_button(say("data.undo.yes"), type="primary"):
            _take_back(one, page, request)


def _take_back(one: PastLoad, page: Page, request: str) -> None:
    try:
        undo(page.home, page.principal, one.load_id, request)
    except AlreadyDone:
        pass  # the same click twice: it is done
    except (NothingToUndo, ChangedMeanwhile, RecordsProblem) as problem:
        st.error(plain(problem))
        return
    announce(say("data.undo.done", table=plain(table_words(one.table)), file=plain(one.file_name)))

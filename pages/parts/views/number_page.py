"""The page about one number as a document: what it says, why it moved, what it is made of, where it comes from."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from kpis.registry import Indicator
from pages.parts.data import kept
from pages.parts.data.phrases import section, table_words
from pages.parts.figures import long_day, sentence, shown
from pages.parts.gate import Page
from pages.parts.review.lines import Line
from pages.parts.review.since import draw_moves
from pages.parts.review.week import read_week
from pages.parts.views.goal_box import draw_goal
from pages.parts.views.history_box import draw_history
from pages.parts.views.look import changes_of, look_at, with_running
from pages.parts.views.note_box import draw_note_form
from pages.parts.views.part_words import in_words, part_lines
from pages.parts.views.phrases import facts_line, period_name, period_word, word_badge
from pages.parts.views.rows_box import draw_rows
from pages.parts.views.so_far import draw_switch, so_far_words
from pages.parts.views.source_box import draw_said_then, draw_sources, last_good, late_words
from pages.parts.views.view_page import not_loaded
from pages.parts.views.why_box import draw_bars, draw_why
from pages.parts.words import plain, say


def draw_number_page(page: Page, what: Indicator) -> None:
    """Everything about one number; a section that fails leaves the others alone."""
    looked = look_at(page)
    line = looked.lines[what.id]
    with section():
        _draw_head(page, line)
        if _has_past(line) and draw_switch(page, what.rhythm):
            looked = with_running(page, looked)
            st.markdown(so_far_words(page, what, looked.running[what.id]))
    if _has_past(line):
        with section():
            marks = draw_history(page, looked, line, height=280, key="one_", earlier=True)
            st.caption(" ".join(marks))
            draw_note_form(page)
    if line.now.value is not None:
        st.header(say("one.why"), divider="gray")
        with section():
            draw_why(page, line)
        if what.id == "pipeline":
            _fold("since", "review.since", ":material/swap_vert:", lambda: draw_moves(page, read_week(page), "one"))
        if free := [d for d in what.dimensions if d not in page.slice.filters()]:
            st.header(say("one.bars", dimensions=", ".join(say(f"dimension.{d}") for d in free)), divider="gray")
            with section():
                draw_bars(page, line)
    _draw_rest(page, line)


def _has_past(line: Line) -> bool:
    return any(value is not None for value in line.series.values)


def _draw_rest(page: Page, line: Line) -> None:
    if any(line.now.parts.values()):
        st.header(say("one.parts"), divider="gray")
        with section():
            _draw_parts(page, line)
    st.header(say("one.goal"), divider="gray")
    with section():
        draw_goal(page, line)
    st.header(say("one.ground"), divider="gray")
    _fold("definition", "one.definition", ":material/function:", lambda: _draw_definition(page, line), opened=True)
    _fold("rows", "one.rows", ":material/table_rows:", lambda: draw_rows(page, line))
    _fold("source", "one.source", ":material/database:", lambda: draw_sources(page, line))
    if line.now.value is not None or line.now.reason:
        _fold("said_then", "one.restated", ":material/history:", lambda: draw_said_then(page, line))


def _fold(key: str, text: str, icon: str, draw: Callable[[], object], *, opened: bool = False) -> None:
    """A section behind a fold; nothing of it is worked out before somebody opens it."""
    box = st.expander(say(text), expanded=opened, icon=icon, key=f"one_{key}", on_change="rerun")
    if box.open:
        with box, section():
            draw()


def _draw_head(page: Page, line: Line) -> None:
    what, now = line.what, line.now
    text, colour = word_badge(line)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(what.name, anchor=False, width="content")
        if text:
            st.badge(text, color=colour)
    st.caption(plain(" · ".join(_about(what))))
    st.markdown("**" + plain(sentence(now, page.home.company.currency)) + "**")
    if now.value is None:
        if last := last_good(page, line):
            st.caption(plain(say("one.broken.last", **last)))
        _draw_wanted(page, what)
        return
    st.metric(period_name(page, line), shown(now.value, now.unit))
    st.caption(facts_line(page, line))
    if late := late_words(page, line):
        st.warning(late, icon=":material/schedule:")


def _draw_wanted(page: Page, what: Indicator) -> None:
    """What has to be loaded before there is a number, and where."""
    tables = not_loaded(page, what)
    if not tables and not page.home.is_empty():
        return
    if tables:
        st.info(
            plain(say("one.load", tables=", ".join(table_words(t).lower() for t in tables))), icon=":material/database:"
        )
    st.page_link("data.py", label=say("views.empty.go"), icon=":material/upload_file:")


def _about(what: Indicator) -> list[str]:
    said = [
        say(
            "one.view",
            view=say(f"views.{what.view}.title"),
            timing=say(f"one.{what.timing}"),
            rhythm=period_word(what.rhythm),
        )
    ]
    if what.weeks:
        said.append(say("one.window.weeks", n=what.weeks))
    if what.months:
        said.append(say("one.window.months", n=what.months))
    return [*said, say(f"one.better.{what.better}")]


def _draw_parts(page: Page, line: Line) -> None:
    rows = [(label, plain(value)) for label, value in part_lines(page, line.now)]
    st.table(
        pd.DataFrame(rows, columns=[say("one.parts.name"), say("one.parts.value")]),
        border="horizontal",
        hide_index=True,
    )


def _draw_definition(page: Page, line: Line) -> None:
    """The docstring of the function that counts it: what is read here is what runs."""
    for paragraph in line.what.about.split("\n\n"):
        st.markdown(in_words(line.what.id, paragraph))
    st.caption(plain(say("one.definition.version", version=kept.definition_versions(page)[line.what.id])))
    for one in changes_of(page, line):
        st.caption(plain(say("one.definition.changed", day=long_day(one.day), before=one.before, after=one.after)))

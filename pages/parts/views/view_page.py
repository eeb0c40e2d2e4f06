"""One of the three views, top to bottom: each number with its sentence, its past and where it moved."""

from collections.abc import Iterable

import streamlit as st

from kpis.cubes import CUBES
from kpis.reading import NoAnswer, Timing, View
from kpis.registry import Indicator
from kpis.tables import Tables
from pages.parts.data.phrases import section, table_words
from pages.parts.figures import sentence, shown
from pages.parts.gate import Page
from pages.parts.numbers import company_tables
from pages.parts.review.lines import Line, missing_because
from pages.parts.views.history_box import draw_history
from pages.parts.views.look import Looked, look_at, split_of, with_running
from pages.parts.views.one_number import ADDRESS
from pages.parts.views.phrases import facts_line, period_name, word_badge
from pages.parts.views.proof_box import draw_proofs
from pages.parts.views.so_far import draw_switch, not_begun, so_far_words
from pages.parts.views.source_box import last_good, late_words
from pages.parts.views.split_box import draw_split, moves, still_words
from pages.parts.words import plain, say


def draw_view(page: Page, view: View) -> None:
    """The whole view: leading numbers, then lagging ones, then what waits for data."""
    st.title(say(f"views.{view}.title"))
    if page.home.is_empty():
        st.info(say("views.empty"), icon=":material/monitoring:")
        st.page_link("data.py", label=say("views.empty.go"), icon=":material/upload_file:")
        return
    st.caption(say(f"views.{view}.about"))
    looked = look_at(page)
    if draw_switch(page):
        looked = with_running(page, looked)
        if begins := not_begun(page, looked.running):
            st.caption(begins)
    mine = [line for line in looked.lines.values() if line.what.view == view]
    for timing in Timing:
        answered = [line for line in mine if line.what.timing == timing and _has_past(line)]
        if answered:
            st.header(say(f"views.{timing}"), divider="gray")
        for line in answered:
            with section():
                draw_number(page, looked, line)
        if answered and view == View.TOP_LINE and timing == Timing.LEADING and not page.slice.channel:
            with section():
                draw_proofs(page)
    draw_waiting(page, [line for line in mine if not _has_past(line)])


def _has_past(line: Line) -> bool:
    """Is there anything to draw? A number that fell silent keeps its place, with the reason."""
    return any(value is not None for value in line.series.values)


def draw_number(page: Page, looked: Looked, line: Line) -> None:
    """One number: sentence, value with what belongs to it, its past; beside it where it moved."""
    with st.container(border=True, key=f"number_{line.what.id}"):
        left, right = st.columns([3, 2], gap="large")
        with left:
            _draw_head(page, line)
            marks = draw_history(page, looked, line, key="view_")
            st.caption(" ".join(marks))
        with right:
            st.metric(period_name(page, line), shown(line.now.value, line.now.unit))
            st.caption(facts_line(page, line))
            if late := late_words(page, line):
                st.caption(f":material/schedule: {late}")
            if (running := looked.running.get(line.what.id)) and running.both:
                st.caption(so_far_words(page, line.what, running))
            _draw_moved(page, line)
            st.page_link("indicator.py", label=say("views.more"), icon=":material/arrow_forward:",
                         query_params={ADDRESS: line.what.id})  # fmt: skip


def _draw_head(page: Page, line: Line) -> None:
    text, colour = word_badge(line)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(line.what.name, anchor=line.what.id, width="content")
        if text:
            st.badge(text, color=colour)
    st.markdown(plain(sentence(line.now, page.home.company.currency)))


def _draw_moved(page: Page, line: Line) -> None:
    found = split_of(page, line)
    if isinstance(found, str):
        st.caption(say("views.split.none", reason=plain(found)))
    elif moves(found, line.now.unit):
        draw_split(page, line, found, key="view_")
    else:
        st.caption(plain(still_words(found, line.now.unit)))


def draw_waiting(page: Page, lines: Iterable[Line]) -> None:
    """Numbers that cannot be answered, one line each: what to load, or why the filter leaves none."""
    apart = {kind: [line for line in lines if missing_because(line.now.reason or "") == kind]
             for kind in ("foreign", "broken", "waiting")}  # fmt: skip
    foreign, waiting = apart["foreign"], apart["waiting"]
    if apart["broken"]:
        st.markdown("\n".join([say("views.broken"), "", *(_broken(page, line) for line in apart["broken"])]))
    if waiting:
        st.markdown("\n".join([say("views.waiting"), "", *(_wanted(page, line) for line in waiting)]))
    if foreign:
        lacking = sorted(
            {say(f"dimension.{d}") for line in foreign for d in page.slice.filters() if d not in line.what.dimensions}
        )
        names = ", ".join(line.what.name for line in foreign)
        st.markdown(
            say("views.foreign", names=plain(names), why=say("views.foreign.why", dimensions=" or ".join(lacking)))
        )


def _broken(page: Page, line: Line) -> str:
    """A number whose source cannot be read, with its last good value where a review was stored."""
    said = {"name": plain(line.what.name), "reason": plain(line.now.reason)}
    last = last_good(page, line)
    return say("views.broken.last", **said, **{name: plain(text) for name, text in last.items()}) if last else say(
        "views.broken.one", **said)  # fmt: skip


def _wanted(page: Page, line: Line) -> str:
    tables = not_loaded(page, line.what)
    if tables:
        spoken = ", ".join(table_words(table).lower() for table in tables)
        return say("views.waiting.load", name=plain(line.what.name), tables=plain(spoken))
    return say("views.waiting.one", name=plain(line.what.name), reason=plain(line.now.reason))


def not_loaded(page: Page, what: Indicator) -> list[str]:
    """The tables this number must have and does not."""
    tables = company_tables(page)
    names = [name for name in what.required if _is_empty(tables, name)]
    return list(dict.fromkeys(CUBES[name].facts[0] if name in CUBES else name for name in names))


def _is_empty(tables: Tables, name: str) -> bool:
    try:
        return tables.frame(name).rows.empty
    except NoAnswer:  # it cannot be read: there is something, and the reason says so
        return False

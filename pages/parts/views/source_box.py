"""Where a number comes from, how fresh that is, and what the Monday after the period said about it."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.definitions import facts_behind
from data_adapters.health import Freshness, State
from data_adapters.home import Home
from data_adapters.lake.server import CannotLookBack
from data_adapters.records.store import Versions
from data_adapters.said_then import SaidThen, first_monday, last_said, said_then
from kpis.periods import Period
from kpis.slices import Slice
from pages.parts.data import kept
from pages.parts.data.freshness_table import GLYPHS
from pages.parts.data.phrases import age_words, day_words, moment_words, table_words
from pages.parts.figures import long_period, shown, whole
from pages.parts.gate import Page
from pages.parts.review.lines import Line, missing_because
from pages.parts.views.look import key_of
from pages.parts.views.phrases import period_name
from pages.parts.words import plain, say


def draw_sources(page: Page, line: Line) -> None:
    """One line per source of each table behind the number, with its last load."""
    behind = facts_behind(line.what)
    found = [one for one in kept.freshness_of(page) if one.table in behind]
    if found:
        st.table(pd.DataFrame([_source(one) for one in found]), border="horizontal", hide_index=True)
    missing = [table_words(t).lower() for t in behind if t not in {one.table for one in found}]
    if missing:
        st.caption(say("one.source.empty", tables=plain(", ".join(missing))))


def _source(one: Freshness) -> dict[str, str]:
    state = f"{GLYPHS[one.state]} {say(f'data.state.{one.state}', days=one.loaded_on)}"
    reach = day_words(one.last_day) if one.last_day else ""
    values = (table_words(one.table), one.source, age_words(one.age_days), state, whole(one.rows), reach)
    names = ("table", "source", "loaded", "state", "rows", "to")
    return {say(f"one.source.{name}"): plain(value) for name, value in zip(names, values, strict=True)}


def late_words(page: Page, line: Line) -> str:
    """Which tables behind the number are overdue, in one sentence; empty if none is."""
    behind = facts_behind(line.what)
    late = [one for one in kept.freshness_of(page) if one.state == State.LATE and one.table in behind]
    if not late:
        return ""
    names = ", ".join(dict.fromkeys(table_words(one.table) for one in late))
    return plain(say("views.late", tables=names, age=age_words(max(one.age_days or 0 for one in late))))


def last_good(page: Page, line: Line) -> dict[str, str] | None:
    """The last value a stored review had, where a source cannot be read now: value, period and age in words."""
    if page.slice.filters() or missing_because(line.now.reason or "") != "broken":
        return None
    found = last_said(page.home, line.what)
    if found is None:
        return None
    period = long_period(found.end, line.what.rhythm, page.home.company.fiscal_year_start_month)
    age = (page.home.records.now() - found.frozen_at).days
    return {"value": shown(found.value, found.unit), "period": period, "age": age_words(age)}


def draw_said_then(page: Page, line: Line) -> None:
    """Last Monday said …, now says …, because …"""
    period = Period(line.now.start, line.now.end)
    monday = first_monday(period, page.home.company.time_zone)
    name = period_name(page, line)
    if page.home.records.now() <= monday:
        st.markdown(plain(say("one.restated.future", period=name, monday=moment_words(monday, page.home.company))))
        return
    try:
        found = _said_then(*key_of(page), line.what.id, period, page.slice, page.home, line)
    except CannotLookBack:
        st.caption(say("one.restated.server"))
        return
    _draw(page, line, found)


def _draw(page: Page, line: Line, found: SaidThen) -> None:
    now, then = shown(line.now.value, line.now.unit), shown(found.then.value, found.then.unit)
    said = {"monday": moment_words(found.known_at, page.home.company), "then": then, "now": now}
    causes = list(_causes(page, found))
    if found.other is not None:
        st.markdown(plain(_other_words(line, found, said["monday"])))
    if found.then.value is None and line.now.value is not None:
        st.markdown(plain(say("one.restated.none", reason=(found.then.reason or "").removeprefix("no data: "), **said)))
    elif found.then.value == line.now.value or then == now:
        st.markdown(plain(say("one.restated.same", **said)))
        return
    else:
        st.markdown(plain(say("one.restated.changed" if causes else "one.restated.unexplained", **said)))
    if causes:
        st.markdown("\n".join(causes))


def _other_words(line: Line, found: SaidThen, monday: str) -> str:
    """What the review said by a definition of its time; no difference is told across it."""
    other = found.other
    said = shown(other.said, line.now.unit)
    return say("one.restated.definition", monday=monday, said=said, version=other.version, today=other.now)


def _causes(page: Page, found: SaidThen) -> Iterator[str]:
    company = page.home.company
    for load in found.loads:
        rows = say("one.restated.rows", new=whole(load.new), changed=whole(load.changed))
        names = {"table": plain(table_words(load.table).lower()), "file": plain(load.file_name)}
        if load.undone_at is not None:
            yield say("one.restated.undone", at=plain(moment_words(load.undone_at, company)), **names)
        else:
            yield say("one.restated.load", at=plain(moment_words(load.at, company)), rows=plain(rows), **names)
    for table, count in found.edits.items():
        yield say("one.restated.edits", table=plain(table_words(table)), count=whole(count))


# Keyed by folder, versions, day and what is asked; home and line are left out of the key by their underscore.
@st.cache_resource(max_entries=32, show_spinner=False)
def _said_then(
    folder: str, versions: Versions, today: date, id_: str, period: Period, where: Slice, _home: Home, _line: Line
) -> SaidThen:
    return said_then(_home, _line.what, period, where)

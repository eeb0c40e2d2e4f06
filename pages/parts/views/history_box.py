"""Draws the past of one number with everything that belongs to it, and the table behind the drawing."""

from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.records.store import Versions
from kpis.reading import Reading
from kpis.signals import ENOUGH_TO_DRAW
from kpis.slices import Slice
from pages.parts.charts.draw import Twin, draw
from pages.parts.charts.history import Past, history_rows, history_spec
from pages.parts.figures import likely, long_period, shown
from pages.parts.gate import Page
from pages.parts.reader import reader
from pages.parts.review.lines import Line
from pages.parts.views.goals import goal_line
from pages.parts.views.look import Looked, changes_of, last_year, notes_on, records
from pages.parts.views.phrases import few_words, key_of, period_name, period_word, where_words
from pages.parts.views.so_far import Progress, loose_words, unfinished
from pages.parts.words import say


def draw_history(
    page: Page, looked: Looked, line: Line, *, height: int = 200, key: str = "", earlier: bool = False
) -> list[str]:
    """Draw the past of a number; gives back what the marks on it mean, in words. `earlier` adds the year before."""
    running = looked.running.get(line.what.id)
    if running and (running.now is None or running.now.value is None):
        running = None
    tail = running.now if running else None
    loose = unfinished(page, line.series.readings)
    asked = (line.what.id, line.now.end, tail and tail.end, loose, page.slice, earlier, reader().name)
    past, rows = _drawn(*key_of(page), *asked, page, line, running)
    unit, rhythm = line.now.unit, line.what.rhythm
    draw(
        f"history_{unit}_{rhythm}_{height}",
        lambda: history_spec(unit, rhythm, height=height),
        rows,
        alt=_alt(page, line),
        twin=_twin(page, line, past, key),
    )
    return _marks(page, line, past)


# Keyed by folder, versions, day, what is asked and how its reader writes; page, line and the running period
# are left out of the key by their underscore.
@st.cache_resource(max_entries=300, show_spinner=False)
def _drawn(
    folder: str,
    versions: Versions,
    today: date,
    id_: str,
    end: date,
    tail_end: date | None,
    loose: int,
    where: Slice,
    earlier: bool,
    reads: str,
    _page: Page,
    _line: Line,
    _running: Progress | None,
) -> tuple[Past, pd.DataFrame]:
    past = _past(_page, _line, _running, loose, earlier)
    return past, history_rows(past)


def _past(page: Page, line: Line, running: Progress | None, loose: int, earlier: bool) -> Past:
    readings = _from_first(line.series.readings)
    tail = running.now if running else None
    return Past(
        readings,
        [shown(r.value, r.unit) for r in readings],
        [period_name(page, line, r) for r in readings],
        line.limits,
        line.tone,
        tail and (tail, shown(tail.value, tail.unit), say("views.so_far", period=_running_name(page, line, running))),
        goal_line(line.series, records(page, "goals"), page.slice, page.home.company, tail),
        last_year(page, line) if earlier else [],
        notes_on(page),
        loose,
        [(one.day, say("views.chart.change", before=one.before, after=one.after)) for one in changes_of(page, line)],
    )


def _running_name(page: Page, line: Line, running: Progress) -> str:
    return long_period(running.running.end, line.what.rhythm, page.home.company.fiscal_year_start_month)


def _from_first(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """From the first period with a value on: nobody needs to see years in which nothing was known."""
    known = [n for n, reading in enumerate(readings) if reading.value is not None]
    return readings[known[0] :] if known else readings


def _alt(page: Page, line: Line) -> str:
    values = [v for v in line.series.values if v is not None]
    names = {"name": line.what.name, "count": len(line.series.readings), "periods": period_word(line.what.rhythm, 2)}
    if not values:
        return say("views.chart.alt.none", **names)
    unit = line.now.unit
    return say(
        "views.chart.alt",
        **names,
        last=period_name(page, line),
        now=shown(line.now.value, unit),
        low=shown(min(values), unit),
        high=shown(max(values), unit),
    )


def _marks(page: Page, line: Line, past: Past) -> list[str]:
    """What each kind of mark on the drawing means; only those that are there."""
    points = sum(v is not None for v in line.series.values)
    first, last = (
        (past.readings[0].start, (past.tail[0] if past.tail else past.readings[-1]).end)
        if past.readings
        else (date.max, date.min)
    )
    marks = [
        say("views.chart.key.limits")
        if past.limits
        else few_words(page, line, points)
        if points < ENOUGH_TO_DRAW
        else ""
    ]
    marks += [say("views.chart.key.range")] * any(r.low is not None for r in past.readings)
    marks += [say("views.chart.key.goal")] * bool(past.path)
    marks += [say("views.chart.key.earlier")] * bool(past.earlier)
    marks += [say("views.chart.key.notes")] * any(first <= day <= last for day, _ in past.notes)
    marks += [say("views.chart.key.changes")] * any(first <= day for day, _ in past.changes)
    marks += [_dashed(page, line, past)] * bool(past.tail or past.unfinished)
    return [mark for mark in marks if mark]


def _dashed(page: Page, line: Line, past: Past) -> str:
    """What is dashed: the running period, or the last one while its rows are still coming in."""
    return loose_words(page, line.what.id) if past.unfinished else say("views.chart.key.tail")


def _twin(page: Page, line: Line, past: Past, key: str) -> Twin:
    names = {"count": len(past.readings), "periods": period_word(line.what.rhythm, len(past.readings))}
    return Twin(
        f"{key}{line.what.id}_history",
        lambda: _table(past),
        lambda: _export(past),
        line.what.about,
        where_words(page, page.slice),
        say("views.chart.twin", **names),
    )


def _table(past: Past) -> pd.DataFrame:
    """Newest first, in words."""
    goal = {day: value for day, value in past.path}
    rows = [
        (when, text, likely(r), shown(goal[r.end], r.unit) if r.end in goal else "", _notes_of(past, r))
        for r, text, when in zip(past.readings, past.shown, past.when, strict=True)
    ]
    if past.tail:
        rows.append((past.tail[2], past.tail[1], likely(past.tail[0]), "", _notes_of(past, past.tail[0])))
    names = [say(f"views.chart.{name}") for name in ("period", "value", "range", "goal", "note")]
    table = pd.DataFrame(rows[::-1], columns=names)
    return table.loc[:, [n for n in names if n in names[:2] or (table[n] != "").any()]]


def _notes_of(past: Past, reading: Reading) -> str:
    told = [*past.notes, *past.changes]
    return "; ".join(text for day, text in told if reading.start <= day <= reading.end)


def _export(past: Past) -> pd.DataFrame:
    """Every digit, oldest first; a plain header."""
    readings = [*past.readings, *([past.tail[0]] if past.tail else [])]
    columns = {
        name: [getattr(r, name) for r in readings] for name in ("start", "end", "value", "unit", "low", "high", "n")
    }
    return pd.DataFrame(columns | {"reason": [r.reason for r in readings]})

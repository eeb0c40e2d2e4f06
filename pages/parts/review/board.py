"""The scorecard: every number of Table 2 with its word and its own past, three views side by side."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.records.store import Versions
from kpis.company import Company
from kpis.periods import Period, Rhythm
from kpis.reading import Timing, View
from kpis.signals import Word
from kpis.slices import Slice
from pages.parts.charts.draw import Twin, draw, draw_twin
from pages.parts.charts.palette import GLYPH
from pages.parts.charts.scorecard import Row, scorecard_rows, scorecard_spec
from pages.parts.figures import day_month, long_period, short_period, shown
from pages.parts.gate import Page
from pages.parts.reader import reader
from pages.parts.review.cards import is_news, next_news
from pages.parts.review.goal_path import slice_text
from pages.parts.review.lines import Line, grouped, missing_because
from pages.parts.review.links import address_of
from pages.parts.review.week import Review
from pages.parts.words import plain, say


def draw_board(page: Page, review: Review) -> None:
    """Three charts, the line about slower numbers and missing ones, and the table behind them."""
    company = page.home.company
    key = (str(page.home.settings.home), page.home.versions(), page.today, review.week, page.slice, reader().name)
    charts = _charts(*key, review, company)
    for place, (view, rows, captions, frame, alt) in zip(st.columns(3, gap="medium"), charts, strict=True):
        with place:
            st.markdown(f"**{say(f'view.{view}')}**")
            if rows:
                draw(f"scorecard {rows} {captions}", lambda: scorecard_spec(rows, captions), frame, alt=alt)
            else:
                st.caption(plain(_why_none(review, view)))
    st.caption(_below(review, company))
    where = slice_text(page.slice)
    draw_twin(Twin("scorecard", lambda: _table(review), lambda: _export(review), say("review.board.definition"), where,
                   say("review.board.twin")))  # fmt: skip


@st.cache_resource(max_entries=64, show_spinner=False)
def _charts(folder: str, versions: Versions, today: date, week: Period, where: Slice, reads: str, _review: Review,
            _company: Company) -> list[tuple[View, int, int, pd.DataFrame, str]]:  # fmt: skip
    found = []
    for view, timings in grouped(_review.lines).items():
        groups = [
            (say(f"timing.{t}"), [_row(line, _company, address_of(line.what.id, week, where)) for line in lines])
            for t, lines in timings.items()
            if lines
        ]
        rows = sum(len(lines) for _, lines in groups)
        alt = say("review.board.alt", view=say(f"view.{view}"), numbers="; ".join(_spoken(groups)))
        found.append((view, rows, len(groups), scorecard_rows(groups), alt))
    return found


def _row(line: Line, company: Company, link: str) -> Row:
    rhythm, start, name = line.what.rhythm, company.fiscal_year_start_month, say(f"short.{line.what.id}")
    tag = "" if rhythm == Rhythm.WEEK else f" · {short_period(line.now.end, rhythm, start)}"
    readings = line.series.readings
    return Row(name + tag, shown(line.now.value, line.now.unit), f"{GLYPH[_glyph(line)]} {_word(line)}", line.tone,
               line.series.values, [long_period(r.end, rhythm, start) for r in readings],
               [shown(r.value, r.unit) for r in readings], line.limits, link)  # fmt: skip


def _glyph(line: Line) -> str:
    return line.tone if line.tone in GLYPH else "routine"


def _word(line: Line) -> str:
    if line.said is None:
        return say("review.word.waiting")
    if line.said.word == Word.TOO_EARLY:
        return say("review.word.early", has=line.said.points, needs=line.said.needed)
    return line.said.word.value


def _spoken(groups: list[tuple[str, list[Row]]]) -> Iterator[str]:
    for _, rows in groups:
        yield from (f"{row.name} {row.value}, {row.word[2:]}" for row in rows)


def _why_none(review: Review, view: View) -> str:
    """The one reason all numbers of a view share, or that there is none yet."""
    reasons = {line.now.reason for line in review.lines if line.what.view == view}
    return reasons.pop().capitalize() + "." if len(reasons) == 1 else say("review.board.nothing")


def _below(review: Review, company: Company) -> str:
    """Which numbers are slower, when they come next; and what would bring the missing ones."""
    slow = [line for line in review.lines if line.answered and line.what.rhythm != Rhythm.WEEK]
    texts = []
    if slow:
        new = sum(is_news(line, review.week, company) for line in slow)
        soonest = min(next_news(line.what.rhythm, review.week, company) for line in slow)
        texts.append(
            say(
                "review.board.slow" if len(slow) > 1 else "review.board.slow.one",
                n=len(slow),
                new=new or say("review.board.none"),
                day=day_month(soonest),
            )
        )
    if review.answered < len(review.lines):
        texts.append(say("review.board.answered", n=review.answered, all=len(review.lines)))
        broken = {
            line.now.reason.capitalize() for line in review.lines if missing_because(line.now.reason or "") == "broken"
        }
        texts += [f"{plain(reason)}." for reason in sorted(broken)]
        texts += [say("review.board.load", table=table.replace("_", " "), n=n) for table, n in review.missing[:3]]
    return " ".join(texts) or say("review.board.all", n=review.answered)


def _table(review: Review) -> pd.DataFrame:
    rows = [
        (
            say(f"view.{line.what.view}"),
            say(f"short.{line.what.id}"),
            shown(line.now.value, line.now.unit),
            _word(line),
            _usual(line),
            _pace(review, line),
            line.now.reason or "",
        )
        for line in _ordered(review)
    ]
    return pd.DataFrame(
        rows, columns=[say(f"review.table.{c}") for c in ("view", "number", "value", "word", "usual", "path", "why")]
    )


def _usual(line: Line) -> str:
    """The usual range; what was never below zero does not start below it."""
    said = line.said
    if not said or said.low is None:
        return ""
    low = max(said.low, 0.0) if min(v for v in line.series.values if v is not None) >= 0 else said.low
    return f"{shown(low, line.now.unit)} – {shown(said.high, line.now.unit)}"


def _pace(review: Review, line: Line) -> str:
    pace = review.paces.get(line.what.id)
    return shown(pace.path, line.now.unit) if pace else ""


def _export(review: Review) -> pd.DataFrame:
    """One row per number and period, as numbers."""
    rows = [
        (
            line.what.view.value,
            line.what.timing.value,
            line.what.id,
            r.start,
            r.end,
            r.value,
            r.low,
            r.high,
            r.n,
            r.unit,
            r.reason,
        )
        for line in _ordered(review)
        for r in line.series.readings
    ]
    return pd.DataFrame(
        rows, columns=["view", "timing", "indicator", "start", "end", "value", "low", "high", "n", "unit", "reason"]
    )


def _ordered(review: Review) -> list[Line]:
    views, timings = list(View), list(Timing)
    return sorted(review.lines, key=lambda one: (views.index(one.what.view), timings.index(one.what.timing)))

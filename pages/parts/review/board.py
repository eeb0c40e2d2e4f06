"""The scorecard: every number of Table 2 with its word and its own past, three views side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from data_adapters.records.store import Versions
from kpis.company import Company
from kpis.periods import Period, Rhythm
from kpis.reading import Timing, View
from kpis.slices import Slice
from pages.parts.charts.draw import Twin, draw, draw_twin
from pages.parts.charts.palette import GLYPH
from pages.parts.charts.scorecard import Bullet, Row, scorecard_rows, scorecard_spec
from pages.parts.figures import day_month, long_period, short_period, shown
from pages.parts.gate import Page
from pages.parts.reader import reader
from pages.parts.review.cards import is_news, next_news
from pages.parts.review.goal_path import SUMMED, Pace, slice_text
from pages.parts.review.last_known import last_known
from pages.parts.review.lines import Line, grouped, missing_because, word_of
from pages.parts.review.links import address_of, draw_links
from pages.parts.review.week import Review
from pages.parts.views.so_far import unfinished
from pages.parts.words import plain, say


def draw_board(page: Page, review: Review) -> None:
    """Three charts, the line about slower numbers and missing ones, links to each number, the table behind them."""
    company = page.home.company
    key = (str(page.home.settings.home), page.home.versions(), page.today, review.week, page.slice, reader().name)
    loose = tuple(unfinished(page, line.series.readings) for line in review.lines)
    shown_charts = []
    for place, chart in zip(st.columns(3, gap="medium"), _charts(*key, loose, review, company), strict=True):
        with place:
            st.markdown(f"**{say(f'view.{chart.view}')}**")
            if chart.size[0]:
                shown_charts.append(draw(f"scorecard {chart.size}", partial(scorecard_spec, *chart.size), chart.frame,
                                         alt=chart.alt, title=say(f"view.{chart.view}")))  # fmt: skip
            else:
                st.caption(plain(_why_none(review, chart.view)))
    st.caption(" ".join(filter(None, [_below(review, company), plain(last_known(page, review))])))
    draw_links(review)
    draw_twin(_twin(review, page.slice), *shown_charts)


def _twin(review: Review, where: Slice) -> Twin:
    title = say("review.board.title", week=review.week.end.isocalendar().week)
    return Twin("scorecard", lambda: _table(review), lambda: _export(review), say("review.board.definition"),
                slice_text(where), say("review.board.twin"), title)  # fmt: skip


@dataclass(frozen=True)
class _Chart:
    """One view: how many numbers, captions and bullets it has, its rows, and the same in a sentence."""

    view: View
    size: tuple[int, int, int]
    frame: pd.DataFrame
    alt: str


@st.cache_resource(max_entries=64, show_spinner=False)
def _charts(folder: str, versions: Versions, today: date, week: Period, where: Slice, reads: str,
            loose: tuple[int, ...], _review: Review, _company: Company) -> list[_Chart]:  # fmt: skip
    made = {line.what.id: _row(line, n, _review, _company, address_of(line.what.id, week, where))
            for line, n in zip(_review.lines, loose, strict=True)}  # fmt: skip
    found = []
    for view, timings in grouped(_review.lines).items():
        groups = [(say(f"timing.{t}"), [made[line.what.id] for line in lines]) for t, lines in timings.items() if lines]
        rows = [row for _, group in groups for row in group]
        size = len(rows), len(groups), sum(row.bullet is not None for row in rows)
        alt = say("review.board.alt", view=say(f"view.{view}"), numbers="; ".join(_spoken(rows)))
        found.append(_Chart(view, size, scorecard_rows(groups), alt))
    return found


def _row(line: Line, loose: int, review: Review, company: Company, link: str) -> Row:
    rhythm, start, name = line.what.rhythm, company.fiscal_year_start_month, say(f"short.{line.what.id}")
    tag = "" if rhythm == Rhythm.WEEK else f" · {short_period(line.now.end, rhythm, start)}"
    readings = line.series.readings
    return Row(name + tag, shown(line.now.value, line.now.unit), f"{GLYPH[_glyph(line)]} {word_of(line)}", line.tone,
               line.series.values, [long_period(r.end, rhythm, start) for r in readings],
               [shown(r.value, r.unit) for r in readings], line.limits, link, loose,
               _bullet(review.paces.get(line.what.id), line))  # fmt: skip


def _bullet(pace: Pace | None, line: Line) -> Bullet | None:
    """The goal of a number as a bullet; none without a goal. Of a sum it tells how much there is since it began."""
    if pace is None:
        return None
    goal, path, actual = (shown(value, line.now.unit) for value in (pace.goal, pace.path, pace.actual))
    label = "review.bullet.sum" if line.what.id in SUMMED else "review.bullet"
    return Bullet(pace.goal, pace.path, pace.actual, say(label, goal=goal, path=path, actual=actual),
                  say("review.bullet.spoken", goal=goal, path=path, actual=actual, period=pace.period))  # fmt: skip


def _glyph(line: Line) -> str:
    return line.tone if line.tone in GLYPH else "routine"


def _spoken(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        goal = f" ({row.bullet.spoken})" if row.bullet else ""
        yield f"{row.name} {row.value}, {row.word[2:]}{goal}"


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
        broken = {line.now.reason for line in review.lines if missing_because(line.now.reason or "") == "broken"}
        texts += [f"{plain(reason[0].upper() + reason[1:])}." for reason in sorted(broken)]
        texts += [say("review.board.load", table=table.replace("_", " "), n=n) for table, n in review.missing[:3]]
    return " ".join(texts) or say("review.board.all", n=review.answered)


def _table(review: Review) -> pd.DataFrame:
    rows = [
        (
            say(f"view.{line.what.view}"),
            say(f"short.{line.what.id}"),
            shown(line.now.value, line.now.unit),
            word_of(line),
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

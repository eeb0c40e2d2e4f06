"""Below the week: days per use case as dots, work past its estimate, and what was changed in the week."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import streamlit as st

from kpis.statistics import median_time
from kpis.team_week import minutes_by_line
from pages.parts.charts.draw import Twin, draw
from pages.parts.charts.effort_days import USUAL, effort_days_rows, effort_days_spec
from pages.parts.effort.draft import number
from pages.parts.effort.figures import Figures
from pages.parts.effort.grid import line_name
from pages.parts.figures import long_day
from pages.parts.gate import Page
from pages.parts.words import plain, say

STEPS = 8  # changes of a week that are listed


def draw_days(known: Figures) -> None:
    """Person-days up to go-live of each use case; running ones hollow and not in the median."""
    st.subheader(say("effort.dots"))
    builds = [work for work in known.works if not work.copy]
    finished = {work.place[0]: work.spent for work in builds if work.live_on}
    running = {
        work.place[0]: work.spent for work in builds if not work.live_on and known.status.get(work.place) != "retired"
    }
    if not finished and not running:
        st.caption(say("effort.dots.empty"))
        return
    days = np.array(list(finished.values()), dtype=float)
    median = median_time(days, np.ones(len(days), dtype=bool)) if finished else None
    st.markdown(_sentence(finished, running, median))
    rows = effort_days_rows(finished, running, median)
    draw(
        f"effort_days_{len(rows)}",
        lambda: effort_days_spec(len(rows), say("effort.dots.axis"), say("effort.dots.median")),
        rows,
        alt=say("effort.dots.alt"),
        twin=Twin("effort_days", lambda: _table(rows, known), definition=say("effort.dots.axis")),
    )
    st.caption(say("effort.dots.band"))


def _sentence(finished: dict[str, float], running: dict[str, float], median: float | None) -> str:
    over = sum(days > USUAL[1] for days in running.values())
    if median is None:
        return say("effort.dots.none", open=len(running))
    return say("effort.dots.read", finished=len(finished), median=number(median), open=len(running), over=over)


def _table(rows: pd.DataFrame, known: Figures) -> pd.DataFrame:
    return pd.DataFrame(
        {
            say("effort.col.use_case"): [plain(f"{name} {known.names.get(name, '')}") for name in rows["name"]],
            say("effort.col.spent"): [number(days) for days in rows["days"]],
            say("effort.col.state"): [say("effort.dots.open" if o else "effort.dots.finished") for o in rows["open"]],
        }
    )


def draw_past_estimate(known: Figures) -> None:
    """The builds and copies beyond their estimate, the furthest first."""
    st.subheader(say("effort.past"))
    if not known.past_estimate:
        st.caption(say("effort.past.none"))
        return
    st.table(
        pd.DataFrame(
            {
                say("effort.col.use_case"): [plain(known.spoken(work.place)) for work in known.past_estimate],
                say("effort.col.spent"): [number(work.spent) for work in known.past_estimate],
                say("effort.col.estimate"): [number(work.estimate) for work in known.past_estimate],
                say("effort.col.over"): [number(work.over) for work in known.past_estimate],
            }
        ),
        border="horizontal",
        hide_index=True,
    )


def draw_history(page: Page, known: Figures, week: date) -> None:
    """The corrections of a week, newest first: when, who, which line, before and after. Read only when opened."""
    box = st.expander(say("effort.history"), icon=":material/history:", key=f"effort_history_{week}", on_change="rerun")
    if not box.open:
        return
    rows = _corrections(page, known, week)
    with box:
        if rows.empty:
            st.caption(say("effort.history.none"))
        else:
            st.table(rows, border="horizontal", hide_index=True)


def _corrections(page: Page, known: Figures, week: date) -> pd.DataFrame:
    found, after, known_at = [], _as_known(page, week, None), None
    for _ in range(STEPS):
        if after.empty:
            break
        at = int(after["recorded_at"].max())
        who = str(after.loc[after["recorded_at"].idxmax(), "recorded_by"])
        known_at = datetime.fromtimestamp((at - 1) / 1e6, UTC)
        before = _as_known(page, week, known_at)
        if before.empty:
            break  # the first save of the week is no correction
        old, new = minutes_by_line(before, week), minutes_by_line(after, week)
        moment = datetime.fromtimestamp(at / 1e6, page.home.records.zone)
        when = f"{long_day(moment)} {moment:%H:%M}"
        found += [
            (when, plain(who), plain(line_name(known, key)), _days(old.get(key, 0)), _days(new.get(key, 0)))
            for key in {**old, **new}
            if old.get(key) != new.get(key)
        ]
        after = before
    names = ("effort.history.when", "effort.history.who", "effort.row", "effort.history.old", "effort.history.new")
    return pd.DataFrame(found, columns=[say(name) for name in names])


def _as_known(page: Page, week: date, at: datetime | None) -> pd.DataFrame:
    rows = page.home.records.frame("effort_entries", at, trace=True)
    return rows[rows["week"] == pd.Timestamp(week)]


def _days(minutes: int) -> str:
    return number(minutes / 60 / 8)

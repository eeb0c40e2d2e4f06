"""The burn-up on the page: today's count against the plan, and where the own pace leads."""

import pandas as pd
import streamlit as st

from pages.parts.charts.burn_up import Way, burn_up_rows, burn_up_spec
from pages.parts.charts.draw import Twin, draw
from pages.parts.figures import long_day, number
from pages.parts.target.cards import against_plan
from pages.parts.target.outlook import Outlook
from pages.parts.target.phrases import between
from pages.parts.words import plain, say


def draw_chart(known: Outlook) -> None:
    """The chart with its sentence, a text for who cannot see it, and the table behind it."""
    now = known.standing.value
    if now is None:
        return
    st.subheader(say("target.chart"), anchor=False)
    way = _way(known)
    reach = between(known.reach.value, known.day) if known.reach.value else known.reach.why
    draw(
        "burn_up",
        burn_up_spec,
        burn_up_rows(way),
        alt=say(
            "target.chart.alt",
            live=now.live,
            possible=now.possible,
            plan=number(now.plan, 0),
            needed=now.needed,
            due=long_day(now.target.due_on),
            reach=reach,
        ),
        twin=Twin("burn_up", lambda: _table(known), lambda: _export(known), say("target.chart.definition")),
    )
    if known.fan:
        st.caption(say("target.chart.read", weeks=number(known.pace.value.weeks, 0)))
    else:
        st.caption(say("target.chart.read.no_pace", why=plain(known.reach.why)))


def _way(known: Outlook) -> Way:
    now = known.standing.value
    words = ("target.chart.live", "target.chart.plan", "target.chart.fan")
    return Way(
        known.day,
        now.target.due_on,
        now.needed,
        tuple((p.day, p.live) for p in known.points if p.live is not None),
        tuple((p.day, p.plan) for p in known.points if p.plan is not None),
        tuple((s.live, s.early, s.late) for s in known.fan),
        against_plan(now)[0],
        (*map(say, words), say("target.chart.goal", needed=now.needed)),
    )


def _table(known: Outlook) -> pd.DataFrame:
    return pd.DataFrame(
        {
            say("target.chart.day"): [long_day(p.day) for p in known.points],
            say("target.chart.live"): ["–" if p.live is None else str(p.live) for p in known.points],
            say("target.chart.plan"): ["–" if p.plan is None else number(p.plan, 0) for p in known.points],
        }
    )


def _export(known: Outlook) -> pd.DataFrame:
    return pd.DataFrame(
        [(p.day.isoformat(), p.live, p.plan) for p in known.points], columns=["week_to", "live", "plan"], dtype=object
    )

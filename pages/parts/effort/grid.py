"""The week's grid: one line per use case and place, filled with last week; sum and warnings at its foot."""

import pandas as pd
import streamlit as st

from kpis.team_week import UNTIL_LIVE, Line, LineKey, looks_like_hours
from pages.parts.effort.draft import Draft, Outcome, days_text, number
from pages.parts.effort.figures import Figures
from pages.parts.reader import reader
from pages.parts.words import plain, say

ROW, HEAD, TALLEST = 35, 38, 560  # pixels
NAMED = 8  # changes listed by name


def draw_grid(draft: Draft, known: Figures) -> None:
    """Draw the grid. Its values are read back from the session, never from what it returns; a closed week only shows."""
    closed = known.is_closed(draft.week)
    people, days = any(line.key[4] for line in draft.lines), any(line.key[5] for line in draft.lines)
    shown = pd.DataFrame(
        {
            "row": [known.spoken(line.key) for line in draft.lines],
            "person": [known.people.get(line.key[4], "") for line in draft.lines],
            "day": [f"{line.key[5]:%a}" if line.key[5] else "" for line in draft.lines],
            "days": [draft.texts.get(line.key) or days_text(line, line.proposed) for line in draft.lines],
            "before": [days_text(line, line.before) if line.before else "–" for line in draft.lines],
            "name": [known.names.get(line.key[0], "") for line in draft.lines],
            "kind": [say(f"effort.kind.{line.key[3] or 'auto'}") for line in draft.lines],
        }
    )
    order = ["row", *(["person"] if people else []), *(["day"] if days else []), "days", "before", "name", "kind"]
    text, help_ = st.column_config.TextColumn, say("effort.days.help", half=reader().typed(1.5))
    st.data_editor(
        shown,
        key=draft.grid_key,
        column_order=order,
        hide_index=True,
        num_rows="fixed",
        row_height=ROW,
        disabled=[name for name in shown.columns if name != "days" or closed],
        height=min(HEAD + ROW * len(shown), TALLEST),
        alt=say("effort.grid.alt"),
        column_config={
            "row": text(say("effort.row"), width="medium"),
            "person": text(say("effort.person"), width="small"),
            "day": text(say("effort.day"), width="small"),
            "days": text(say("effort.days"), width=75, help=help_, alignment="right", max_chars=20),
            "before": text(say("effort.before"), width=100, alignment="right"),
            "name": text(say("effort.name"), width="medium"),
            "kind": text(say("effort.kind"), width=75),
        },
    )


def line_name(known: Figures, key: LineKey) -> str:
    """A line as one reads it: use case, place, person, day."""
    more = [
        known.people.get(key[4]) if key[4] is not None else None,
        f"{key[5]:%a}" if key[5] else None,
        say(f"effort.kind.{key[3]}") if key[3] else None,
    ]
    return " · ".join([known.spoken(key), *(part for part in more if part)])


def draw_foot(draft: Draft, now: Outcome, known: Figures) -> None:
    """The sum, what was changed, and what to think about before saving."""
    for key, problem in now.wrong.items():
        st.error(say("effort.bad", row=plain(line_name(known, key)), words=plain(problem)))
    st.markdown(total_words(draft, now))
    if now.changed:
        said = [
            say(
                "effort.change",
                row=plain(line_name(known, line.key)),
                old=days_text(line, line.proposed),
                new=days_text(line, now.minutes[line.key]),
            )
            for line in now.changed
        ]
        rest = [say("effort.more", count=len(said) - NAMED)] if len(said) > NAMED else []
        st.caption(say("effort.changes", count=len(said), list="; ".join([*said[:NAMED], *rest])))
    for words in [*_estimate_warnings(draft, now, known), *_hours_warnings(draft, now, known)]:
        st.warning(words, icon=":material/priority_high:")


def total(draft: Draft, now: Outcome) -> float:
    """The person-days of the whole week."""
    return sum(line.days(now.minutes[line.key]) for line in draft.lines)


def total_words(draft: Draft, now: Outcome) -> str:
    """The sum at the foot."""
    busy = [line.key for line in draft.lines if now.minutes[line.key]]
    before = number(sum(line.days(line.before) for line in draft.lines))
    people = {key[4] for key in busy if key[4] is not None}
    if people:
        return say("effort.sum.people", days=number(total(draft, now)), people=len(people), before=before)
    return say("effort.sum", days=number(total(draft, now)), lines=len(busy), before=before)


def _estimate_warnings(draft: Draft, now: Outcome, known: Figures) -> list[str]:
    """Work that is past its estimate with this week, where this week adds to it."""
    copies = {work.place for work in known.works if work.copy}
    more: dict[object, float] = {}
    touched = set()
    for line in draft.lines:
        what = (
            line.key[:3] if line.key[:3] in copies else line.key[0]
        )  # time outside known copies is for the first build
        if line.key[3] in (None, *UNTIL_LIVE):
            more[what] = more.get(what, 0.0) + line.days(now.minutes[line.key] - line.stored)
        if now.minutes[line.key] > line.proposed:
            touched.add(what)
    said = []
    for work in known.works:
        what = work.place if work.copy else work.place[0]
        days = work.spent + more.get(what, 0.0)
        if what in touched and work.live_on is None and work.estimate is not None and days > work.estimate:
            said.append(
                say(
                    "effort.warn.estimate",
                    row=plain(known.spoken(work.place)),
                    days=number(days),
                    estimate=number(work.estimate),
                )
            )
    return said


def _hours_warnings(draft: Draft, now: Outcome, known: Figures) -> list[str]:
    doubtful: list[Line] = [line for line in now.changed if looks_like_hours(line, now.minutes[line.key])]
    return [
        say(
            "effort.warn.hours",
            row=plain(line_name(known, line.key)),
            typed=days_text(line, now.minutes[line.key]),
            days=days_text(line, now.minutes[line.key]),
        )
        for line in doubtful
    ]

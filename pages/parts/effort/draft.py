"""The week somebody is working on: its lines as they were when opened, and what was typed on top; kept until saved."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

import pandas as pd
import streamlit as st

from data_adapters.records.services.effort_context import hours_per_day
from data_adapters.records.services.effort_week import WeekCell, week_version
from data_adapters.records.services.my_week import my_entry_id, my_week_version
from kpis.rollouts import statuses, tuples, whole_days
from kpis.team_week import (
    COLUMNS,
    Line,
    LineKey,
    NotATime,
    carried_over,
    line_key,
    lines_of,
    minutes_by_line,
    newest_week_before,
    sort_key,
    typed_minutes,
    with_hours,
)
from pages.parts.effort.figures import Figures, figures, person_key
from pages.parts.gate import Page
from pages.parts.reader import reader

AT_WORK = ("building", "pilot")


@dataclass(frozen=True)
class Draft:
    """The lines as opened (`version` of the week), texts typed for some, the number of the request to come."""

    week: date
    version: int
    lines: tuple[Line, ...]
    filled_from: date | None = None
    texts: Mapping[LineKey, str] = field(default_factory=dict)
    generation: int = 0
    request_id: str = ""
    mine: bool = False
    person: int | None = None  # who the lines are of, where the company records it and they are one's own

    @property
    def grid_key(self) -> str:
        """The key of the grid: another one as soon as its lines or what it starts from are others."""
        seen = repr(([line.key for line in self.lines], self.version))
        return f"{'my_' * self.mine}week_{self.week}_{hashlib.sha256(seen.encode()).hexdigest()[:12]}_{self.generation}"

    def typed(self) -> dict[LineKey, str]:
        """Everything typed: what was put in before, and what the grid holds now; only days of known lines count."""
        edited = (st.session_state.get(self.grid_key) or {}).get("edited_rows") or {}
        fresh = {
            self.lines[int(at)].key: cells["days"]
            for at, cells in edited.items()
            if isinstance(cells, Mapping) and "days" in cells and 0 <= int(at) < len(self.lines)
        }
        return {**self.texts, **{key: "" if text is None else str(text) for key, text in fresh.items()}}


@dataclass(frozen=True)
class Outcome:
    """What the week would be with what was typed: minutes of every line, which were changed, what is wrong."""

    minutes: Mapping[LineKey, int]
    changed: tuple[Line, ...]
    wrong: Mapping[LineKey, NotATime]

    def cells(self, lines: tuple[Line, ...]) -> list[WeekCell]:
        """What has to be written: every line that is not stored like this already."""
        return [cell(line.key, self.minutes[line.key]) for line in lines if self.minutes[line.key] != line.stored]


def cell(key: LineKey, minutes: int) -> WeekCell:
    """One line as the service takes it."""
    use_case, market, area, kind, person, day = key
    return WeekCell(use_case, minutes, market=market, business_area=area, kind=kind, person_key=person, day=day)


def outcome(draft: Draft, typed: Mapping[LineKey, str]) -> Outcome:
    """Read everything that was typed against the lines."""
    minutes, wrong = {}, {}
    for line in draft.lines:
        minutes[line.key] = line.proposed
        text = typed.get(line.key)
        if text is None or text == days_text(line, line.proposed):
            continue
        try:
            minutes[line.key] = typed_minutes(text, line, reader())
        except NotATime as problem:
            wrong[line.key] = problem
    changed = tuple(line for line in draft.lines if minutes[line.key] != line.proposed)
    return Outcome(minutes, changed, wrong)


def days_text(line: Line, minutes: int) -> str:
    """Minutes as the grid shows them, in days: "1.5"."""
    return number(line.days(minutes))


def number(days: float) -> str:
    """Days as people read them, two decimals at most.

    >>> number(64.0), number(0.03125), number(1.5)
    ('64', '0.03', '1.5')
    """
    return reader().typed(days)


def open_draft(page: Page, week: date, mine: bool = False) -> Draft:
    """The draft of this session for a week; a fresh one where nothing was typed and the records have moved on."""
    kept = st.session_state.get(kept_as(mine))
    if kept and kept.week == week and (kept.typed() or kept.version == stored_version(page, week, mine)):
        return kept
    fresh = new_draft(page, week, mine=mine)
    st.session_state[kept_as(mine)] = fresh
    return fresh


def kept_as(mine: bool) -> str:
    """Under which key the session keeps the draft of the team's or one's own week."""
    return "effort_draft_mine" if mine else "effort_draft"


def keep(draft: Draft) -> None:
    """Make this the draft of the session; its grid starts anew."""
    st.session_state[kept_as(draft.mine)] = replace(draft, generation=draft.generation + 1)


def stored_version(page: Page, week: date, mine: bool) -> int:
    """The version of the team's, or of one's own lines of a week."""
    records = page.home.records
    return my_week_version(records, page.principal.user_id, week) if mine else week_version(records, week)


def new_draft(page: Page, week: date, texts: Mapping[LineKey, str] | None = None, *, mine: bool = False) -> Draft:
    """A week as stored; an empty week is filled with the newest one before. Typed lines that are new are added."""
    version = stored_version(page, week, mine)  # before the rows: what comes between is a conflict, not overwritten
    known = figures(page)
    person = person_key(page.home, page.principal.name) if mine and page.home.records.effort_person != "off" else None
    entries = known.tables["effort_entries"]
    entries = own_entries(entries, page.principal.user_id) if mine else entries
    stored, earlier = minutes_by_line(entries, week), newest_week_before(entries, week)
    status = statuses(known.tables["use_case_events"], week)
    active = set(known.active["use_case_id"])
    before = carried_over(minutes_by_line(entries, earlier), status, week, earlier) if earlier else {}
    before = {key: minutes for key, minutes in before.items() if key[0] in active}
    closed = known.is_closed(week)
    proposed = dict(before) if not stored and not closed else {}
    seen = {key[:3] for key in {**stored, **proposed}}
    begun = {(*place, None, person, None): 0 for place, now in status.items()
             if now in AT_WORK and place not in seen and not closed}  # fmt: skip
    lines = lines_of(stored, {**dict.fromkeys(texts or {}, 0), **begun, **proposed}, before)
    return Draft(
        week,
        version,
        tuple(_timed(known, lines, week)),
        None if stored else earlier,
        dict(texts or {}),
        request_id=_request(),
        mine=mine,
        person=person,
    )


def own_entries(entries: pd.DataFrame, user_id: str) -> pd.DataFrame:
    """The entries somebody typed for themselves."""
    rows = zip(
        entries["entry_id"].tolist(), whole_days(entries, "week").tolist(), tuples(entries, COLUMNS), strict=True
    )
    mine = [i.startswith("m") and i == my_entry_id(user_id, week, line_key(key)) for i, week, key in rows]
    return entries[mine]


def with_texts(draft: Draft, known: Figures, texts: Mapping[LineKey, str]) -> Draft:
    """The draft with more typed on top; lines that are not in the grid yet are added, in their place."""
    if draft.mine:
        texts = {(*key[:4], draft.person, key[5]): text for key, text in texts.items()}
    added = [Line(key) for key in texts if key not in {line.key for line in draft.lines}]
    lines = sorted([*draft.lines, *_timed(known, added, draft.week)], key=lambda line: sort_key(line.key))
    now = outcome(draft, draft.typed()).minutes
    clear = {line.key: _plain_days(line, texts[line.key], now.get(line.key, 0)) for line in lines if line.key in texts}
    return replace(draft, lines=tuple(lines), texts={**draft.typed(), **clear})


def _plain_days(line: Line, text: str, now: int) -> str:
    """ "+3" as the sum it makes with what the grid says now; other texts stay as typed."""
    return days_text(line, typed_minutes(text, replace(line, proposed=now), reader())) if text.startswith("+") else text


def _timed(known: Figures, lines: list[Line], week: date) -> list[Line]:
    rows = [
        {
            **row,
            "from_day": row["from_day"].date(),
            "market": _text(row["market"]),
            "business_area": _text(row["business_area"]),
        }
        for row in known.tables["parameters"].to_dict("records")
    ]
    return with_hours(lines, {line.key: hours_per_day(rows, week, line.key[1], line.key[2]) for line in lines})


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _request() -> str:
    return f"week-{uuid4().hex}"

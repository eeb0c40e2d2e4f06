"""The week somebody is working on: its lines as they were when opened, and what was typed on top; kept until saved."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

import streamlit as st

from data_adapters.records.services.effort_context import hours_per_day
from data_adapters.records.services.effort_week import WeekCell, week_version
from kpis.rollouts import statuses
from kpis.team_week import (
    Line,
    LineKey,
    NotATime,
    carried_over,
    lines_of,
    minutes_by_line,
    newest_week_before,
    sort_key,
    typed_minutes,
    with_hours,
)
from pages.parts.effort.figures import Figures, figures
from pages.parts.gate import Page

AT_WORK = ("building", "pilot")


@dataclass(frozen=True)
class Draft:
    """The lines as opened (`version` of the week), texts typed for some of them, and the number of the request to come."""

    week: date
    version: int
    lines: tuple[Line, ...]
    filled_from: date | None = None
    texts: Mapping[LineKey, str] = field(default_factory=dict)
    generation: int = 0
    request_id: str = ""

    @property
    def grid_key(self) -> str:
        """The key of the grid: another one as soon as its lines or what it starts from are others."""
        seen = repr(([line.key for line in self.lines], self.version))
        return f"week_{self.week}_{hashlib.sha256(seen.encode()).hexdigest()[:12]}_{self.generation}"

    def typed(self) -> dict[LineKey, str]:
        """Everything typed: what was put in before, and what the grid holds now; only days of known lines count."""
        edited = (st.session_state.get(self.grid_key) or {}).get("edited_rows") or {}
        fresh = {self.lines[int(at)].key: cells["days"] for at, cells in edited.items()
                 if isinstance(cells, Mapping) and "days" in cells and 0 <= int(at) < len(self.lines)}  # fmt: skip
        return {**self.texts, **{key: "" if text is None else str(text) for key, text in fresh.items()}}


@dataclass(frozen=True)
class Outcome:
    """What the week would be with what was typed: minutes of every line, the lines somebody changed, and what is wrong."""

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
            minutes[line.key] = typed_minutes(text, line)
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
    return f"{days:.2f}".rstrip("0").rstrip(".")


def open_draft(page: Page, week: date) -> Draft:
    """The draft of this session for a week; a fresh one where nothing was typed and the records have moved on."""
    kept = st.session_state.get("effort_draft")
    if kept and kept.week == week and (kept.typed() or kept.version == week_version(page.home.records, week)):
        return kept
    fresh = new_draft(page, week)
    st.session_state["effort_draft"] = fresh
    return fresh


def keep(draft: Draft) -> None:
    """Make this the draft of the session; its grid starts anew."""
    st.session_state["effort_draft"] = replace(draft, generation=draft.generation + 1)


def new_draft(page: Page, week: date, texts: Mapping[LineKey, str] | None = None) -> Draft:
    """A week as stored; an empty week is filled with the newest one before. Typed lines that are new are added."""
    version = week_version(page.home.records, week)  # before the rows: what comes between is a conflict, not overwritten
    known = figures(page)
    entries = known.tables["effort_entries"]
    stored, earlier = minutes_by_line(entries, week), newest_week_before(entries, week)
    before = minutes_by_line(entries, earlier) if earlier else {}
    status = statuses(known.tables["use_case_events"], week)
    before = carried_over(before, status, week, earlier) if earlier else {}
    proposed = dict(before) if not stored else {}
    seen = {(key[0], key[1], key[2]) for key in {**stored, **proposed}}
    begun = {(*place, None, None, None): 0 for place, now in status.items() if now in AT_WORK and place not in seen}
    typed_keys = dict.fromkeys(texts or {}, 0)
    lines = lines_of(stored, {**typed_keys, **begun, **proposed}, before)
    return Draft(week, version, tuple(_timed(known, lines, week)), None if stored else earlier, dict(texts or {}), 0, _request())


def with_texts(draft: Draft, known: Figures, texts: Mapping[LineKey, str]) -> Draft:
    """The draft with more typed on top; lines that are not in the grid yet are added, in their place."""
    added = [Line(key) for key in texts if key not in {line.key for line in draft.lines}]
    lines = sorted([*draft.lines, *_timed(known, added, draft.week)], key=lambda line: sort_key(line.key))
    now = outcome(draft, draft.typed()).minutes
    clear = {line.key: _plain_days(line, texts[line.key], now.get(line.key, 0)) for line in lines if line.key in texts}
    return replace(draft, lines=tuple(lines), texts={**draft.typed(), **clear})


def _plain_days(line: Line, text: str, now: int) -> str:
    """"+3" as the sum it makes with what the grid says now; other texts stay as typed."""
    return days_text(line, typed_minutes(text, replace(line, proposed=now))) if text.startswith("+") else text


def _timed(known: Figures, lines: list[Line], week: date) -> list[Line]:
    rows = [{**row, "from_day": row["from_day"].date(), "market": _text(row["market"]), "business_area": _text(row["business_area"])}
            for row in known.tables["parameters"].to_dict("records")]  # fmt: skip
    return with_hours(lines, {line.key: hours_per_day(rows, week, line.key[1], line.key[2]) for line in lines})


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _request() -> str:
    return f"week-{uuid4().hex}"

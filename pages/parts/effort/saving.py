"""Saves the week in one transaction that can be undone; a conflict shows both sides and keeps what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

import pandas as pd
import streamlit as st

from data_adapters.records.problems import Conflict, InvalidEntry, RecordsProblem
from data_adapters.records.services import save_my_week, save_week
from data_adapters.records.services.answers import InvalidEntries, Saved
from data_adapters.records.services.effort_week import WeekCell
from kpis.team_week import LineKey
from pages.parts.effort.draft import Draft, Outcome, cell, days_text, keep, kept_as, new_draft, number, outcome
from pages.parts.effort.figures import Figures
from pages.parts.effort.grid import line_name, total
from pages.parts.gate import Page
from pages.parts.words import plain, say


@dataclass(frozen=True)
class SavedWeek:
    """A week that was saved in this session: what to say, and how to take it back."""

    week: date
    words: str
    version: int
    back: tuple[WeekCell, ...]
    texts: Mapping[LineKey, str]
    request_id: str
    mine: bool = False
    warnings: tuple[str, ...] = ()


def save(page: Page, draft: Draft, now: Outcome, known: Figures) -> None:
    """Write what changed. Whatever goes wrong is said in words; what was typed stays."""
    if now.wrong:
        st.error(say("effort.bad.all"))
        return
    cells = now.cells(draft.lines)
    if not cells:
        st.info(say("effort.nothing"))
        return
    try:
        saved = _writer(draft.mine)(
            page.home.records,
            page.principal,
            draft.week,
            cells,
            request_id=draft.request_id,
            expected_version=draft.version,
        )
    except Conflict:
        st.session_state["effort_conflict"] = (draft.week, draft.mine)
        st.rerun()
    except InvalidEntry as refused:
        _say_refused(refused, now, known)
    except RecordsProblem as problem:
        st.error(say("effort.retry", words=plain(problem)), icon=":material/sync_problem:")
    else:
        _remember(draft, now, cells, saved, known)
        st.session_state.pop(kept_as(draft.mine), None)
        st.toast(st.session_state["effort_saved"].words, icon=":material/check:")
        st.rerun()


def _writer(mine: bool) -> Callable[..., Saved]:
    return save_my_week if mine else save_week


def _say_refused(refused: InvalidEntry, now: Outcome, known: Figures) -> None:
    said = [f.words for f in refused.findings] if isinstance(refused, InvalidEntries) else [str(refused)]
    rows = ", ".join(line_name(known, line.key) for line in now.changed)
    st.error(say("effort.bad.all") + "".join(f"\n\n{plain(rows)}: {plain(words)}" for words in said))


def _remember(draft: Draft, now: Outcome, cells: list[WeekCell], saved: Saved, known: Figures) -> None:
    written = {(c.use_case_id, c.market, c.business_area, c.kind, c.person_key, c.day) for c in cells}
    back = tuple(cell(line.key, line.stored) for line in draft.lines if line.key in written)
    busy = [line.key for line in draft.lines if now.minutes[line.key]]
    people = {key[4] for key in busy} - {None}
    count, kind = len(people or {key[0] for key in busy}), "effort.saved.people" if people else "effort.saved"
    words = say(f"{kind}.one" if count == 1 else kind, days=number(total(draft, now)), count=count)
    st.session_state["effort_saved"] = SavedWeek(
        draft.week,
        say("effort.saved.again") if saved.repeated else words,
        saved.row_version,
        back,
        draft.typed(),
        f"undo-{uuid4().hex}",
        draft.mine,
        tuple(dict.fromkeys(warning.words for warning in saved.warnings)),
    )


def draw_saved(page: Page, week: date, mine: bool) -> None:
    """What was saved last in this session, with the way back."""
    done: SavedWeek | None = st.session_state.get("effort_saved")
    if not done or (done.week, done.mine) != (week, mine):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(done.words, icon=":material/check:", width="stretch")
        undo = bool(done.back) and st.button(say("effort.undo"), key="effort_undo", icon=":material/undo:")
    for words in done.warnings:
        st.warning(plain(words))
    if undo:
        _undo(page, done)


def _undo(page: Page, done: SavedWeek) -> None:
    try:
        _writer(done.mine)(
            page.home.records,
            page.principal,
            done.week,
            done.back,
            request_id=done.request_id,
            expected_version=done.version,
        )
    except RecordsProblem as problem:
        st.error(plain(problem))
        return
    st.session_state["effort_saved"] = replace(done, words=say("effort.undone"), back=(), warnings=())
    st.session_state[kept_as(done.mine)] = new_draft(page, done.week, done.texts, mine=done.mine)
    st.rerun()


def draw_conflict(page: Page, draft: Draft, now: Outcome, known: Figures) -> None:
    """Both sides of a conflict, line by line, and a button for each."""
    if st.session_state.get("effort_conflict") != (draft.week, draft.mine):
        return
    typed = {line.key: draft.typed()[line.key] for line in now.changed}
    merged = new_draft(page, draft.week, typed, mine=draft.mine)
    theirs = {line.key: line for line in merged.lines}
    differ = [key for key in now.minutes if key in theirs and now.minutes[key] != theirs[key].stored]
    st.warning(say("effort.conflict") if differ else say("effort.conflict.same"), icon=":material/group:")
    if differ:
        st.table(
            pd.DataFrame(
                {
                    say("effort.conflict.row"): [plain(line_name(known, key)) for key in differ],
                    say("effort.conflict.mine"): [days_text(theirs[key], now.minutes[key]) for key in differ],
                    say("effort.conflict.theirs"): [days_text(theirs[key], theirs[key].stored) for key in differ],
                }
            ),
            border="horizontal",
            hide_index=True,
        )
    with st.container(horizontal=True):
        mine = st.button(say("effort.conflict.keep"), key="effort_keep_mine", type="primary")
        other = st.button(say("effort.conflict.take"), key="effort_take_theirs")
    if mine:
        absolute = {key: days_text(theirs[key], now.minutes[key]) for key in typed}  # "+3" means beside what I saw
        rebased = replace(merged, texts=absolute)
        _close_conflict(rebased)
        save(page, rebased, outcome(rebased, absolute), known)
    if other:
        _close_conflict(new_draft(page, draft.week, mine=draft.mine))
        st.rerun()


def _close_conflict(draft: Draft) -> None:
    st.session_state.pop("effort_conflict", None)
    keep(draft)

"""Three things that need somebody: past its estimate, live but quiet, nobody to stand in; one click, or leave."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, zip_longest
from uuid import uuid4

import pandas as pd
import streamlit as st

from data_adapters.records.problems import RecordsProblem
from data_adapters.records.services import decide, save_estimate, save_use_case, set_status
from kpis.rollouts import RollOut
from kpis.to_act_on import Work, stand_ins
from pages.parts.effort.draft import number
from pages.parts.effort.figures import Figures
from pages.parts.gate import Page
from pages.parts.words import plain, say

MOST = 3
KEEP = timedelta(weeks=4)  # after this a decision to keep going is asked about again
Deed = Callable[[str], object]  # is handed the request id


@dataclass(frozen=True)
class Need:
    """One thing: its sentence, and what can be done about it as (button, deed, words for afterwards)."""

    key: str
    words: str
    deeds: tuple[tuple[str, Deed, str], ...]


def draw_needs(page: Page, known: Figures) -> None:
    """Draw the list; a deed that was done is said once, and its thing is gone."""
    st.subheader(say("effort.needs"))
    done = st.session_state.pop("effort_need_done", None)
    if done:
        st.success(done, icon=":material/check:")
    found = needs(page, known)
    if not found:
        st.caption(say("effort.needs.none"))
        return
    may = page.may("usecase.write")
    if may:
        st.caption(say("effort.needs.help"))
    for need in found[:MOST]:
        with st.container(border=True):
            st.markdown(need.words)
            if may:
                _draw_deeds(need)
    if len(found) > MOST:
        st.caption(say("effort.needs.more", count=len(found) - MOST))


def _draw_deeds(need: Need) -> None:
    with st.container(horizontal=True):
        for n, (label, deed, words) in enumerate(need.deeds):
            if not st.button(label, key=f"need_{need.key}_{n}"):
                continue
            try:
                deed(f"need-{uuid4().hex}")
            except RecordsProblem as problem:
                st.error(plain(problem))
                continue
            st.session_state["effort_need_done"] = words
            st.rerun()


def needs(page: Page, known: Figures) -> list[Need]:
    """Everything that needs somebody, the kinds in turn, the worst of each kind first."""
    kinds = [_over(page, known), _quiet(page, known), _alone(page, known)]
    return [need for turn in zip_longest(*(islice(kind, 20) for kind in kinds)) for need in turn if need]


def _over(page: Page, known: Figures) -> Iterator[Need]:
    kept = _kept(known)
    for work in known.past_estimate:
        if work.place in kept:
            continue
        row, more = plain(known.spoken(work.place)), float(math.ceil(work.spent * 1.25))
        yield Need(
            f"over_{'_'.join(map(str, work.place))}",
            say("effort.needs.over", row=row, days=number(work.spent), estimate=number(work.estimate)),
            (
                (
                    say("effort.needs.over.raise", days=number(more)),
                    _raise(page, work, more),
                    say("effort.needs.done.estimate", row=row, days=number(more)),
                ),
                (say("effort.needs.over.keep"), _keep(page, known, work), say("effort.needs.done.keep", row=row)),
                (
                    say("effort.needs.over.stop"),
                    _pause(page, work.place, say("effort.needs.stopped")),
                    say("effort.needs.done.stop", row=row),
                ),
            ),
        )


def _quiet(page: Page, known: Figures) -> Iterator[Need]:
    for place, days in known.quiet.items():
        row = plain(known.spoken(place))
        yield Need(
            f"quiet_{'_'.join(place)}",
            say("effort.needs.quiet", row=row, days=days),
            (
                (
                    say("effort.needs.quiet.pause"),
                    _pause(page, place, say("effort.needs.silent", days=days)),
                    say("effort.needs.done.pause", row=row),
                ),
            ),
        )


def _alone(page: Page, known: Figures) -> Iterator[Need]:
    for use_case in known.no_backup:
        row = plain(f"{use_case} {known.names.get(use_case, '')}".strip())
        people = stand_ins(known.tables["use_cases"], use_case)
        yield Need(
            f"backup_{use_case}",
            say("effort.needs.backup", row=row),
            tuple(
                (
                    say("effort.needs.backup.take", person=plain(person)),
                    _stand_in(page, use_case, person),
                    say("effort.needs.done.backup", person=plain(person), row=row),
                )
                for person in people
            ),
        )


def _raise(page: Page, work: Work, days: float) -> Deed:
    return lambda request: save_estimate(
        page.home.records,
        page.principal,
        work.place[0],
        days,
        market=work.place[1],
        business_area=work.place[2],
        note=say("effort.needs.raised", days=number(work.spent), estimate=number(work.estimate)),
        request_id=request,
    )


def _keep(page: Page, known: Figures, work: Work) -> Deed:
    """To keep going is a decision: it is asked about again in four weeks."""
    told = {"days": number(work.spent), "estimate": number(work.estimate)}
    return lambda request: decide(
        page.home.records,
        page.principal,
        _keep_words(known, work.place) + say("effort.needs.kept", **told),
        owner=page.principal.name,
        check_on=page.today + KEEP,
        indicator="development_effort",
        slice_text=f"use_case={work.place[0]}",
        request_id=request,
    )


def _kept(known: Figures) -> set[RollOut]:
    """Work somebody decided to keep going, until the day this is to be checked."""
    rows = known.tables["decisions"]
    waiting = rows[(rows["check_on"] > pd.Timestamp(known.today)) & rows["outcome"].isna()]["text"].tolist()
    kept = [work.place for work in known.past_estimate]
    return {place for place in kept if any(text.startswith(_keep_words(known, place)) for text in waiting)}


def _keep_words(known: Figures, place: RollOut) -> str:
    return say("effort.needs.keep", row=known.spoken(place))


def _pause(page: Page, place: RollOut, reason: str) -> Deed:
    return lambda request: set_status(
        page.home.records,
        page.principal,
        place[0],
        "paused",
        market=place[1],
        business_area=place[2],
        day=page.today,
        reason=reason,
        request_id=request,
    )


def _stand_in(page: Page, use_case: str, person: str) -> Deed:
    def save(request: str) -> object:
        rows = page.home.records.frame("use_cases", trace=True).set_index("use_case_id", drop=False)
        stored = rows.loc[use_case]
        version = int(stored["row_version"])
        kept = {name: stored[name] for name in page.home.records.frame("use_cases").columns}
        return save_use_case(
            page.home.records,
            page.principal,
            {**kept, "backup_owner": person, "has_backup_owner": "yes"},
            request_id=request,
            expected_version=version,
        )

    return save

"""The estimate of a use case: what was estimated when and why, and a form that estimates again."""

from datetime import UTC, datetime
from uuid import uuid4

import pandas as pd
import streamlit as st

from data_adapters.records.problems import Conflict, RecordsProblem
from data_adapters.records.services import save_estimate
from kpis.to_act_on import Work
from pages.parts.effort.draft import number
from pages.parts.figures import day_month, long_day
from pages.parts.gate import Page
from pages.parts.number_field import number_field, refused
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say

Place = tuple[str | None, str | None]
REQUEST, SEEN = "uc_estimate_request", "uc_estimate_seen"


def draw_estimate(page: Page, known: Portfolio, use_case: str) -> None:
    """Folded: the estimates so far, newest first, and for who may, the form."""
    box = st.expander(say("uc.estimate"), icon=":material/straighten:", key=f"uc_estimates_{use_case}", on_change="rerun")
    if not box.open:
        return
    with box:
        rows = page.home.records.frame("estimates", trace=True)
        rows = rows[rows["use_case_id"] == use_case].sort_values(["estimated_on", "recorded_at"], ascending=False)
        _draw_history(page, known, rows)
        if page.may("usecase.write"):
            _draw_form(page, known, use_case, rows)


def _draw_history(page: Page, known: Portfolio, rows: pd.DataFrame) -> None:
    if rows.empty:
        st.caption(say("uc.estimate.none"))
        return
    at = [datetime.fromtimestamp(us / 1e6, UTC).astimezone(page.home.records.zone) for us in rows["recorded_at"]]
    shown = {
        "day": [long_day(moment) for moment in rows["estimated_on"]],
        "place": [plain(_place_words(known, place)) for place in _places(rows)],
        "days": [number(days) for days in rows["person_days"]],
        "reason": [plain(note) if isinstance(note, str) else "–" for note in rows["note"]],
        "by": [plain(f"{who}, {day_month(when)} {when:%H:%M}") for who, when in zip(rows["recorded_by"], at, strict=True)],
    }
    table = pd.DataFrame({say(f"uc.estimate.{name}"): column for name, column in shown.items()})
    st.table(table, border="horizontal", hide_index=True)


def _draw_form(page: Page, known: Portfolio, use_case: str, rows: pd.DataFrame) -> None:
    offered = _offered(known, use_case)
    request = st.session_state.setdefault(REQUEST, f"estimate-{uuid4().hex}")
    with st.form(f"uc_estimate_{use_case}_{request[-6:]}", border=False):
        first, second, third = st.columns([3, 2, 5])
        place = first.selectbox(
            say("uc.estimate.place"), offered, key="uc_estimate_place", format_func=lambda p: _place_words(known, p)
        )
        with second:
            days = number_field(say("uc.estimate.days"), key="uc_estimate_days", low=0)
        reason = third.text_input(say("uc.estimate.reason"), key="uc_estimate_reason", max_chars=300)
        wanted = st.form_submit_button(say("uc.estimate.save"))
    versions = dict(zip(_places(rows), rows["row_version"].tolist(), strict=True)) if len(rows) else {}
    todays = rows[rows["estimated_on"] == pd.Timestamp(known.today)]
    seen = st.session_state.get(SEEN, {})
    st.session_state[SEEN] = dict(zip(_places(todays), todays["row_version"].tolist(), strict=True))
    if not wanted or refused([days]):
        return
    if not days or (place in versions and not reason.strip()):
        st.error(say("uc.estimate.days_missing" if not days else "uc.estimate.reason_missing"))
        return
    _save(page, known, (use_case, *place), days, reason.strip() or None, int(seen.get(place, 0)))


def _save(page: Page, known: Portfolio, place: tuple, days: float, reason: str | None, seen: int) -> None:
    try:
        save_estimate(page.home.records, page.principal, place[0], days, market=place[1], business_area=place[2],
                      note=reason, request_id=st.session_state[REQUEST], expected_version=seen)  # fmt: skip
    except Conflict as conflict:
        theirs = conflict.theirs
        st.warning(say("uc.estimate.conflict", days=number(theirs.get("person_days", 0)),
                       reason=plain(theirs.get("note") or "–")), icon=":material/group:")  # fmt: skip
    except RecordsProblem as problem:
        st.error(say("uc.retry", words=plain(problem)), icon=":material/sync_problem:")
    else:
        for key in (REQUEST, SEEN, "uc_estimate_days", "uc_estimate_reason"):
            st.session_state.pop(key, None)
        st.session_state["uc_done"] = say("uc.estimate.done", place=plain(known.effort.spoken(place)), days=number(days))
        st.rerun()


def _offered(known: Portfolio, use_case: str) -> list[Place]:
    """Where work is on record first, then the other places, then the use case as a whole."""
    works: list[Work] = [work for work in known.effort.works if work.place[0] == use_case]
    busy = [work.place[1:] for work in sorted(works, key=lambda work: work.live_on is not None)]
    others = [place[1:] for place in sorted(known.effort.status) if place[0] == use_case]
    return list(dict.fromkeys([*busy, *others, (None, None)]))


def _places(rows: pd.DataFrame) -> list[Place]:
    pairs = zip(rows["market"], rows["business_area"], strict=True)
    return [tuple(part if isinstance(part, str) else None for part in pair) for pair in pairs]


def _place_words(known: Portfolio, place: Place) -> str:
    named = [known.effort.label(d, value) for d, value in zip(("market", "business_area"), place, strict=True) if value]
    return " · ".join(named) or say("uc.estimate.whole")

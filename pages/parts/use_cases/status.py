"""Says that a use case is planned, building, live … in a place from a day on."""

from uuid import uuid4

import streamlit as st

from data_adapters.records.problems import InvalidEntry, RecordsProblem
from data_adapters.records.services import set_status
from kpis.rollouts import STEPS
from pages.parts.figures import long_day
from pages.parts.gate import Page
from pages.parts.reader import day_field
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say

GRID_ROUND = "uc_grid_round"  # a new one after each save lets go of the cell that was clicked


def draw_status_form(page: Page, known: Portfolio, use_case: str, at: tuple[str, str] | None = None) -> None:
    """A form of five fields; the same day and place with another status takes the place of the first.

    `at` = the market and business area to begin with.
    """
    markets, areas = _known(known, "market", 1), _known(known, "business_area", 2)
    if not markets or not areas:
        st.caption(say("uc.status.no_place"))
        return
    request = st.session_state.setdefault("uc_status_request", f"status-{uuid4().hex}")
    name = "_".join((use_case, *(at or ())))
    with st.form(f"uc_status_{name}", border=False):
        fields = st.columns(4)
        market = fields[0].selectbox(
            say("uc.status.market"),
            markets,
            index=markets.index(at[0]) if at and at[0] in markets else None,
            key=f"uc_market_{name}",
            format_func=lambda value: known.effort.label("market", value),
        )
        area = fields[1].selectbox(
            say("uc.status.area"),
            areas,
            index=areas.index(at[1]) if at and at[1] in areas else 0 if len(areas) == 1 else None,
            key=f"uc_area_{name}",
            format_func=lambda value: known.effort.label("business_area", value),
        )
        status = fields[2].selectbox(
            say("uc.status.status"),
            STEPS,
            index=None,
            key=f"uc_status_of_{name}",
            format_func=lambda value: say(f"uc.state.{value}"),
        )
        day = fields[3].date_input(say("uc.status.day"), page.today, key=f"uc_day_{name}", format=day_field())
        reason = st.text_input(say("uc.status.reason"), key=f"uc_reason_{name}", max_chars=300)
        wanted = st.form_submit_button(say("uc.status.save"))
    if wanted:
        _save(page, known, use_case, (market, area, status, day, reason), request)


def _save(page: Page, known: Portfolio, use_case: str, typed: tuple, request: str) -> None:
    market, area, status, day, reason = typed
    try:
        set_status(
            page.home.records,
            page.principal,
            use_case,
            status,
            market=market,
            business_area=area,
            day=day,
            reason=reason.strip() or None,
            request_id=request,
        )
    except InvalidEntry as refused:
        named = {
            "market": "uc.status.market",
            "business_area": "uc.status.area",
            "status": "uc.status.status",
            "day": "uc.status.day",
        }
        field = say(named[refused.field]) if refused.field in named else refused.field
        st.error(say("uc.bad", field=plain(field), words=plain(refused)))
    except RecordsProblem as problem:
        st.error(say("uc.retry", words=plain(problem)))
    else:
        st.session_state.pop("uc_status_request")
        st.session_state[GRID_ROUND] = st.session_state.get(GRID_ROUND, 0) + 1
        st.session_state["uc_done"] = say(
            "uc.status.saved",
            place=plain(known.effort.spoken((use_case, market, area))),
            status=say(f"uc.state.{status}"),
            day=long_day(day),
        )
        st.rerun()


def _known(known: Portfolio, dimension: str, at: int) -> list[str]:
    rows = known.effort.tables["places"]
    named = set(rows.loc[rows["dimension"] == dimension, "value"])
    return sorted(
        named | {place[at] for place in known.effort.status}, key=lambda value: known.effort.label(dimension, value)
    )

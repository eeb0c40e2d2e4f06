"""The list of roll-outs the target counts: tick where each use case shall run, and freeze it; earlier lists stay."""

from contextlib import suppress
from uuid import uuid4

import pandas as pd
import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from data_adapters.records.problems import RecordsProblem
from data_adapters.records.services import freeze
from kpis.portfolio_lists import possible_places
from kpis.rollouts import RollOut, portfolio_on
from pages.parts.figures import long_day
from pages.parts.gate import Page
from pages.parts.review.actions import TOAST
from pages.parts.use_cases.portfolio import Portfolio, portfolio
from pages.parts.words import plain, say

REQUEST, OVER = "rollout_list_request", ("retired",)


def draw_rollout_list(page: Page) -> None:
    """Folded once a list is frozen; others than who may freeze one see nothing."""
    if not page.may("portfolio.write"):
        return
    known = portfolio(page)
    frozen = portfolio_on(known.tables["portfolio"], page.today)
    label = say("target.list.some", count=len(frozen)) if frozen else say("target.list.none")
    box = st.expander(label, expanded=not frozen, icon=":material/checklist:", key="rollout_list", on_change="rerun")
    if not box.open:
        return
    with box:
        if known.use_cases.empty or not _markets(known) or not _areas(known):
            st.info(say("target.list.first"))
            with suppress(StreamlitPageNotFoundError):
                st.page_link("use_cases.py", label=say("target.list.go"), icon=":material/arrow_forward:")
        else:
            _draw_form(page, known, frozen)


def _draw_form(page: Page, known: Portfolio, frozen: set[RollOut]) -> None:
    st.caption(_how(known, page, frozen))
    rows, markets = _rows(known), _markets(known)
    ticked = frozen or {p for p, now in known.effort.status.items() if now not in OVER} | possible_places(
        known.tables["eligible_cells"], known.tables["portfolio"], page.today)  # fmt: skip
    names = {market: known.effort.label("market", market) for market in markets}
    grid = pd.DataFrame({m: [(u, m, area) in ticked for u, area in rows] for m in markets})
    grid.insert(0, "row", [f"{known.name(u)} · {known.effort.label('business_area', area)}" for u, area in rows])
    request = st.session_state.setdefault(REQUEST, f"list-{uuid4().hex}")
    with st.form(f"rollout_list_{request[-6:]}", border=False):
        edited = st.data_editor(
            grid, hide_index=True, disabled=["row"], key=f"rollout_grid_{request[-6:]}", alt=say("target.list.alt"),
            column_config={"row": st.column_config.TextColumn(say("target.list.row"), width="large")}
            | {m: st.column_config.CheckboxColumn(plain(name), width="small") for m, name in names.items()})  # fmt: skip
        wanted = st.form_submit_button(say("target.list.freeze"), icon=":material/ac_unit:")
    if wanted:
        chosen = [(u, m, area) for n, (u, area) in enumerate(rows) for m in markets if edited[m].iloc[n]]
        _save(page, known, chosen)


def _how(known: Portfolio, page: Page, frozen: set[RollOut]) -> str:
    if not frozen:
        return say("target.list.how")
    listed = known.tables["portfolio"]
    day = listed.loc[listed["version"] == listed["version"].max(), "frozen_on"].iloc[0].date()
    return say("target.list.since", day=long_day(day)) + " " + say("target.list.how")


def _save(page: Page, known: Portfolio, chosen: list[RollOut]) -> None:
    versions = known.tables["portfolio"]["version"]
    try:
        freeze(page.home.records, page.principal, chosen, request_id=st.session_state[REQUEST],
               expected_version=int(versions.max()) if len(versions) else 0)  # fmt: skip
    except RecordsProblem as problem:
        st.error(say("target.set.refused", words=plain(problem)))
        return
    st.session_state.pop(REQUEST)
    st.session_state[TOAST] = say("target.list.done", count=len(chosen))
    st.rerun()


def _rows(known: Portfolio) -> list[tuple[str, str]]:
    """Use case and business area: the areas a use case is known in, else all."""
    places = {*known.effort.status, *portfolio_on(known.tables["portfolio"], known.today)}
    found = []
    for use_case in known.use_cases["use_case_id"].tolist():
        own = {place[2] for place in places if place[0] == use_case}
        found += [(use_case, area) for area in sorted(own or _areas(known))]
    return found


def _markets(known: Portfolio) -> list[str]:
    return _values(known, "market", 1)


def _areas(known: Portfolio) -> list[str]:
    return _values(known, "business_area", 2)


def _values(known: Portfolio, dimension: str, at: int) -> list[str]:
    rows = known.effort.tables["places"]
    return sorted({*rows.loc[rows["dimension"] == dimension, "value"], *(place[at] for place in known.effort.status)})

"""The page Attribution from top to bottom: first sight, rules beside each other, and what is folded below."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitPageNotFoundError

from data_adapters.side_by_side import Beside
from kpis.credit_ledger import Ledger
from kpis.periods import Period
from kpis.reading import NoAnswer
from pages.parts.attribution.beside_box import draw_beside
from pages.parts.attribution.checks_box import draw_checks
from pages.parts.attribution.choice import draw_choice, draw_span, rule_label, usual
from pages.parts.attribution.headline import FEW, draw_headline, draw_spread
from pages.parts.attribution.known import (
    Asked,
    Shared,
    ledger_of,
    ledger_of_whole,
    own_company,
    rules_beside,
    shared_sales,
)
from pages.parts.attribution.ledger_box import draw_broken_months, draw_ledger
from pages.parts.attribution.nobody_box import draw_nobody
from pages.parts.attribution.overlap_box import draw_overlap
from pages.parts.attribution.pipeline_box import draw_pipeline
from pages.parts.attribution.restated_box import draw_restated
from pages.parts.attribution.ways_box import draw_ways
from pages.parts.data.phrases import section
from pages.parts.figures import whole
from pages.parts.gate import Page
from pages.parts.words import plain, say


def draw_nothing(page: Page) -> None:
    """What would be here, and the way to it."""
    st.info(say("attribution.empty"), icon=":material/call_split:")
    if page.may("setup.read"):
        _link("data.py", say("attribution.empty.go"), ":material/upload_file:")


def _link(file: str, label: str, icon: str) -> None:
    """The way to another page, where the reader has it."""
    with suppress(StreamlitPageNotFoundError):
        st.page_link(file, label=label, icon=icon)


def draw_everything(page: Page) -> None:
    """Days, first sight, the chooser with all rules, and the folded sections."""
    period = draw_span(page)
    top = st.container(key="first_sight")
    with st.container(border=True, key="chooser"):
        asked = _draw_chooser(page, period)
        rules = st.container(key="rules")
    with section():
        try:
            _draw_known(asked, top, rules)
        except NoAnswer as none:
            top.info(plain(say("attribution.unreadable", why=none.reason)), icon=":material/info:")
    _draw_folded("how", ":material/functions:", lambda: st.markdown(say("attribution.how.text")))


def _draw_chooser(page: Page, period: Period) -> Asked:
    company = own_company(page)
    st.subheader(say("attribution.choose"), anchor=False)
    choice = draw_choice(company)
    asked = Asked(page, choice.applied_to(company), choice, period)
    told = [say("attribution.shown", rule=plain(rule_label(choice.rule)), days=asked.company.lookback_days)]
    if asked.company.lookbacks:
        told.append(say("attribution.shown.own", count=whole(len(asked.company.lookbacks))))
    own = usual(company)
    told.append(say("attribution.default", rule=plain(rule_label(own.rule)), days=company.lookback_days))
    st.caption(" ".join(told))
    return asked


def _draw_known(asked: Asked, top: DeltaGenerator, rules: DeltaGenerator) -> None:
    """Everything that needs shared sales. Raises NoAnswer."""
    with top:
        shared = shared_sales(asked)
    if shared is None:  # the reader stopped it, and was told so
        return
    sold = shared.cut("sales", asked.period, asked.place)
    if not sold["sales"].sum():
        none = "attribution.no_sales" if shared.tables.frame("sales").rows.empty else "attribution.no_sale_here"
        top.info(say(none), icon=":material/info:")
        return
    with top:
        first, spread = st.container(), st.container()
        _draw_not_caused()
    if asked.choice.is_whole:
        beside = _beside(asked, rules)
        if beside is None:
            return
        found = ledger_of_whole(asked, beside, shared)
        _draw_first_sight(asked, found, shared, first)
    else:  # the headline need not wait for the other rules
        found = ledger_of(asked, shared)
        _draw_first_sight(asked, found, shared, first)
        beside = _beside(asked, rules)
    if beside is not None and found.count >= FEW:
        with spread:
            draw_spread(asked, beside)
        with rules, section():
            draw_beside(asked, beside)
    _draw_all_folded(asked, shared, found)


def _draw_first_sight(asked: Asked, found: Ledger, shared: Shared, place: DeltaGenerator) -> None:
    with place:
        draw_headline(asked, found, shared)
        if found.adds_up and not asked.choice.is_whole:
            draw_broken_months(asked, shared)
        if found.count < FEW:
            st.warning(say("attribution.few", count=found.count), icon=":material/hourglass_empty:")


def _beside(asked: Asked, rules: DeltaGenerator) -> Beside | None:
    """All rules; when only the comparison fails, the rest of the page still shows."""
    with rules:
        try:
            return rules_beside(asked)
        except NoAnswer as none:
            if asked.choice.is_whole:
                raise
            st.caption(plain(say("attribution.unreadable", why=none.reason)))
            return None


def _draw_not_caused() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(say("attribution.not_caused"), width="content")
        _link("experiments.py", say("attribution.not_caused.go"), ":material/arrow_forward:")


def _draw_all_folded(asked: Asked, shared: Shared, found: Ledger) -> None:
    _draw_folded("ways", ":material/route:", lambda: draw_ways(asked))
    _draw_folded("nobody", ":material/person_off:", lambda: draw_nobody(asked, shared, found))
    _draw_folded("pipeline", ":material/filter_alt:", lambda: draw_pipeline(asked))
    _draw_folded("overlap", ":material/join_inner:", lambda: draw_overlap(asked))
    _draw_folded("checks", ":material/fact_check:", lambda: draw_checks(asked))
    _draw_folded("ledger", ":material/balance:", lambda: draw_ledger(asked, shared, found))
    _draw_folded("restated", ":material/history:", lambda: draw_restated(asked))


def _draw_folded(name: str, icon: str, draw: Callable[[], None]) -> None:
    """A section that is worked out only once it is open; which ones are open stands in the address."""
    box = st.expander(say(f"attribution.{name}"), key=f"open_{name}", on_change="rerun", bind="query-params", icon=icon)
    if not box.open:
        return
    with box, section():
        try:
            draw()
        except NoAnswer as none:
            st.caption(plain(say("attribution.unreadable", why=none.reason)))

"""Keeps the review of each finished week, and says which of its numbers read differently now, and because of what."""

from datetime import date

import sqlalchemy as sa
import streamlit as st

from data_adapters.came_later import Cause, Restated, Why, compared
from data_adapters.definitions import definition_version
from data_adapters.frozen import (
    PROGRAM,
    TableMissing,
    config_hash,
    freeze_finished_weeks,
    frozen_review,
)
from data_adapters.home import Home
from data_adapters.records.freezing import Told
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.store import Versions
from data_adapters.report import as_json
from kpis.periods import Period, last_complete
from kpis.registry import all_indicators, compute
from kpis.tables import Tables
from pages.parts import cache
from pages.parts.figures import day_month, shown, whole
from pages.parts.gate import Page
from pages.parts.review.week import Review
from pages.parts.words import plain, say

MOST = 3


def draw_restated(page: Page, review: Review) -> None:
    """One line for each number that was another one when the week was reviewed; nothing under a filter."""
    if page.slice.filters():
        return
    found = _changed(str(page.home.settings.home), page.home.versions(), review.week, page.home)
    if found:
        st.caption("  \n".join(_spoken(one) for one in found[:MOST]))


def keep_finished_weeks(page: Page) -> None:
    """Store the review of weeks that are over; at the end of the page, so that nobody waits for it."""
    _keep(str(page.home.settings.home), page.today, page.principal.user_id, page)


# Asked once a day and person: what a load finishes later is stored by the load.
@st.cache_resource(max_entries=64, show_spinner=False)
def _keep(folder: str, today: date, who: str, _page: Page) -> int:
    return len(freeze_finished_weeks(_page.home, _page.principal))


@st.cache_resource(max_entries=16, show_spinner=False)
def _changed(folder: str, versions: Versions, week: Period, _home: Home) -> list[Restated]:
    try:
        frozen = frozen_review(_home, week)
        return [] if frozen is None else compared(_home, week, frozen, _as_now(_home, week))
    except (RecordsProblem, sa.exc.SQLAlchemyError, TableMissing, OSError):
        return []


def _as_now(home: Home, week: Period) -> Told:
    """The same readings as they were frozen, of the week as its tables are known now."""
    company, tables = home.company, Tables(cache.frames(home), week.end)
    readings = [compute(what, tables, period=last_complete(week.end, what.rhythm, company), company=company)
                for what in all_indicators()]  # fmt: skip
    definitions = {what.id: definition_version(what, company) for what in all_indicators()}
    return Told(
        tuple(as_json(r, company.currency) for r in readings), {}, definitions, PROGRAM, config_hash(company), ""
    )


def _spoken(one: Restated) -> str:
    because = ", ".join(dict.fromkeys(_cause(cause) for cause in one.because)) or say("review.restated.unknown")
    return say(
        "review.restated",
        name=say(f"short.{one.indicator}"),
        then=shown(one.then, one.unit),
        now=shown(one.now, one.unit),
        because=because,
    )


def _cause(cause: Cause) -> str:
    table = plain(cause.table.replace("_", " "))
    if cause.why == Why.LOAD:
        return say("review.restated.load", rows=whole(cause.rows), table=table, day=day_month(cause.at.date()))
    return say(f"review.restated.{cause.why}", table=table)

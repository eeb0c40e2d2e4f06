"""What the latest reviews said of numbers whose source cannot be read just now: last good value, and of which week."""

import sqlalchemy as sa
import streamlit as st

from data_adapters.frozen import frozen_review
from data_adapters.home import Home
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.store import Versions
from kpis.periods import Period, Rhythm, history
from pages.parts.figures import shown
from pages.parts.gate import Page
from pages.parts.review.lines import missing_because
from pages.parts.review.week import Review
from pages.parts.words import say

REVIEWS = 8  # how many weeks back a value is still worth telling


def last_known(page: Page, review: Review) -> str:
    """One sentence with the last good value of each broken number; empty under a filter, as reviews know none."""
    broken = tuple(line.what.id for line in review.lines if missing_because(line.now.reason or "") == "broken")
    if not broken or page.slice.filters():
        return ""
    found = _told(str(page.home.settings.home), page.home.versions(), review.week, broken, page.home)
    values = [say("review.last_known.one", name=say(f"short.{id_}"), value=shown(value, unit), week=week)
              for id_, (value, unit, week) in found.items()]  # fmt: skip
    return say("review.last_known", values=", ".join(values)) if values else ""


# Keyed by folder, versions, week and what is asked; the home itself is left out of the key by its underscore.
@st.cache_resource(max_entries=8, show_spinner=False)
def _told(folder: str, versions: Versions, week: Period, ids: tuple[str, ...],
          _home: Home) -> dict[str, tuple[float, str, int]]:  # fmt: skip
    found: dict[str, tuple[float, str, int]] = {}
    for one in reversed(history(week, Rhythm.WEEK, _home.company, REVIEWS)):
        for reading in _readings(_home, one):
            if reading["id"] in ids and reading["value"] is not None:
                found.setdefault(reading["id"], (reading["value"], reading["unit"], one.end.isocalendar().week))
    return found


def _readings(home: Home, week: Period) -> tuple[dict, ...]:
    try:
        frozen = frozen_review(home, week)
    except (RecordsProblem, sa.exc.SQLAlchemyError):
        return ()
    return frozen.told.readings if frozen else ()

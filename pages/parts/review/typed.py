"""What people typed about the numbers: goals, notes, decisions, and the names of tests and use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.slices import Slice
from pages.parts.gate import Page


@dataclass(frozen=True)
class Note:
    """Something that explains a number: its day, text, the filter it belongs to and who wrote it."""

    day: date
    text: str
    scope: str
    author: str

    def belongs_to(self, where: Slice) -> bool:
        """Does it say something about what a filter shows? A note about France says nothing about Sweden."""
        own = dict(part.split("=", 1) for part in self.scope.split(",") if "=" in part)
        return all(own.get(dimension, value) == value for dimension, value in where.filters().items())


@dataclass(frozen=True)
class Decision:
    """What was decided, who carries it, when to look again, and what came of it (empty = open)."""

    id: str
    day: date
    text: str
    owner: str
    check_on: date
    indicator: str
    slice: str
    outcome: str


@dataclass(frozen=True)
class Typed:
    """The typed rows a review needs, as known now. Shared between sessions: never change one."""

    goals: pd.DataFrame
    notes: tuple[Note, ...]
    decisions: tuple[Decision, ...]
    places: Mapping[str, str]
    use_cases: Mapping[str, str]
    tested_in: Mapping[str, str]


def typed(page: Page) -> Typed:
    """Everything people typed that the review shows."""
    return said(str(page.home.settings.home), page.home.versions(), page.home)


@st.cache_resource(max_entries=2, show_spinner=False)
def said(folder: str, versions: Versions, _home: Home) -> Typed:
    """The same by folder and versions, for other caches."""
    frame = _home.records.frame
    notes, decisions, places, use_cases, tests = map(
        frame, ("notes", "decisions", "places", "use_cases", "experiments")
    )
    labels = places["label"].fillna(places["value"])
    return Typed(
        frame("goals"),
        tuple(
            Note(n.day.date(), n.text, _text(n.scope), _text(n.author)) for n in notes.sort_values("day").itertuples()
        ),
        tuple(
            Decision(
                d.decision_id,
                d.day.date(),
                d.text,
                d.owner,
                d.check_on.date(),
                _text(d.indicator),
                _text(d.slice),
                _text(d.outcome),
            )
            for d in decisions.sort_values("check_on").itertuples()
        ),
        {f"{d}={v}": label for d, v, label in zip(places["dimension"], places["value"], labels, strict=True)},
        dict(zip(use_cases["use_case_id"], use_cases["name"], strict=True)),
        {e.experiment_id: _text(e.market) for e in tests.itertuples()},
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

"""What the Use cases page knows: the portfolio as of today with its tests, effort and plans; kept per data version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd
import streamlit as st

from data_adapters import readings
from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.impact import Effect, measured
from kpis.periods import Period
from kpis.portfolio_lists import FUTURE, Open, build_together, no_gain, possible_places, roll_out_next, state_of
from kpis.priority import Priority, priorities, standard
from kpis.rollouts import RollOut, known
from kpis.to_act_on import newest_estimates
from pages.parts.effort.figures import Figures
from pages.parts.effort.figures import figures as effort_figures
from pages.parts.gate import Page

RECORDS = ("portfolio", "eligible_cells", "asset_uses", "data_assets", "experiments")
YEARS_OF_TESTS = 5


@dataclass(frozen=True)
class Portfolio:
    """The use cases and everything that follows from the records about them."""

    effort: Figures
    tables: Mapping[str, pd.DataFrame]
    effects: tuple[Effect, ...]
    today: date

    @cached_property
    def use_cases(self) -> pd.DataFrame:
        """One row per use case that is not archived, by id."""
        rows = self.effort.tables["use_cases"].sort_values("use_case_id")
        return rows[rows["archived_on"].isna()].reset_index(drop=True)

    @cached_property
    def archived(self) -> dict[str, date]:
        """The archived use cases and the day they were archived; their history and money stay in all totals."""
        return {name: day.date() for name, day in known(self.effort.tables["use_cases"], "archived_on").items()}

    @cached_property
    def states(self) -> dict[str, str]:
        """What each use case is as a whole."""
        return {u: state_of(u, self.effort.status, self.effort.quiet) for u in self.use_cases["use_case_id"].tolist()}

    @cached_property
    def days(self) -> dict[str, float]:
        """Person-days spent on the first build of each use case."""
        return {work.place[0]: work.spent for work in self.effort.works if not work.copy}

    @cached_property
    def expected_days(self) -> dict[str, float]:
        """Person-days the first build of a use case is expected to take, by the newest estimate."""
        found: dict[str, float] = {}
        for place, days in newest_estimates(self.effort.tables["estimates"], self.today).items():
            found.setdefault(place[0], days)
        return found

    @cached_property
    def ranking(self) -> list[Priority]:
        """Every use case with scores, the most pressing first."""
        return priorities(self.use_cases, self.expected_days)

    @cached_property
    def to_build(self) -> list[Priority]:
        """The ranking of those not live anywhere yet."""
        waiting = [use_case for use_case, state in self.states.items() if state in FUTURE or not state]
        return priorities(self.use_cases[self.use_cases["use_case_id"].isin(waiting)], self.expected_days)

    @cached_property
    def standard(self) -> dict[str, float | None]:
        """How much of the standard each use case meets."""
        return standard(self.use_cases)

    @cached_property
    def effect_of(self) -> dict[str, Effect]:
        """The newest test of each tested use case."""
        return {
            effect.use_case_id: effect for effect in sorted(self.effects, key=lambda e: e.start) if effect.use_case_id
        }

    @cached_property
    def next_places(self) -> list[Open]:
        """Use cases that work and could run elsewhere; not those whose test shows no gain."""
        possible = possible_places(self.tables["eligible_cells"], self.tables["portfolio"], self.today)
        failed = {effect.use_case_id for effect in self.without_gain}
        found = roll_out_next(self.effort.status, self.effort.quiet, possible, [one.use_case for one in self.ranking])
        return [one for one in found if one.use_case not in failed]

    @cached_property
    def without_gain(self) -> list[Effect]:
        """The newest tests that show no gain."""
        return no_gain(list(self.effect_of.values()))

    @cached_property
    def together(self) -> dict[str, tuple[str, ...]]:
        """Use cases to build that share data."""
        assets = known(self.tables["data_assets"], "name", "asset_id")
        return build_together(self.tables["asset_uses"], assets, known(self.use_cases, "data"), self.states)

    def live_places(self, use_case: str) -> list[RollOut]:
        """Where a use case is live."""
        return [place for place, now in self.effort.status.items() if place[0] == use_case and now == "live"]

    def name(self, use_case: str) -> str:
        """A use case as one reads it: id and name."""
        return f"{use_case} {self.effort.names.get(use_case, '')}".strip()


def portfolio(page: Page) -> Portfolio:
    """The portfolio as known now. Shared between sessions: never change it."""
    return _portfolio(str(page.home.settings.home), page.home.versions(), page.today, page.home, effort_figures(page))


@st.cache_resource(max_entries=2, show_spinner=False)
def _portfolio(folder: str, versions: Versions, today: date, _home: Home, _effort: Figures) -> Portfolio:
    tables = {name: _home.records.frame(name) for name in RECORDS}
    arms = readings.frames(_home, ["test_arms"]).get("test_arms")
    span = Period(today - timedelta(days=365 * YEARS_OF_TESTS), today)
    effects = measured(tables["experiments"], arms, span).effects if arms is not None else ()
    return Portfolio(_effort, tables, effects, today)

"""What the page Experiments knows: every registered test with what it shows, kept per data version and day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.home import Home
from data_adapters.readings import frames
from data_adapters.records.store import Versions
from kpis.causal.around import assigned
from kpis.causal.registered import Registered, registered
from kpis.causal.said import measured_in, said
from kpis.causal.words import Markets
from kpis.impact import PROVEN, Finding, Measured, findings, measured
from kpis.periods import Period
from kpis.proofs import AROUND, around_of, open_markets
from kpis.reading import NoAnswer
from kpis.rollouts import live_on
from kpis.tables import Tables
from pages.parts import cache
from pages.parts.cache import Choices
from pages.parts.gate import Page
from pages.parts.reader import reader
from pages.parts.words import plain, say

TABLES = ("experiments", "test_arms", "test_series", "use_case_events", "places", *AROUND)
Units = Mapping[str, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True)
class Known:
    """All tests: those that have begun as findings, and all as registered (`tests`) with their stored rows.

    `units` = units assigned so far by test and arm; `unmeasured` = live use cases without a test that counts;
    `broken` = names of tables that cannot be read just now.
    """

    today: date
    currency: str
    findings: Mapping[str, Finding]
    tests: tuple[Registered, ...]
    rows: Mapping[str, Mapping[str, object]]
    units: Units
    markets: Mapping[str, Markets | None]
    open_markets: tuple[str, ...]
    live: tuple[str, ...]
    money: Measured
    names: Choices
    broken: tuple[str, ...]

    @property
    def running(self) -> list[Registered]:
        """Begun and not ended, the next to end first."""
        found = [t for t in self.tests if t.start <= self.today and not self.over(t)]
        return sorted(found, key=lambda t: t.planned_end or self.today)

    @property
    def planned(self) -> list[Registered]:
        """Registered and not begun."""
        return sorted((t for t in self.tests if t.start > self.today), key=lambda t: t.start)

    @property
    def ended(self) -> list[Registered]:
        """Over, the newest first."""
        return sorted((t for t in self.tests if self.over(t)), key=lambda t: t.last_day(self.today), reverse=True)

    def over(self, test: Registered) -> bool:
        """Has a test ended by today?"""
        return test.ended is not None and test.ended <= self.today

    @property
    def unmeasured(self) -> list[str]:
        """Live use cases without a result that counts today."""
        counted = {f.test.use_case_id for f in self.findings.values() if f.effect and not f.test.expired_on(self.today)
                   and f.effect.grade in PROVEN}  # fmt: skip
        return [use_case for use_case in self.live if use_case not in counted]

    def what(self, test: Registered) -> str:
        """What is tested, by its name; letter by letter on a page."""
        whole = say("exp.whole")
        return plain(self.names.name("use_case", test.use_case_id) if test.use_case_id else whole)

    def place(self, test: Registered) -> str:
        """Where a test runs, by name."""
        parts = [self.names.name(d, v) for d, v in (("market", test.market), ("business_area", test.business_area)) if v]
        return plain(", ".join(parts)) or say("exp.everywhere")

    def sentence(self, test: Registered) -> str:
        """The one honest sentence of a test that has begun."""
        words = said(self.findings[test.experiment_id], self.currency, self.today, self.markets.get(test.experiment_id),
                     reader())  # fmt: skip
        return plain(words)

    def lead(self) -> str:
        """How many run, ended, and what is not measured, in one line."""
        return say("exp.lead", running=len(self.running), planned=len(self.planned), ended=len(self.ended),
                   proven=len({f.test.use_case_id for f in self.findings.values() if f.proven and f.test.use_case_id
                               and not f.test.expired_on(self.today)}),
                   live=len(self.live), open=len(self.unmeasured))  # fmt: skip

    def broken_words(self) -> str:
        """What cannot be read just now."""
        return say("exp.broken", tables=", ".join(say(f"exp.table.{name}") for name in self.broken))


def known_tests(page: Page) -> Known:
    """Every test as known today. Shared between sessions: never change one."""
    return _known(str(page.home.settings.home), page.home.versions(), page.today, page.home)


# Keyed by folder, versions and day; the home itself is left out of the key by its underscore.
@st.cache_resource(max_entries=2, show_spinner=False)
def _known(folder: str, versions: Versions, today: date, _home: Home) -> Known:
    given = frames(_home, TABLES)
    tables, span = Tables(given, today), Period(today, today)
    stored = _or_nothing(lambda: _home.records.frame("experiments", trace=True))
    arms, series = (_cut(tables, name, span) for name in ("test_arms", "test_series"))
    begun = stored[stored["start"] <= pd.Timestamp(today)] if len(stored) else stored
    found, money = [], Measured((), None, ())
    if len(begun):
        found = findings(begun, arms, span, series=series, around=around_of(tables, span))
        money = measured(begun, arms, span, series=series)
    places, events = (_cut(tables, name, span) for name in ("places", "use_case_events"))
    markets = open_markets(places, today) if len(places) else ()
    live = sorted({place[0] for place in live_on(events, today)}) if len(events) else []
    units = _cut(tables, "test_units", span)
    return Known(
        today, _home.company.currency, {f.test.experiment_id: f for f in found},
        tuple(registered(stored)) if len(stored) else (),
        {row["experiment_id"]: row for row in stored.to_dict("records")}, assigned(units) if len(units) else {},
        {f.test.experiment_id: measured_in(f.test, arms, markets) for f in found}, markets, tuple(live), money,
        cache.choices(_home), tuple(name for name in TABLES if name not in given),
    )  # fmt: skip


def _cut(tables: Tables, name: str, span: Period) -> pd.DataFrame:
    return _or_nothing(lambda: tables.frame(name).cut(span))


def _or_nothing(read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    try:
        return read()
    except NoAnswer:
        return pd.DataFrame()

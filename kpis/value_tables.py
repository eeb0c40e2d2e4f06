"""The tables behind the value of use cases, cut to a period and a filter, with what holds for all use cases alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np
import pandas as pd

from kpis.building import person_days
from kpis.company import Company
from kpis.contract import DIMENSIONS
from kpis.cubes.credit import USE_CASE
from kpis.impact import Measured, findings, measured
from kpis.parameters import Figures, figures
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.registry import all_indicators, compute
from kpis.rollouts import known, live_on, whole_days
from kpis.slices import NONE, Slice
from kpis.tables import Tables

NAMES = ("credit", "sales", "touches", "experiments", "test_arms", "test_series", "technology_costs", "costs",
         "investments", "effort_entries", "use_case_events", "use_cases", "parameters", "rollout_days",
         "budgets")  # fmt: skip
NAMING = ("use_cases", "credit", "experiments", "costs", "investments", "effort_entries")
GRAIN = ("day", "booked_day", "market", "business_area", "use_case_id", "channel", "kind")
T = TypeVar("T")


@dataclass(frozen=True)
class ValueTables:
    """Tables, period and filter (without use case); `known`, `why`: what tests prove, and why others show nothing.

    `spent` = person-days by use case, `not_credited` and `not_logged` = why nothing is attributed or logged at all.
    """

    tables: Tables
    period: Period
    company: Company
    where: Slice
    by_rule: pd.DataFrame | None
    chosen: Figures
    known: Measured
    why: Mapping[str, str]
    spent: Mapping[str, float]
    not_credited: str
    not_logged: str
    known_from: np.datetime64 | None
    live: Mapping[str, frozenset[str]]

    def rows(self, table: str, use_case: str | None = None) -> pd.DataFrame:
        """The rows of a table (of one use case) that belong to the period and the filter."""
        return self.tables.frame(table, replace(self.where, use_case=use_case)).cut(self.period)

    def not_by(self, *allowed: str) -> str:
        """Why the filter leaves no figure that is known by these dimensions only; "" if it does."""
        foreign = [d.replace("_", " ") for d in self.where.filters() if d not in allowed]
        return "not by " + " or ".join(foreign) if foreign else ""

    def use_cases(self) -> list[str]:
        """Every use case on record, or named by a contact, a test, a cost, an investment or a day of work."""
        return sorted({id_ for table in NAMING for id_ in self.tables.values(table, "use_case")} - {NONE})

    def credited(self, use_case: str | None = None) -> pd.DataFrame:
        """The rows credited to one or all use cases in the period."""
        rows = self.rows("credit", use_case)
        return rows[(rows["kind"] == USE_CASE).to_numpy()]

    def by_other_rules(self, use_case: str | None = None) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
        """The same by every rule that was worked out: the rows, and the net credit of each row by rule."""
        rows = self.by_rule
        if rows is None:
            return pd.DataFrame(), {}
        here = rows if use_case is None else rows[(rows["use_case_id"] == use_case).to_numpy(dtype=bool)]
        return here, {rule: here[rule].to_numpy(dtype=float) for rule in here.columns if rule not in GRAIN}


def value_tables(tables: Tables, period: Period, *, company: Company, where: Slice = Slice(),
                 by_rule: pd.DataFrame | None = None) -> ValueTables:  # fmt: skip
    """What there is to know of a period; a table that cannot be read leaves a reason, and the others go on."""
    place = replace(where, use_case=None)
    attributed = next(i for i in all_indicators() if i.id == "attributed_sales")
    credit = compute(attributed, tables, period=period, company=company, where=place)
    tested, why = _tests(tables, period, place)
    spent, not_logged = _spent(tables, period, place)
    events = _asked(lambda: live_on(tables.frame("use_case_events", place).cut(period), period.end), set())
    live = {use_case: frozenset(m for u, m, _ in events if u == use_case) for use_case, *_ in events}
    rules = None if by_rule is None else _credited(by_rule, period, place)
    return ValueTables(tables, period, company, place, rules, figures(tables.frame("parameters").cut(period)), tested,
                       why, spent, credit.reason or "", not_logged, _known_from(tables), live)  # fmt: skip


def days_by_use_case(entries: pd.DataFrame, end: date) -> dict[str, float]:
    """All person-days logged up to a day, by use case: builds, copies and upkeep; corrected entries are left out."""
    when = np.where(np.isnat(whole_days(entries)), whole_days(entries, "week"), whole_days(entries))
    corrected = set(known(entries, "supersedes", "entry_id").values()) if len(entries) else set()
    days = person_days(entries["minutes"].to_numpy(dtype=float), entries["hours_per_day"].to_numpy(dtype=float))
    counts = (when <= np.datetime64(end)) & ~entries["entry_id"].isin(corrected).to_numpy(dtype=bool)
    return pd.Series(days[counts]).groupby(entries["use_case_id"].to_numpy()[counts]).sum().to_dict()


def _credited(by_rule: pd.DataFrame, period: Period, where: Slice) -> pd.DataFrame:
    """The rows of all rules that are credited to use cases in a period and a filter."""
    days = whole_days(by_rule)
    own = (days >= np.datetime64(period.start)) & (days <= np.datetime64(period.end))
    own &= (by_rule["kind"] == USE_CASE).to_numpy()
    for dimension, value in where.filters().items():
        column = by_rule[DIMENSIONS[dimension]]
        own &= (column.isna() if value == NONE else column == value).to_numpy(dtype=bool)
    return by_rule[own]


def _tests(tables: Tables, period: Period, where: Slice) -> tuple[Measured, dict[str, str]]:
    """What is measured in a place, and per use case why its tests show nothing ("" = why none can)."""
    if where.channel:
        return Measured((), None, ()), {"": "not by channel"}
    try:
        tests, arms, series = (tables.frame(t, where).cut(period) for t in ("experiments", "test_arms", "test_series"))
    except NoAnswer as none:
        return Measured((), None, ()), {"": none.reason}
    why = {}
    for one in findings(tests, arms, period, series=series):
        late = one.test.valid_until if one.test.expired_on(period.end) else None
        other = f"its result expired on {late.day} {late:%b %Y}" if late else "its test does not measure money"
        why[one.test.use_case_id or "(programme)"] = one.reason or other
    return measured(tests, arms, period, series=series), why


def _spent(tables: Tables, period: Period, where: Slice) -> tuple[dict[str, float], str]:
    if where.channel:
        return {}, "not by channel"
    try:
        return days_by_use_case(tables.frame("effort_entries", where).cut(period), period.end), ""
    except NoAnswer as none:
        return {}, none.reason


def _known_from(tables: Tables) -> np.datetime64 | None:
    """The first day from which both sales and contacts are known; None if either is not loaded."""
    spans = [_asked(lambda name=name: tables.frame(name).span(), None) for name in ("sales", "touches")]
    return max(np.datetime64(span[0]) for span in spans) if all(spans) else None


def _asked(ask: Callable[[], T], otherwise: T) -> T:
    try:
        return ask()
    except NoAnswer:
        return otherwise

"""Readings of the indicators: fetch the tables they name, then compute them for the periods and slices asked for."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from data_adapters.credit.cube import rows_at
from data_adapters.credit.terms import with_own_lookbacks as with_own_lookbacks
from data_adapters.home import Home
from data_adapters.records.policy import may
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Denied
from kpis.company import Company
from kpis.cubes import CUBES
from kpis.periods import Period, Rhythm, last_complete, whole_periods
from kpis.reading import Reading
from kpis.registry import Indicator, all_indicators, compute, tables_needed
from kpis.rollouts import with_successors
from kpis.slices import NONE, Slice
from kpis.tables import Tables

SHARED = ("credit", "pipeline_credit")  # cubes in which contacts share a sale or a deal
log = logging.getLogger(__name__)
LENGTH = {Rhythm.WEEK: 0, Rhythm.MONTH: 1, Rhythm.QUARTER: 2}


@dataclass(frozen=True)
class Question:
    """What a report is asked: as of which day, for which span, grain, dimension and filters."""

    as_of: date
    known_at: datetime | None = None
    period: Period | None = None
    grain: Rhythm | None = None
    by: str | None = None
    where: Slice = Slice()
    indicators: tuple[str, ...] = ()


def frames(home: Home, names: Iterable[str], known_at: datetime | None = None) -> dict[str, pd.DataFrame]:
    """The cubes and record tables with these names, as known at an instant (default now).

    A table that cannot be read is left out and logged, so that one broken source does not silence all others.
    """
    found = {}
    for name in names:
        try:
            found[name] = _frame(home, name, known_at)
        except (sa.exc.SQLAlchemyError, OSError) as problem:
            log.error("table %s cannot be read: %s", name, type(problem).__name__)
    return found


def _frame(home: Home, name: str, known_at: datetime | None) -> pd.DataFrame:
    if name in SHARED:
        return rows_at(home, name, home.company, known_at)
    if name in CUBES:
        return home.facts.read(CUBES[name].select(home.company), known_at)
    rows = home.records.frame(name, known_at)
    return with_successors(rows) if name == "portfolio" else rows


def answer(home: Home, principal: Principal, question: Question) -> list[Reading]:
    """All readings a question asks for. Raises Denied."""
    if not may(principal, "report.read"):
        raise Denied("You may not read reports. Ask the person who manages the users if you should.")
    chosen = [i for i in all_indicators() if not question.indicators or i.id in question.indicators]
    tables = Tables(frames(home, tables_needed(chosen), question.known_at), question.as_of)
    unknown = _unknown_value(home, tables, chosen, question.where)
    found = [reading for i in chosen for reading in read_one(i, tables, question, home.company)]
    return [_unanswered(r, unknown) if unknown else r for r in found]


def _unknown_value(home: Home, tables: Tables, chosen: list[Indicator], where: Slice) -> str:
    """Why a filter can match nothing: its value stands in no table, no place and no use case; "" if all are known."""
    for dimension, value in where.filters().items():
        known = {v for name in tables_needed(chosen) for v in tables.values(name, dimension)} | {NONE}
        places = home.records.frame("places")
        known |= set(places["value"][places["dimension"] == dimension])
        known |= set(home.records.frame("use_cases")["use_case_id"]) if dimension == "use_case" else set()
        if value not in known:
            return f"no {dimension.replace('_', ' ')} “{value}” is known"
    return ""


def _unanswered(reading: Reading, reason: str) -> Reading:
    # a mistyped filter must not read as zero
    if reading.value is None:
        return reading
    return replace(reading, value=None, low=None, high=None, n=None, parts={}, grade=None, reason=reason)


def read_one(what: Indicator, tables: Tables, question: Question, company: Company) -> Iterator[Reading]:
    """The readings of one indicator: one per period of the grain and per value of the dimension asked for."""
    for period in periods_of(what, question, company):
        for where in slices_of(what, tables, question):
            yield compute(what, tables, period=period, company=company, where=where)


def periods_of(what: Indicator, question: Question, company: Company) -> list[Period]:
    """The spans to read: whole periods of the rhythm, or of a coarser grain.

    A span too short for the indicator's rhythm, or a finer grain, gives the last complete period that ends in time.
    """
    rhythm = what.rhythm
    if question.grain and LENGTH[question.grain] > LENGTH[rhythm]:
        rhythm = question.grain
    span = question.period
    if span is None:
        return [last_complete(question.as_of, rhythm, company)]
    inside = list(whole_periods(span, rhythm, company))
    if not inside:
        return [last_complete(span.end, rhythm, company)]
    return inside if question.grain else [Period(inside[0].start, inside[-1].end)]


def read_coarser(what: Indicator, question: Question, company: Company) -> bool:
    """Was a finer grain or a shorter span asked for than this number is read by?"""
    finer = question.grain is not None and LENGTH[question.grain] < LENGTH[what.rhythm]
    short = question.period is not None and not any(whole_periods(question.period, what.rhythm, company))
    return finer or short


def slices_of(what: Indicator, tables: Tables, question: Question) -> list[Slice]:
    """The filters to read: those asked for, once per value of the dimension (last "(none)")."""
    if not question.by or question.by not in what.dimensions or getattr(question.where, question.by):
        return [question.where if not question.by or question.by in what.dimensions else _marked(question)]
    values: dict[str, None] = {}
    for table in what.tables:
        values |= dict.fromkeys(tables.values(table, question.by))
    ordered = sorted(values, key=lambda v: (v == "(none)", v))
    return [replace(question.where, **{question.by: v}) for v in ordered]


def _marked(question: Question) -> Slice:
    # a dimension the indicator does not have: any value makes the registry answer "not by …"
    return replace(question.where, **{question.by: "(any)"})

"""The list of indicators, and how one is computed: cut its tables, call its function, give the answer its period."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from kpis.company import Company
from kpis.periods import Period, Rhythm, history, last_complete, trailing
from kpis.reading import Answer, Better, NoAnswer, Reading, Timing, Unit, View
from kpis.slices import Slice
from kpis.tables import Cut, Tables

GIVEN = ("period", "company", "where")  # arguments that are not tables
MODULES = ("kpis.top_line", "kpis.pipeline", "kpis.satisfaction", "kpis.bottom_line", "kpis.returns",
           "kpis.cost_of_sales", "kpis.talent", "kpis.building", "kpis.strategic")  # fmt: skip
_found: dict[str, "Indicator"] = {}


@dataclass(frozen=True)
class Indicator:
    """One indicator: a pure function with what a page has to know about it."""

    id: str
    name: str
    view: View
    timing: Timing
    unit: Unit
    better: Better
    rhythm: Rhythm
    dimensions: tuple[str, ...]
    weeks: int
    months: int
    function: Callable[..., Answer]
    tables: tuple[str, ...]
    required: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def about(self) -> str:
        """The definition a reader sees: the function's docstring."""
        return inspect.getdoc(self.function) or ""

    def window(self, period: Period) -> Period:
        """The days a reading for `period` looks at: the period itself, or the weeks or months that end with it."""
        return trailing(period.end, weeks=self.weeks, months=self.months) if self.weeks or self.months else period


def indicator(name: str, *, view: View, timing: Timing, unit: Unit, better: Better, rhythm: Rhythm,
              dims: tuple[str, ...] = (), weeks: int = 0, months: int = 0) -> Callable:  # fmt: skip
    """Register a function as an indicator.

    Its arguments name the tables it reads (cubes or record tables, already cut to window and slice); an argument with
    a default may be empty, one without must have been loaded. `period` (the window), `company` and `where` (the filter) are
    handed over as they are.
    """

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        arguments = inspect.signature(function).parameters
        tables = tuple(a for a in arguments if a not in GIVEN)
        required = tuple(a for a in tables if arguments[a].default is inspect.Parameter.empty)
        given = tuple(a for a in arguments if a in GIVEN)
        _found[function.__name__] = Indicator(
            function.__name__, name, view, timing, unit, better, rhythm, dims, weeks, months, function, tables,
            required, given)  # fmt: skip
        return function

    return register


def all_indicators() -> list[Indicator]:
    """Every indicator: by view, leading before lagging, in the order of Table 2."""
    for module in MODULES:
        import_module(module)
    views, timings = list(View), list(Timing)
    # by module, not by import: one indicator's module may import another's
    place = {module: number for number, module in enumerate(MODULES)}
    return sorted(_found.values(), key=lambda i: (views.index(i.view), timings.index(i.timing),
                                                  place.get(i.function.__module__, len(place))))  # fmt: skip


def tables_needed(indicators: list[Indicator]) -> tuple[str, ...]:
    """The names of all tables these indicators read."""
    return tuple(sorted({table for i in indicators for table in i.tables}))


def compute(what: Indicator, tables: Tables, *, period: Period, company: Company, where: Slice = Slice()) -> Reading:
    """One reading of one indicator, recounted from the rows of its window and slice.

    A filter outside the indicator's dimensions gives a reason ("not by channel"), never the unfiltered number.
    """
    window = what.window(period)
    try:
        _refuse_other_dimensions(what, where)
        rows = {name: _rows(what, tables, name, window, where) for name in what.tables}
        given = {"period": Period(window.start, window.end), "company": company, "where": where}
        answer = what.function(**rows, **{name: given[name] for name in what.given})
        outcome = {"value": float(answer.value), "low": answer.low, "high": answer.high, "n": answer.n,
                   "parts": answer.parts, "grade": answer.grade}  # fmt: skip
    except NoAnswer as none:
        outcome = {"reason": none.reason, "parts": dict(none.parts)}
    unit = company.currency if what.unit == Unit.MONEY else what.unit.value
    return Reading(what.id, what.view, what.timing, unit, window.start, window.end, slice=where.filters(), **outcome)


def _refuse_other_dimensions(what: Indicator, where: Slice) -> None:
    foreign = [d for d in where.filters() if d not in what.dimensions]
    if foreign:
        raise NoAnswer("not by " + " or ".join(d.replace("_", " ") for d in foreign))


def _rows(what: Indicator, tables: Tables, name: str, window: Period, where: Slice):
    if name in what.required:
        _refuse_unloaded(tables, name, window)
    return tables.frame(name, where).cut(window)


def _refuse_unloaded(tables: Tables, name: str, window: Period) -> None:
    everything = tables.frame(name)
    spoken = name.replace("_", " ")
    if everything.rows.empty:
        raise NoAnswer(f"no data: {spoken} not loaded")
    span = everything.span()
    if span is None or everything.dated.cut == Cut.ALL:
        return
    if span[0] > window.end:
        raise NoAnswer(f"no data: {spoken} known only from {span[0].day} {span[0]:%b %Y}")
    if everything.dated.cut == Cut.WINDOW and span[1] < window.start:
        raise NoAnswer(f"no data: {spoken} known only to {span[1].day} {span[1]:%b %Y}")


def past_readings(what: Indicator, tables: Tables, *, day: date, company: Company, count: int,
                  where: Slice = Slice()) -> list[Reading]:  # fmt: skip
    """The same reading over each of the last `count` complete periods of the indicator's rhythm, oldest first."""
    periods = history(last_complete(day, what.rhythm, company), what.rhythm, company, count)
    return [compute(what, tables, period=p, company=company, where=where) for p in periods]

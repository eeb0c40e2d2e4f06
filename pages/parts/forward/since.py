"""What became of the numbers the last review told: "last Monday said 1.42 M, 12 late rows of sales made it 1.47 M"."""

from collections.abc import Iterator

from data_adapters.came_later import Cause, Restated, Why, restated
from data_adapters.frozen import TableMissing
from data_adapters.home import Home
from data_adapters.records.problems import RecordsProblem
from kpis.company import Company
from kpis.periods import Period, Rhythm, previous
from kpis.registry import all_indicators
from pages.parts.figures import shown, short_period
from pages.parts.words import say

MOST = 5


def since_last_monday(home: Home, week: Period) -> tuple[str, ...]:
    """One sentence for each number of the week before that reads differently now, as a reader sees it; at most five."""
    try:
        found = restated(home, previous(week, Rhythm.WEEK, home.company))
    except (RecordsProblem, TableMissing):
        return ()
    return tuple(spoken(one, home.company) for one in found if _visible(one))[:MOST]


def _visible(one: Restated) -> bool:
    """A difference that vanishes in the figures people read is none."""
    return one.then is not None and shown(one.then, one.unit) != shown(one.now, one.unit)


def spoken(one: Restated, company: Company) -> str:
    """One restated number as a sentence."""
    rhythm = {what.id: what.rhythm for what in all_indicators()}[one.indicator]
    figures = {"name": say(f"short.{one.indicator}"), "period": short_period(one.end, rhythm, company.fiscal_year_start_month),
               "then": shown(one.then, one.unit),
               "now": shown(one.now, one.unit) if one.now is not None else say("forward.no_number")}  # fmt: skip
    if one.late_rows:
        return say("forward.then.load", rows=" and ".join(_late(one.because)), **figures)
    because = ", ".join(dict.fromkeys(_cause(cause) for cause in one.because)) or say("forward.because.unknown")
    return say("forward.then.other", because=because, **figures)


def _late(causes: tuple[Cause, ...]) -> Iterator[str]:
    tables: dict[str, int] = {}
    for cause in causes:
        if cause.why == Why.LOAD:
            tables[cause.table] = tables.get(cause.table, 0) + cause.rows
    for table, n in tables.items():
        yield say(f"forward.then.rows.{'one' if n == 1 else 'many'}", n=f"{n:,}", table=table.replace("_", " "))


def _cause(cause: Cause) -> str:
    return say(f"forward.because.{cause.why}", table=cause.table.replace("_", " "))



"""The tables about tests beside their results, cut to a period, for whoever shows findings."""

from datetime import date

import pandas as pd

from kpis.impact import Around
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.tables import Tables

AROUND = ("test_arms_capped", "test_units", "test_reached", "tests_shared")


def around_of(tables: Tables, period: Period) -> Around:
    """What is known around the tests by the end of a period; a table that cannot be read is left out."""
    return Around(*(_cut(tables, name, period) for name in AROUND))


def _cut(tables: Tables, name: str, period: Period) -> pd.DataFrame | None:
    try:
        return tables.frame(name).cut(period)
    except NoAnswer:
        return None


def open_markets(places: pd.DataFrame, day: date) -> tuple[str, ...]:
    """The company's markets that are open on a day."""
    rows = places[places["dimension"] == "market"]
    there = ~(rows["opened_on"] > pd.Timestamp(day)) & ~(rows["closed_on"] < pd.Timestamp(day))
    return tuple(sorted(rows["value"][there]))

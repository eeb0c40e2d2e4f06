"""A company small enough to count by hand: use cases, people and data sets, as rows of facts and records."""

from datetime import date

import pandas as pd
import sqlalchemy as sa

from data_adapters.lake.frames import frame_from_rows
from data_adapters.records.values import frame_of
from kpis.company import Company
from kpis.contract import Kind, contract_columns, rule_of
from kpis.cubes import CUBES
from kpis.facts import FACTS
from kpis.periods import Period
from kpis.reading import Reading
from kpis.records import RECORDS
from kpis.registry import all_indicators, compute
from kpis.slices import Slice
from kpis.tables import Tables

COMPANY = Company()
CUBES_READ = ("activations", "rollout_days", "activation_days", "people_events", "headcount", "consents")
FACTS_READ = ("activations", "people_events", "headcount", "consents")
WEEK = Period(date(2026, 6, 22), date(2026, 6, 28))
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))
YEAR = Period(date(2025, 7, 1), date(2026, 6, 30))
Rows = dict[str, list[dict]]


def day(text: str) -> date:
    """A day written as "06-26" (in 2026) or "2025-06-26"."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def step(use_case: str, status: str, when: str, market: str = "SE", area: str = "B2B") -> dict:
    """A roll-out changed its status."""
    return {"use_case_id": use_case, "market": market, "business_area": area, "status": status, "day": day(when)}


def item(use_case: str, market: str = "SE", area: str = "B2B", version: int = 1, frozen: str = "01-01") -> dict:
    """One roll-out of a portfolio version."""
    place = {"use_case_id": use_case, "market": market, "business_area": area}
    return {"version": version, "frozen_on": day(frozen), **place}


def acted(
    use_case: str, when: str, market: str = "SE", area: str = "B2B", channel: str = "email", actions: int = 1
) -> dict:
    """What a use case did on one day in one place."""
    return {"day": day(when), "use_case_id": use_case, "channel": channel, "market": market, "business_area": area,
            "actions": actions}  # fmt: skip


def use_case(name: str, **more) -> dict:
    """A use case with only what the test needs."""
    return {"use_case_id": name, "name": name, **more}


def spent(name: str, use_case: str, week: str, days: float, **more) -> dict:
    """Person-days of eight hours in one week (or on one day)."""
    return {"entry_id": name, "use_case_id": use_case, "week": day(week), "minutes": round(days * 480), **more}


def eligible(use_case: str, channel: str, market: str, area: str) -> dict:
    """A place where a use case could run since January."""
    return {"use_case_id": use_case, "channel": channel, "market": market, "business_area": area,
            "from_day": day("01-01")}  # fmt: skip


def record_frame(name: str, rows: list[dict]) -> pd.DataFrame:
    """Rows of a record table as the records store hands them over; money is given in whole units."""
    table = RECORDS.tables[name]
    columns = contract_columns(table)
    cents = {c.name: 100 for c in columns if rule_of(c).kind == Kind.MONEY}
    tuples = [tuple(row[c.name] * cents.get(c.name, 1) if row.get(c.name) is not None and c.name in cents
                    else row.get(c.name) for c in columns) for row in rows]  # fmt: skip
    return frame_of(table, tuples, [c.name for c in columns])


def fill(engine: sa.Engine, facts: Rows) -> sa.Engine:
    """Put the rows of each fact table into an empty engine; rows are completed with empty columns."""
    FACTS.create_all(engine, tables=[FACTS.tables[name] for name in FACTS_READ])
    with engine.begin() as tx:
        for name, rows in facts.items():
            empty = {c.name: None for c in FACTS.tables[name].columns} | {"source": "test", "batch_id": "b1"}
            if rows:
                tx.execute(FACTS.tables[name].insert(), [empty | row for row in rows])
    return engine


def cubes(engine: sa.Engine) -> dict[str, pd.DataFrame]:
    """The cubes of this company as frames, by the converter the product uses."""
    with engine.connect() as connection:
        selects = {name: CUBES[name].select(COMPANY) for name in CUBES_READ}
        return {name: frame_from_rows(s, connection.execute(s).all()) for name, s in selects.items()}


def tables(rows: Rows, as_of: date | None = None) -> Tables:
    """Facts and records of the company, facts by way of DuckDB."""
    engine = fill(sa.create_engine("duckdb:///:memory:"), {n: r for n, r in rows.items() if n in FACTS.tables})
    frames = cubes(engine) | {name: record_frame(name, rows.get(name, [])) for name in RECORDS.tables}
    engine.dispose()
    return Tables(frames, as_of)


def reading(indicator: str, rows: Rows, period: Period, **where: str) -> Reading:
    """One reading of one indicator on these rows."""
    what = next(i for i in all_indicators() if i.id == indicator)
    return compute(what, tables(rows), period=period, company=COMPANY, where=Slice(**where))

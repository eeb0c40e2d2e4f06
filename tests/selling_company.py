"""A company small enough to count by hand: its rows in a real engine, its cubes read back as indicators get them."""

from datetime import date

import pandas as pd
import sqlalchemy as sa

from data_adapters.lake.frames import frame_from_rows
from kpis.company import Company
from kpis.cubes import CUBES
from kpis.facts import FACTS
from kpis.periods import Period
from kpis.reading import Reading
from kpis.registry import all_indicators, compute
from kpis.slices import Slice
from kpis.tables import Tables

COMPANY = Company()
WEEK = Period(date(2026, 6, 22), date(2026, 6, 28))
Rows = dict[str, list[dict]]


def day(text: str) -> date:
    """A day written as "06-26" (in 2026) or "2025-06-26"."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def deal(name: str, seen: str, status: str = "open", **more) -> dict:
    """One deal in one snapshot, created on 1 June unless told."""
    given = {"opportunity_id": name, "snapshot_day": day(seen), "status": status, "currency": "EUR", "stage": "offer",
             "created_day": day("06-01"), "amount": 100}  # fmt: skip
    return {**given, **{k: day(v) if k.endswith("_day") else v for k, v in more.items()}}


def cost(when: str, amount: float, type_: str = "sales", span: str = "month", **more) -> dict:
    """One line of the cost sheet."""
    return {"day": day(when), "span": span, "type": type_, "amount": amount, "currency": "EUR", **more}


def sale(when: str, amount: float, **more) -> dict:
    """One signed sale at noon."""
    given = {"sale_id": f"S-{when}-{amount}", "day": day(when), "ts_s": 43_200, "amount": amount, "currency": "EUR"}
    return {**given, **more}


def booked(when: str, amount: float, contract: str = "C1", **more) -> dict:
    """Revenue finance recognised for one contract and month."""
    return {"day": day(when), "contract_id": contract, "amount": amount, "currency": "EUR", **more}


def answers(instrument: str, scale_max: int, counts: dict[float, int], when: str = "06-10", **more) -> list[dict]:
    """So many answers with each score."""
    many = [score for score, n in counts.items() for _ in range(n)]
    return [{"response_id": f"{instrument}{more.get('market', '')}{i}", "day": day(when), "instrument": instrument,
             "scale_max": scale_max, "score": score, **more} for i, score in enumerate(many)]  # fmt: skip


def fill(engine: sa.Engine, facts: Rows) -> sa.Engine:
    """Put the rows of each fact table into an empty engine; rows are completed with empty columns."""
    FACTS.create_all(engine)
    with engine.begin() as tx:
        for name, rows in facts.items():
            table = FACTS.tables[name]
            empty = {c.name: None for c in table.columns} | {"source": "test", "batch_id": "b1"}
            if rows:
                tx.execute(table.insert(), [empty | row for row in rows])
    return engine


def cubes(engine: sa.Engine, company: Company = COMPANY, names: tuple[str, ...] = ()) -> dict[str, pd.DataFrame]:
    """The cubes as frames, by the converter the product uses."""
    with engine.connect() as connection:
        selects = {name: CUBES[name].select(company) for name in names or CUBES}
        return {name: frame_from_rows(s, connection.execute(s).fetchall()) for name, s in selects.items()}


def reading(indicator: str, facts: Rows, period: Period = WEEK, company: Company = COMPANY, **where: str) -> Reading:
    """One reading of one indicator on these facts, by way of DuckDB."""
    what = next(i for i in all_indicators() if i.id == indicator)
    engine = fill(sa.create_engine("duckdb:///:memory:"), facts)
    tables = Tables(cubes(engine, company, what.tables))
    engine.dispose()
    return compute(what, tables, period=period, company=company, where=Slice(**where))

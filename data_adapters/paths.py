"""The contacts before the sales of some days, asked of one home: ways, lengths, touched sales, currencies."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import duckdb
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data_adapters.home import Home
from kpis.company import Company
from kpis.credit_ledger import A_SALE_MAY_DIFFER, PARTS
from kpis.cubes import paths
from kpis.cubes.credit import NONE, PERSON, USE_CASE
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.slices import Slice

UNREADABLE = (sa.exc.SQLAlchemyError, duckdb.Error, pa.ArrowException, OSError)
T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ways:
    """The ways to the sales of some days, in company money.

    `commonest` as `kpis.cubes.paths.commonest_ways`, one column `way` with the steps, the last one last; `lengths` as
    `how_long`. `sales` and `net` are all sales of the days, `without` those without a contact.
    """

    commonest: pd.DataFrame
    lengths: pd.DataFrame
    sales: int
    net: float
    without: int


def ways(home: Home, company: Company, period: Period, where: Slice, *, by: str) -> Ways:
    """The commonest ways to a sale by "channel" or "use_case". Raises NoAnswer when contacts cannot be read.

    Ways of fewer buyers than the smallest group the settings let people see (privacy.k) are not told one by one: many
    sales of one buyer are still the way of one.
    """
    rows = answered(lambda: home.facts.read(paths.commonest_ways(company, period, where, by)))
    lengths = answered(lambda: home.facts.read(paths.how_long(company, period, where)))
    steps = [f"step_{n}" for n in range(paths.STEPS, 0, -1)]
    way = [tuple(step for step in row if isinstance(step, str)) for row in rows[steps].itertuples(index=False)]
    told = rows.drop(columns=steps).assign(way=way, steps=rows["steps"].astype(int))
    told = told[told["people"] >= home.settings.privacy.k].drop(columns="people")
    told = told.astype({"sales": int, "net": float, "contacts": float, "days": float})
    named = told.assign(name=[" ".join(w) for w in told["way"]])
    order = named.sort_values(["sales", "net", "name"], ascending=[False, False, True])
    met = lengths["contacts"].notna()
    count = int(lengths["sales"].sum())
    return Ways(told.loc[order.index].reset_index(drop=True), lengths, count, float(lengths["net"].sum()),
                count - int(lengths.loc[met, "sales"].sum()))  # fmt: skip


def middle(lengths: pd.DataFrame, column: str) -> float | None:
    """The middle value of "contacts" or "days" over all sales with a contact; None without one.

    Half of the sales have at most as many (the lower of two middle ones).
    """
    known = lengths[lengths[column].notna() & (lengths["sales"] > 0)].groupby(column)["sales"].sum().sort_index()
    if known.empty:
        return None
    return float(known.index[int((known.cumsum() >= known.sum() / 2).to_numpy().argmax())])


def touched(home: Home, company: Company, period: Period, where: Slice) -> pd.DataFrame:
    """Sales with a contact of each use case, most money first; the row without a use case is any. Raises NoAnswer."""
    rows = answered(lambda: home.facts.read(paths.touched(company, period, where)))
    rows = rows.assign(sales=rows["sales"].fillna(0).astype(int), net=rows["net"].fillna(0.0).astype(float))
    return rows.sort_values(["net", "use_case_id"], ascending=[False, True], ignore_index=True)


def by_currency(home: Home, company: Company, period: Period, where: Slice) -> pd.DataFrame:
    """One ledger per currency of the sales, in that currency: name, total, PARTS, gap, adds_up, sales, no_rate.

    Raises NoAnswer, UnknownRule.
    """
    shared = answered(lambda: home.facts.read(paths.by_currency(company, period, where)))
    sold = answered(lambda: home.facts.read(paths.sold_in_currency(company, period, where)))
    kinds = dict(zip((USE_CASE, PERSON, NONE), PARTS, strict=True))
    parts = shared.assign(kind=shared["kind"].map(kinds)).pivot_table(index="currency", columns="kind", values="own",
                                                                      aggfunc="sum", fill_value=0.0)  # fmt: skip
    table = sold.set_index("currency").join(parts.reindex(columns=list(PARTS), fill_value=0.0))
    numbers = ["own", *PARTS, "sales", "no_rate"]
    table[numbers] = table[numbers].fillna(0.0).astype(float)
    gap = table[list(PARTS)].sum(axis=1) - table["own"]
    table = table.assign(gap=gap, adds_up=gap.abs() <= A_SALE_MAY_DIFFER * table["sales"].clip(lower=1))
    named = table.rename(columns={"own": "total"}).rename_axis(index="name").sort_index().reset_index()
    return named[["name", "total", *PARTS, "gap", "adds_up", "sales", "no_rate"]]


def answered(ask: Callable[[], T]) -> T:
    """What a question about facts gives; NoAnswer in plain words when a table behind it cannot be read."""
    try:
        return ask()
    except UNREADABLE as problem:
        log.error("contacts or sales cannot be read: %s", type(problem).__name__)
        raise NoAnswer("contacts or sales cannot be read just now; the Data page says more") from problem

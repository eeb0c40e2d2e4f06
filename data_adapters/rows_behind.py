"""The rows behind a number: the facts and records it was counted from, cut to its days and filter, a few at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import func

from data_adapters.home import Home
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Denied
from kpis.attribution import party, same_moment, shares
from kpis.attribution_rules import RULES
from kpis.contract import DIMENSIONS, Kind, contract_columns, rule_of
from kpis.cubes.costs import RUNNING
from kpis.cubes.sales import sale_entries
from kpis.facts import FACTS, opportunities, sale_adjustments, sales
from kpis.periods import Period
from kpis.records import RECORDS
from kpis.registry import Indicator
from kpis.slices import NONE, Slice

SHOWN, EXPORTED = 200, 50_000
IN, UNTIL = "in", "until"  # rows of these days; rows up to the last of them
CREDIT = "credited contacts"
DETAIL_OF_COST = ("costs", "investments")
KEPT_BACK = ("person_key", "note")  # of time sheets: who worked, and what they wrote about it
TECHNOLOGY = {"type": ("it_data_run", "build")}


@dataclass(frozen=True)
class Source:
    """One table behind an indicator: which of its rows, and which values of a column only."""

    table: str
    cut: str = IN
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


BEHIND: Mapping[str, tuple[Source, ...]] = {
    "attributed_sales": (Source(CREDIT), Source("sales")),
    "total_sales": (Source("sales"), Source("sale_adjustments")),
    "revenue_impact": (Source("experiments", UNTIL), Source("experiment_units", UNTIL)),
    "revenue": (Source("recognised_revenue"),),
    "pipeline": (Source("opportunities"), Source("quotas", UNTIL)),
    "customer_satisfaction": (Source("responses"),),
    "automation_level": (Source("use_case_events", UNTIL), Source("portfolio", UNTIL), Source("activations")),
    "sophistication": (Source("use_cases", UNTIL), Source("use_case_events", UNTIL)),
    "activation_scale": (Source("activations"), Source("eligible_cells", UNTIL)),
    "roi": (Source("costs", IN, TECHNOLOGY), Source("investments", UNTIL), Source("experiments", UNTIL),
            Source("parameters", UNTIL)),
    "cost_of_sales": (Source("costs", IN, {"type": RUNNING}), Source("recognised_revenue"), Source("sales")),
    "development_effort": (Source("effort_entries", UNTIL), Source("use_case_events", UNTIL)),
    "talent": (Source("people_events", UNTIL), Source("headcount", UNTIL)),
    "applicability": (Source("use_case_events", UNTIL), Source("eligible_cells", UNTIL),
                      Source("effort_entries", UNTIL)),
    "data_assets": (Source("data_assets", UNTIL), Source("asset_uses", UNTIL), Source("asset_revenue", UNTIL)),
}  # fmt: skip


@dataclass(frozen=True)
class Behind:
    """Rows of one table behind a number: the first of them, how many there are, and filters the table cannot follow."""

    table: str
    rows: pd.DataFrame
    count: int
    unfiltered: tuple[str, ...] = ()


def tables_behind(what: Indicator) -> tuple[str, ...]:
    """The tables whose rows can be looked at, the most telling first."""
    return tuple(source.table for source in BEHIND.get(what.id, ()))


def may_see(home: Home, principal: Principal, table: str) -> bool:
    """May this person see single rows of a table? Cost rows need their own right."""
    return table not in DETAIL_OF_COST or home.records.holds(principal, "cost.read.detail")


def rows_behind(home: Home, principal: Principal, what: Indicator, table: str, *, days: Period, where: Slice = Slice(),
                limit: int = SHOWN) -> Behind:  # fmt: skip
    """The latest rows of a table that a reading over these days and this filter was counted from, and their number.

    Customers, accounts and people stand as their keyed hash only. Raises Denied, KeyError for a table not behind it.
    """
    if not may_see(home, principal, table):
        raise Denied("Your role sees costs in total, not row by row.")
    source = next(one for one in BEHIND[what.id] if one.table == table)
    if table in RECORDS.tables:
        return _of_records(home, source, days, where, limit)
    query, order = SPECIAL.get(table, _plain)(home, source, days, where)
    counting = sa.select(func.count().label("n")).select_from(query.subquery("behind"))
    count = int(home.facts.read(counting)["n"].iloc[0])
    rows = home.facts.read(query.order_by(*order).limit(limit))
    return Behind(table, _readable(rows), count, _unfiltered(rows.columns, where))


def export_rows(home: Home, principal: Principal, what: Indicator, table: str, *, days: Period,
                where: Slice = Slice()) -> pd.DataFrame:  # fmt: skip
    """The same rows for a file, at most 50,000. Raises Denied."""
    if not home.records.holds(principal, "kpi.export"):
        raise Denied("Your role may look at rows, but not take them away as a file.")
    return rows_behind(home, principal, what, table, days=days, where=where, limit=EXPORTED).rows


Query = tuple[sa.Select, tuple[sa.ColumnElement, ...]]


def _plain(home: Home, source: Source, days: Period, where: Slice) -> Query:
    """A fact table as it is, its latest day first."""
    fact = FACTS.tables[source.table]
    day = fact.c[fact.info["day"]]
    kept = [
        day <= days.end,
        *([day >= days.start] if source.cut == IN else []),
        *_only(fact, source),
        *_sliced(fact, where),
    ]
    return sa.select(*_columns(fact), fact.c.source).where(*kept), (day.desc(), *_key(fact))


def _refunds(home: Home, source: Source, days: Period, where: Slice) -> Query:
    """Later changes of the sales signed in these days, whenever they were made."""
    a, s = sale_adjustments, sales
    kept = (s.c.day >= days.start, s.c.day <= days.end, *_sliced(s, where))
    columns = (*contract_columns(a), s.c.day.label("sold_on"), s.c.currency, s.c.market, s.c.business_area, a.c.source)
    return sa.select(*columns).join_from(a, s, a.c.sale_id == s.c.sale_id).where(*kept), (
        a.c.day.desc(),
        a.c.adjustment_id,
    )


def _open_deals(home: Home, source: Source, days: Period, where: Slice) -> Query:
    """The open deals of the last snapshot of each CRM in these days, the largest first."""
    o = opportunities
    last = (sa.select(o.c.source, func.max(o.c.snapshot_day).label("seen"))
            .where(o.c.snapshot_day.between(days.start, days.end)).group_by(o.c.source).subquery("last"))  # fmt: skip
    newest = sa.and_(last.c.source == o.c.source, last.c.seen == o.c.snapshot_day)
    query = sa.select(*_columns(o), o.c.source).join_from(o, last, newest)
    return query.where(o.c.status == "open", *_sliced(o, where)), (o.c.amount.desc(), o.c.opportunity_id)


def _credited(home: Home, source: Source, days: Period, where: Slice) -> Query:
    """Each sale and refund of these days with each contact it is credited to, and by how much, in company money."""
    company = home.company
    found = shares(company, [RULES[company.rule]], None)
    e, s, weight = sale_entries(company), sales.alias("sold"), found.c[company.rule]
    sold = sa.select(*e.c, party(s).label("party"), s.c.ts_s.label("sold_s")).select_from(
        e.join(s, s.c.sale_id == e.c.sale_id)).where(e.c.rate.is_not(None)).subquery("sold_entries")  # fmt: skip
    day = sold.c.booked_day if company.refunds == "cash" else sold.c.day
    credit = (func.coalesce(sold.c.gross, 0) + func.coalesce(sold.c.refund, 0)) * weight
    query = sa.select(
        day.label("day"), sold.c.sale_id, found.c.use_case_id, found.c.channel, sold.c.market, sold.c.business_area,
        func.coalesce(sold.c.gross, 0).label("sold"), func.coalesce(sold.c.refund, 0).label("refunded"),
        weight.label("share"), credit.label("credit"),
    ).join_from(sold, found, same_moment(sold, found))  # fmt: skip
    places = [sold.c, sold.c, found.c, found.c]
    named = dict(zip(("market", "business_area", "channel", "use_case"), places, strict=True))
    kept = [_wanted(named[d][DIMENSIONS[d]], value) for d, value in where.filters().items()]
    if "use_case" not in where.filters():
        kept.append(found.c.use_case_id.is_not(None))
    order = (day.desc(), sold.c.sale_id, found.c.use_case_id, found.c.channel, weight)
    return query.where(day >= days.start, day <= days.end, weight > 0, *kept), order


SPECIAL: Mapping[str, Callable[[Home, Source, Period, Slice], Query]] = {
    CREDIT: _credited, "sale_adjustments": _refunds, "opportunities": _open_deals,
}  # fmt: skip


def _columns(fact: sa.Table) -> list[sa.ColumnElement]:
    """The columns a file brings; hashes as text, because 64 bits do not survive a column of floats."""
    return [sa.cast(c, sa.Text()).label(c.name) if rule_of(c).kind == Kind.HASH else c for c in contract_columns(fact)]


def _only(fact: sa.Table, source: Source) -> list[sa.ColumnElement]:
    return [fact.c[name].in_(values) for name, values in source.only.items()]


def _sliced(fact: sa.FromClause, where: Slice) -> list[sa.ColumnElement]:
    """The filters this table can follow."""
    return [_wanted(fact.c[DIMENSIONS[d]], value) for d, value in where.filters().items() if DIMENSIONS[d] in fact.c]


def _wanted(column: sa.ColumnElement, value: str) -> sa.ColumnElement:
    return column.is_(None) if value == NONE else column == value


def _key(fact: sa.Table) -> tuple[sa.ColumnElement, ...]:
    return tuple(fact.c[name] for name in fact.info["key"])


def _unfiltered(columns: pd.Index, where: Slice) -> tuple[str, ...]:
    return tuple(d for d in where.filters() if DIMENSIONS[d] not in columns)


def _of_records(home: Home, source: Source, days: Period, where: Slice, limit: int) -> Behind:
    table = RECORDS.tables[source.table]
    rows, day = home.records.frame(source.table), table.info["day"]
    if day:
        first, last = pd.Timestamp(days.start), pd.Timestamp(days.end)
        rows = rows[~(rows[day] > last)]
        rows = rows[~(rows[day] < first)] if source.cut == IN else rows
        rows = rows.sort_values(day, ascending=False, kind="stable")
    for dimension, value in where.filters().items():
        column = DIMENSIONS[dimension]
        if column in rows.columns:
            rows = rows[rows[column].isna() if value == NONE else (rows[column] == value)]
    shown = rows.drop(columns=[name for name in KEPT_BACK if name in rows.columns and source.table == "effort_entries"])
    return Behind(
        source.table, _readable(shown.head(limit).reset_index(drop=True)), len(rows), _unfiltered(rows.columns, where)
    )


HASHED = frozenset(c.name for t in (*FACTS.tables.values(), *RECORDS.tables.values()) for c in contract_columns(t)
                   if rule_of(c).kind == Kind.HASH)  # fmt: skip


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Hashes as short text, so that nobody takes them for amounts; columns that are empty throughout are left out."""
    hashed = {name: rows[name].map(_short_hash) for name in rows.columns if name in HASHED}
    return rows.assign(**hashed).dropna(axis="columns", how="all") if len(rows) else rows


def _short_hash(key: object) -> str | None:
    return None if pd.isna(key) else f"{int(key) & 0xFFFFFFFFFFFFFFFF:016x}"

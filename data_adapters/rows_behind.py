"""The rows behind a number: the facts and records it was counted from, cut to its days and filter, a few at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import func

from data_adapters.home import Home
from data_adapters.readings import frames, with_own_lookbacks
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Denied
from data_adapters.rows_counted import COUNTING, DATA_SETS, PLACES, TESTS, USE_CASES, counted_rows
from kpis.attribution import party, same_moment, shares
from kpis.attribution_rules import RULES
from kpis.contract import DIMENSIONS, Kind, contract_columns, rule_of
from kpis.cubes.costs import RUNNING
from kpis.cubes.sales import sale_entries
from kpis.facts import FACTS, opportunities, sale_adjustments, sales
from kpis.made_of import Look
from kpis.periods import Period
from kpis.reading import NoAnswer, Reading
from kpis.records import RECORDS
from kpis.registry import Indicator, compute
from kpis.satisfaction import NPS_SCALE
from kpis.slices import NONE, Slice
from kpis.tables import Tables

SHOWN, EXPORTED = 200, 50_000
IN, UNTIL = "in", "until"  # rows of these days; rows up to the last of them
CREDIT = "credited contacts"
DETAIL_OF_COST = ("costs", "investments")
KEPT_BACK = ("person_key", "note")  # of time sheets: who worked, and what they wrote about it


class RowsUnreadable(Exception):
    """The rows of a table cannot be read just now; the Data page says more."""


class Role(StrEnum):
    """What the rows of a table are to the number."""

    COUNTED = "counted"  # one row is one that the number counts
    ABOVE = "above"  # they add up to what is divided
    BELOW = "below"  # they add up to what it is divided by
    BESIDE = "beside"  # they say more about it


@dataclass(frozen=True)
class Source:
    """One table behind an indicator: which of its rows, which values of a column only; `name` if it is cut twice."""

    table: str
    cut: str = IN
    only: Mapping[str, tuple] = field(default_factory=dict)
    role: Role = Role.BESIDE
    name: str = ""

    @property
    def called(self) -> str:
        """What it is asked for by."""
        return self.name or self.table


NPS = {"instrument": ("nps",), "scale_max": (NPS_SCALE,)}
STAYED = {"kind": ("left", "hired")}
C, A, B = Role.COUNTED, Role.ABOVE, Role.BELOW
BEHIND: Mapping[str, tuple[Source, ...]] = {
    "attributed_sales": (Source(CREDIT, role=C), Source("sales")),
    "total_sales": (Source("sales", role=C), Source("sale_adjustments")),
    "revenue_impact": (Source(TESTS, role=C), Source("experiments", UNTIL), Source("experiment_units", UNTIL)),
    "revenue": (Source("recognised_revenue", role=C),),
    "pipeline": (Source("opportunities", role=C), Source("quotas", UNTIL)),
    "customer_satisfaction": (Source("responses", IN, NPS, C), Source("responses", name="all answers")),
    "automation_level": (Source(USE_CASES, role=C), Source("use_case_events", UNTIL), Source("portfolio", UNTIL),
                         Source("activations")),
    "sophistication": (Source(USE_CASES, role=C), Source("use_cases", UNTIL), Source("use_case_events", UNTIL)),
    "activation_scale": (Source(PLACES, role=C), Source("activations", role=A),
                         Source("eligible_cells", UNTIL, role=B)),
    "roi": (Source(TESTS, role=A), Source("costs", IN, {"type": ("it_data_run",)}, B),
            Source("costs", UNTIL, {"type": ("build",)}, B, "build costs"), Source("investments", UNTIL, role=B),
            Source("experiments", UNTIL), Source("parameters", UNTIL)),
    "cost_of_sales": (Source("costs", IN, {"type": RUNNING}, A), Source("recognised_revenue", role=B),
                      Source("sales", role=B)),
    "development_effort": (Source(USE_CASES, role=C), Source("effort_entries", UNTIL),
                           Source("use_case_events", UNTIL)),
    "talent": (Source("headcount", UNTIL, role=B), Source("people_events", IN, STAYED, A, "who left and came"),
               Source("people_events", UNTIL)),
    "applicability": (Source(USE_CASES, role=C), Source("use_case_events", UNTIL), Source("eligible_cells", UNTIL),
                      Source("effort_entries", UNTIL)),
    "data_assets": (Source(DATA_SETS, role=C), Source("data_assets", UNTIL), Source("asset_uses", UNTIL),
                    Source("asset_revenue", UNTIL)),
}  # fmt: skip


@dataclass(frozen=True)
class Behind:
    """Rows of one table behind a number: the first of them, how many there are, and filters the table cannot follow.

    `role` says what they are to the number; `counting` how many of them count, where the others are only in the whole.
    """

    table: str
    rows: pd.DataFrame
    count: int
    unfiltered: tuple[str, ...] = ()
    role: Role = Role.BESIDE
    counting: int | None = None


def tables_behind(what: Indicator, reading: Reading | None = None) -> tuple[str, ...]:
    """The tables whose rows can be looked at, the most telling first; without the revenue a reading did not use."""
    basis = reading.parts.get("revenue_basis") if reading else None
    unused = {"recognised": "sales", "sales": "recognised_revenue"}.get(basis)
    return tuple(source.called for source in BEHIND.get(what.id, ()) if source.called != unused)


def may_see(home: Home, principal: Principal, table: str) -> bool:
    """May this person see single rows of a table? Cost rows need their own right."""
    costly = any(one.table in DETAIL_OF_COST for sources in BEHIND.values() for one in sources if one.called == table)
    return not costly or home.records.holds(principal, "cost.read.detail")


def rows_behind(home: Home, principal: Principal, what: Indicator, table: str, *, days: Period, where: Slice = Slice(),
                limit: int = SHOWN, tables: Tables | None = None) -> Behind:  # fmt: skip
    """The latest rows of a table that a reading over these days and this filter was counted from, and their number.

    `table` is one of `tables_behind`. Customers, accounts and people stand as their keyed hash only. `tables`: the
    tables of the indicators where they are at hand. Raises Denied, RowsUnreadable, KeyError for a table not behind it.
    """
    if not may_see(home, principal, table):
        raise Denied("Your role sees costs in total, not row by row.")
    source = next((one for one in BEHIND[what.id] if one.called == table), None)
    if source is None:
        raise KeyError(table)
    try:
        found = _rows(home, what, source, days, where, limit, tables)
    except (sa.exc.SQLAlchemyError, OSError, NoAnswer) as problem:
        raise RowsUnreadable(f"{table} cannot be read just now; the Data page says more") from problem
    return replace(found, table=table, role=source.role)


def _rows(home: Home, what: Indicator, source: Source, days: Period, where: Slice, limit: int,
          tables: Tables | None) -> Behind:  # fmt: skip
    if source.table in COUNTING:
        return _counted(home, what, days, where, limit, tables)
    if source.table in RECORDS.tables:
        return _of_records(home, source, days, where, limit)
    query, order = SPECIAL.get(source.table, _plain)(home, source, days, where)
    counting = sa.select(func.count().label("n")).select_from(query.subquery("behind"))
    count = int(home.facts.read(counting)["n"].iloc[0])
    rows = home.facts.read(query.order_by(*order).limit(limit))
    return Behind(source.table, _readable(rows), count, _unfiltered(rows.columns, where))


def export_rows(home: Home, principal: Principal, what: Indicator, table: str, *, days: Period, where: Slice = Slice(),
                tables: Tables | None = None) -> pd.DataFrame:  # fmt: skip
    """The same rows for a file, at most 50,000. Raises Denied, RowsUnreadable."""
    if not home.records.holds(principal, "kpi.export"):
        raise Denied("Your role may look at rows, but not take them away as a file.")
    return rows_behind(home, principal, what, table, days=days, where=where, limit=EXPORTED, tables=tables).rows


def _counted(home: Home, what: Indicator, days: Period, where: Slice, limit: int, tables: Tables | None) -> Behind:
    tables = tables or Tables(frames(home, what.tables), days.end)
    look = Look(tables, home.company, where)
    of = compute(what, tables, period=days, company=home.company, where=where)
    rows = counted_rows(what, of, look) if of.value is not None else pd.DataFrame()
    counting = int(rows["counts"].sum()) if "counts" in rows.columns else None
    return Behind("", rows.head(limit), len(rows), counting=counting)


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
    company = with_own_lookbacks(home)
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

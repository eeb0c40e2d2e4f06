"""What late, new and restated rows change in a cube: only the sales they can touch are shared again.

A sale's credit depends on the rows of its own id (the sale and its changes), on the rate of its day and on its party's
contacts in the window before it, and on nothing else. So the cube of the new files is the cube of the old ones, less the
credit of the sales that changed rows can touch as the old files had them, plus their credit as the new files have them.
Shares are rounded to 6 decimals before they are summed, so taking away and adding is exact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import func

from data_adapters.credit.terms import Files, Terms
from data_adapters.lake.parquet import arrow_schema
from kpis.attribution import longest_s, party
from kpis.contract import contract_columns
from kpis.facts import FACTS, fx_rates, sale_adjustments, sales, touches

STATES = ("same", "gone", "come")  # files both have, files only the old cube had, files only the new one has
MOST_AT_ONCE = 0.25  # of all sales; beyond that a full run is as cheap


class TooMuch(Exception):
    """So many sales are touched that sharing all of them again is cheaper."""


@dataclass(frozen=True)
class Desk:
    """A scratch engine with the old and the new files of the facts side by side: tables named fact_state."""

    connection: sa.Connection

    def put(self, name: str, rows: pa.Table) -> sa.TableClause:
        """Show rows under a name."""
        self.connection.connection.dbapi_connection.register(name, rows)
        return sa.table(name, *(sa.column(n) for n in rows.column_names))

    def rows(self, select: sa.Select) -> pa.Table:
        """The rows of a query, exactly."""
        return self.connection.execute(select).arrow


@contextmanager
def desk() -> Iterator[Desk]:
    """An empty scratch engine."""
    engine = sa.create_engine("duckdb:///:memory:", poolclass=sa.pool.StaticPool)
    try:
        with engine.connect() as connection:
            yield Desk(connection.execution_options(duckdb_arrow=True))
    finally:
        engine.dispose()


def change(terms: Terms, folder: Path, old: Files, new: Files) -> pa.Table | None:
    """What has to be added to the cube of the old files to get that of the new ones; None = no sale is touched.

    Columns of the cube; rows may be negative. Raises TooMuch, and the problems of reading the files.
    """
    with desk() as at:
        facts = {name: _Fact(at, FACTS.tables[name], folder, old[name], new[name]) for name in terms.facts}
        ids = at.rows(_touched(terms, facts).distinct())
        if not ids.num_rows:
            return None
        touched = at.put("touched", ids)
        sold = {s: at.put(f"sold_{s}", at.rows(facts["sales"].of(s, touched))) for s in STATES}
        every = at.rows(sa.select(func.count().label("n")).select_from(facts["sales"].all_of("same")))
        if ids.num_rows > max(MOST_AT_ONCE * every["n"][0].as_py(), 1000):
            raise TooMuch
        parties = sa.union(*(sa.select(party(one).label("party")) for one in sold.values())).subquery("parties")
        wanted = {
            "sales": {s: sold[s] for s in STATES},
            "sale_adjustments": {s: at.put(f"back_{s}", at.rows(facts["sale_adjustments"].of(s, touched))) for s in STATES},
            "fx_rates": {s: facts["fx_rates"].all_of(s) for s in STATES},
            "touches": _contacts(at, terms, facts["touches"], sold, parties),
        }
        small = {name: {s: at.rows(sa.select(*one.c)) for s, one in states.items()} for name, states in wanted.items()}
    return _difference(terms, small)


class _Fact:
    """One fact table in its three states on the desk."""

    def __init__(self, at: Desk, table: sa.Table, folder: Path, old: list[str], new: list[str]):
        self.at, self.table = at, table
        self.names = [c.name for c in contract_columns(table)]
        sets = {"same": set(old) & set(new), "gone": set(old) - set(new), "come": set(new) - set(old)}
        self.is_empty = {state: not paths for state, paths in sets.items()}
        for state, paths in sets.items():
            self._show(f"{table.name}_{state}", [str(folder / p) for p in sorted(paths)])

    def _show(self, name: str, paths: list[str]) -> None:
        raw = self.at.connection.connection.dbapi_connection
        if paths:
            raw.read_parquet(paths).create_view(name)
        else:
            raw.register(name, arrow_schema(self.table).empty_table())

    def all_of(self, state: str) -> sa.TableClause:
        """All rows of one state."""
        return sa.table(f"{self.table.name}_{state}", *(sa.column(c.name, c.type) for c in self.table.c))

    def of(self, state: str, ids: sa.TableClause) -> sa.Select:
        """The rows of one state with these sale ids."""
        one = self.all_of(state)
        return sa.select(*one.c).where(one.c.sale_id.in_(sa.select(ids.c.sale_id)))

    def changed(self, *columns: str) -> sa.Subquery | None:
        """Rows only the old or only the new files have, compared by all columns; None if no file differs."""
        gone, come = self.all_of("gone"), self.all_of("come")
        name = f"changed_{self.table.name}"
        if self.is_empty["gone"] or self.is_empty["come"]:
            one = come if self.is_empty["gone"] else gone
            return None if self.is_empty["gone"] and self.is_empty["come"] else sa.select(*(one.c[n] for n in columns)).subquery(name)
        a, b = (sa.select(*(t.c[n] for n in (*self.names, "source"))) for t in (gone, come))
        both = sa.union_all(sa.select(*sa.except_all(a, b).subquery("a").c), sa.select(*sa.except_all(b, a).subquery("b").c))
        every = both.subquery("every")
        return sa.select(*(every.c[n] for n in columns)).subquery(name)


def _touched(terms: Terms, facts: dict[str, _Fact]) -> sa.Select:
    """The ids of all sales changed rows can touch, each maybe several times."""
    found = []
    for name in ("sales", "sale_adjustments"):
        changed = facts[name].changed("sale_id")
        found += [] if changed is None else [sa.select(changed.c.sale_id)]
    contacts, rates_ = facts["touches"].changed("customer_id", "account_id", "ts_s"), facts["fx_rates"].changed("day", "currency")
    for state in STATES:
        s = facts["sales"].all_of(state)
        if contacts is not None:
            back = longest_s(terms.company, terms.lookback_days)
            after = s.c.ts_s.between(contacts.c.ts_s, contacts.c.ts_s + back)
            found.append(sa.select(s.c.sale_id).join_from(s, contacts, sa.and_(party(s) == party(contacts), after)))
        if rates_ is not None:
            same = sa.and_(s.c.day == rates_.c.day, s.c.currency == rates_.c.currency, s.c.currency != terms.company.currency)
            found.append(sa.select(s.c.sale_id).join_from(s, rates_, same))
    none = sa.select(facts["sales"].all_of("gone").c.sale_id).where(sa.false())
    return sa.select(sa.union_all(none, *found).subquery("found").c.sale_id)


def _contacts(at: Desk, terms: Terms, fact: _Fact, sold: dict, parties: sa.Subquery) -> dict[str, sa.TableClause]:
    """The contacts of the parties that bought, from the first window on."""
    ends = sa.union_all(*(sa.select(one.c.ts_s) for one in sold.values())).subquery("ends")
    span = at.rows(sa.select(func.min(ends.c.ts_s).label("first"), func.max(ends.c.ts_s).label("last")))
    first = span["first"][0].as_py() - longest_s(terms.company, terms.lookback_days)
    states = {}
    for state in STATES:
        t = fact.all_of(state)
        near = sa.select(*(t.c[n] for n in terms.contact_columns())).where(
            t.c.ts_s.between(first, span["last"][0].as_py()), party(t).in_(sa.select(parties.c.party)))  # fmt: skip
        states[state] = at.put(f"near_{state}", at.rows(near))
    return states


def _difference(terms: Terms, small: dict[str, dict[str, pa.Table]]) -> pa.Table | None:
    """Credit by the new rows less credit by the old ones, at the grain of the cube."""
    after, before = (_shared(terms, small, state) for state in ("come", "gone"))
    with desk() as at:
        return added(at, after, before)


def _shared(terms: Terms, small: dict[str, dict[str, pa.Table]], state: str) -> pa.Table:
    with desk() as at:
        for name, states in small.items():
            at.put(name, pa.concat_tables([states["same"], states[state]]))
        return at.rows(terms.select())


def added(at: Desk, plus: pa.Table, minus: pa.Table | None = None) -> pa.Table | None:
    """Rows summed by the grain of the cube, those of `minus` taken away; what comes to nothing is left out."""
    amounts = [f.name for f in plus.schema if pa.types.is_decimal(f.type) or pa.types.is_floating(f.type)]
    grain = [n for n in plus.column_names if n not in amounts]
    parts = [sa.select(*at.put("plus", plus).c)]
    if minus is not None:
        less = at.put("minus", minus)
        parts.append(sa.select(*(-less.c[n] if n in amounts else less.c[n] for n in plus.column_names)))
    every = sa.union_all(*parts).subquery("every")
    sums = [func.sum(every.c[n]).label(n) for n in amounts]
    by = [every.c[n] for n in grain]
    rows = at.rows(sa.select(*by, *sums).group_by(*by).having(sa.or_(*(func.sum(every.c[n]) != 0 for n in amounts))))
    return rows.select(plus.column_names).cast(plus.schema) if rows.num_rows else None

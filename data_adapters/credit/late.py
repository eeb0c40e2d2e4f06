"""What late, new and restated rows change in a cube: only the sales they can touch are shared again.

A sale's credit depends on the rows of its own id (the sale and its changes), on the rate of its day and on its party's
contacts in the window before it, and on nothing else. So the cube of the new files is the cube of the old ones, less the
credit of the sales that changed rows can touch as the old files had them, plus their credit as the new files have them.
Shares are rounded to 6 decimals before they are summed, so taking away and adding is exact.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

from data_adapters.credit.terms import Files, Terms
from data_adapters.lake.parquet import arrow_schema
from kpis.attribution import longest_s, party
from kpis.contract import contract_columns
from kpis.facts import FACTS

STATES = SAME, GONE, COME = ("same", "gone", "come")  # files of both cubes, of the old one only, of the new one only
MOST_AT_ONCE, SMALL = 0.25, 1000  # of all sales, and sales; beyond that a full run is as cheap


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

    def summed(self, plus: list[pa.Table], minus: list[pa.Table]) -> pa.Table:
        """Rows of one shape summed by their grain, some taken away; what comes to nothing is left out."""
        shape = plus[0].schema
        amounts = [f.name for f in shape if pa.types.is_decimal(f.type)]
        parts = [*plus, *(_taken(rows, amounts) for rows in minus)]
        every = pa.concat_tables(one.select(shape.names).cast(shape) for one in parts)
        by = [name for name in shape.names if name not in amounts]
        sums = every.group_by(by, use_threads=False).aggregate([(name, "sum") for name in amounts])
        sums = sums.rename_columns([*by, *amounts]).select(shape.names).cast(shape)
        counts = [pc.not_equal(sums[name], pa.scalar(0).cast(shape.field(name).type)) for name in amounts]
        return sums.filter(reduce(pc.or_kleene, counts))


def _taken(rows: pa.Table, amounts: list[str]) -> pa.Table:
    """The same rows with the other sign."""
    for name in amounts:
        rows = rows.set_column(rows.schema.get_field_index(name), name, pc.negate(rows[name]))
    return rows


@contextmanager
def desk() -> Iterator[Desk]:
    """An empty scratch engine."""
    engine = sa.create_engine("duckdb:///:memory:", poolclass=sa.pool.StaticPool)
    try:
        with engine.connect() as connection:
            yield Desk(connection.execution_options(duckdb_arrow=True))
    finally:
        engine.dispose()


def changed_credit(at: Desk, terms: Terms, folder: Path, old: Files, new: Files) -> tuple[pa.Table, pa.Table] | None:
    """Credit of the sales that changed rows can touch: as the new files have them, and as the old ones had them.

    Columns of the cube; None = no sale is touched. Raises TooMuch, and the problems of reading the files.
    """
    facts = {name: _Fact(at, FACTS.tables[name], folder, old[name], new[name]) for name in terms.facts}
    ids = at.rows(_touched(terms, facts).distinct())
    if not ids.num_rows:
        return None
    if ids.num_rows > SMALL and ids.num_rows > MOST_AT_ONCE * facts["sales"].count():
        raise TooMuch
    touched = at.put("touched", ids)
    sold = facts["sales"].read(lambda t: t.c.sale_id.in_(sa.select(touched.c.sale_id)))
    if not any(rows.num_rows for rows in sold.values()):
        return None  # refunds of sales nobody has loaded
    small = {
        "sales": sold, "touches": _contacts(at, terms, facts["touches"], sold),
        "sale_adjustments": facts["sale_adjustments"].read(lambda t: t.c.sale_id.in_(sa.select(touched.c.sale_id))),
        "fx_rates": facts["fx_rates"].read(lambda t: sa.true()),
    }  # fmt: skip
    select = terms.select()
    after, before = (_shared(at, select, small, state) for state in (COME, GONE))
    return after, before


class _Fact:
    """One fact table in its three states on the desk."""

    def __init__(self, at: Desk, table: sa.Table, folder: Path, old: list[str], new: list[str]):
        self.at, self.table = at, table
        self.names = [c.name for c in contract_columns(table)]
        sets = {SAME: set(old) & set(new), GONE: set(old) - set(new), COME: set(new) - set(old)}
        self.paths = {state: [str(folder / p) for p in sorted(paths)] for state, paths in sets.items()}
        self.is_empty = {state: not paths for state, paths in sets.items()}
        for state, paths in self.paths.items():
            self._show(f"{table.name}_{state}", paths)

    def _show(self, name: str, paths: list[str]) -> None:
        raw = self.at.connection.connection.dbapi_connection
        if paths:
            raw.read_parquet(paths).create_view(name)
        else:
            raw.register(name, arrow_schema(self.table).empty_table())

    def all_of(self, state: str) -> sa.TableClause:
        """All rows of one state."""
        return sa.table(f"{self.table.name}_{state}", *(sa.column(c.name, c.type) for c in self.table.c))

    def count(self) -> int:
        """How many rows both cubes have in common (known without reading them)."""
        return sum(pq.read_metadata(path).num_rows for path in self.paths[SAME])

    def read(self, wanted: Callable[[sa.TableClause], sa.ColumnElement], columns: list[str] | None = None) -> dict[str, pa.Table]:
        """Some rows of each state."""
        found = {}
        for state in STATES:
            t = self.all_of(state)
            nothing = arrow_schema(self.table).empty_table().select(columns or t.c.keys())
            found[state] = nothing if self.is_empty[state] else self.at.rows(
                sa.select(*(t.c[n] for n in columns or t.c.keys())).where(wanted(t)))  # fmt: skip
        return found

    def changed(self, *columns: str) -> sa.Subquery | None:
        """Rows only the old or only the new files have, compared by all columns; None if no file differs."""
        gone, come = self.all_of(GONE), self.all_of(COME)
        name = f"changed_{self.table.name}"
        if self.is_empty[GONE] or self.is_empty[COME]:
            one = come if self.is_empty[GONE] else gone
            return None if self.is_empty[GONE] and self.is_empty[COME] else sa.select(*(one.c[n] for n in columns)).subquery(name)
        a, b = (sa.select(*(t.c[n] for n in (*self.names, "source"))) for t in (gone, come))
        both = sa.union_all(sa.select(*sa.except_all(a, b).subquery("a").c), sa.select(*sa.except_all(b, a).subquery("b").c))
        every = both.subquery("every")
        return sa.select(*(every.c[n] for n in columns)).subquery(name)


def _touched(terms: Terms, facts: dict[str, _Fact]) -> sa.Select:
    """The ids of all sales changed rows can touch, each maybe several times."""
    sold, found = facts["sales"], []
    for name in ("sales", "sale_adjustments"):
        changed = facts[name].changed("sale_id")
        found += [] if changed is None else [sa.select(changed.c.sale_id)]
    contacts, rates_ = facts["touches"].changed("customer_id", "account_id", "ts_s"), facts["fx_rates"].changed("day", "currency")
    for s in (sold.all_of(state) for state in STATES if not sold.is_empty[state]):
        if contacts is not None:
            after = s.c.ts_s.between(contacts.c.ts_s, contacts.c.ts_s + longest_s(terms.company, terms.lookback_days))
            found.append(sa.select(s.c.sale_id).join_from(s, contacts, sa.and_(party(s) == party(contacts), after)))
        if rates_ is not None:
            same = sa.and_(s.c.day == rates_.c.day, s.c.currency == rates_.c.currency, s.c.currency != terms.company.currency)
            found.append(sa.select(s.c.sale_id).join_from(s, rates_, same))
    none = sa.select(sold.all_of(GONE).c.sale_id).where(sa.false())
    return sa.select(sa.union_all(none, *found).subquery("found").c.sale_id)


def _contacts(at: Desk, terms: Terms, fact: _Fact, sold: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The contacts of the parties that bought, from the first window on."""
    bought = at.put("bought", pa.concat_tables(sold.values()))
    parties = sa.select(party(bought).label("party")).distinct()
    ends = pc.min_max(pa.concat_tables(sold.values())["ts_s"])
    first = ends["min"].as_py() - longest_s(terms.company, terms.lookback_days)
    return fact.read(lambda t: sa.and_(t.c.ts_s.between(first, ends["max"].as_py()), party(t).in_(parties)),
                     terms.contact_columns())  # fmt: skip


def _shared(at: Desk, select: sa.Select, small: dict[str, dict[str, pa.Table]], state: str) -> pa.Table:
    """The cube of these few rows alone, as one of the two states had them."""
    for name, states in small.items():
        at.put(name, pa.concat_tables([states[SAME], states[state]]))
    return at.rows(select)

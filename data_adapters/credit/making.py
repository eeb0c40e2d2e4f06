"""Making a cube: from the last one of the same definition where only some sales changed, else from all rows."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

from data_adapters.credit import late, shelf
from data_adapters.credit.shelf import Damaged, Kept, Part
from data_adapters.credit.terms import Files, Terms, key_of, still_visible
from data_adapters.home import Home
from data_adapters.records.problems import Conflict, NotSaved
from data_adapters.records.schema import restatements

log = logging.getLogger(__name__)
TROUBLE = (sa.exc.SQLAlchemyError, duckdb.Error, pa.ArrowException, OSError)
LEFT_AFTER_S = 3600  # files nobody registered within an hour were left by a process that died
Read = Callable[[sa.Select], pa.Table]


@dataclass(frozen=True)
class Made:
    """A cube that is written but not registered yet, its rows, and how it came about.

    `how` = "all" rows were shared, or "some" sales again; `before` = the cube kept last by the same definition.
    """

    kept: Kept
    rows: pa.Table | None  # None = in the files only
    how: str
    before: Kept | None


def make(home: Home, terms: Terms, files: Files, read: Read, base: Kept | None, load_id: str | None = None) -> Made:
    """Work out the cube of these files and write it; `read` runs a query over them, `base` = the cube kept last.

    Raises what `read` raises, and OSError when the lake cannot be written.
    """
    definition = terms.definition()
    parts, rows, how = _from_last(home, terms, files, base) if base else None, None, "some"
    if parts is None:
        rows, how = _not_empty(read(terms.select())), "all"
        parts = shelf.write_months(home, terms, rows)
    ordered = tuple(sorted(parts, key=lambda p: p.month))
    kept = Kept(key_of(definition, files), terms.what, terms.name, terms.days, definition, files, ordered,
                home.records.now(), _last_day(home, ordered), load_id)  # fmt: skip
    return Made(kept, rows, how, base)


def _from_last(home: Home, terms: Terms, files: Files, base: Kept) -> list[Part] | None:
    """The months of the last cube, those that changed written anew; None = it has to be made from all rows."""
    if not terms.adds_up_anew() or set(base.files) != set(terms.facts):
        return None
    try:
        with late.desk() as at:
            credit = late.changed_credit(at, terms, home.lake.folder, base.files, files)
            parts = list(base.parts) if credit is None else _with(home, terms, base, at, *credit)
        _last_day(home, tuple(parts))  # a month that is not there any more is seen now, not by the next reader
        return parts or None
    except late.TooMuch:
        return None
    except (*TROUBLE, Damaged) as problem:
        log.warning("the kept credit cube is not used, all is counted anew: %s", problem)
        return None


def _with(home: Home, terms: Terms, base: Kept, at: late.Desk, plus: pa.Table, minus: pa.Table) -> list[Part]:
    """The months of a cube with the credit of some sales exchanged."""
    days = pa.chunked_array([*plus["day"].chunks, *minus["day"].chunks], pa.date32())
    changed = set(pc.unique(pc.floor_temporal(days, unit="month").cast(pa.date32())).to_pylist())
    old = [shelf.read_part(home, part) for part in base.parts if part.month in changed]
    kept = [part for part in base.parts if part.month not in changed]
    return [*kept, *shelf.write_months(home, terms, at.summed([*old, plus], [minus]))]


def _not_empty(rows: pa.Table) -> pa.Table:
    """Without rows that say nothing, such as a refund of 0: adding and taking away cannot know of them."""
    amounts = [n for n in ("gross", "refunds", "sales", "amount", "deals") if n in rows.column_names]
    says = [pc.not_equal(rows[n], pa.scalar(0).cast(rows.schema.field(n).type)) for n in amounts]
    keep = says[0]
    for one in says[1:]:
        keep = pc.or_kleene(keep, one)
    return rows.filter(keep)


def _last_day(home: Home, parts: tuple[Part, ...]) -> date | None:
    """The last day a cube has credit on; days before it are closed, should nothing better be known."""
    if not parts:
        return None
    about = pq.read_metadata(home.lake.folder / parts[-1].path)
    at = about.schema.names.index("day")
    return max(about.row_group(n).column(at).statistics.max for n in range(about.num_row_groups))


def keep(home: Home, made: Made, log_lines: list[dict]) -> None:
    """Enter a cube and what it restates into the records; if that fails it is only not kept.

    Nor is it if a load came in between: entered after the newer cube it would be taken for the last one.
    """
    try:
        with home.records.writing() as tx:
            if not still_visible(tx, made.kept.files):
                return
            enter(tx, made, log_lines)
            needed = shelf.clear_oldest(tx)
        shelf.sweep(home, needed, LEFT_AFTER_S)
    except (NotSaved, Conflict, OSError) as problem:
        log.warning("the credit cube is not kept: %s", problem)


def enter(tx: sa.Connection, made: Made, log_lines: list[dict]) -> None:
    """Enter a cube and what it restates, inside a transaction; the same event is logged once."""
    shelf.register(tx, made.kept)
    event = log_lines[0]["event"] if log_lines else ""
    known = sa.select(sa.exists().where(restatements.c.event == event))
    if log_lines and not tx.execute(known).scalar_one():
        tx.execute(sa.insert(restatements), log_lines)

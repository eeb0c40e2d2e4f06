"""Bringing the company's own credit cube up to date together with a load: worked out before, visible in its transaction.

The cube of the files a load is about to show is made while nobody is kept from writing; the load's own transaction then
only enters it into the register. A cube is named after its files, so whatever happens in between, a crash or another
load, no reader can take it for the cube of other facts: it is not found, and the right one is made.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from data_adapters.credit import shelf
from data_adapters.credit.cube import rows_at
from data_adapters.credit.making import Made, enter, make
from data_adapters.credit.restated import entries
from data_adapters.credit.terms import Terms, files_of, key_of, still_visible, with_own_lookbacks
from data_adapters.credit.watched import rows_of
from data_adapters.home import Home
from data_adapters.lake import ledger
from data_adapters.records.faults import reading
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.store import Change
from kpis.attribution_rules import UnknownRule

log = logging.getLogger(__name__)
Enter = Callable[[Change], None]
TROUBLE = (sa.exc.SQLAlchemyError, duckdb.Error, pa.ArrowException, OSError, RecordsProblem, UnknownRule)


def _nothing(change: Change) -> None: ...


def ahead(home: Home, table: str, gone: list[str], shown: list[str], *, load_id: str, why: str) -> Enter:
    """Make the cube of the files that will be visible when some go and some come; gives what enters it.

    A load never fails because of it: then the log says why, and the first reader makes the cube.
    """
    terms = Terms("credit", with_own_lookbacks(home))
    if table not in terms.facts or home.settings.stores.facts_url:
        return _nothing
    try:
        visible = ledger.visible_files(home.records)
        visible[table] = [path for path in visible.get(table, []) if path not in gone] + shown
        if not visible.get("sales"):
            return _nothing
        made = _made(home, terms, visible, load_id)
        lines = entries(home, terms, made, why)
    except TROUBLE as problem:
        log.warning("the credit cube is not made with this load: %s", problem)
        return _nothing
    return lambda change: _enter(change, made, lines)


def _made(home: Home, terms: Terms, visible: dict[str, list[str]], load_id: str) -> Made:
    files = files_of(visible, terms.facts)
    with reading(), home.records.engine.begin() as tx:
        base = shelf.latest(tx, terms.definition())
        again = shelf.found(tx, key_of(terms.definition(), files))
    if again and all((home.lake.folder / part.path).is_file() for part in again.parts):
        return Made(replace(again, load_id=load_id), None, "again", base)
    engine = home.lake.engine_of({name: [home.lake.folder / p for p in paths] for name, paths in visible.items()})
    return make(home, terms, files, lambda select: rows_of(engine, select), base, load_id)


def _enter(change: Change, made: Made, lines: list[dict]) -> None:
    """Inside the load's transaction: enter the cube if the files are still those it was made of."""
    if still_visible(change.tx, made.kept.files):
        enter(change.tx, made, [line | {"restated_at": change.at_us} for line in lines])


def bring_up_to_date(home: Home) -> None:
    """Make and keep the company's own cube, should it not be there: after a change of look-backs or exchange of files."""
    try:
        if ledger.visible_files(home.records).get("sales"):
            rows_at(home, "credit", home.company)
    except TROUBLE as problem:
        log.warning("the credit cube is not brought up to date: %s", problem)

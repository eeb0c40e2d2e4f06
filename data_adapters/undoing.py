"""Taking back a load of any table, and saying what came of it."""

from functools import partial

import sqlalchemy as sa

from data_adapters.credit.ahead import ahead, bring_up_to_date
from data_adapters.home import Home
from data_adapters.lake.undo import find_load, mark_undone, undo_load
from data_adapters.records.principal import Principal
from data_adapters.records.rows import undo_import
from kpis.facts import FACTS


def undo(home: Home, principal: Principal, load_id: str, request_id: str) -> str:
    """Take a load back; what it changed reads again as before, later loads and edits stay.

    Raises NothingToUndo, Denied, NotSaved, ChangedMeanwhile. Gives one sentence.
    """
    run = find_load(home.lake, load_id)
    if run.table_name in FACTS.tables:
        follow = partial(ahead, home, load_id=load_id, why=f"taken back: {run.file_name}")
        undo_load(home.lake, principal, run, request_id, follow)
        return f"Load {load_id} is taken back: {run.table_name} reads as if it had not happened."
    words = _undo_records(home, principal, run, request_id)
    if run.table_name == "use_cases":  # they may have look-backs of their own
        bring_up_to_date(home)
    return words


def _undo_records(home: Home, principal: Principal, run: sa.Row, request_id: str) -> str:
    what = f"undo load {run.load_id}"
    with home.records.change(principal, "import.run", request_id=request_id, what=what) as change:
        counts = undo_import(change, run.load_id)
        mark_undone(change, run)
    kept = f"; {counts.kept} rows edited since then stay as edited" if counts.kept else ""
    return f"Load {run.load_id} is taken back: {counts.closed} rows of {run.table_name} closed, {counts.new} brought back{kept}."

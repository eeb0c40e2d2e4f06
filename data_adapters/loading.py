"""Loading a file: read, check, set bad rows aside, and make the good ones visible in one step."""

import difflib
import hashlib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

from data_adapters.credit.ahead import ahead, bring_up_to_date
from data_adapters.effort_hours import with_own_hours
from data_adapters.frozen import freeze_finished_weeks
from data_adapters.home import Home
from data_adapters.lake import ledger
from data_adapters.lake.checks import Checked, check
from data_adapters.lake.ledger import Run
from data_adapters.lake.parquet import publish
from data_adapters.lake.store import span_of
from data_adapters.records.principal import Principal
from data_adapters.records.rows import import_rows
from data_adapters.sources.files import read_file
from data_adapters.sources.limits import Limits
from data_adapters.sources.mapping_file import read_mapping
from data_adapters.sources.raw import RawFile, RefusedFile
from kpis.contract import Family, Kind, contract_columns, rule_of
from kpis.facts import FACTS
from kpis.periods import ONE_DAY, months_later
from kpis.records import RECORDS

DEFAULT_SOURCE = "files"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What to load: `accept_good_rows` sets bad rows aside and goes on, `dry_run` only says what would happen."""

    table: str
    path: Path
    mapping: Path | None = None
    accept_good_rows: bool = False
    replace: bool = False
    dry_run: bool = False
    shown_name: str | None = None


@dataclass(frozen=True)
class Loaded:
    """What a load did: its ledger line, and every reason why a row was set aside (row, column, value, rule, words)."""

    run: Run
    flaws: pa.Table

    @property
    def refused(self) -> bool:
        """Was nothing loaded because some rows are bad?"""
        return self.run.result == "refused"


def canonical_table(name: str) -> sa.Table:
    """The table of the contract with this name. Raises RefusedFile with the nearest name."""
    tables = {**FACTS.tables, **RECORDS.tables}
    if name in tables:
        return tables[name]
    near = difflib.get_close_matches(name, tables, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(tables))}."
    raise RefusedFile("unknown_table", f"There is no table “{name}”; {hint}")


def load_file(home: Home, principal: Principal, order: Order, *, progress: Progress = lambda words: None,
              as_sample: bool = False, limits: Limits | None = None) -> Loaded:  # fmt: skip
    """Load one file into one table, all of it or nothing.

    Raises RefusedFile (old data untouched), Denied, NotSaved. Rows that break a rule refuse the whole load unless
    `accept_good_rows`; either way they are kept with file, row, column, value and rule.
    """
    table = canonical_table(order.table)
    if home.is_sample() and not as_sample:
        raise RefusedFile("sample_home", "This home holds the sample company. Remove it first: python -m data_adapters demo --remove")
    try:
        return _loaded(home, principal, order, table, progress, as_sample, limits)
    except RefusedFile as refused:
        _note_refused(home, principal, order, refused)
        raise


def _note_refused(home: Home, principal: Principal, order: Order, refused: RefusedFile) -> None:
    """A ledger line for a file that was refused as a whole, with the reason, so that Data shows it later, too."""
    if order.dry_run or not order.path.is_file():
        return
    source = order.mapping.stem if order.mapping else DEFAULT_SOURCE
    run = Run(uuid.uuid4().hex[:12], order.table, source, order.shown_name or order.path.name, "", "", "refused", seen=0,
              set_aside=0, started_at=time.time_ns() // 1000, notes=(refused.words,))  # fmt: skip
    home.lake.note(principal, run, home.is_sample())


def _loaded(home: Home, principal: Principal, order: Order, table: sa.Table, progress: Progress, as_sample: bool,
            limits: Limits | None) -> Loaded:  # fmt: skip
    started, mapping = time.time_ns() // 1000, read_mapping(order.mapping, table) if order.mapping else None
    progress("reading")
    limits = limits or Limits(file_mb=home.settings.load.max_file_mb)
    raw = read_file(order.path, table, mapping, limits, name=order.shown_name)
    run = _first_line(order, raw, table, (mapping.source or mapping.name) if mapping else DEFAULT_SOURCE, started)
    if _is_last_file_again(home, run):
        return _note(home, principal, replace(run, result="nothing_new", unchanged=run.seen), _no_flaws(), order)
    progress("checking")
    checked = check(raw, table, home.company, home.hash_key, _known_ids(home, table))
    run = _after_checks(run, raw, checked, table, order)
    if checked.set_aside and not order.accept_good_rows:
        return _note(home, principal, replace(run, result="refused"), checked.flaws, order)
    progress("writing")
    _set_aside(home, run, checked.flaws, order)  # first: a crash in between must not lose the reasons
    loaded = Loaded(_store(home, principal, checked.good, table, run, raw, order, as_sample), checked.flaws)
    if table.name == "use_cases" and not order.dry_run:  # they may have look-backs of their own
        bring_up_to_date(home)
    if not (as_sample or order.dry_run):
        freeze_finished_weeks(home, principal, after_load=True)
    return loaded


def _first_line(order: Order, raw: RawFile, table: sa.Table, source: str, started: int) -> Run:
    rules = hashlib.sha256(order.mapping.read_bytes()).hexdigest() if order.mapping else ""
    rules += " replace" * order.replace
    return Run(uuid.uuid4().hex[:12], table.name, source, raw.file_name, raw.file_hash, rules, "loaded",
               seen=raw.rows.num_rows, set_aside=0, started_at=started, notes=raw.notes)  # fmt: skip


def _after_checks(run: Run, raw: RawFile, checked: Checked, table: sa.Table, order: Order) -> Run:
    replacing = raw.keyless or order.replace
    return replace(run, seen=checked.seen, set_aside=checked.set_aside, replacing=replacing,
                   covers=_covered(raw, checked, table, replacing), control=_control(checked.good, table))  # fmt: skip


def _covered(raw: RawFile, checked: Checked, table: sa.Table, replacing: bool):
    """The days a load speaks for: declared, else from the first to the last month of its rows (whole months)."""
    if raw.covered or not replacing:
        return raw.covered
    first, last = span_of(checked.good, table)
    if first is None:
        return None
    return first.replace(day=1), months_later(last.replace(day=1), 1) - ONE_DAY



def _control(rows: pa.Table, table: sa.Table) -> dict[str, str]:
    """Control totals of a load: the exact sum of each money column, and the number of rows."""
    money = [c.name for c in contract_columns(table) if rule_of(c).kind == Kind.MONEY]
    return {"rows": str(rows.num_rows)} | {name: str(pc.sum(rows[name]).as_py() or 0) for name in money}


def _is_last_file_again(home: Home, run: Run) -> bool:
    last = ledger.last_run(home.records, run.table_name, run.source)
    return last is not None and (last.file_hash, last.mapping_hash) == (run.file_hash, run.mapping_hash)


def _known_ids(home: Home, table: sa.Table) -> dict[str, frozenset[str]]:
    """The ids a company has declared; columns it has not declared anything for are not compared."""
    if "use_case_id" not in table.c or table.name == "use_cases":
        return {}
    declared = frozenset(home.records.frame("use_cases")["use_case_id"])
    return {"use_case_id": declared} if declared else {}


def _store(home: Home, principal: Principal, good: pa.Table, table: sa.Table, run: Run, raw: RawFile, order: Order,
           as_sample: bool) -> Run:  # fmt: skip
    if table.info["family"] == Family.FACT:
        if order.dry_run:
            found, _ = home.lake.compare(good, table, run, raw.keyless)
            return replace(run, result="dry_run", new=found.new, changed=found.changed, unchanged=found.unchanged,
                           replaced=found.replaced)  # fmt: skip
        follow = partial(ahead, home, load_id=run.load_id, why=run.file_name)
        return home.lake.load(principal, good, table, run, keyless=raw.keyless, is_sample=as_sample, ahead=follow)
    if table.name == "effort_entries":
        good, told = with_own_hours(home.records, good, raw)
        run = replace(run, notes=(*run.notes, *told))
    return _store_records(home, principal, good, run, order, as_sample)


class _OnlyTried(Exception):
    """Ends a dry run of a record load inside its transaction, so that nothing of it stays."""


def _store_records(home: Home, principal: Principal, good: pa.Table, run: Run, order: Order, as_sample: bool) -> Run:
    what = f"load {run.table_name} from {run.file_name}"
    try:
        with home.records.change(principal, "import.run", request_id=run.load_id, what=what) as change:
            change.is_sample = as_sample
            counts = import_rows(change, run.table_name, good, run.load_id, source=run.source, replace_missing=order.replace)
            run = replace(run, new=counts.new, changed=counts.changed, unchanged=counts.unchanged, replaced=counts.closed)
            if order.dry_run:
                raise _OnlyTried
            if not (run.new or run.changed or run.replaced):
                run = replace(run, result="nothing_new")
            ledger.write_run(change, run, as_sample)
            change.say(after={"new": run.new, "changed": run.changed, "replaced": run.replaced})
    except _OnlyTried:
        return replace(run, result="dry_run")
    return run


def _note(home: Home, principal: Principal, run: Run, flaws: pa.Table, order: Order) -> Loaded:
    if order.dry_run:
        return Loaded(run, flaws)
    _set_aside(home, run, flaws, order)
    home.lake.note(principal, run, home.is_sample())
    return Loaded(run, flaws)


def _no_flaws() -> pa.Table:
    return pa.table({"row": pa.array([], pa.int64()), **{n: pa.array([], pa.string()) for n in ("column", "value", "rule", "words")}})


def _set_aside(home: Home, run: Run, flaws: pa.Table, order: Order) -> None:
    """Keep what was set aside, beside the lake, under the number of the load."""
    if not flaws.num_rows or order.dry_run:
        return
    path = set_aside_file(home, run.load_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    pq.write_table(flaws.append_column("file", pa.repeat(pa.scalar(run.file_name), flaws.num_rows)), unfinished)
    publish(unfinished, path)


def set_aside_file(home: Home, load_id: str) -> Path:
    """Where the rows a load set aside are kept: columns row, column, value, rule, words, file."""
    return home.settings.home / "quarantine" / f"{load_id}.parquet"

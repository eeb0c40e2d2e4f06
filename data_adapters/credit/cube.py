"""Shared credit by any rule and look-back: the kept cube of exactly these facts, else one made now and kept."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import pyarrow as pa

from data_adapters.credit import shelf
from data_adapters.credit.lag import usual_lag
from data_adapters.credit.making import keep, make
from data_adapters.credit.restated import entries
from data_adapters.credit.shelf import Damaged
from data_adapters.credit.terms import Terms, key_of, visible_now, with_own_lookbacks
from data_adapters.credit.watched import Cancelled, Progress, rows_of
from data_adapters.home import Home
from data_adapters.lake.frames import frame_from_arrow
from data_adapters.records.faults import reading
from kpis.company import Company
from kpis.periods import ONE_DAY

__all__ = ["Cancelled", "Credit", "credit_cube", "pipeline_cube", "rows_at", "rows_by"]
log = logging.getLogger(__name__)
Asked = Callable[[], bool]


def _quiet(words: str, share: float) -> None: ...


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Credit:
    """Shared credit: `rows` as `kpis.cubes.credit` describes them, and how they came about.

    `rule` with its parameters; `provisional_from` = sales on or after this day may still change, because rows of this
    age are usually still coming in (None = not known, `lag_words` says why).
    """

    rows: pd.DataFrame
    rule: str
    lookback_days: int
    computed_at: datetime
    provisional_from: date | None = None
    lag_words: str = ""


def credit_cube(home: Home, company: Company, rule: str | None = None, lookback_days: int | None = None, *,
                progress: Progress = _quiet, cancelled: Asked = _never) -> Credit:  # fmt: skip
    """Shared credit of sales by a rule and look-back (default: the company's and its use cases'), kept or made now.

    Columns of rows: `kpis.cubes.credit.credits`. `progress` hears words and a share from 0 to 1; `cancelled` is asked
    now and then. Raises UnknownRule, Cancelled, and SQLAlchemyError when the facts cannot be read.
    """
    return _asked(home, "credit", company, rule, lookback_days, progress, cancelled)


def pipeline_cube(home: Home, company: Company, rule: str | None = None, lookback_days: int | None = None, *,
                  progress: Progress = _quiet, cancelled: Asked = _never) -> Credit:  # fmt: skip
    """Shared credit of pipeline created, likewise; columns of rows: `kpis.cubes.credit.pipeline_credits`."""
    return _asked(home, "pipeline_credit", company, rule, lookback_days, progress, cancelled)


def rows_at(home: Home, what: str, company: Company, known_at: datetime | None = None) -> pd.DataFrame:
    """The rows of a credit cube by the company's own rule, as known at an instant (default now).

    The past is read from a kept cube only if that is of the very files visible then; it is never kept itself.
    """
    terms = Terms(what, with_own_lookbacks(home, company, known_at))
    if known_at is None:
        return frame_from_arrow(_rows(home, terms, _quiet, _never)[0])
    try:
        there = _kept_rows(home, key_of(terms.definition(), visible_now(home, terms, known_at)))
    except (Damaged, pa.ArrowException) as problem:
        log.warning("a kept credit cube is damaged and is not used: %s", problem)
        there = None
    return frame_from_arrow(there[0]) if there else home.facts.read(terms.select(), known_at)


def rows_by(home: Home, terms: Terms) -> pd.DataFrame:
    """The rows of a cube by exactly these terms, whose company may differ from the home's in any way."""
    return frame_from_arrow(_rows(home, terms, _quiet, _never)[0])


def _asked(home: Home, what: str, company: Company, rule: str | None, lookback_days: int | None, progress: Progress,
           cancelled: Asked) -> Credit:  # fmt: skip
    terms = Terms(what, with_own_lookbacks(home, company), rule, lookback_days)
    progress("looking for a kept answer", 0.0)
    rows, at = _rows(home, terms, progress, cancelled)
    progress("done", 1.0)
    lag, words = usual_lag(home)
    from_day = None if lag is None else home.records.today() - lag * ONE_DAY
    return Credit(frame_from_arrow(rows), terms.name, terms.days, at, from_day, words)


def _rows(home: Home, terms: Terms, progress: Progress, cancelled: Asked) -> tuple[pa.Table, datetime]:
    files = visible_now(home, terms)
    try:
        there = _kept_rows(home, key_of(terms.definition(), files))
        if there:
            return there
        with reading(), home.records.engine.begin() as tx:
            base = shelf.latest(tx, terms.definition())
    except (Damaged, pa.ArrowException) as problem:
        log.warning("a kept credit cube is damaged and is made again: %s", problem)
        base = None  # it may share the damaged file
    engine = home.facts.engine()

    def read(select):
        return rows_of(engine, select, progress, cancelled)

    try:
        made = make(home, terms, files, read, base)
    except OSError as problem:
        log.warning("the credit cube cannot be written: %s", problem)
        return read(terms.select()), home.records.now()
    if visible_now(home, terms) != files:  # something was loaded meanwhile: the rows may be of either state
        return _rows(home, terms, progress, cancelled)
    keep(home, made, entries(home, terms, made))
    rows = shelf.read_months(home, made.kept.parts) if made.rows is None else made.rows
    return rows, made.kept.computed_at


def _kept_rows(home: Home, key: str) -> tuple[pa.Table, datetime] | None:
    """A kept cube with its rows and when it was made. Raises Damaged."""
    with reading(), home.records.engine.begin() as tx:
        kept = shelf.found(tx, key)
    if kept is None or not kept.parts:
        return None
    return shelf.read_months(home, kept.parts), kept.computed_at

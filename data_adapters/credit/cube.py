"""Shared credit by any rule and look-back, with what is known about how final it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from data_adapters.home import Home
from kpis.attribution_rules import full_name
from kpis.company import Company
from kpis.cubes.credit import credits, pipeline_credits

Progress = Callable[[str, float], None]


class Cancelled(Exception):
    """The one who asked does not want the answer any more; nothing was kept."""


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
                progress: Progress = lambda words, share: None,
                cancelled: Callable[[], bool] = lambda: False) -> Credit:  # fmt: skip
    """Shared credit of sales by a rule and look-back (default: the company's), published or worked out now.

    Raises UnknownRule, Cancelled.
    """
    return _made(home, company, credits, rule, lookback_days, progress, cancelled)


def pipeline_cube(home: Home, company: Company, rule: str | None = None, lookback_days: int | None = None, *,
                  progress: Progress = lambda words, share: None,
                  cancelled: Callable[[], bool] = lambda: False) -> Credit:  # fmt: skip
    """Shared credit of pipeline created, likewise; columns as `kpis.cubes.credit.pipeline_credits`."""
    return _made(home, company, pipeline_credits, rule, lookback_days, progress, cancelled)


def _made(home, company, select, rule, lookback_days, progress, cancelled) -> Credit:
    if cancelled():
        raise Cancelled("Stopped; nothing was kept.")
    name = full_name(rule or company.rule, company.half_life_days)
    progress("sharing", 0.1)
    rows = home.facts.read(select(company, rule, lookback_days))
    progress("done", 1.0)
    back = company.lookback_days if lookback_days is None else lookback_days
    return Credit(rows, name, back, home.records.now(), lag_words="how late rows come in is not known yet")

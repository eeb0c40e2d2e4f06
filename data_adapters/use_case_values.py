"""What each use case of one home is credited with, brings, costs and took; and the lines of the whole programme."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from data_adapters import readings
from data_adapters.home import Home
from data_adapters.records.policy import may
from data_adapters.records.principal import Principal
from data_adapters.records.problems import Denied
from kpis.causal.words import EVIDENCE
from kpis.cost_allocation import Allocation, allocate_costs
from kpis.cubes.credit import all_rules
from kpis.periods import Period
from kpis.programme_value import ProgrammeValue, programme_value
from kpis.tables import Tables
from kpis.use_case_value import UseCaseValue, use_case_values
from kpis.value_tables import NAMES


@dataclass(frozen=True)
class Valued:
    """Every use case in a period, the cost ledger by use case, and the programme on a day."""

    day: date
    period: Period
    rule: str
    lookback_days: int
    use_cases: tuple[UseCaseValue, ...]
    ledger: Allocation
    programme: ProgrammeValue


def value_frames(home: Home, known: Mapping[str, pd.DataFrame] | None = None) -> dict[str, pd.DataFrame]:
    """The tables behind these figures; those at hand already are not read again."""
    at_hand = {name: rows for name, rows in (known or {}).items() if name in NAMES}
    return at_hand | readings.frames(home, [name for name in NAMES if name not in at_hand])


def rows_by_rule(home: Home, day: date) -> pd.DataFrame:
    """Net credit by every rule side by side, of sales and refunds booked by a day; worked out anew each time."""
    rows = home.facts.read(all_rules(readings.with_own_lookbacks(home)))
    last = pd.Timestamp(day)
    return rows[~((rows["day"] > last) | (rows["booked_day"] > last))]


def valued(home: Home, principal: Principal, *, day: date, period: Period) -> Valued:
    """All figures of a period as known on a day, with the range over the rules. Raises Denied."""
    if not may(principal, "report.read"):
        raise Denied("You may not read reports. Ask the person who manages the users if you should.")
    frames, by_rule, company = value_frames(home), rows_by_rule(home, day), home.company
    tables = Tables(frames, day)
    return Valued(
        day, period, company.rule, company.lookback_days,
        use_case_values(tables, period, company=company, by_rule=by_rule),
        allocate_costs(tables.frame("costs").rows, period),
        programme_value(tables, day, company=company, by_rule=by_rule),
    )  # fmt: skip


def as_json(found: Valued) -> dict[str, Any]:
    """The same as plain values; a figure is value, low, high and reason (null where there is none)."""
    return {
        "as_of": found.day.isoformat(), "from": found.period.start.isoformat(), "to": found.period.end.isoformat(),
        "rule": found.rule, "lookback_days": found.lookback_days, "unit": "company money in an average month",
        "ranges": {"attributed": "over the rules", "break_even": "over the rules", "all others": "95 %"},
        "use_cases": [_told(one) for one in found.use_cases],
        "cost_ledger": asdict(found.ledger) | {"adds_up": found.ledger.adds_up},
        "programme": asdict(found.programme),
    }  # fmt: skip


def _told(one: UseCaseValue) -> dict[str, Any]:
    more = {"grade": one.grade.value, "evidence": EVIDENCE[one.grade], "promise": one.promise.value,
            "share_is_odd": one.share_is_odd}  # fmt: skip
    return asdict(one) | more

"""One text column becomes one typed column: its different values are judged, then spread over the rows again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.lake.days import FIRST_YEAR, LAST_YEAR, judge_days
from data_adapters.lake.faults import Fault, Judged, without
from data_adapters.lake.figures import FIGURE_TYPES, judge_figures
from data_adapters.lake.instants import judge_instants
from data_adapters.lake.private_keys import hashed
from data_adapters.lake.texts import judge_choices, judge_currencies, judge_flags, judge_texts, unknown_ids
from data_adapters.lake.zones import Zone, zone_of
from kpis.company import Company
from kpis.contract import Kind, Rule, rule_of

TIME_RULE = Rule(Kind.SECONDS, "an instant as text")
_OFTEN_ALL_DIFFERENT = {Kind.ID, Kind.TEXT, Kind.SECONDS, Kind.MONEY, Kind.RATE, Kind.NUMBER, Kind.COUNT}
_SAMPLE = 5_000
ARROW = FIGURE_TYPES | {
    Kind.DAY: pa.date32(), Kind.HASH: pa.int64(), Kind.SECONDS: pa.int64(), Kind.FLAG: pa.bool_(),
}  # fmt: skip


@dataclass(frozen=True)
class Context:
    """What the checks of one file have in common."""

    company: Company
    hash_key: bytes
    known: Mapping[str, frozenset[str]]
    day_order: str
    today: date

    @property
    def zone(self) -> Zone:
        """The company's clock."""
        return zone_of(self.company.time_zone, FIRST_YEAR, LAST_YEAR)

    @property
    def today_number(self) -> int:
        """Today as days since 1970."""
        return (self.today - date(1970, 1, 1)).days


@dataclass(frozen=True)
class Read:
    """One typed column: `values` (null = blank or faulty), `bad` marks the faulty rows.

    `faults` names what is wrong with a different value, `places` which different value each row holds.
    """

    values: pa.Array
    bad: pa.Array
    faults: dict[int, Fault]
    places: np.ndarray
    private: bool = False


def arrow_type(rule: Rule) -> pa.DataType:
    """The type a contract column has in Arrow and Parquet."""
    return ARROW.get(rule.kind, pa.string())


def read_column(texts: pa.Array, name: str, table: sa.Table, context: Context) -> Read:
    """Judge one column by the rule of the contract (`ts` by the rule for instants)."""
    rule = rule_of(table.c[name]) if name in table.c else TIME_RULE
    different, places = _different(texts, rule.kind)
    judged = _judge(different, name, rule, context)
    values, bad = _spread(judged, places, len(different))
    if rule.default is not None:
        default = _judge(pa.array([rule.default]), name, rule, context).typed[0].as_py() if rule.default else ""
        values = pc.if_else(bad, values, pc.fill_null(values, pa.scalar(default, values.type)))
    return Read(values, bad, judged.faults, places, rule.kind == Kind.HASH)


def _different(texts: pa.Array, kind: Kind) -> tuple[pa.Array, np.ndarray]:
    """The values to look at, and which of them each row holds (-1 = none)."""
    sample = texts[:_SAMPLE]
    if kind in _OFTEN_ALL_DIFFERENT and pc.count_distinct(sample).as_py() * 2 > len(sample) and not texts.null_count:
        return texts, np.arange(len(texts))
    coded = texts.dictionary_encode()
    return coded.dictionary, np.asarray(coded.indices.fill_null(-1)).astype(np.int64)


def _spread(judged: Judged, places: np.ndarray, count: int) -> tuple[pa.Array, pa.Array]:
    """The judged values in the order of the rows, and the mask of faulty rows."""
    faulty = np.zeros(count + 1, bool)  # the last entry stands for place -1
    faulty[list(judged.faults)] = True
    bad = pa.array(faulty[places])
    if judged.typed is not None and len(places) == count and (not count or (places[0] == 0 and _in_order(places))):
        return judged.typed, bad
    where = pa.array(places, mask=places < 0)
    return judged.typed.take(where), bad


def _in_order(places: np.ndarray) -> bool:
    return bool((np.diff(places) == 1).all())


def _judge(different: pa.Array, name: str, rule: Rule, context: Context) -> Judged:
    judged = _by_kind(different, name, rule, context)
    known = context.known.get(name)
    if known and rule.kind == Kind.ID:
        judged = without(judged.typed, judged.faults | unknown_ids(judged.typed, known, name))
    if rule.kind == Kind.HASH:
        judged = Judged(hashed(judged.typed, context.hash_key, name), judged.faults)
    return judged


def _by_kind(different: pa.Array, name: str, rule: Rule, context: Context) -> Judged:
    last = int(context.zone.last_second(np.array([context.today_number]))[0])
    match rule.kind:
        case Kind.ID | Kind.HASH | Kind.TEXT:
            return judge_texts(different, rule, name)
        case Kind.CHOICE:
            return judge_choices(different, rule)
        case Kind.CURRENCY:
            return judge_currencies(different)
        case Kind.FLAG:
            return judge_flags(different)
        case Kind.DAY:
            return judge_days(different, context.day_order, None if rule.future else context.today)
        case Kind.SECONDS:
            return judge_instants(different, context.zone, context.day_order, None if rule.future else last)
    return judge_figures(different, rule)

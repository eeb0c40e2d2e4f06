"""Recounts a number for each value of a dimension, or for each thing it counts, by the number's own function."""

from dataclasses import dataclass, field, replace

from kpis.company import Company
from kpis.periods import Period
from kpis.reading import Reading
from kpis.registry import Indicator, compute
from kpis.slices import NONE, Slice
from kpis.tables import Tables

DATA_SET, ASSET = "data_set", "asset_id"  # as in kpis.why


@dataclass(frozen=True)
class Look:
    """What is looked at: the tables, the company, the filter; recounts made for one look are kept with it."""

    tables: Tables
    company: Company
    where: Slice = Slice()
    made: dict[tuple, dict[str, Reading]] = field(default_factory=dict, compare=False, repr=False)


def by_value(what: Indicator, of: Reading, look: Look, dimension: str) -> dict[str, Reading]:
    """The indicator recounted for each value of one of its dimensions, over the same period; "(none)" last."""
    asked = (what.id, of.start, of.end, look.where, dimension)
    if asked not in look.made:
        look.made[asked] = _by_value(what, of, look, dimension)
    return look.made[asked]


def _by_value(what: Indicator, of: Reading, look: Look, dimension: str) -> dict[str, Reading]:
    values = dict.fromkeys(v for table in what.tables for v in look.tables.values(table, dimension))
    if what.id == "attributed_sales" and dimension == "use_case":
        values.pop(NONE, None)  # a contact without a use case is one by people: not a part of this number
    ordered = sorted(values, key=lambda v: (v == NONE, v))
    window = days_of(of)
    return {value: compute(what, look.tables, period=window, company=look.company,
                           where=replace(look.where, **{dimension: value})) for value in ordered}  # fmt: skip


def by_use_case(what: Indicator, of: Reading, look: Look) -> dict[str, Reading]:
    """The same for each use case, also of a number that cannot be filtered by use case: counted one at a time."""
    wanted = look.where.use_case
    asked = replace(what, dimensions=(*what.dimensions, "use_case"))
    found = by_value(asked, of, look, "use_case")
    return found if wanted is None else {name: one for name, one in found.items() if name == wanted}


def by_data_set(what: Indicator, of: Reading, look: Look) -> dict[str, Reading]:
    """The number of each data set: every one looked at as if it were the only one."""
    asked = (what.id, of.start, of.end, look.where, DATA_SET)
    if asked not in look.made:
        look.made[asked] = _by_data_set(what, of, look)
    return look.made[asked]


def _by_data_set(what: Indicator, of: Reading, look: Look) -> dict[str, Reading]:
    rows = look.tables.frame("data_assets").rows
    empty = {name: look.tables.frame(name).rows.iloc[:0] for name in what.tables}
    return {
        str(asset): compute(
            what,
            Tables(empty | {"data_assets": rows[rows[ASSET] == asset]}, look.tables.as_of),
            period=days_of(of),
            company=look.company,
            where=look.where,
        )
        for asset in sorted(rows[ASSET].unique())
    }


def days_of(of: Reading) -> Period:
    """The days of a reading; windows that trail are found again from the last one."""
    return Period(of.start, of.end)

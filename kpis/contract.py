"""How a canonical table is declared once: column kinds, rules and key live on the SQLAlchemy Core table."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa


class Kind(StrEnum):
    """What a column holds; checks, types, templates and help texts follow from it."""

    ID = "id"  # a name given by a source system or a person, kept as text
    HASH = "hash"  # a customer, account or contact: stored as a keyed 64-bit hash
    TEXT = "text"
    CHOICE = "choice"
    CURRENCY = "currency"
    DAY = "day"
    SECONDS = "seconds"  # an instant, seconds since 1970 in UTC
    MONEY = "money"
    RATE = "rate"
    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"


class Family(StrEnum):
    """Which store a table lives in: what adapters load, or what people type."""

    FACT = "fact"
    RECORD = "record"


MONEY = sa.Numeric(18, 2)
TYPES = {
    Kind.ID: sa.Text(), Kind.HASH: sa.BigInteger(), Kind.TEXT: sa.Text(), Kind.CHOICE: sa.Text(),
    Kind.CURRENCY: sa.Text(), Kind.DAY: sa.Date(), Kind.SECONDS: sa.BigInteger(), Kind.MONEY: MONEY,
    Kind.RATE: sa.Numeric(18, 8), Kind.NUMBER: sa.Double(), Kind.COUNT: sa.BigInteger(), Kind.FLAG: sa.Boolean(),
}  # fmt: skip
DIMENSIONS = {"use_case": "use_case_id", "channel": "channel", "market": "market", "business_area": "business_area"}


@dataclass(frozen=True)
class Rule:
    """What one column may hold, in the words a person reads when a row is set aside."""

    kind: Kind
    about: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    default: str | None = None
    future: bool = False  # may this day lie after today?


def col(name: str, kind: Kind, about: str = "", *, optional: bool = False, choices: str = "", low: float | None = None,
        high: float | None = None, default: str | None = None, future: bool = False) -> sa.Column:  # fmt: skip
    """One column of a canonical table; `choices` are written with spaces between them."""
    rule = Rule(kind, about, tuple(choices.split()), low, high, default, future)
    return sa.Column(name, TYPES[kind], nullable=optional or default is not None, info={"rule": rule})


def table(metadata: sa.MetaData, name: str, about: str, *columns: sa.Column, key: str = "", day: str = "",
          instant: str = "", family: Family = Family.FACT) -> sa.Table:  # fmt: skip
    """One canonical table.

    `key` names the columns that make a row the same row again (space separated, empty = loads replace by period),
    `day` the column that dates a row, `instant` ("first" or "last") the second of the day assumed when a row has no
    time of day. Facts also carry `source` and `batch_id`.
    """
    trace = [sa.Column("source", sa.Text(), nullable=False), sa.Column("batch_id", sa.Text(), nullable=False)]
    info = {"about": about, "key": tuple(key.split()), "day": day, "instant": instant, "family": family}
    return sa.Table(name, metadata, *columns, *(trace if family == Family.FACT else []), info=info)


def rule_of(column: sa.Column) -> Rule:
    """The rule a contract column was declared with."""
    return column.info["rule"]


def contract_columns(canonical: sa.Table) -> list[sa.Column]:
    """The columns a file may bring, without the trace columns the loader adds."""
    return [c for c in canonical.columns if "rule" in c.info]


def key_columns(canonical: sa.Table) -> tuple[str, ...]:
    """The columns that identify a row of this table; empty if it has no key."""
    return canonical.info["key"]

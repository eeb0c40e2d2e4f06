"""The rules by which contacts share a sale: each turns a contact's place on the path into a weight."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from kpis.sql import ratio

FIRST_SHARE, LAST_SHARE = 0.4, 0.4  # position based: 40 / 20 / 40
MIDDLE_SHARE = 1 - FIRST_SHARE - LAST_SHARE


class UnknownRule(Exception):
    """No attribution rule has this name."""

    def __init__(self, name: str):
        super().__init__(f"there is no rule '{name}'; choose one of {', '.join(RULES)}")


@dataclass(frozen=True)
class Place:
    """Where one contact stands on the path to one sale, as columns; a rule may use only what it asks for."""

    n: sa.ColumnElement  # contacts on the path
    is_first: sa.ColumnElement | None = None
    is_last: sa.ColumnElement | None = None
    fresh: sa.ColumnElement | None = None  # 1 for the youngest contact, half of it after each half-life
    all_fresh: sa.ColumnElement | None = None  # the sum of `fresh` over the path


@dataclass(frozen=True)
class Rule:
    """One way to share a sale: a weight per contact, from 0 to 1, that sums to 1 over a path."""

    name: str
    words: str
    weight: Callable[[Place], sa.ColumnElement]
    ordered: bool = False  # needs to know which contact came first and last
    ages: bool = False  # needs to know how old each contact was


def _one(yes: sa.ColumnElement) -> sa.ColumnElement:
    return sa.case((yes, sa.literal(1.0, sa.Double)), else_=sa.literal(0.0, sa.Double))


def _position(p: Place) -> sa.ColumnElement:
    """40 % to the first, 40 % to the last, the rest equally; two contacts share by 40 : 40, one takes all."""
    ends = FIRST_SHARE + LAST_SHARE
    return sa.case(
        (p.n == 1, sa.literal(1.0, sa.Double)),
        (p.is_first, sa.case((p.n == 2, FIRST_SHARE / ends), else_=FIRST_SHARE)),
        (p.is_last, sa.case((p.n == 2, LAST_SHARE / ends), else_=LAST_SHARE)),
        else_=ratio(sa.literal(MIDDLE_SHARE, sa.Double), p.n - 2),
    )


RULES: dict[str, Rule] = {rule.name: rule for rule in (
    Rule("first", "all to the first contact", lambda p: _one(p.is_first), ordered=True),
    Rule("last", "all to the last contact", lambda p: _one(p.is_last), ordered=True),
    Rule("linear", "shared equally among all contacts", lambda p: ratio(sa.literal(1), p.n)),
    Rule("position", "40 % first, 40 % last, the rest shared", _position, ordered=True),
    Rule("time_decay", "the later the contact, the more", lambda p: ratio(p.fresh, p.all_fresh), ages=True),
)}  # fmt: skip

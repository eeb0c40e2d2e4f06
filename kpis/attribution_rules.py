"""The rules by which contacts share a sale: each turns a contact's place on the path into a weight.

A rule is written NAME or NAME:PARAMETERS, such as `linear`, `time_decay:7` or `position:40-20-40`; the parameters
belong to its name wherever it is shown.
"""

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from kpis.sql import ratio

LONGEST_NAME = 63  # the longest column name PostgreSQL knows
FIRST, LEAD, OPPORTUNITY, LAST, REST = MARKS = ("first", "lead", "opportunity", "last", "rest")


class UnknownRule(Exception):
    """No attribution rule is written like this; the message says how they are written."""


@dataclass(frozen=True)
class Place:
    """Where one contact stands on the path to one sale, as columns; a rule may use only what it asks for."""

    n: sa.ColumnElement  # contacts on the path
    is_first: sa.ColumnElement | None = None
    is_last: sa.ColumnElement | None = None
    is_last_heard: sa.ColumnElement | None = None  # the last one by a channel that counts as marketing
    fresh: sa.ColumnElement | None = None  # 1 for the youngest contact, half of it after each half-life
    all_fresh: sa.ColumnElement | None = None  # the sum of `fresh` over the path
    marked: Mapping[str, sa.ColumnElement] = field(default_factory=dict)  # is this contact first, lead …?
    found: Mapping[str, sa.ColumnElement] = field(default_factory=dict)  # has the path such a contact?
    middle: Callable[[tuple[str, ...]], sa.ColumnElement] | None = None  # contacts without any of these marks


@dataclass(frozen=True)
class Rule:
    """One way to share a sale: a weight per contact, from 0 to 1, that sums to 1 over a path."""

    name: str
    words: str
    weight: Callable[[Place], sa.ColumnElement]
    ordered: bool = False  # needs to know which contact came first and last
    ages: bool = False  # needs to know how old each contact was
    marks: bool = False  # needs the milestones leads and opportunities passed
    heard: bool = False  # needs to know which channels are no marketing contact
    half_life_days: float | None = None  # None = the company's own


def _number(value: float) -> sa.ColumnElement:
    return sa.literal(float(value), sa.Double)


def _one(yes: sa.ColumnElement) -> sa.ColumnElement:
    return sa.case((yes, _number(1)), else_=_number(0))


def _position(first: float, middle: float, last: float) -> Callable[[Place], sa.ColumnElement]:
    """So much to the first and the last, the rest equally; two contacts share by first : last, one takes all."""
    total, ends = first + middle + last, first + last

    def weight(p: Place) -> sa.ColumnElement:
        of_two = (first / ends, last / ends) if ends else (0.5, 0.5)
        return sa.case(
            (p.n == 1, _number(1)),
            (p.is_first, sa.case((p.n == 2, _number(of_two[0])), else_=_number(first / total))),
            (p.is_last, sa.case((p.n == 2, _number(of_two[1])), else_=_number(last / total))),
            else_=ratio(_number(middle / total), p.n - 2),
        )

    return weight


def _by_marks(shares: Mapping[str, float]) -> Callable[[Place], sa.ColumnElement]:
    """So much to each mark, the rest equally to contacts without one; marks on one contact add up.

    What a path does not have (a mark, or a contact in between) leaves its share to the others in proportion; a path
    with nothing that earns shares equally.
    """
    marks, rest = tuple(m for m in shares if m != REST), shares.get(REST, 0.0)

    def weight(p: Place) -> sa.ColumnElement:
        middle = p.middle(marks)
        there = sum((sa.case((p.found[m], _number(shares[m])), else_=_number(0)) for m in marks), start=_number(0))
        there = there + sa.case((middle > 0, _number(rest)), else_=_number(0))
        earned = sum((sa.case((p.marked[m], _number(shares[m])), else_=_number(0)) for m in marks), start=_number(0))
        unmarked = sa.not_(sa.or_(sa.false(), *(_surely(p.marked[m]) for m in marks)))
        own = sa.case((unmarked, sa.func.coalesce(ratio(_number(rest), middle), 0.0)), else_=earned)
        return sa.case((there > 0, ratio(own, there)), else_=ratio(sa.literal(1), p.n))

    return weight


def _surely(condition: sa.ColumnElement) -> sa.ColumnElement:
    return sa.case((condition, sa.true()), else_=sa.false())


def _marks_rule(name: str, words: str, shares: Mapping[str, float]) -> Rule:
    return Rule(name, words, _by_marks(shares), ordered=True, marks=True)


def _per_cent(value: float) -> str:
    return f"{value:g} %"


def _decay(half_life: float | None = None) -> Rule:
    name = "time_decay" if half_life is None else f"time_decay:{half_life:.12g}"
    more = "" if half_life is None else f", half after {half_life:g} day{'s' if half_life != 1 else ''}"
    return Rule(name, f"the later the contact, the more{more}", lambda p: ratio(p.fresh, p.all_fresh), ages=True,
                half_life_days=half_life)  # fmt: skip


def _of_position(name: str, first: float, middle: float, last: float) -> Rule:
    words = f"{_per_cent(first)} first, {_per_cent(last)} last, the rest shared"
    return Rule(name, words, _position(first, middle, last), ordered=True)


class Rules(dict[str, Rule]):
    """The rules by name; a name with parameters is read when it is asked for."""

    def __missing__(self, name: str) -> Rule:
        return rule_named(name)


W_SHARES = {FIRST: 30.0, LEAD: 30.0, OPPORTUNITY: 30.0, REST: 10.0}
PATH_SHARES = {FIRST: 22.5, LEAD: 22.5, OPPORTUNITY: 22.5, LAST: 22.5, REST: 10.0}
RULES = Rules({rule.name: rule for rule in (
    Rule("first", "all to the first contact", lambda p: _one(p.is_first), ordered=True),
    Rule("last", "all to the last contact", lambda p: _one(p.is_last), ordered=True),
    Rule("linear", "shared equally among all contacts", lambda p: ratio(sa.literal(1), p.n)),
    _of_position("position", 40, 20, 40),
    _decay(),
    Rule("last_non_direct", "all to the last contact that is not direct", lambda p: _one(p.is_last_heard), ordered=True,
         heard=True),
    _marks_rule("w_shape", "30 % each to first contact, lead and opportunity, the rest shared", W_SHARES),
    _marks_rule("full_path", "22.5 % each to first, lead, opportunity and last contact, the rest shared", PATH_SHARES),
)})  # fmt: skip
CUSTOM = "custom"
EXAMPLES = "linear, time_decay:7, position:40-20-40 or custom:first=50,last=30,rest=20"


def rule_named(written: str) -> Rule:
    """The rule that is written NAME or NAME:PARAMETERS, with its name written in one way. Raises UnknownRule."""
    name, colon, parameters = written.strip().partition(":")
    if name in RULES and not colon:
        return RULES[name]
    if name in RULES or name == CUSTOM:
        return _with_parameters(name, parameters.strip())
    near = difflib.get_close_matches(name, [*RULES, CUSTOM], n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]}?" if near else f"; write it like {EXAMPLES}"
    raise UnknownRule(f"there is no rule '{name}'; choose one of {', '.join(RULES)}, {CUSTOM}{hint}")


def full_name(written: str, half_life_days: float) -> str:
    """A rule's name with its parameters spelled out, as it is shown and kept. Raises UnknownRule."""
    rule = rule_named(written)
    if rule.name == "time_decay":
        return _decay(half_life_days).name
    return "position:40-20-40" if rule.name == "position" else rule.name


def _with_parameters(name: str, text: str) -> Rule:
    if name == "time_decay":
        (days,) = _numbers(name, text, 1, "days of the half-life, such as time_decay:7")
        if not 0.001 <= days <= 100_000:
            raise UnknownRule(f"the half-life of time_decay must lie between 0.001 and 100000 days, not {days:g}")
        return _decay(days)
    if name == "position":
        three = _numbers(name, text, 3, "three shares: first-rest-last, such as position:40-20-40")
        _refuse_no_share(name, three)
        return _of_position(f"position:{'-'.join(f'{v:.12g}' for v in three)}", *_of_hundred(three))
    if name == CUSTOM:
        return _custom(text)
    raise UnknownRule(f"the rule '{name}' takes no parameters; write just {name}")


def _custom(text: str) -> Rule:
    shares: dict[str, float] = {}
    for part in text.split(","):
        mark, equals, value = (piece.strip() for piece in part.partition("="))
        if mark not in MARKS or not equals or mark in shares:
            near = difflib.get_close_matches(mark, MARKS, n=1, cutoff=0.5)
            hint = f"; did you mean {near[0]}?" if near and mark not in MARKS else ""
            raise UnknownRule(f"custom takes shares by name out of {', '.join(MARKS)}, each once, such as "
                              f"custom:first=50,last=30,rest=20; '{part.strip()}' is none{hint}")  # fmt: skip
        (shares[mark],) = _numbers(CUSTOM, value, 1, f"a number for {mark}")
    _refuse_no_share(CUSTOM, list(shares.values()))
    ordered = {mark: shares[mark] for mark in MARKS if mark in shares}
    name = f"custom:{','.join(f'{mark}={value:.12g}' for mark, value in ordered.items())}"
    if len(name) > LONGEST_NAME:
        raise UnknownRule(f"'{name}' is too long; use shares with fewer digits")
    words = ", ".join(f"{_per_cent(v)} {m}" for m, v in zip(ordered, _of_hundred(list(ordered.values())), strict=True))
    return _marks_rule(name, words, ordered)


def _numbers(name: str, text: str, count: int, wanted: str) -> list[float]:
    try:
        values = [float(part) for part in text.split("-")]
    except ValueError:
        values = []
    if len(values) != count or not all(math.isfinite(v) and 0 <= v <= 1_000_000 for v in values):
        raise UnknownRule(f"'{text}' does not fit the rule '{name}': it takes {wanted}")
    return values


def _refuse_no_share(name: str, shares: list[float]) -> None:
    if sum(shares) <= 0:
        raise UnknownRule(f"the shares of '{name}' are all 0; at least one must be more")


def _of_hundred(shares: list[float]) -> list[float]:
    return [100 * share / sum(shares) for share in shares]

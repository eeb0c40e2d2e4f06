"""Checks one typed record row against its contract: kinds, choices, bounds, days, texts; a refusal names its field."""

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

import sqlalchemy as sa

from data_adapters.records.problems import InvalidEntry
from data_adapters.records.services.texts import LONGEST, LONGEST_ID, LONGEST_TEXT, clean_text
from data_adapters.records.store import record_table
from data_adapters.records.values import TEXTS, to_stored
from kpis.contract import Kind, Rule, contract_columns, rule_of

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


def checked_row(table: str, typed: Mapping[str, object], today: date) -> dict[str, object]:
    """The row in the contract's units, every column of the table present, texts cleaned.

    Raises InvalidEntry with field and stable rule code: unknown_field, missing, wrong_kind, not_a_choice, too_small,
    too_large, in_future, impossible_day, not_a_currency, hidden_character, too_long, piled_accents.
    """
    columns = {c.name: c for c in contract_columns(record_table(table))}
    for name in typed:
        if name not in columns:
            near = get_close_matches(name, columns, 1)
            raise InvalidEntry(name, "unknown_field", f"{name} is not a field of {table}."
                               + (f" Did you mean {near[0]}?" if near else ""))  # fmt: skip
    return {name: _checked(column, typed.get(name), today) for name, column in columns.items()}


def _checked(column: sa.Column, value: object, today: date) -> object:
    rule, name = rule_of(column), column.name
    if isinstance(value, str) and rule.kind in TEXTS:
        value = clean_text(name, value, LONGEST.get(name, LONGEST_ID if rule.kind == Kind.ID else LONGEST_TEXT)) or None
    if isinstance(value, bool) and rule.kind != Kind.FLAG:
        raise InvalidEntry(name, "wrong_kind", f"{name}: {value!r} is not a {rule.kind}.")
    stored = to_stored(column, value)
    if stored is None:
        if not column.nullable:
            raise InvalidEntry(name, "missing", f"{name} must be filled in.")
        return None
    _check_choice(name, rule, stored)
    _check_bounds(name, rule, value if value is not None else stored)
    _check_day(name, rule, stored, today)
    return value if rule.kind == Kind.MONEY else stored


def _check_choice(name: str, rule: Rule, value: object) -> None:
    if rule.choices and value not in rule.choices:
        near = get_close_matches(str(value), rule.choices, 1)
        raise InvalidEntry(name, "not_a_choice", f"{name}: {value!r} is not one of {', '.join(rule.choices)}."
                           + (f" Did you mean {near[0]}?" if near else ""))  # fmt: skip
    if rule.kind == Kind.CURRENCY and not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        raise InvalidEntry(name, "not_a_currency", f"{name}: {value!r} is not an ISO currency code such as EUR.")


def _check_bounds(name: str, rule: Rule, value: object) -> None:
    if rule.kind not in (Kind.MONEY, Kind.NUMBER, Kind.COUNT):
        return
    if rule.low is not None and float(value) < rule.low:
        raise InvalidEntry(name, "too_small", f"{name}: {value} is less than {rule.low:g}.")
    if rule.high is not None and float(value) > rule.high:
        raise InvalidEntry(name, "too_large", f"{name}: {value} is more than {rule.high:g}.")


def _check_day(name: str, rule: Rule, day: object, today: date) -> None:
    if rule.kind != Kind.DAY:
        return
    if not EARLIEST <= day <= LATEST:
        raise InvalidEntry(name, "impossible_day", f"{name}: {day} cannot be right; years run from 1990 to 2100.")
    if day > today and not rule.future:
        raise InvalidEntry(name, "in_future", f"{name}: {day} is after today, {today}.")

"""Numbers: plain decimals with a point; everything that could be read in two ways is set aside and named."""

import re
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from data_adapters.lake.faults import Fault, Judged, judge, positions, within, without
from kpis.contract import Kind, Rule

MONEY_LIMIT = 10**13  # no amount reaches ten trillion; a longer number is an id or a missing decimal mark
FIGURE_TYPES = {
    Kind.MONEY: pa.decimal128(18, 2), Kind.RATE: pa.decimal128(18, 8),
    Kind.NUMBER: pa.float64(), Kind.COUNT: pa.int64(),
}  # fmt: skip
_PLAIN = {
    Kind.MONEY: r"^-?\d{1,15}(?:\.\d{1,2})?$", Kind.RATE: r"^-?\d{1,9}(?:\.\d{1,8})?$",
    Kind.NUMBER: r"^-?\d{1,15}(?:\.\d{1,17})?$", Kind.COUNT: r"^-?\d{1,15}$",
}  # fmt: skip
_DECIMAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_PLACES = {Kind.MONEY: 2, Kind.RATE: 8}
_SAY = "write a plain number such as 1234.50"
_FAULTS = (  # the first that fits names what is wrong
    ("nan", r"[+-]?(?:nan|#n/?a|#num!|#value!|#div/0!|#ref!|#name\?)",
     f"means “not a number”; leave the cell empty or {_SAY}"),
    ("infinite", r"[+-]?(?:inf|infinity|∞)", f"is infinite; {_SAY}"),
    ("exponent", r"[+-]?[\d.,]+e[+-]?\d+", f"is written with an exponent; {_SAY}"),
    ("unusual_digits", r".*[^\x00-\x7f].*", ""),
    ("negative_in_brackets", r"\(.*\)", "is written in brackets; write a minus sign in front"),
    ("percent", r".*%.*", "is a percentage; write it as a plain number"),
    ("time_not_number", r"[+-]?\d+:\d+(?::\d+)?", f"is a time; {_SAY}"),
    ("currency_sign", r"(?:[$]|eur|usd|gbp|chf).*\d|.*\d\s?(?:[$]|eur|usd|gbp|chf)",
     "holds a currency; put the currency into its own column"),
    ("thousands_mark", r"[+-]?\d{1,3}(?:[ ',._]\d{3})+(?:[.,]\d*)?", f"has a mark between thousands; {_SAY}"),
    ("decimal_comma", r"[+-]?\d*,\d+", f"has a comma as decimal mark; {_SAY}"),
    ("plus_sign", r"\+[\d.]+", "has a plus sign in front; leave it out"),
)  # fmt: skip
_UNUSUAL = (
    ("currency_sign", "€£¥₹₽₺₩₪₫₴₦¢", "holds a currency sign; put the currency into its own column"),
    ("thousands_mark", "\u00a0\u202f\u2009\u2019", f"has a space or mark between thousands; {_SAY}"),
    ("unusual_minus", "\u2212\u2012\u2013\u2014\ufe63\uff0d", "has a dash that is not the minus sign of the keyboard"),
)


def judge_figures(texts: pa.Array, rule: Rule) -> Judged:
    """Money (2 decimals), rates (8 decimals), numbers and counts, inside the limits of the contract."""
    plain = pc.match_substring_regex(texts, _PLAIN[rule.kind])
    judged = judge(texts, plain, lambda t: t.cast(FIGURE_TYPES[rule.kind]), lambda text: parse_figure(text, rule.kind))
    if rule.kind == Kind.MONEY:
        judged = _not_too_large(judged)
    if rule.kind == Kind.NUMBER:
        judged = Judged(pc.add(judged.typed, 0.0), judged.faults)  # -0.0 becomes 0.0
    return within(judged, rule)


def _not_too_large(judged: Judged) -> Judged:
    large = positions(pc.greater_equal(pc.abs(judged.typed.cast(pa.float64())), float(MONEY_LIMIT)))
    return without(judged.typed, judged.faults | dict.fromkeys(large, _TOO_LARGE))


_TOO_LARGE = Fault("too_large", "is too large to make sense; is a decimal mark missing?")


def parse_figure(text: str, kind: Kind) -> object:
    """The number a text stands for, None for blank, or the Fault that names what is wrong with it."""
    figure = text.strip(" \t")
    if not figure:
        return None
    if not _DECIMAL.fullmatch(figure):
        return _fault(figure)
    number = Decimal(figure)
    if abs(number) >= MONEY_LIMIT * 100:
        return _TOO_LARGE
    if kind == Kind.COUNT:
        return int(number) if number == number.to_integral_value() else Fault("not_whole", "is not a whole number")
    return float(number) if kind == Kind.NUMBER else _exact(figure, number, kind)


def _exact(figure: str, number: Decimal, kind: Kind) -> Decimal | Fault:
    """The number at its exact number of decimals; extra zeros are dropped unless 1.500 could mean 1500."""
    places = _PLACES[kind]
    decimals = figure.partition(".")[2]
    if decimals[places:].strip("0") or (kind == Kind.MONEY and len(decimals) == places + 1):
        return Fault("too_many_decimals", f"has more than {places} decimals")
    if kind == Kind.RATE and abs(number) >= 10**10:
        return _TOO_LARGE
    return number.quantize(Decimal(1).scaleb(-places))


def _fault(figure: str) -> Fault:
    folded = figure.casefold()
    for rule, pattern, words in _FAULTS:
        if re.fullmatch(pattern, folded, re.ASCII | re.DOTALL):
            return Fault(rule, words) if words else _unusual(figure)
    return Fault("not_a_number", f"is not a number; {_SAY}")


def _unusual(figure: str) -> Fault:
    for rule, signs, words in _UNUSUAL:
        if any(sign in figure for sign in signs):
            return Fault(rule, words)
    if any(c.isdigit() or c.isnumeric() for c in figure if not c.isascii()):
        return Fault("unusual_digits", "is written with unusual digits; use 0 to 9")
    return Fault("not_a_number", f"is not a number; {_SAY}")

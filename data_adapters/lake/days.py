"""Days: ISO texts, or 03/04/2026 in the order the file was found to use; never a guess."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial

import pyarrow as pa

from data_adapters.lake.faults import TOTAL_ROW, Fault, Judged, is_total
from data_adapters.lake.texts import judge_listed

FIRST_YEAR, LAST_YEAR = 1990, 2100
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_PACKED = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)", re.ASCII)
_TURNED = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})", re.ASCII)
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$", re.ASCII)
_CLOCK = re.compile(r"[T ]\d{1,2}:\d\d.*$", re.ASCII)
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\bUTC|\bGMT)$", re.ASCII)
_OUT_OF_RANGE = Fault("day_out_of_range", f"is not between the years {FIRST_YEAR} and {LAST_YEAR}")
_FUTURE = Fault("future_day", "lies in the future")


def judge_days(texts: pa.Array, order: str, latest: date | None) -> Judged:
    """Days of the contract; `latest` is the last day that may be named, None for days that may lie ahead."""
    return judge_listed(texts, partial(parse_day, order=order, latest=latest), pa.date32())


def parse_day(text: str, order: str = "iso", latest: date | None = None) -> date | None | Fault:
    """The day a text stands for, None for blank, or the Fault that names what is wrong with it."""
    words = text.strip()
    if not words:
        return None
    words = _MIDNIGHT.sub("", words)
    found = _parts(words, order)
    if isinstance(found, Fault):
        return found
    year, month, day = found
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _OUT_OF_RANGE
    try:
        found_day = date(year, month, day)
    except ValueError:
        return Fault("impossible_day", "is a day that does not exist")
    return _FUTURE if latest is not None and found_day > latest else found_day


def _parts(words: str, order: str) -> tuple[int, int, int] | Fault:
    """Year, month and day as written."""
    iso, packed = _ISO.fullmatch(words), _PACKED.fullmatch(words)
    if iso:
        return int(iso[1]), int(iso[3]), int(iso[4])
    if packed:
        return int(packed[1]), int(packed[2]), int(packed[3])
    turned = _TURNED.fullmatch(words)
    if not turned:
        return _not_a_day(words)
    if order == "iso":
        return Fault("ambiguous_day", "could be read day first or month first; write it as 2026-10-31")
    first, second, year = int(turned[1]), int(turned[3]), int(turned[4])
    return (year, second, first) if order == "dmy" else (year, first, second)


def _not_a_day(words: str) -> Fault:
    rules: tuple[tuple[str, Callable[[str], object], str], ...] = (
        ("day_serial", re.compile(r"\d{5}(\.\d+)?").fullmatch,
         "is a spreadsheet's day number; format the column as a date"),
        ("two_digit_year", re.compile(r"\d{1,2}([/.\-])\d{1,2}\1\d\d").fullmatch,
         "has a year of two digits; write it as 2026-10-31"),
        ("day_with_zone", lambda w: re.match(r"\d{4}-\d", w) and _ZONE.search(w[10:]),
         "has a time zone; a day has none, write it as 2026-10-31"),
        ("day_with_time", lambda w: re.match(r"\d", w) and _CLOCK.search(w),
         "has a time of day; write the day alone, as 2026-10-31"),
    )  # fmt: skip
    for rule, fits, why in rules:
        if fits(words):
            return Fault(rule, why)
    return TOTAL_ROW if is_total(words) else Fault("not_a_day", "is not a day; write it as 2026-10-31")

"""Instants: whole seconds since 1970, or ISO texts with a zone, or without one in the company's zone."""

import re
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_adapters.lake.days import FIRST_YEAR, LAST_YEAR, parse_day
from data_adapters.lake.faults import TOTAL_ROW, Fault, Judged, is_total, positions, without
from data_adapters.lake.zones import DAY_S, Zone

_SECONDS = r"^-?\d{1,10}$"
_DAY = r"^\d{4}-\d\d-\d\d"
_TIME = r"[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?"
_LOCAL, _ZONED = rf"{_DAY}{_TIME}$", rf"{_DAY}{_TIME}(?:Z|[+-][01]\d:?[0-5]\d)$"
_PARTS = re.compile(
    r"(?P<day>\S+?)(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?", re.ASCII)  # fmt: skip
_TURNED = r"^(\d\d)[/.\-](\d\d)[/.\-](\d{4})([T ])"
_TURN = {"dmy": r"\3-\2-\1\4", "mdy": r"\3-\1-\2\4"}
_EPOCH = date(1970, 1, 1)
_FIRST_S, _LAST_S = (int(np.datetime64(f"{year}-01-01", "s").astype(int)) for year in (FIRST_YEAR, LAST_YEAR + 1))
SKIPPED = Fault("clock_gap", "does not exist: the clock was put forward; add the offset, such as +02:00")
TWICE = Fault("clock_overlap", "happened twice: the clock was put back; add the offset, such as +02:00")
_OUT_OF_RANGE = Fault("instant_out_of_range", f"is not between the years {FIRST_YEAR} and {LAST_YEAR}")
_FUTURE = Fault("future_instant", "lies in the future")
_NOT_AN_INSTANT = Fault("not_an_instant", "is not a moment; write it as 2026-10-31T08:00:00Z, or as seconds since 1970")
_NOT_SECONDS = (  # more digits than seconds can have before the year 2286
    (16, Fault("nanoseconds", "is in nanoseconds since 1970; seconds are needed")),
    (14, Fault("microseconds", "is in microseconds since 1970; seconds are needed")),
    (10, Fault("milliseconds", "is in milliseconds since 1970; seconds are needed")),
)


def judge_instants(texts: pa.Array, zone: Zone, order: str, latest_s: int | None) -> Judged:
    """Instants as UTC seconds; `latest_s` is the last second that may be named."""
    seconds = np.zeros(len(texts), np.int64)
    local, faults, blank = np.zeros(len(texts), bool), {}, np.zeros(len(texts), bool)
    texts = texts if order == "iso" else pc.replace_substring_regex(texts, _TURNED, _TURN[order])
    rest = _read_plain(texts, seconds, local)
    for i, text in zip(rest, texts.take(pa.array(rest, pa.int64())).to_pylist(), strict=True):
        found = parse_instant(text, order)
        if isinstance(found, Fault):
            faults[int(i)] = found
        elif found is None:
            blank[i] = True
        else:
            seconds[i], local[i] = found
    faults |= _read_clock(seconds, local & ~blank, zone)
    typed = pa.array(seconds, mask=blank)
    outside = pc.or_(pc.less(typed, _FIRST_S), pc.greater_equal(typed, _LAST_S))
    later = pc.greater(typed, _LAST_S if latest_s is None else latest_s)
    limits = dict.fromkeys(positions(later), _FUTURE) | dict.fromkeys(positions(outside), _OUT_OF_RANGE)
    return without(typed, limits | faults)


def _read_plain(texts: pa.Array, seconds: np.ndarray, local: np.ndarray) -> np.ndarray:
    """Read the three plain forms into `seconds`; say which positions are left."""
    left = np.ones(len(texts), bool)
    for pattern, kind in ((_SECONDS, pa.int64()), (_LOCAL, pa.timestamp("us")), (_ZONED, pa.timestamp("us", "UTC"))):
        if not left.any():
            break
        fits = pc.match_substring_regex(texts, pattern)
        if pattern != _SECONDS:
            fits = pc.and_(fits, _possible_days(texts, fits))
        mask = np.asarray(pc.fill_null(fits, False))
        if mask.any():
            found = (texts if mask.all() else texts.filter(pa.array(mask))).cast(kind).to_numpy(zero_copy_only=False)
            seconds[mask] = found if pattern == _SECONDS else found.astype("datetime64[s]").astype(np.int64)
            local[mask] = pattern == _LOCAL
            left &= ~mask
    return np.flatnonzero(left)


def _possible_days(texts: pa.Array, fits: pa.Array) -> pa.Array:
    """Whether the day part is a day that exists; only the different days are looked at."""
    days = pc.utf8_slice_codeunits(pc.if_else(fits, texts, None), 0, 10).dictionary_encode()
    real = pa.array([isinstance(parse_day(day), date) for day in days.dictionary.to_pylist()], pa.bool_())
    return pc.fill_null(real.take(days.indices), False)


def _read_clock(seconds: np.ndarray, local: np.ndarray, zone: Zone) -> dict[int, Fault]:
    """Turn the clock times among `seconds` into instants; name those that the clock skipped or showed twice."""
    where = np.flatnonzero(local)
    if not len(where):
        return {}
    seconds[where], skipped, twice = zone.utc(seconds[where])
    return {int(i): SKIPPED for i in where[skipped]} | {int(i): TWICE for i in where[twice]}


def parse_instant(text: str, order: str) -> tuple[int, bool] | None | Fault:
    """Seconds since 1970 and whether they are clock time of the company's zone; None for blank; else a Fault."""
    words = text.strip()
    if not words:
        return None
    if re.fullmatch(r"-?\d+(?:\.0+)?", words, re.ASCII):
        return _whole_seconds(words.partition(".")[0])
    parts = _PARTS.fullmatch(words)
    day = parse_day(parts["day"] if parts else words, order)
    if isinstance(day, Fault):
        return day if parts else TOTAL_ROW if is_total(words) else _day_fault(day)
    second = _second_of_day(parts) if parts else 0
    if second is None:
        return _NOT_AN_INSTANT
    if not parts:
        return Fault("day_without_time", "has no time of day; send it as the column day instead")
    offset = _offset(parts["zone"])
    return (day - _EPOCH).days * DAY_S + second - (offset or 0), offset is None


def _day_fault(day: Fault) -> Fault:
    kept = {"impossible_day", "ambiguous_day", "day_out_of_range"}
    return day if day.rule in kept else _NOT_AN_INSTANT


def _whole_seconds(digits: str) -> tuple[int, bool] | Fault:
    length = len(digits.lstrip("-0"))
    too_fine = next((fault for least, fault in _NOT_SECONDS if length > least), None)
    return too_fine or (int(digits), False)


def _second_of_day(parts: re.Match) -> int | None:
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"][0] in "Pp" else 0)
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def _offset(zone: str | None) -> int | None:
    """Seconds east of Greenwich; None = no zone was written."""
    if zone is None:
        return None
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return (-1 if zone[0] == "-" else 1) * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)

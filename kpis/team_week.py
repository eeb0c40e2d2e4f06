"""A team's week as one confirms it: what is stored, what last week proposes, and what somebody typed for it."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kpis.rollouts import RollOut, tuples, whole_days
from kpis.sentences.numerals import PLAIN, Numerals
from kpis.typed_numbers import TwoNumbers, plain_number

COLUMNS = ("use_case_id", "market", "business_area", "kind", "person_key", "day")
UNTIL_LIVE = ("plan", "build", "replicate")  # work that ends when the roll-out is live
MOST_MINUTES = 600_000  # what one stored entry can hold
FRACTIONS = {"¼": ".25", "½": ".5", "¾": ".75"}
NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
WORK_WEEK = 5  # days; beyond that one person's entry looks like hours

# use case, market, business area, kind, person key, day: what one line of the week stands for
LineKey = tuple[str, str | None, str | None, str | None, int | None, date | None]


class NotATime(Exception):
    """What was typed is no time spent; `rule` is a stable code."""

    def __init__(self, rule: str, words: str):
        super().__init__(words)
        self.rule = rule


@dataclass(frozen=True)
class Line:
    """One line of the week: minutes stored now, minutes proposed for it, minutes of the week before, hours of a day."""

    key: LineKey
    stored: int = 0
    proposed: int = 0
    before: int = 0
    hours: float = 8.0

    def days(self, minutes: int) -> float:
        """Minutes as person-days."""
        return minutes / 60 / self.hours


def minutes_by_line(entries: pd.DataFrame, week: date) -> dict[LineKey, int]:
    """What is stored for the week of a Monday: the sum of minutes per line, in the order of the use cases.

    Corrections of closed weeks are no work of this week and stay out.
    """
    rows = entries[(whole_days(entries, "week") == np.datetime64(week)) & entries["supersedes"].isna()]
    found: dict[LineKey, int] = {}
    for *key, minutes in tuples(rows, (*COLUMNS, "minutes")):
        line = line_key(key)
        found[line] = found.get(line, 0) + int(minutes)
    return dict(sorted(found.items(), key=lambda pair: sort_key(pair[0])))


def line_key(values: Iterable[object]) -> LineKey:
    """The cells of `COLUMNS` as one key; empty ones are None."""
    use_case, market, area, kind, person, day = (None if pd.isna(value) else value for value in values)
    return (
        str(use_case),
        market or None,
        area or None,
        kind or None,
        None if person is None else int(person),
        None if day is None else pd.Timestamp(day).date(),
    )


def sort_key(key: LineKey) -> tuple[str, ...]:
    """Lines by use case, place, person, day, then what the time was for."""
    use_case, market, area, kind, person, day = key
    return tuple(str(part or "") for part in (use_case, market, area, person, day, kind))


@dataclass(frozen=True)
class Confirmed:
    """How far a week is confirmed: by the team's save, else `said` of `usual` people have time in it (0 = none recorded)."""

    complete: bool
    said: int = 0
    usual: int = 0


def confirmed(entries: pd.DataFrame, week: date) -> Confirmed | None:
    """Is a week confirmed? By its save for the whole team, by time of everybody who was in the week before, or, where no
    persons are recorded, by any time at all. None when no earlier week has any time, so that nobody can be missing.

    Entries of a team's save are those whose id begins with w.
    """
    earlier = newest_week_before(entries, week)
    if earlier is None:
        return None
    weeks = whole_days(entries, "week")
    here, before = entries[weeks == np.datetime64(week)], entries[weeks == np.datetime64(earlier)]
    usual, said = (set(rows["person_key"].dropna().tolist()) for rows in (before, here))
    saved = here["entry_id"].str.startswith("w").any()
    if not usual:
        return Confirmed(bool(saved) or len(here) > 0)
    return Confirmed(bool(saved) or usual <= said, len(usual & said), len(usual))


def newest_week_before(entries: pd.DataFrame, week: date) -> date | None:
    """The Monday of the newest week before this one that has entries; None if there is none."""
    past = [day for day in whole_days(entries, "week").tolist() if day is not None and day < week]
    return max(past, default=None)


def carried_over(
    before: Mapping[LineKey, int], status: Mapping[RollOut, str], week: date, earlier: date
) -> dict[LineKey, int]:
    """Last week's minutes as a proposal for this week, days moved along.

    Left out: roll-outs that are retired. Build time of what is live now loses its kind, which makes it upkeep.
    `status` is each roll-out's status before the week.
    """
    found: dict[LineKey, int] = {}
    for (use_case, market, area, kind, person, day), minutes in before.items():
        now = {
            s
            for place, s in status.items()
            if place[0] == use_case and market in (None, place[1]) and area in (None, place[2])
        }
        if now == {"retired"}:
            continue
        over = kind in UNTIL_LIVE and "live" in now and market is not None
        moved = day + (week - earlier) if day else None
        key = (use_case, market, area, None if over else kind, person, moved)
        found[key] = found.get(key, 0) + minutes
    return found


def lines_of(
    stored: Mapping[LineKey, int], proposed: Mapping[LineKey, int], before: Mapping[LineKey, int]
) -> list[Line]:
    """The lines of a week's grid. Where something is stored it stands; else what is proposed.

    Time of the week before that was for something else stands beside the first line of its place and person.
    """
    keys = sorted({*stored, *proposed}, key=sort_key)
    left: dict[tuple, int] = {}
    for key, minutes in before.items():
        if key not in {*stored, *proposed}:
            left[_where(key)] = left.get(_where(key), 0) + minutes
    return [
        Line(
            key,
            stored.get(key, 0),
            stored.get(key, proposed.get(key, 0)),
            before.get(key, 0) + left.pop(_where(key), 0),
        )
        for key in keys
    ]


def _where(key: LineKey) -> tuple:
    return (*key[:3], key[4], key[5])


def with_hours(lines: Iterable[Line], hours: Mapping[LineKey, float]) -> list[Line]:
    """The lines with the hours of a person-day that hold in their place and week."""
    return [replace(line, hours=hours.get(line.key, line.hours)) for line in lines]


def typed_minutes(text: object, line: Line, numerals: Numerals = PLAIN) -> int:
    """What somebody typed into a line, in minutes: days ("1.5", "1,5", "½"), "12h", "90min", or "+3" on top of it.

    An empty field leaves the proposal. `numerals` are those of who typed it. Raises NotATime (codes: not_a_time,
    two_numbers, negative, too_long, too_fine).

    >>> typed_minutes("1,5", Line(("U07", None, None, None, None, None), proposed=480))
    720
    >>> typed_minutes("+3", Line(("U07", None, None, None, None, None), proposed=480))
    1920
    """
    if text is None:
        return line.proposed
    shown = unicodedata.normalize("NFKC", str(text).translate(str.maketrans(FRACTIONS)))
    shown = "".join(shown.split()).replace("−", "-")
    if not shown:
        return line.proposed
    minutes = (line.proposed if shown[0] == "+" else 0) + _amount(shown.removeprefix("+"), line, str(text)[:40], numerals)
    if minutes > MOST_MINUTES:
        raise NotATime("too_long", f"“{str(text)[:40]}” is more time than one line can hold.")
    return minutes


def _amount(shown: str, line: Line, text: str, numerals: Numerals) -> int:
    minutes_per = {"min": 1.0, "h": 60.0, "d": 60.0 * line.hours, "": 60.0 * line.hours}
    unit = next(u for u in minutes_per if shown.lower().endswith(u))
    try:
        number = plain_number(shown[: len(shown) - len(unit)], numerals)
    except TwoNumbers as two:
        raise NotATime("two_numbers", str(two)) from None
    if not NUMBER.fullmatch(number) or not math.isfinite(float(number)):
        raise NotATime("not_a_time", f"“{text}” is not a time. Type days such as {numerals.typed(1.5)}, or 12h, or +3.")
    amount = float(number)
    if amount < 0:
        raise NotATime("negative", f"“{text}” is less than nothing. Type 0 to take the time away.")
    if amount > MOST_MINUTES:
        raise NotATime("too_long", f"“{text}” is more time than one line can hold.")
    minutes = round(amount * minutes_per[unit])
    if amount and not minutes:
        raise NotATime("too_fine", f"“{text}” is less than a minute.")
    return minutes


def looks_like_hours(line: Line, minutes: int) -> bool:
    """Whether a typed time is probably hours in a field of days: over a working week, a multiple of before."""
    if minutes == line.proposed or line.days(minutes) <= WORK_WEEK:
        return False
    return line.key[4] is not None or minutes >= 6 * max(line.proposed, line.before, 1) > 6


def monday_of(day: date) -> date:
    """The Monday of a day's week.

    >>> monday_of(date(2026, 11, 20))
    datetime.date(2026, 11, 16)
    """
    return day - timedelta(days=day.weekday())

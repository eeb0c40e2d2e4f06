"""Day layouts as a person writes them ("D. MMMM YYYY"), in English, German and French, turned into ISO texts."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

MONTHS = (
    "jan january januar jän jänner janv janvier", "feb february februar févr fév février",
    "mar march märz mär mrz mars",
    "apr april avr avril", "may mai", "jun june juni juin", "jul july juli juil juillet", "aug august août aout",
    "sep sept september septembre", "oct october okt oktober octobre", "nov november novembre",
    "dec december dez dezember déc décembre",
)  # fmt: skip
MONTH = {name: number for number, names in enumerate(MONTHS, start=1) for name in names.split()}
TOKENS = {
    "YYYY": r"(?P<year>\d{4})", "YY": r"(?P<short>\d{2})", "MMMM": r"(?P<name>[^\W\d_]+)\.?",
    "MMM": r"(?P<name>[^\W\d_]+)\.?", "MM": r"(?P<month>\d{2})", "M": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?", "hh": r"(?P<hour>\d{2})", "h": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})", "ss": r"(?P<second>\d{2})", "AM": r"(?P<half>[AaPp]\.?[Mm]\.?)",
}  # fmt: skip
_SPLIT = re.compile("(" + "|".join(sorted(TOKENS, key=len, reverse=True)) + ")")


def reader(layout: str) -> Callable[[str], str | None]:
    """A function that turns one text of this layout into an ISO day (or instant, if it has hours), else None.

    Tokens: YYYY YY, M MM (number), MMM or MMMM (name), D DD, h hh, mm, ss, AM; two-digit years are 1970 to 2069; a
    layout without a day means the first of the month. Raises ValueError for a layout with other letters.

    >>> reader("D. MMMM YYYY")("1. September 2026"), reader("DD/MMM/YY")("11/May/24"), reader("MMM D, YYYY")("soon")
    ('2026-09-01', '2024-05-11', None)
    """
    pieces = _SPLIT.split(layout)
    literals = "".join(pieces[::2])
    tokens = pieces[1::2]
    if re.search(r"[^\W\d_]", literals.replace("T", "")) or not {"Y", "M"} <= {token[0] for token in tokens}:
        raise ValueError(f"“{layout}” is not a day layout; use YYYY, YY, M, MM, MMM, D, DD, hh, mm, ss, AM")
    try:
        pattern = re.compile("".join(TOKENS.get(piece) or re.escape(piece) for piece in pieces))
    except re.error:
        raise ValueError(f"“{layout}” names a part of the day twice") from None
    timed = any(t[0] == "h" for t in tokens)

    def read(text: str) -> str | None:
        found = pattern.fullmatch(" ".join(text.split()))
        return _iso(found.groupdict(), timed) if found else None

    return read


def _iso(part: dict[str, str | None], timed: bool) -> str | None:
    year = int(part["year"]) if part.get("year") else _century(int(part["short"] or 0))
    month = MONTH.get(part["name"].casefold(), 0) if part.get("name") else int(part["month"] or 0)
    hour = int(part.get("hour") or 0)
    if part.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if part["half"][0] in "pP" else 0)
    try:
        clock = hour, int(part.get("minute") or 0), int(part.get("second") or 0)
        when = datetime(year, month, int(part.get("day") or 1), *clock)
    except ValueError:
        return None
    return when.isoformat() if timed else when.date().isoformat()


def _century(short: int) -> int:
    return 2000 + short if short < 70 else 1900 + short


def start_of(span: str, text: str) -> str:
    """The day itself, or the first day of the ISO week or month an ISO day lies in; other texts stay as they are.

    >>> start_of("week", "2026-11-22"), start_of("month", "2026-11-22"), start_of("week", "soon")
    ('2026-11-16', '2026-11-01', 'soon')
    """
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    back = {"day": 0, "week": day.weekday(), "month": day.day - 1}[span]
    return (day - timedelta(days=back)).isoformat()

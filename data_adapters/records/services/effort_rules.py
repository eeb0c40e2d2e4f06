"""The rules of logged time: one function per rule with one stable code; each says nothing when all is well."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data_adapters.records.services.answers import Finding

Entry = Mapping[str, object]
MINUTES_OF_DAY, MINUTES_OF_WEEK = 24 * 60, 7 * 24 * 60
SATURDAY = 5


@dataclass(frozen=True)
class Known:
    """What the rules need to know around one entry: the use case's life, and what the person logged elsewhere."""

    today: date
    use_case_known: bool
    first_day: date | None  # first status event of the use case in this place
    closed_on: date | None  # retired everywhere in this place since
    person_day_minutes: int  # logged by the same person for the same day in other entries
    person_week_minutes: int
    effort_person: str = "off"


def minutes_positive(minutes: object) -> Iterator[Finding]:
    """Asked before all others, because the contract would refuse it in less plain words."""
    if isinstance(minutes, int | float) and minutes <= 0:
        yield Finding("minutes_positive", "minutes", "Time spent must be more than zero.")


def known_use_case(entry: Entry, known: Known) -> Iterator[Finding]:
    if not known.use_case_known:
        yield Finding("unknown_use_case", "use_case_id", f"There is no use case {entry['use_case_id']!r}.")


def week_is_monday(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry["week"].weekday() != 0:
        monday = entry["week"] - timedelta(days=entry["week"].weekday())
        yield Finding("week_is_monday", "week", f"A week is named by its Monday; did you mean {monday}?")


def not_future_week(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry["week"] > known.today or (entry["day"] and entry["day"] > known.today):
        yield Finding("future_week", "week", f"Time cannot be logged before it is spent; today is {known.today}.")


def day_in_week(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry["day"] and not 0 <= (entry["day"] - entry["week"]).days <= 6:
        yield Finding("day_in_week", "day", f"{entry['day']} does not lie in the week of {entry['week']}.")


def after_start(entry: Entry, known: Known) -> Iterator[Finding]:
    if known.first_day and entry["week"] + timedelta(days=6) < known.first_day:
        yield Finding("before_start", "week", f"The use case began on {known.first_day}; this week was before that.")


def before_close(entry: Entry, known: Known) -> Iterator[Finding]:
    if known.closed_on and entry["week"] > known.closed_on and not entry.get("supersedes"):
        yield Finding("after_close", "week", f"The use case was retired on {known.closed_on}; this week came after.")


def person_allowed(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry["person_key"] is not None and known.effort_person == "off":
        yield Finding("person_off", "person_key", "Your company logs time without persons; leave the person empty.")


def day_has_24_hours(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry["person_key"] is None:
        return
    if entry["day"] and entry["minutes"] + known.person_day_minutes > MINUTES_OF_DAY:
        yield Finding("over_24_hours", "minutes", "One person would have more than 24 hours on one day.")
    elif entry["minutes"] + known.person_week_minutes > MINUTES_OF_WEEK:
        yield Finding("over_168_hours", "minutes", "One person would have more than 168 hours in one week.")


def day_over_one(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry["person_key"] is None or not entry["day"]:
        return
    if entry["minutes"] + known.person_day_minutes > entry["hours_per_day"] * 60:
        yield Finding("over_one_day", "minutes", "One person has more than one working day on this day.", stops=False)


def weekend(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry["day"] and entry["day"].weekday() >= SATURDAY:
        yield Finding("weekend", "day", f"{entry['day']} is on a weekend.", stops=False)


RULES: tuple[Callable[[Entry, Known], Iterator[Finding]], ...] = (
    known_use_case, week_is_monday, not_future_week, day_in_week, after_start, before_close, person_allowed,
    day_has_24_hours, day_over_one, weekend,
)  # fmt: skip


def findings(entry: Entry, known: Known) -> tuple[Finding, ...]:
    """Everything the rules say about one entry."""
    return tuple(finding for rule in RULES for finding in rule(entry, known))

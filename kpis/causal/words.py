"""What a person reads about one test: how well it is proven, in words, and the one honest sentence for it."""

from datetime import date

from kpis.causal.planning import smallest_from_range
from kpis.reading import Grade
from kpis.sentences.phrases import likely, money
from kpis.statistics import Estimate

EVIDENCE = {
    Grade.A: "proven by test", Grade.B: "proven by market test", Grade.C: "compared with similar markets",
    Grade.D: "estimated from history", Grade.E: "counted only",
}  # fmt: skip
NOT_MEASURED = ("Revenue impact: not measured. How many of the sales that carried a contact would have happened anyway "
                "is unknown, so attributed sales may not be used for a return.")  # fmt: skip
ASSUMES = "Assumes the control series stayed unaffected and the old relation would have continued."


def told(month: Estimate, *, grade: Grade, currency: str, running_until: date | None = None) -> str:
    """The sentence for one effect in money a month; a range that holds zero is never called a gain."""
    low, high = money(month.low, currency), money(month.high, currency)
    if month.low <= 0 <= month.high:
        needed = money(smallest_from_range(month.low, month.high), currency)
        more = f" Run until {_day(running_until)} to know." if running_until else ""
        words = f"No gain shown yet: between {low} and {high} a month.{more} Such a test shows {needed} or more."
    elif month.value > 0:
        ends = likely(month.low, month.high, lambda amount: money(amount, currency))
        words = f"Brings {money(month.value, currency)} a month extra{ends}: {EVIDENCE[grade]}."
    else:
        ends = likely(-month.high, -month.low, lambda amount: money(amount, currency))
        words = f"Costs {money(-month.value, currency)} of sales a month{ends}: {EVIDENCE[grade]}."
    return f"{words} {ASSUMES}" if grade == Grade.D else words


def counted(month: Estimate, *, metric: str, grade: Grade) -> str:
    """The same for a metric that is not money, such as buyers."""
    span = f"between {month.low:,.0f} and {month.high:,.0f} {metric} a month"
    if month.low <= 0 <= month.high:
        return f"No difference shown yet: {span}."
    return f"Makes a difference of {month.value:,.0f} {metric} a month ({span}): {EVIDENCE[grade]}."


def expired(words: str, ended: date, today: date, place: str | None) -> str:
    """A result that is too old, with its age."""
    months = (today.year - ended.year) * 12 + today.month - ended.month
    where = f" in {place}" if place else ""
    return f"Measured {months} months ago{where}, too old to count today. Then: {words}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"

"""What a person reads about one test: how well it is proven, in words, and the one honest sentence for it."""

from datetime import date

from kpis.causal.planning import smallest_from_range
from kpis.causal.result import ALPHA
from kpis.reading import Grade
from kpis.sentences.numerals import PLAIN, Numerals
from kpis.sentences.phrases import likely
from kpis.statistics import Estimate

EVIDENCE = {
    Grade.A: "proven by test", Grade.B: "proven by market test", Grade.C: "compared with similar markets",
    Grade.D: "estimated from history", Grade.E: "counted only",
}  # fmt: skip
NOT_MEASURED = ("Revenue impact: not measured. How many of the sales that carried a contact would have happened anyway "
                "is unknown, so attributed sales may not be used for a return.")  # fmt: skip
ASSUMES = "Assumes the control series stayed unaffected and the old relation would have continued."
Markets = tuple[int, int]  # measured in so many of so many


def told(month: Estimate, *, grade: Grade, currency: str, running_until: date | None = None, alpha: float = ALPHA,
         among_others: bool = False, n: Numerals = PLAIN) -> str:  # fmt: skip
    """The sentence for one effect in money a month; a range that holds zero is never called a gain.

    `alpha` = the error its range allows; `among_others` = of so many tests, one like it may come by chance.
    """
    low, high = n.money(month.low, currency), n.money(month.high, currency)
    how = EVIDENCE[grade] if not among_others else "not yet proven, of all tests together one may look like this by chance"
    if month.low <= 0 <= month.high:
        needed = n.money(smallest_from_range(month.low, month.high, alpha=alpha), currency)
        more = f" Run until {n.full_day(running_until)} to know." if running_until else ""
        words = f"No gain shown yet: between {low} and {high} a month.{more} Such a test shows {needed} or more."
    elif month.value > 0:
        ends = likely(month.low, month.high, lambda amount: n.money(amount, currency))
        words = f"Brings {n.money(month.value, currency)} a month extra{ends}: {how}."
    else:
        ends = likely(-month.high, -month.low, lambda amount: n.money(amount, currency))
        words = f"Costs {n.money(-month.value, currency)} of sales a month{ends}: {how}."
    return f"{words} {ASSUMES}" if grade == Grade.D else words


def counted(month: Estimate, *, metric: str, grade: Grade, alpha: float = ALPHA, n: Numerals = PLAIN) -> str:
    """The same for a metric that is not money, such as buyers."""
    span = f"between {n.number(month.low, 0)} and {n.number(month.high, 0)} {metric} a month"
    if month.low <= 0 <= month.high:
        needed = n.number(smallest_from_range(month.low, month.high, alpha=alpha), 0)
        return f"No difference shown yet: {span}. Such a test shows {needed} or more."
    return f"Makes a difference of {n.number(month.value, 0)} {metric} a month ({span}): {EVIDENCE[grade]}."


def expired(words: str, ended: date, today: date, place: str | None, markets: Markets | None = None) -> str:
    """A result that is too old, with its age and where it was measured: "on 2 of 7 markets", else the place's name.

    >>> expired("Brings € 3 k.", date(2025, 9, 30), date(2026, 11, 20), "FI", (1, 7))
    'Measured 14 months ago on 1 of 7 markets (FI), too old to count today. Then: Brings € 3 k.'
    """
    months = (today.year - ended.year) * 12 + today.month - ended.month
    where = f" in {place}" if place else ""
    if markets:
        named = f" ({place})" if place else ""
        where = f" on {markets[0]} of {markets[1]} markets{named}"
    return f"Measured {months} months ago{where}, too old to count today. Then: {words}"

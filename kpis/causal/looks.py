"""When a running test may be looked at: on its planned days, each with its part of the allowed error, never between.

Looking whenever one likes finds an effect that is not there in one of six tests (eight looks at 5 %); the error shared
among the planned looks keeps it at 5 % (Bonferroni; simpler and a little stricter than O'Brien and Fleming 1979).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kpis.causal.result import ALPHA, Check, Hidden
from kpis.reading import NoAnswer

A_LOOK_LASTS = timedelta(days=6)  # who loads on the Monday after it still looks at the planned state


@dataclass(frozen=True)
class Looks:
    """The planned looks of one test, spread evenly; the last one is its planned end."""

    start: date
    end: date
    planned: int = 1

    @property
    def days(self) -> tuple[date, ...]:
        """The days to look on."""
        span = (self.end - self.start).days
        return tuple(self.start + timedelta(days=round(span * n / self.planned)) for n in range(1, self.planned + 1))

    @property
    def alpha(self) -> float:
        """The error allowed at each look: 5 % shared among them."""
        return alpha_per_look(self.planned)

    def next(self, day: date) -> date | None:
        """The next planned look after a day, if any is left."""
        return next((look for look in self.days if look > day), None)

    def last(self, day: date) -> date | None:
        """The newest planned look up to a day."""
        return max((look for look in self.days if look <= day), default=None)

    def as_planned(self, ended: date) -> bool:
        """Did a test end at a planned look, or after its planned end?"""
        return ended >= self.end or any(look <= ended <= look + A_LOOK_LASTS for look in self.days)


def alpha_per_look(looks: int, alpha: float = ALPHA) -> float:
    """The error allowed at each of so many planned looks; looking more often than planned is not allowed at all."""
    if looks < 1:
        raise NoAnswer("a test needs at least one planned look, at its end")
    return alpha / looks


def refuse_peeking(looks: Looks, day: date, known_to: date | None, checks: tuple[Check, ...] = ()) -> None:
    """Raises Hidden for a running test unless a look is due and the data shown are those of that look.

    `known_to` = last day of the loaded data (None = typed by hand, so as old as the look). The checks stay visible: they
    say nothing about the effect.
    """
    due, following = looks.last(day), looks.next(day)
    if following is None:
        return
    if due is None or (known_to is not None and known_to > due + A_LOOK_LASTS):
        which = looks.days.index(following) + 1
        raise Hidden(f"stop looking: the effect is shown at the planned look on {following.day} {following:%b %Y} "
                     f"({which} of {looks.planned}), and not before", checks)  # fmt: skip


def widened(looks: Looks) -> tuple[Check, ...]:
    """What several looks cost: each range is wider. Nothing to say for a single look."""
    if looks.planned == 1:
        return ()
    words = f"{looks.planned} planned looks share the allowed error: each range holds {1 - looks.alpha:.1%}, not 95 %"
    return (Check("planned looks", True, looks.alpha, ALPHA, words),)


def ended_as_planned(looks: Looks, ended: date) -> Check:
    """Was the test ended on a planned day? Ending when it looks good makes chance look like an effect."""
    early = (looks.end - ended).days
    fine = looks.as_planned(ended)
    words = "ended on a planned day" if fine else f"ended {early} days early, on no planned look: may be chance"
    return Check("ended as planned", fine, float(max(early, 0)), 0.0, words)

"""One registered test in one honest sentence, whatever state it is in; the same on the page and on the command line."""

from collections.abc import Collection
from datetime import date

import pandas as pd

from kpis.causal.arms import arms_by_test
from kpis.causal.planning import smallest_from_range
from kpis.causal.registered import Registered
from kpis.causal.words import Markets, counted, expired, told
from kpis.impact import Effect, Finding
from kpis.sentences.numerals import PLAIN, Numerals


def said(found: Finding, currency: str, day: date, markets: Markets | None = None, n: Numerals = PLAIN) -> str:
    """The sentence of one test on a day: its effect, why there is none, or how old it is. `markets` = measured in, of."""
    test, effect = found.test, found.effect
    if not effect:
        until = test.running_until(day)
        more = f" It runs until {n.full_day(until)}." if until and n.full_day(until) not in found.reason else ""
        return f"Not measured: {found.reason}.{more}"
    words = _words(found, effect, currency, n)
    return expired(words, test.last_day(day), day, test.market, markets) if test.expired_on(day) else words


def _words(found: Finding, effect: Effect, currency: str, n: Numerals) -> str:
    month = effect.per_month()
    if not found.test.in_money:
        return counted(month, metric=found.test.metric or "", grade=effect.grade, alpha=effect.alpha, n=n)
    alone = effect.shows_something and found.p_together is not None and found.p_together >= 0.05
    return told(month, grade=effect.grade, currency=currency, running_until=effect.running_until, alpha=effect.alpha,
                among_others=alone, n=n)  # fmt: skip


def smallest_shown(effect: Effect) -> float:
    """The smallest effect a month such a test shows in 8 of 10 cases; stands beside every result that shows none."""
    month = effect.per_month()
    return smallest_from_range(month.low, month.high, alpha=effect.alpha)


def measured_in(test: Registered, arms: pd.DataFrame, known: Collection[str]) -> Markets | None:
    """In how many of the company's markets a test measured: its own, those its groups name, or all; None = none known."""
    if not known:
        return None
    if test.market:
        return 1, len(known)
    both = arms_by_test(arms).get(test.experiment_id)
    named = {name for name, _, _ in both[0].groups} & set(known) if both else set()
    return len(named) or len(known), len(known)

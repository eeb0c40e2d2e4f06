"""How tests, their checks and their evidence are said on the page Experiments."""

from collections.abc import Iterable

from kpis.causal.result import Check
from kpis.reading import Grade
from pages.parts.figures import shown
from pages.parts.words import plain, say

GLYPHS = {True: "✓", False: "▲", None: "○"}
NAMED = {
    "sample ratio": "split", "units lost": "lost", "controls left alone": "left_alone", "apart from other tests": "apart",
    "alike before the start": "alike", "fits the past": "fits", "no region outweighs the others": "weights",
    "long enough past": "past", "no effect before the start": "placebo", "ended as planned": "ended",
    "planned looks": "looks",
}  # fmt: skip


def check_line(check: Check) -> str:
    """One check as a line: a sign, what was looked at, how it came out in words, and the detail."""
    word = say(f"exp.check.{ {True: 'ok', False: 'bad', None: 'unknown'}[check.passed] }")
    name = say(f"exp.check.{NAMED[check.name]}") if check.name in NAMED else plain(check.name)
    return say("exp.check.line", glyph=GLYPHS[check.passed], name=name, word=word, words=plain(check.words))


def check_lines(checks: Iterable[Check]) -> str:
    """All checks, those that failed first."""
    ordered = sorted(checks, key=lambda check: (check.passed is not False, check.passed is None))
    return "\n".join(f"- {check_line(check)}" for check in ordered)


def evidence(grade: Grade) -> str:
    """How well something is proven, in words."""
    return say(f"exp.grade.{grade.value}")


def likely_between(low: float, high: float, unit: str) -> str:
    """The likely range of an amount: "likely € 21 k to € 55 k"."""
    return say("figure.likely", low=shown(low, unit), high=shown(high, unit))

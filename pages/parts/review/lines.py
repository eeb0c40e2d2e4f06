"""Each number of the week with its word for change, and whether that is good news."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kpis.periods import Rhythm
from kpis.reading import Better, Reading, Timing, View
from kpis.registry import Indicator
from kpis.signals import Judgement, Limits, Side, Word, judge, natural_limits
from pages.parts.numbers import Series
from pages.parts.words import say

CANNOT_BE_READ = "cannot be read"  # as kpis.tables words it
FLAGGED = (Word.REALLY_CHANGED, Word.WORTH_A_LOOK)


@dataclass(frozen=True)
class Line:
    """One number of the scorecard: its past, what its last period says, and in which tone.

    `incomplete`: days of the last period are not loaded yet, so nothing is said about it.
    """

    series: Series
    said: Judgement | None
    tone: str
    limits: Limits | None
    incomplete: bool = False

    @property
    def what(self) -> Indicator:
        """The indicator."""
        return self.series.what

    @property
    def now(self) -> Reading:
        """The reading of its last complete period."""
        return self.series.now

    @property
    def answered(self) -> bool:
        """Is there a number?"""
        return self.now.value is not None

    @property
    def flagged(self) -> bool:
        """Worth a look or really changed?"""
        return self.said is not None and self.said.word in FLAGGED


def judged(series: Mapping[str, Series], incomplete: Collection[str] = ()) -> tuple[Line, ...]:
    """Every number with its word: all are judged together, as one look at the page sees them all.

    Those whose last period is `incomplete` are left out: half a week would always be less than usual.
    """
    words = judge({id_: one.values for id_, one in series.items() if id_ not in incomplete})
    return tuple(Line(one, words.get(id_), _tone(one.what, words.get(id_)), natural_limits(one.values), id_ in incomplete)
                 for id_, one in series.items())  # fmt: skip


def _tone(what: Indicator, said: Judgement | None) -> str:
    if said is None or said.word == Word.TOO_EARLY:
        return "early"
    if said.word == Word.AS_USUAL or said.side is None:
        return "routine"
    return "better" if (said.side == Side.UP) == (what.better == Better.HIGHER) else "worse"


def counted(lines: Iterable[Line]) -> dict[str, int]:
    """How many numbers carry each word, or none yet because their week is "incomplete".

    Without a number they are "foreign" to the filter, "broken" or "waiting".
    """
    words = [_counted_as(line) for line in lines]
    return {word: words.count(word) for word in (*(w.value for w in Word), "incomplete", "waiting", "foreign", "broken")}


def _counted_as(line: Line) -> str:
    if line.said:
        return line.said.word.value
    return "incomplete" if line.answered else missing_because(line.now.reason or "")


def word_of(line: Line) -> str:
    """The word for change as people read it; for numbers without one, why it is not there yet."""
    if line.said is None:
        return say("review.word.incomplete" if line.answered else "review.word.waiting")
    if line.said.word == Word.TOO_EARLY:
        return say("review.word.early", has=line.said.points, needs=line.said.needed)
    return line.said.word.value


def missing_because(reason: str) -> str:
    """Why there is no number, in one word: not by this filter, a source that cannot be read, or data still to come."""
    if reason.startswith("not by "):
        return "foreign"
    return "broken" if CANNOT_BE_READ in reason else "waiting"


def grouped(lines: Iterable[Line]) -> dict[View, dict[Timing, list[Line]]]:
    """The answered numbers as Table 2 has them: by view, leading above lagging; the ones that come weekly first."""
    order = list(Rhythm)
    found: dict[View, dict[Timing, list[Line]]] = {view: {timing: [] for timing in Timing} for view in View}
    for line in sorted(lines, key=lambda one: order.index(one.what.rhythm)):
        if line.answered:
            found[line.what.view][line.what.timing].append(line)
    return found

"""Each number of the week with its word for change, and whether that is good news."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpis.periods import Rhythm
from kpis.reading import Better, Reading, Timing, View
from kpis.registry import Indicator
from kpis.signals import Judgement, Limits, Side, Word, judge, natural_limits
from pages.parts.numbers import Series

CANNOT_BE_READ = "cannot be read"  # as kpis.tables words it
FLAGGED = (Word.REALLY_CHANGED, Word.WORTH_A_LOOK)


@dataclass(frozen=True)
class Line:
    """One number of the scorecard: its past, what its last period says, and in which tone."""

    series: Series
    said: Judgement | None
    tone: str
    limits: Limits | None

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


def judged(series: Mapping[str, Series]) -> tuple[Line, ...]:
    """Every number with its word: all are judged together, as one look at the page sees them all."""
    words = judge({id_: one.values for id_, one in series.items()})
    return tuple(Line(one, words.get(id_), _tone(one.what, words.get(id_)), natural_limits(one.values))
                 for id_, one in series.items())  # fmt: skip


def _tone(what: Indicator, said: Judgement | None) -> str:
    if said is None or said.word == Word.TOO_EARLY:
        return "early"
    if said.word == Word.AS_USUAL or said.side is None:
        return "routine"
    return "better" if (said.side == Side.UP) == (what.better == Better.HIGHER) else "worse"


def counted(lines: Iterable[Line]) -> dict[str, int]:
    """How many numbers carry each word; without a number they are "foreign" to the filter, "broken" or "waiting"."""
    words = [line.said.word.value if line.said else missing_because(line.now.reason or "") for line in lines]
    return {word: words.count(word) for word in (*(w.value for w in Word), "waiting", "foreign", "broken")}


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

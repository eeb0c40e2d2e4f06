"""Which numbers ask for attention this Monday: what really changed, what is behind its goal, what came late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kpis.company import Company
from kpis.periods import Period, Rhythm, last_complete, period_of
from kpis.reading import Reading, Unit
from kpis.signals import Word
from kpis.slices import Slice
from pages.parts.figures import day_month, number, percent, shown, size
from pages.parts.review.goal_path import LIMIT, Pace
from pages.parts.review.lines import Line
from pages.parts.review.typed import Note
from pages.parts.words import say

MOST = 5
A_YEAR = {Rhythm.WEEK: 52, Rhythm.MONTH: 12, Rhythm.QUARTER: 4}
NOTE_DAYS = 28  # a note explains a change for four weeks


class Why(StrEnum):
    """Why a card is shown."""

    REAL = "real"
    MATTERS = "matters"
    LATE = "late"


@dataclass(frozen=True)
class Card:
    """One thing to look at: which number, what happened to it, why it is shown, what to watch next."""

    id: str
    why: Why
    headline: str
    word: str
    tone: str
    facts: tuple[str, ...]
    stake: float
    rank: float


def choose_cards(lines: Iterable[Line], paces: Mapping[str, Pace], *, week: Period, company: Company,
                 names: Mapping[str, str]) -> tuple[Card, ...]:  # fmt: skip
    """At most five cards, what is worth most money first; slower numbers only in the week in which a new one came."""
    found = []
    for line in lines:
        if not line.answered or not is_news(line, week, company):
            continue
        if line.flagged and line.tone == "worse":
            found.append(_real(line, paces.get(line.what.id), names[line.what.id]))
        elif line.what.id == "pipeline":
            found += _thin_pipeline(line, names[line.what.id])
        elif (pace := paces.get(line.what.id)) and pace.matters and _surely(line.now, pace):
            found.append(_matters(line, pace, names[line.what.id]))
    return tuple(sorted(found, key=lambda card: (-card.stake, -card.rank))[:MOST])


def is_news(line: Line, week: Period, company: Company) -> bool:
    """Did the last period of this number end in the week looked at?"""
    end = last_complete(week.end, line.what.rhythm, company).end
    return week.start <= end <= week.end


def next_news(rhythm: Rhythm, week: Period, company: Company) -> date:
    """The day on which the running month or quarter will be complete."""
    return period_of(week.end + timedelta(days=1), rhythm, company).end


def _surely(now: Reading, pace: Pace) -> bool:
    """A likely range that holds the path does not show that the number is behind."""
    return now.low is None or now.high is None or not now.low <= pace.path <= now.high


def _real(line: Line, pace: Pace | None, name: str) -> Card:
    said, unit = line.said, line.now.unit
    way = "review.card.less" if said.change < 0 else "review.card.more"
    headline = say(way, name=name, value=shown(said.value, unit), size=size(said.change, unit))
    usual = (
        say("review.card.usual", low=shown(said.low, unit), high=shown(said.high, unit)) if said.low is not None else ""
    )
    rule = "review.card.twice" if said.word == Word.REALLY_CHANGED else "review.card.once"
    facts = [say(rule, usual=usual), *_pace_fact(pace, unit), *_trip_wire(line)]
    return Card(line.what.id, Why.REAL, headline, said.word.value, line.tone, tuple(facts),
                abs(said.change) if line.what.unit == Unit.MONEY else 0.0, 2.0)  # fmt: skip


def _matters(line: Line, pace: Pace, name: str) -> Card:
    unit = line.now.unit
    headline = say("review.card.behind", name=name, value=shown(pace.actual, unit), size=size(pace.behind, unit))
    facts = (say("review.card.limit", limit=percent(LIMIT)), *_pace_fact(pace, unit))
    return Card(line.what.id, Why.MATTERS, headline, say("review.word.behind"), "worse", facts, pace.money, pace.share)


def _pace_fact(pace: Pace | None, unit: str) -> list[str]:
    if pace is None:
        return []
    ahead = say("review.card.ahead") if pace.behind <= 0 else say("review.card.short", size=size(pace.behind, unit))
    return [
        say(
            "review.card.pace",
            goal=shown(pace.goal, unit),
            period=pace.period,
            path=shown(pace.path, unit),
            ahead=ahead,
        )
    ]


def _trip_wire(line: Line) -> list[str]:
    """How rare such a swing is, and which value next time calls for action."""
    said, unit = line.said, line.now.unit
    edge = said.low if said.change < 0 else said.high
    if edge is None or not said.p:
        return []
    often, rhythm = round(1 / said.p), line.what.rhythm
    seldom = often > A_YEAR[rhythm]
    rare = (
        say("review.card.seldom") if seldom else say("review.card.rare", n=often, every=say(f"review.every.{rhythm}"))
    )
    wire = "review.card.below" if said.change < 0 else "review.card.above"
    return [f"{rare} {say(wire, edge=shown(edge, unit), when=say(f'review.next.{rhythm}'))}"]


def _thin_pipeline(line: Line, name: str) -> list[Card]:
    """Open deals cover too little of what is still to be won: money at stake is what is missing in open deals."""
    parts, unit = line.now.parts, line.now.unit
    has, needs, quota, won = (parts.get(k) for k in ("coverage", "coverage_needed", "quota", "won_in_quarter"))
    if None in (has, needs, quota, won) or has >= needs * (1 - LIMIT):
        return []
    missing = (needs - has) * (quota - won)
    headline = say("review.card.coverage", has=number(has), needs=number(needs))
    facts = (say("review.card.missing", missing=shown(missing, unit)),
             say("review.card.to_win", left=shown(quota - won, unit), due=shown(parts["due_in_quarter"], unit)),
             say("review.card.need_is", rate=shown(parts["win_rate_value"], "share")))  # fmt: skip
    return [Card("pipeline", Why.MATTERS, headline, say("review.word.behind"), "worse", facts, missing, 1.0)]


def late_card(source: str, tables: Iterable[str], last: date | None) -> Card:
    """A source that should have been loaded by now."""
    since = day_month(last) if last else "–"
    return Card(
        f"late_{source}",
        Why.LATE,
        say("review.card.late", source=source, since=since),
        say("review.word.late"),
        "worse",
        (say("review.card.late_tables", tables=", ".join(tables)),),
        0.0,
        3.0,
    )


def notes_for(card: Card, notes: Iterable[Note], week: Period, where: Slice) -> list[Note]:
    """The last note that may explain a card: of the four weeks up to the week's end."""
    if card.why != Why.REAL:
        return []
    near = [
        note for note in notes if note.belongs_to(where) and week.end - timedelta(days=NOTE_DAYS) < note.day <= week.end
    ]
    return near[-1:]

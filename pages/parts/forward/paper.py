"""What a forwarded review holds, as plain texts and figures: taken from the same week the Review page shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from data_adapters.home import Home
from data_adapters.records.principal import Principal
from kpis.contract import DIMENSIONS
from kpis.periods import Period, Rhythm
from kpis.signals import Limits, Word
from kpis.slices import Slice
from pages.parts import cache
from pages.parts.figures import day_month, long_day, sentence, short_period, shown, span
from pages.parts.forward.unmarked import unmarked
from pages.parts.gate import Page
from pages.parts.review.cards import Card, notes_for
from pages.parts.review.lines import Line, grouped, word_of
from pages.parts.review.top import line_one
from pages.parts.review.typed import Typed, typed
from pages.parts.review.week import Review, read_week
from pages.parts.words import say

DECISIONS = 4  # as many as the paper has room for


@dataclass(frozen=True)
class Number:
    """One line of the scorecard, with what a leader reads beside it."""

    name: str
    period: str
    value: str
    word: str
    tone: str
    sentence: str
    values: Sequence[float | None]
    limits: Limits | None
    weekly: bool
    flagged: bool


@dataclass(frozen=True)
class Box:
    """One card."""

    headline: str
    word: str
    tone: str
    facts: tuple[str, ...]
    real: bool


@dataclass(frozen=True)
class Paper:
    """A whole review in plain text, ready to be set as a page or a mail."""

    company: str
    sample: bool
    week: str
    span: str
    where: str
    line_one: str
    pinned: str
    on_course: bool | None
    good: tuple[str, ...]
    boxes: tuple[Box, ...]
    groups: tuple[tuple[str, tuple[Number, ...]], ...]
    below: str
    decisions: tuple[str, ...]
    more_decisions: int
    due: int
    notes: tuple[str, ...]
    made_on: str

    @property
    def numbers(self) -> list[Number]:
        """Every number there is, in the order of Table 2."""
        return [number for _, numbers in self.groups for number in numbers]

    @property
    def judged(self) -> bool:
        """Is there a number of which can be said whether it is as usual?"""
        return any(number.tone != "early" for number in self.numbers)


def off_screen(home: Home, principal: Principal, week: Period, where: Slice = Slice()) -> Page:
    """The Review page for a week and filter without a browser."""
    return Page("review", principal, home, where, week, home.company.today())


def write_paper(page: Page) -> Paper:
    """The week and filter of a page as a paper; of a running week the last complete one before it."""
    review, said = read_week(page), typed(page)
    week, company = review.week, page.home.company
    waiting = [d for d in said.decisions if not d.outcome and d.day <= page.today]
    return Paper(
        company.name or say("product"), page.home.is_sample(), say("forward.week", week=week.end.isocalendar().week),
        f"{span(week)} {week.end.year}", where_in_words(page), unmarked(line_one(page, review)), *_pinned(page, review),
        tuple(unmarked(text) for text in review.good),
        tuple(_box(card, review, said, page.slice) for card in review.cards),
        tuple((say(f"view.{view}"), tuple(_number(line, page) for lines in timings.values() for line in lines))
              for view, timings in grouped(review.lines).items()),
        _below(review), tuple(_decisions(said, page))[:DECISIONS], max(len(waiting) - DECISIONS, 0),
        sum(d.check_on <= page.today for d in waiting), tuple(_notes(said, review)),
        say("forward.made", day=long_day(page.today)))  # fmt: skip


def where_in_words(page: Page) -> str:
    """The filter with the names people know; empty = the whole company."""
    names = cache.choices(page.home)
    return ", ".join(say("slice.chip", dimension=say(f"slice.{d}"), value=names.name(d, v))
                     for d, v in page.slice.filters().items())  # fmt: skip


def link_to(host: str, week: Period, where: Slice) -> str:
    """The address of the same week and filter, where people reach the pages under a name; empty without one."""
    year, number, _ = week.start.isocalendar()
    asked = {"week": f"{year}-W{number:02}", **{d: where.filters()[d] for d in DIMENSIONS if d in where.filters()}}
    return f"https://{host}/review?{urlencode(asked)}" if host else ""


def _pinned(page: Page, review: Review) -> tuple[str, bool | None]:
    pinned, unit = review.pinned, page.home.company.currency
    if not pinned:
        return "", None
    value = shown(pinned.value, unit)
    if pinned.path is None:
        return unmarked(say("review.pinned.no_goal", value=value)), None
    good = pinned.value >= pinned.path
    text = say("review.pinned.ahead" if good else "review.pinned.behind", value=value, path=shown(pinned.path, unit),
               goal=shown(pinned.goal, unit))  # fmt: skip
    return unmarked(text), good


def _box(card: Card, review: Review, said: Typed, where: Slice) -> Box:
    notes = [say("forward.note", day=day_month(note.day), text=note.text, author=note.author or "–")
             for note in notes_for(card, said.notes, review.week, where)]  # fmt: skip
    return Box(card.headline, card.word, card.tone, (*card.facts, *notes), card.word == Word.REALLY_CHANGED)


def _number(line: Line, page: Page) -> Number:
    company, now, rhythm = page.home.company, line.now, line.what.rhythm
    return Number(
        say(f"short.{line.what.id}"), short_period(now.end, rhythm, company.fiscal_year_start_month),
        shown(now.value, now.unit), word_of(line), line.tone, sentence(now, company.currency), line.series.values,
        line.limits, rhythm == Rhythm.WEEK, line.flagged)  # fmt: skip


def _below(review: Review) -> str:
    if review.answered == len(review.lines):
        return say("review.board.all", n=review.answered)
    texts = [say("review.board.answered", n=review.answered, all=len(review.lines))]
    texts += [say("review.board.load", table=table.replace("_", " "), n=n) for table, n in review.missing[:3]]
    return " ".join(texts)


def _decisions(said: Typed, page: Page) -> Iterator[str]:
    for one in said.decisions:
        if not one.outcome and one.day <= page.today:
            key = "forward.decision.due" if one.check_on <= page.today else "forward.decision"
            yield say(key, text=one.text, owner=one.owner, day=day_month(one.check_on))


def _notes(said: Typed, review: Review) -> Iterator[str]:
    for note in said.notes:
        if review.week.start <= note.day <= review.week.end:
            yield say("forward.note", day=day_month(note.day), text=note.text, author=note.author or "–")

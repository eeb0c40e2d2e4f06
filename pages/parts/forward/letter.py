"""Sets a review as plain text for a mail or chat: a subject, three sentences, five numbers, one link."""

import re
from collections.abc import Iterator

from kpis.signals import Word
from pages.parts.charts.palette import GLYPH
from pages.parts.forward.paper import Number, Paper
from pages.parts.words import say

NUMBERS = 5
SPACES = re.compile(r"[ \t\r\n]+")  # not the ones that hold a number together


def review_text(paper: Paper, *, link: str = "") -> str:
    """The whole text; its first line is the subject of the mail."""
    lines = [subject(paper), "", *sentences(paper), "", *(_number(one) for one in five(paper))]
    lines += ["", say("forward.link", link=link)] if link else []
    lines += ["", say("forward.sample")] if paper.sample else []
    return "\n".join(SPACES.sub(" ", line).strip() for line in lines) + "\n"


def subject(paper: Paper) -> str:
    """What the mail is about, in one line: the state, what really changed, what is to be decided."""
    parts = [*_state(paper), *_changed(paper, Word.REALLY_CHANGED, "changed"),
             *_changed(paper, Word.WORTH_A_LOOK, "look")]  # fmt: skip
    late = sum(box.word == say("review.word.late") for box in paper.boxes)
    parts += [_many("late", late)] if late else []
    parts += [_many("due", paper.due)] if paper.due else []
    return say("forward.subject", week=paper.week.split()[-1], parts=", ".join(parts) or _nothing(paper))


def sentences(paper: Paper) -> list[str]:
    """Three: the week in one line, the first thing that asks for attention, what went well (else the shared number)."""
    if not paper.numbers:
        return [f"{_where(paper)}{paper.line_one}", say("forward.empty")]
    first = paper.boxes[0] if paper.boxes else None
    card = say("forward.card", headline=first.headline, word=first.word) if first else _calm(paper)
    calm = f"{paper.pinned}." if paper.pinned else say("forward.good.none")
    well = say("forward.well", text=paper.good[0]) if paper.good else calm
    return [f"{_where(paper)}{paper.line_one}", card, well]


def _where(paper: Paper) -> str:
    return f"[{paper.where}] " if paper.where else ""


def five(paper: Paper) -> list[Number]:
    """The numbers of the mail: those that stand out, then the weekly ones, in the order of Table 2."""
    every = paper.numbers
    return sorted(every, key=lambda one: (not one.flagged, not one.weekly, every.index(one)))[:NUMBERS]


def _nothing(paper: Paper) -> str:
    if not paper.numbers:
        return say("forward.no_number.yet")
    return say("forward.nothing" if paper.judged else "forward.early.subject")


def _calm(paper: Paper) -> str:
    return say("forward.calm" if paper.judged else "forward.early")


def _number(one: Number) -> str:
    period = "" if one.weekly else f" ({one.period})"
    said = say("forward.number", name=one.name + period, value=one.value, word=one.word)
    return f"{GLYPH.get(one.tone, GLYPH['routine'])} {said}"


def _state(paper: Paper) -> Iterator[str]:
    if paper.on_course is not None:
        yield say("forward.on_course" if paper.on_course else "forward.behind")


def _changed(paper: Paper, word: Word, key: str) -> Iterator[str]:
    names = [one.name for one in paper.numbers if one.word == word]
    if names:
        yield _many(key, len(names), names=", ".join(names))


def _many(key: str, n: int, **more: str) -> str:
    return say(f"forward.{key}.{'one' if n == 1 else 'many'}", n=n, **more)

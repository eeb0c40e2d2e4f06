"""Sets a review as one self-contained page of HTML: no script, nothing from elsewhere, one A4, legible in greyscale."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from pages.parts.charts.palette import GLYPH
from pages.parts.forward.markup import Markup, element
from pages.parts.forward.paper import Box, Number, Paper
from pages.parts.forward.spark import spark
from pages.parts.words import say, unbroken

STYLE = Path(__file__).with_name("paper.css")
ACROSS = 3  # cards beside each other
COLUMNS = ("name", "value", "word", "past", "said")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def review_html(paper: Paper, *, since: Iterable[str] = ()) -> str:
    """The whole page as text. `since`: which numbers read differently now, one sentence each."""
    title = say("forward.title", company=paper.company, week=paper.week.split()[-1])
    policy = _void("meta", http_equiv="Content-Security-Policy", content=POLICY)
    head = element("head", _void("meta", charset="utf-8"), policy,
                   _void("meta", name="viewport", content="width=device-width, initial-scale=1"),
                   _void("meta", name="color-scheme", content="light"), element("title", title),
                   Markup(f"<style>{_style()}</style>"))  # fmt: skip
    body = element("body", element("main", *_parts(paper, tuple(since)), class_=_density(paper)))
    body = Markup(unbroken(body))
    return "<!doctype html>\n" + element("html", head, body, lang="en") + "\n"


def _density(paper: Paper) -> str:
    """More than one line of cards leaves less room for each."""
    return "crowded" if len(paper.boxes) > ACROSS else "airy"


def _parts(paper: Paper, since: tuple[str, ...]) -> Iterator[Markup]:
    yield _heading(paper)
    yield _news(paper)
    yield element("h2", say("forward.attention"))
    yield _boxes(paper.boxes, paper.judged) if paper.boxes or paper.numbers else element("p", say("forward.empty"), class_="calm")
    columns = element("colgroup", *(_void("col", class_=name) for name in COLUMNS))
    yield element("table", columns, *(_group(view, numbers) for view, numbers in paper.groups if numbers))
    yield element("p", paper.below, " ", say("forward.legend"), class_="fine")
    yield _foot(paper, since)


def _heading(paper: Paper) -> Markup:
    where = element("span", paper.where or say("forward.whole"), class_="where")
    sample = element("span", say("forward.sample"), class_="sample") if paper.sample else None
    top = element("div", element("span", paper.company, class_="company"), where, sample, class_="top")
    title = element("h1", paper.week, element("small", paper.span))
    return element("header", top, title, element("p", paper.line_one, class_="one"))


def _news(paper: Paper) -> Markup:
    if not paper.numbers:
        return Markup()
    good = paper.good or (say("forward.good.none"),)
    lines = [element("p", element("b", "▲ " if paper.good else "– "), text) for text in good]
    pinned = element("p", paper.pinned, class_="pinned") if paper.pinned else None
    return element("section", pinned, *lines, class_="news")


def _boxes(boxes: tuple[Box, ...], judged: bool) -> Markup:
    if not boxes:
        return element("p", say("forward.calm" if judged else "forward.early"), class_="calm")
    return element("section", *(_box(box) for box in boxes), class_="boxes")


def _box(box: Box) -> Markup:
    word = element("span", GLYPH[box.tone], " ", box.word, class_=f"word {box.tone}")
    facts = [element("p", " ".join(box.facts))] if box.facts else []
    return element("article", element("h3", box.headline, " ", word), *facts, class_="real" if box.real else "box")


def _group(view: str, numbers: tuple[Number, ...]) -> Markup:
    head = element("tr", element("th", view, colspan="5"))
    return element("tbody", head, *(_row(number) for number in numbers))


def _row(number: Number) -> Markup:
    period = None if number.weekly else element("small", " ", number.period)
    word = element("td", GLYPH.get(number.tone, GLYPH["routine"]), " ", number.word, class_=f"word {number.tone}")
    picture = spark(number.values, number.limits, number.tone, say("forward.line", name=number.name))
    return element("tr", element("td", number.name, period, class_="name"), element("td", number.value, class_="value"),
                   word, element("td", picture, class_="past"), element("td", number.sentence, class_="said"),
                   class_="flagged" if number.flagged else "calm")  # fmt: skip


def _foot(paper: Paper, since: tuple[str, ...]) -> Markup:
    columns = [_list(say("forward.decisions"), [*paper.decisions, *_more(paper)] or [say("forward.decisions.none")])]
    columns += [_list(say("forward.notes"), paper.notes)] if paper.notes else []
    columns += [_list(say("forward.since"), since)] if since else []
    made = element("p", say("product"), " · ", paper.made_on, class_="made")
    return element("footer", element("div", *columns, class_="columns"), made)


def _more(paper: Paper) -> list[str]:
    return [say("forward.decisions.more", n=paper.more_decisions)] if paper.more_decisions else []


def _list(title: str, lines: Iterable[str]) -> Markup:
    return element("div", element("h2", title), *(element("p", line) for line in lines))


def _void(tag: str, **attributes: str) -> Markup:
    return Markup(element(tag, **attributes).removesuffix(f"</{tag}>"))


@cache
def _style() -> str:
    return " ".join(STYLE.read_text(encoding="utf-8").split())

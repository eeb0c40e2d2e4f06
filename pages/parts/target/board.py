"""The board paper: one A4 page of HTML with exactly the lines of the Target page, definitions as footnotes, no script."""

from collections.abc import Callable, Iterable, Iterator

import streamlit as st

from kpis.effort_left import EffortLeft
from kpis.sentences.numerals import Numerals
from pages.parts.charts.palette import GLYPH
from pages.parts.figures import long_day, money, number, percent
from pages.parts.forward.markup import Markup, element
from pages.parts.forward.page import POLICY, STYLE
from pages.parts.forward.unmarked import unmarked
from pages.parts.gate import Page
from pages.parts.reader import reader, written_for
from pages.parts.target.cards import STRESS, against_plan, not_counted
from pages.parts.target.outlook import Outlook
from pages.parts.target.phrases import a_week, between, days_range, money_range
from pages.parts.target.promises import history_rows
from pages.parts.words import say, unbroken

Lines = Callable[[], Iterable[str]]


def draw_board(page: Page, known: Outlook, more: Lines = tuple) -> None:
    """The button; the paper is made on click. `more` gives the lines on money."""
    if not known.promises or not page.may("kpi.export"):
        return
    st.download_button(
        say("target.board"),
        data=_made(page, known, more, reader()),
        file_name=f"board-paper-{known.day.isoformat()}.html",
        mime="text/html",
        key="board_paper",
        icon=":material/description:",
        help=say("target.board.help"),
    )


def _made(page: Page, known: Outlook, more: Lines, numerals: Numerals) -> Callable[[], bytes]:
    """Made on click, when this run is over: the reader has to be taken along."""

    def made() -> bytes:
        with written_for(numerals):
            return board_html(page, known, more()).encode("utf-8")

    return made


def board_html(page: Page, known: Outlook, more: Iterable[str] = ()) -> str:
    """The whole paper as text; `more` are lines on money, as Markdown or plain."""
    company = page.home.company.name or say("product")
    title = say("target.board.title", company=company)
    head = element(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light">'),
        element("title", title),
        Markup(f"<style>{' '.join(STYLE.read_text(encoding='utf-8').split())}</style>"),
    )
    body = element("main", *_parts(page, known, company, tuple(more)), class_="airy")
    body = Markup(unbroken(element("body", body)))
    return "<!doctype html>\n" + element("html", head, body, lang="en") + "\n"


def _parts(page: Page, known: Outlook, company: str, more: tuple[str, ...]) -> Iterator[Markup]:
    now = known.promises[-1]
    sample = element("span", say("forward.sample"), class_="sample") if page.home.is_sample() else None
    yield element("div", element("span", company, class_="company"), sample, class_="top")
    yield element("h1", unmarked(say("target.promise", level=percent(now.level), due=long_day(now.due_on))))
    key = "target.promise.who" if now.author else "target.promise.nobody"
    yield element("p", say(key, day=long_day(now.set_on), author=now.author or "", reason=now.reason), class_="one")
    for heading, lines in _sections(page, known, more):
        if lines:
            yield element("h2", heading)
            yield from (element("p", unmarked(line)) for line in lines)
    yield element("h2", say("target.history"))
    yield _history(known)
    yield _foot(page, known)


def _sections(page: Page, known: Outlook, more: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    yield say("target.stand"), _standing(page, known)
    yield say("target.when"), _pace(known)
    yield say("target.left"), _left(page, known)
    yield say("target.board.money_title"), list(more)


def _standing(page: Page, known: Outlook) -> list[str]:
    now = known.standing.value
    if now is None:
        return [say("target.no_portfolio")]
    tone, words = against_plan(now)
    words = words if words[:1] in GLYPH.values() else f"{GLYPH[tone]} {words}"
    line = say(
        "target.board.stand", live=now.live, possible=now.possible, level=percent(now.level), ucs=now.use_cases_live,
        use_cases=now.use_cases, plan=number(now.plan, 0), needed=now.needed, words=words)  # fmt: skip
    return [line, *not_counted(page, now)]


def _pace(known: Outlook) -> list[str]:
    now, own, reach = known.standing.value, known.pace.value, known.reach.value
    if now is None:
        return []
    if not now.remaining:
        return [say("target.when.reached")]
    if not own or not reach:
        return [say("target.board.no_pace", why=known.reach.why)]
    lines = [say("target.board.pace", went=own.went_live, weeks=number(own.weeks, 0), reach=between(reach, known.day))]
    if now.target.due_on > known.day:
        rate = now.remaining / ((now.target.due_on - known.day).days / 7)
        lines.append(say("target.when.needed", due=long_day(now.target.due_on), rate=a_week(rate)))
    return lines


def _left(page: Page, known: Outlook) -> list[str]:
    left, now = known.left.value, known.standing.value
    if left is None or now is None:
        return [say("target.left.none", why=known.left.why)]
    currency = page.home.company.currency
    lines = [
        say("target.board.left", remaining=now.remaining, builds=left.builds, copies=left.copies,
            range=days_range(left.low, left.high), money=_money(left, (1, 1), currency))
    ]  # fmt: skip
    if left.weeks_low is not None:
        weeks, week = days_range(left.weeks_low, left.weeks_high), number(left.days_a_week, 0)
        lines.append(say("target.board.weeks", range=weeks, week=week))
    wrong = days_range(left.low * STRESS[0], left.high * STRESS[1])
    return [*lines, say("target.board.stress", range=wrong, money=_money(left, STRESS, currency))]


def _money(left: EffortLeft, times: tuple[int, int], currency: str) -> str:
    if left.money_low is None:
        return ""
    spread = money_range(left.money_low * times[0], left.money_high * times[1], currency)
    return say("target.board.money", range=spread, rate=money(left.day_rate, currency))


def _history(known: Outlook) -> Markup:
    rows = [*history_rows(known)]
    head = element("tr", *(element("th", name) for name in rows[0]))
    cells = (element("tr", *(element("td", unmarked(text)) for text in row.values())) for row in rows)
    return element("table", element("thead", head), element("tbody", *cells))


def _foot(page: Page, known: Outlook) -> Markup:
    left = known.left.value
    notes = [say(f"target.board.foot.{name}") for name in ("rollout", "plan", "pace")]
    if left:
        notes.append(say("target.board.foot.left", builds=left.a_build.n, copies=left.a_copy.n))
    made = say("target.board.made", product=say("product"), day=long_day(known.day))
    return element("footer", element("h2", say("target.board.foot")), *(element("p", note) for note in notes),
                   element("p", made, class_="made"))  # fmt: skip

"""`review` and `png`: everything printed or drawn off-screen."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from data_adapters.commands.common import Command, Refused, WrongArgument, home, one_of
from data_adapters.frozen import freeze_finished_weeks
from data_adapters.home import Home
from data_adapters.records.principal import local_owner
from kpis.contract import DIMENSIONS
from kpis.periods import Period, Rhythm, last_complete
from kpis.registry import all_indicators
from kpis.sentences.numerals import Numerals
from kpis.slices import NONE, Slice
from pages.parts import cache
from pages.parts.forward.chart import chart_png
from pages.parts.forward.letter import review_text
from pages.parts.forward.page import review_html
from pages.parts.forward.paper import link_to, off_screen, write_paper
from pages.parts.forward.since import reads_differently
from pages.parts.locales import known_locale, numerals_of
from pages.parts.reader import written_for
from pages.parts.slice_bar import week_key, week_of


def _shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", metavar="WEEK", help="such as 2026-W47 (default: the last complete one)")
    parser.add_argument("--where", metavar="DIM=VALUE", action="append", default=[], help="filter; may be repeated")
    parser.add_argument("--locale", metavar="TAG", help="numbers and days as in de-DE (default: the company's setting)")


def _review_arguments(parser: argparse.ArgumentParser) -> None:
    _shared(parser)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--html", type=Path, metavar="FILE", help="write one page of HTML, fit for print and mail")
    how.add_argument("--text", action="store_true", help="print it as text for a mail or chat")


def _png_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("indicator", help="such as total_sales")
    parser.add_argument("file", type=Path, metavar="FILE.png")
    _shared(parser)


def _review(asked: argparse.Namespace) -> int:
    place = home()
    week, where = _week(asked.week, place), _where(asked.where, place)
    freeze_finished_weeks(place, local_owner())
    with written_for(_numerals(asked.locale, place)):
        paper = write_paper(off_screen(place, local_owner(), week, where))
        if asked.text:
            print(review_text(paper, link=link_to(place.settings.login.public_host, week, where)), end="")
            return 0
        since = () if where.filters() else reads_differently(place, week)
        _write(asked.html, review_html(paper, since=since).encode("utf-8"))
    return 0


def _png(asked: argparse.Namespace) -> int:
    place = home()
    one_of(asked.indicator, [what.id for what in all_indicators()], "indicator")
    if asked.file.suffix.lower() != ".png":
        raise WrongArgument(f"{asked.file.name!r} must end in .png")
    week, where = _week(asked.week, place), _where(asked.where, place)
    with written_for(_numerals(asked.locale, place)):
        _write(asked.file, chart_png(off_screen(place, local_owner(), week, where), asked.indicator))
    return 0


def _numerals(asked: str | None, place: Home) -> Numerals:
    """How who gets it writes: asked for, else as the company has set. Refuses what is no locale."""
    tag = asked or place.settings.company.locale
    if not known_locale(tag):
        raise WrongArgument(f"{tag!r} is not a locale; write one like de-DE or en-US")
    return numerals_of(tag)


def _week(text: str | None, place: Home) -> Period:
    today = place.company.today()
    last = last_complete(today, Rhythm.WEEK, place.company)
    if not text:
        return last
    try:
        week = week_of(text)
    except ValueError:
        raise WrongArgument(f"{text!r} is not a week; write one like {week_key(last)}") from None
    if week.end > today:
        raise WrongArgument(f"week {text} is not over yet; the last complete one is {week_key(last)}")
    return week


def _where(words: list[str], place: Home) -> Slice:
    filters: dict[str, str] = {}
    for word in words:
        dimension, equals, value = word.partition("=")
        one_of(dimension, DIMENSIONS, "dimension")
        if not equals or not value:
            raise WrongArgument(f"{word!r} is not a filter; write {dimension}=VALUE")
        if dimension in filters:
            raise WrongArgument(f"{dimension} is filtered twice")
        filters[dimension] = _value(dimension, value, cache.choices(place).named.get(dimension, {}))
    return Slice(**filters)


def _value(dimension: str, asked: str, named: Mapping[str, str]) -> str:
    """The value behind what was asked, which may also be its name as people know it."""
    by_name = {name: value for value, name in named.items()}
    if asked == NONE or asked in named:
        return asked
    return by_name.get(asked) or one_of(asked, [*named, *by_name], dimension.replace("_", " "))


def _write(path: Path, content: bytes) -> None:
    """Write the file beside its place first, so that nobody ever sees half of it."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as problem:
        unfinished.unlink(missing_ok=True)
        why = problem.strerror or "no access"
        raise Refused(f"{path.name} cannot be written: {why}. Nothing was changed.") from None
    print(f"{path} is written ({len(content) / 1000:.0f} kB).", file=sys.stderr)


COMMANDS = (
    Command("review", "The review of a week on one page, or as text.", _review_arguments, _review),
    Command("png", "The chart of one number as a picture.", _png_arguments, _png),
)

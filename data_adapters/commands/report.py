"""`report`: all readings, as text or JSON."""

import argparse
import json
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from data_adapters.commands.common import Command, WrongArgument, day_of, home, one_of
from data_adapters.readings import Question
from data_adapters.records.principal import local_owner
from data_adapters.report import as_text, report
from kpis.attribution_rules import UnknownRule, full_name
from kpis.company import Company
from kpis.contract import DIMENSIONS
from kpis.periods import Period, Rhythm
from kpis.registry import all_indicators
from kpis.slices import Slice

LONGEST_LOOKBACK = 800

def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DAY", help="read as of the end of this day (default: today)")
    parser.add_argument("--known-at", metavar="INSTANT", help="only what had been loaded and edited by then")
    parser.add_argument("--period", metavar="FROM..TO", help="span of days, cut to whole periods of each indicator")
    parser.add_argument("--grain", metavar="week|month|quarter", help="one reading per period")
    parser.add_argument("--by", metavar="DIM", action="append", default=[], help="one reading per value: use_case, channel, market, business_area")
    parser.add_argument("--where", metavar="DIM=VALUE", action="append", default=[], help="filter; may be repeated")
    parser.add_argument("--indicator", metavar="ID", action="append", default=[], help="only these; may be repeated")
    parser.add_argument("--rule", metavar="NAME[:PARAMETERS]", help="share sales by this rule, such as time_decay:7")
    parser.add_argument("--lookback", metavar="DAYS", help="count contacts so many days before a sale")
    parser.add_argument("--json", action="store_true", help="as JSON")


def sharing(company: Company, rule: str | None, lookback: str | None) -> Company:
    """The company with another rule, or one look-back for all use cases. Raises WrongArgument."""
    if lookback is not None:
        if not lookback.isascii() or not lookback.isdigit() or not 1 <= int(lookback) <= LONGEST_LOOKBACK:
            raise WrongArgument(f"{lookback!r} is not a look-back; write days, from 1 to {LONGEST_LOOKBACK}")
        company = replace(company, lookback_days=int(lookback), lookbacks=())
    try:
        return replace(company, rule=full_name(rule, company.half_life_days)) if rule else company
    except UnknownRule as unknown:
        raise WrongArgument(str(unknown)) from None


def question_of(asked: argparse.Namespace, company: Company) -> Question:
    """The question a command line asks. Raises WrongArgument."""
    as_of = day_of(asked.as_of) if asked.as_of else company.today()
    known = [i.id for i in all_indicators()]
    wanted = tuple(one_of(word, known, "indicator") for given in asked.indicator for word in given.split(","))
    if len(asked.by) > 1:
        raise WrongArgument(f"--by is given {len(asked.by)} times; one dimension at a time")
    by = one_of(asked.by[0], DIMENSIONS, "dimension") if asked.by else None
    grain = Rhythm(one_of(asked.grain, [r.value for r in Rhythm], "grain")) if asked.grain else None
    return Question(as_of, _instant(asked.known_at, company), span_of(asked.period), grain, by, _where(asked.where), wanted)


def _instant(text: str | None, company: Company) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise WrongArgument(f"{text!r} is not an instant; write 2026-11-22T08:00 or 2026-11-22T08:00+01:00") from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(company.time_zone))


def span_of(text: str | None) -> Period | None:
    """The span of days written FROM..TO. Raises WrongArgument."""
    if not text:
        return None
    start, dots, end = text.partition("..")
    if not dots:
        raise WrongArgument(f"{text!r} is not a span; write FROM..TO, such as 2026-10-01..2026-10-31")
    span = Period(day_of(start), day_of(end))
    if span.end < span.start:
        raise WrongArgument(f"{text!r} ends before it starts")
    return span


def _where(words: list[str]) -> Slice:
    filters = {}
    for word in words:
        dimension, equals, value = word.partition("=")
        one_of(dimension, DIMENSIONS, "dimension")
        if not equals or not value:
            raise WrongArgument(f"{word!r} is not a filter; write {dimension}=VALUE")
        if dimension in filters:
            raise WrongArgument(f"{dimension} is filtered twice")
        filters[dimension] = value
    return Slice(**filters)


def _report(asked: argparse.Namespace) -> int:
    place = home()
    place = replace(place, company=sharing(place.company, asked.rule, asked.lookback))
    told = report(place, local_owner(), question_of(asked, place.company))
    print(json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) if asked.json else as_text(told))
    return 0


COMMANDS = (Command("report", "Say every indicator, or some of them.", _arguments, _report),)

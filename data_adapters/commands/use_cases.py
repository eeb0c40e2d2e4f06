"""`use-cases`: per use case attributed sales, measured impact, cost, person-days and what follows from them."""

import argparse
import json

from data_adapters.commands.common import Command, Refused, day_of, home
from data_adapters.commands.report import span_of
from data_adapters.records.principal import local_owner
from data_adapters.report import plain
from data_adapters.use_case_values import Valued, as_json, valued
from kpis.figure import Figure
from kpis.periods import Rhythm, last_complete
from kpis.reading import NoAnswer
from kpis.sentences.phrases import money, number
from kpis.use_case_value import UseCaseValue

NOT_ALLOCATED = "(not allocated)"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DAY", help="as known at the end of this day (default: today)")
    parser.add_argument("--period", metavar="FROM..TO", help="span of days (default: the last complete month)")
    parser.add_argument("--json", action="store_true", help="as JSON")


def _run(asked: argparse.Namespace) -> int:
    place = home()
    day = day_of(asked.as_of) if asked.as_of else place.company.today()
    period = span_of(asked.period) or last_complete(day, Rhythm.MONTH, place.company)
    try:
        found = valued(place, local_owner(), day=day, period=period)
    except NoAnswer as none:
        raise Refused(f"The cost ledger is not there: {none.reason}.") from none
    if asked.json:
        print(json.dumps(plain(as_json(found)), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(_lines(found, place.company.currency)))
    return 0


def _lines(found: Valued, currency: str) -> list[str]:
    head = (f"{found.period.start} to {found.period.end}, a month; attributed by rule {found.rule}, "
            f"{found.lookback_days} days back")  # fmt: skip
    ledger = [f"{row.use_case_id or NOT_ALLOCATED} {row.total:,.2f}" for row in found.ledger.rows]
    return [
        head, *(_line(one, currency) for one in found.use_cases if not one.is_empty),
        f"Cost ledger of these days {found.ledger.total:,.2f}: {'; '.join(ledger)}", *_programme(found, currency),
    ]  # fmt: skip


def _line(one: UseCaseValue, currency: str) -> str:
    said = {"measured": one.impact, "cost": one.cost, "left after cost": one.net,
            "a month per person-day": one.value_per_day}  # fmt: skip
    parts = [f"attributed {_by_rules(one.attributed, currency)}"]
    parts += [f"{name} {_said(figure, currency)}" for name, figure in said.items()]
    days = number(one.person_days.value) if one.person_days.value is not None else f"- ({one.person_days.reason})"
    return f"{one.use_case_id}: {'; '.join(parts)}; person-days {days}; pays for itself if {_share(one.break_even)} of " \
           f"attributed sales are extra; tests say {_share(one.share)}; promise: {one.promise.value}"  # fmt: skip


def _said(figure: Figure, currency: str) -> str:
    """A figure with its 95 % range; where that holds zero only the range."""
    if figure.value is None:
        return f"- ({figure.reason})"
    ends = [money(v, currency) for v in (figure.low, figure.high) if v is not None]
    if figure.unclear:
        return f"between {ends[0]} and {ends[1]}"
    return money(figure.value, currency) + (f" ({ends[0]} to {ends[1]})" if len(ends) == 2 else "")


def _by_rules(figure: Figure, currency: str) -> str:
    if figure.value is None or figure.low is None:
        return _said(figure, currency)
    return f"{money(figure.value, currency)} (other rules {money(figure.low, currency)} to {money(figure.high, currency)})"


def _share(figure: Figure) -> str:
    if figure.value is None:
        return f"- ({figure.reason})"
    if figure.low is None:
        return f"{_points(figure.value)} %"
    high = _points(figure.high) if figure.high is not None else "no limit"
    return f"{_points(figure.value)} % ({_points(figure.low)} to {high})"


def _points(share: float) -> str:
    """Percent with one decimal below ten, where whole ones would all look alike."""
    return number(share * 100, 1 if abs(share) < 0.0995 else 0)


def _programme(found: Valued, currency: str) -> list[str]:
    p = found.programme
    idle = f"{', '.join(p.idle_for)}; " if p.idle_for else ""
    return [
        f"Programme on {p.day}: spent {_said(p.spent, currency)} since {p.since} of {_said(p.budget, currency)}",
        f"Margin a year {_said(p.margin_a_year, currency)} ({p.basis}); {p.tested} of {p.live} live use cases tested",
        f"Single effects a month {_said(p.single_sum, currency)}, if effects do not overlap",
        f"Pays for itself if {_share(p.break_even)} of attributed sales are extra; tests say {_share(p.tests_say)}",
        f"Idle technology {_said(p.idle, currency)} ({idle}{money(p.unnamed, currency)} name no use case)",
    ]


COMMANDS = (Command("use-cases", "Say what each use case is credited with, brings, costs and took.", _arguments, _run),)

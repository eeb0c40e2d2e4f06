"""`impact`: what tests prove for each use case, with range, method, grade, checks and one honest sentence."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from data_adapters.commands.common import Command, day_of, home, one_of
from data_adapters.home import Home
from data_adapters.readings import frames
from data_adapters.records.policy import may
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.problems import Denied
from data_adapters.report import plain
from kpis.causal.said import measured_in, said, smallest_shown
from kpis.causal.words import EVIDENCE, NOT_MEASURED, Markets
from kpis.impact import Finding, findings, measured, overlap
from kpis.periods import Period
from kpis.proofs import AROUND, around_of, open_markets
from kpis.reading import Grade
from kpis.rollouts import live_on
from kpis.tables import Tables

TABLES = ("experiments", "test_arms", "test_series", "use_case_events", "places", *AROUND)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--use-case", metavar="ID", help="only the tests of this use case")
    parser.add_argument("--as-of", metavar="DAY", help="as known at the end of this day (default: today)")
    parser.add_argument("--json", action="store_true", help="as JSON")


def impact(place: Home, principal: Principal, day: date) -> list[dict[str, Any]]:
    """One entry for each registered test, and one (counted only) for each live use case without any. Raises Denied."""
    if not may(principal, "report.read"):
        raise Denied("You may not read reports. Ask the person who manages the users if you should.")
    tables, span = Tables(frames(place, TABLES), day), Period(day, day)
    tests, arms, series, events = (tables.frame(name).cut(span) for name in TABLES[:4])
    markets = open_markets(tables.frame("places").rows, day)
    ordered = sorted(findings(tests, arms, span, series=series, around=around_of(tables, span)), key=_order)
    found = [_entry(f, place.company.currency, day, measured_in(f.test, arms, markets)) for f in ordered]
    tested = {entry["use_case_id"] for entry in found}
    live = {name for name, *_ in live_on(events, day)} if len(events) else set()
    return found + [_untested(name) for name in sorted(live - tested)]


def _order(found: Finding) -> tuple[bool, str, str]:
    return found.test.use_case_id is None, found.test.use_case_id or "", found.test.experiment_id


def programme(place: Home, day: date) -> dict[str, Any] | None:
    """The total of the programme from its own test, and how much of the single effects is left in it; None without."""
    tables, span = Tables(frames(place, TABLES[:3]), day), Period(day, day)
    tests, arms, series = (tables.frame(name).cut(span) for name in TABLES[:3])
    found = overlap(measured(tests, arms, span, series=series))
    if not found:
        return None
    month = found.programme.per_month()
    return {"experiment_id": found.programme.experiment_id, "total": month.value, "low": month.low, "high": month.high,
            "single_effects": found.single, "overlap_factor": found.factor}  # fmt: skip


def _entry(found: Finding, currency: str, day: date, markets: Markets | None) -> dict[str, Any]:
    test, effect, capped = found.test, found.effect, found.capped
    month = effect.per_month() if effect else None
    unit = f"{currency} a month" if test.in_money else f"{test.metric} a month"
    return {
        "experiment_id": test.experiment_id, "use_case_id": test.use_case_id, "market": test.market,
        "design": test.design, "unit": unit, "effect": month and month.value,
        "low": month and month.low, "high": month and month.high,
        "p": month and month.p, "method": effect and effect.method.value, "grade": effect and effect.grade.value,
        "evidence": effect and EVIDENCE[effect.grade], "units": effect and effect.units, "start": test.start,
        "ended": test.ended, "valid_until": test.valid_until, "expired": test.expired_on(day), "reason": found.reason,
        "next_look": test.looks.next(day) if test.running_until(day) else None, "looks": test.looks.planned,
        "allowed_error": test.looks.alpha, "p_together": found.p_together, "proven": found.proven,
        "smallest_shown": smallest_shown(effect) if effect and not effect.shows_something else None,
        "capped": {"effect": capped.value / effect.months, "low": capped.low / effect.months,
                   "high": capped.high / effect.months} if effect and capped else None,
        "diagnostics": [asdict(check) for check in found.checks],
        "sentence": said(found, currency, day, markets),
    }  # fmt: skip


def _untested(use_case: str) -> dict[str, Any]:
    return {"experiment_id": None, "use_case_id": use_case, "effect": None, "low": None, "high": None, "method": None,
            "grade": Grade.E.value, "evidence": EVIDENCE[Grade.E], "valid_until": None, "reason": "no test",
            "diagnostics": [], "sentence": NOT_MEASURED}  # fmt: skip


def _run(asked: argparse.Namespace) -> int:
    place = home()
    day = day_of(asked.as_of) if asked.as_of else place.company.today()
    entries = impact(place, local_owner(), day)
    if asked.use_case:
        known = sorted({e["use_case_id"] for e in entries if e["use_case_id"]})
        wanted = one_of(asked.use_case, known, "tested or live use case")
        entries = [e for e in entries if e["use_case_id"] == wanted]
    if asked.json:
        answer = {"as_of": day.isoformat(), "impact": plain(entries), "programme": plain(programme(place, day))}
        print(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(_line(e) for e in entries) or "No test is registered and no use case is live.")
    return 0


def _line(entry: dict[str, Any]) -> str:
    who = entry["use_case_id"] or "whole programme"
    return f"{who}{', ' + entry['experiment_id'] if entry['experiment_id'] else ''}: {entry['sentence']}"


COMMANDS = (Command("impact", "Say what tests prove for each use case.", _arguments, _run),)

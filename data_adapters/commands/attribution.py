"""`attribution compare` and `attribution check`: rules side by side, and does the money add up?"""

import argparse
import json
from dataclasses import asdict

from data_adapters.attribution import Compared, as_json, checked, compare, identities
from data_adapters.commands.common import Command, home, one_of
from data_adapters.readings import with_own_lookbacks
from data_adapters.commands.report import sharing, span_of
from data_adapters.report import plain
from kpis.credit_checks import CreditCheck, Outcome
from kpis.credit_ledger import Ledger
from kpis.periods import Rhythm, last_complete

NAMED = 3  # how many things a line of `check` names
MARKS = {Outcome.WARNING: "! ", Outcome.FAILED: "x "}
ABOUT = """`check` ends with 1 if the money does not add up: use cases + people + no contact differ from net sales or from
pipeline created, or one of the checks 1 to 6 fails. Checks 7 to 11 compare proven impacts with sales, and use cases and
tests with each other; what they find odd is a warning (!) about how to read the figures, and the command ends with 0."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = ABOUT
    parser.add_argument("what", metavar="compare|check", help="all rules side by side, or the eleven checks")
    parser.add_argument("--period", metavar="FROM..TO", help="span of days (default: the last complete quarter)")
    parser.add_argument("--rule", metavar="NAME[:PARAMETERS]", help="one more rule to compare, or the rule to check")
    parser.add_argument("--lookback", metavar="DAYS", help="count contacts so many days before a sale")
    parser.add_argument("--json", action="store_true", help="as JSON")


def _attribution(asked: argparse.Namespace) -> int:
    what = one_of(asked.what, ("compare", "check"), "attribution command")
    place = home()
    company = sharing(with_own_lookbacks(place), asked.rule, asked.lookback)
    period = span_of(asked.period) or last_complete(company.today(), Rhythm.QUARTER, company)
    if what == "compare":
        found = compare(place, company, period)
        print(json.dumps(plain(as_json(found)), ensure_ascii=False, indent=1) if asked.json else _side_by_side(found))
        return 0
    sums, made = identities(place, company), checked(place, company, period)
    if asked.json:
        told = {"rule": company.rule, "lookback_days": company.lookback_days, "identity": {
            what: asdict(one) | {"gap": one.gap, "adds_up": one.adds_up} for what, one in sums.items()}, "checks": [
            {"number": c.number, "name": c.name, "outcome": c.outcome.value, "words": c.words, "found": list(c.found[:20])}
            for c in made]}  # fmt: skip
        print(json.dumps(plain(told), ensure_ascii=False, indent=1))
    else:
        print(f"Rule {company.rule}, {company.lookback_days} days back")
        print("\n".join([*(_adds_up(what, one) for what, one in sums.items()), *map(_line, made)]))
    bad = any(c.outcome == Outcome.FAILED for c in made) or not all(one.adds_up for one in sums.values())
    return 1 if bad else 0


def _adds_up(what: str, one: Ledger) -> str:
    total = "net sales" if what == "sales" else "pipeline created"
    return (f"    {'ok' if one.adds_up else 'failed':14}  use cases {one.use_cases:,.2f} + people {one.people:,.2f} + no contact "
            f"{one.nobody:,.2f} = {one.use_cases + one.people + one.nobody:,.2f}; {total} {one.total:,.2f}")  # fmt: skip


def _line(check: CreditCheck) -> str:
    found = "; ".join(", ".join(f"{_shown(value)}" for value in one.values()) for one in check.found[:NAMED])
    mark = MARKS.get(check.outcome, "")
    return f"{check.number:2}  {mark + check.outcome.value:14}  {check.name}: {check.words}{f' ({found})' if found else ''}"


def _shown(value: object) -> str:
    return f"{value:,.3f}" if isinstance(value, float) else str(value)


def _side_by_side(found: Compared) -> str:
    told = as_json(found)
    lines = [f"{told['from']} to {told['to']}, {told['lookback_days']} days back, net sales {told['total_net_sales']:,.2f}"]
    for rule in told["rules"]:
        own = "; ".join(f"{u['use_case_id']} {u['credit'][rule]:,.2f}" for u in told["use_cases"])
        rest = f"people {told['no_use_case'].get(rule, 0):,.2f}; no contact {told['unattributed'].get(rule, 0):,.2f}"
        lines.append(f"{rule}: {own}{'; ' if own else ''}{rest}")
    lines += [f"{u['use_case_id']}: from {u['low']:,.2f} to {u['high']:,.2f}" for u in told["use_cases"]]
    lines += [f"{rule}: another order of the top three: {', '.join(top)}" for rule, top in told["order_changes"].items()]
    lines += [f"{rule}: {reason}" for rule, reason in told["not_computed"].items()]
    return "\n".join(lines)


COMMANDS = (Command("attribution", "Compare all rules, or check that no money is counted twice.", _arguments, _attribution),)

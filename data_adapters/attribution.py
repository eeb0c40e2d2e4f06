"""Attribution over one home: all rules side by side, and the eleven checks against counting money twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data_adapters.credit.cube import rows_by
from data_adapters.credit.terms import Terms
from data_adapters.home import Home
from kpis import credit_checks as checks
from kpis.attribution_rules import RULES, full_name
from kpis.causal.registered import registered
from kpis.company import Company
from kpis.credit_ledger import Ledger, ledger
from kpis.cubes import CUBES
from kpis.cubes.credit import NONE, PERSON, USE_CASE, all_rules, credits
from kpis.impact import DAYS_A_MONTH, measured
from kpis.markov import PEOPLE, removal_effects, shared_by_removal, transitions
from kpis.periods import ONE_DAY, Period
from kpis.reading import NoAnswer
from kpis.shapley import coalitions, refuse_too_many, shapley_values, worth_of
from kpis.tables import Tables

MARKOV, SHAPLEY = "markov", "shapley"
TESTED = ("test_arms", "test_series")


@dataclass(frozen=True)
class Compared:
    """Credit by every rule in one period, in company money.

    `credit`: one row per use case, a column per rule. People, no contact and the total are per rule, so that each rule
    can be seen to add up; `not_computed` names rules without a result, with the reason.
    """

    period: Period
    rule: str
    lookback_days: int
    credit: pd.DataFrame
    people: Mapping[str, float]
    no_contact: Mapping[str, float]
    total: float
    not_computed: Mapping[str, str]

    def order(self, rule: str) -> list[str]:
        """Use cases from most to least credit by a rule; the name decides between equals."""
        return list(self.credit[rule].sort_index().sort_values(ascending=False, kind="stable").index)


def compare(home: Home, company: Company, period: Period) -> Compared:
    """Every rule over the sales of a period, with the look-back of `company`."""
    rows = _within(home.facts.read(all_rules(company, rules=_compared(company))), period)
    names = list(_compared(company))
    by_kind = {kind: rows[rows["kind"] == kind] for kind in (USE_CASE, PERSON, NONE)}
    credit = by_kind[USE_CASE].groupby("use_case_id")[names].sum().astype(float)
    people, nobody = (by_kind[kind][names].sum().astype(float).to_dict() for kind in (PERSON, NONE))
    missing = {}
    for name, shared in ((MARKOV, _by_removal), (SHAPLEY, _by_shapley)):
        try:
            found = shared(home, company, period, [*credit.index, *[PEOPLE] * bool(len(by_kind[PERSON]))], rows)
        except NoAnswer as none:
            missing[name] = none.reason
            continue
        people[name], nobody[name] = found.pop(PEOPLE, 0.0), nobody[names[0]]
        credit[name] = [found.get(use_case, 0.0) for use_case in credit.index]
    sold = _within(home.facts.read(CUBES["sales"].select(company)), period)
    total, rule = float((sold["gross"] + sold["refunds"]).sum()), full_name(company.rule, company.half_life_days)
    return Compared(period, rule, company.lookback_days, credit, people, nobody, total, missing)


def _compared(company: Company) -> tuple[str, ...]:
    return tuple(dict.fromkeys(full_name(rule, company.half_life_days) for rule in (*RULES, company.rule)))


def _within(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    return rows[(rows["day"] >= pd.Timestamp(period.start)) & (rows["day"] <= pd.Timestamp(period.end))]


def _by_removal(home: Home, company: Company, period: Period, players: list[str], rows: pd.DataFrame) -> dict[str, float]:
    effects = removal_effects(home.facts.read(transitions(company, period)))
    return shared_by_removal(effects, float(rows.loc[rows["kind"] != NONE, "linear"].sum()))


def _by_shapley(home: Home, company: Company, period: Period, players: list[str], rows: pd.DataFrame) -> dict[str, float]:
    refuse_too_many(players)
    found = home.facts.read(coalitions(company, period, players)) if players else pd.DataFrame(columns=["mask", "net"])
    worth = worth_of(dict(zip(found["mask"].astype(int), found["net"].astype(float), strict=True)), len(players))
    return dict(zip(players, shapley_values(worth, len(players)).tolist(), strict=True))


def as_json(found: Compared) -> dict[str, Any]:
    """A comparison as plain values: per use case the credit by each rule, its range, and where the order differs."""
    rules = list(found.credit.columns)
    first = found.order(found.rule)
    return {
        "from": found.period.start.isoformat(), "to": found.period.end.isoformat(), "lookback_days": found.lookback_days,
        "rules": rules, "total_net_sales": found.total, "no_use_case": dict(found.people),
        "unattributed": dict(found.no_contact),
        "use_cases": [{"use_case_id": u, "credit": row.to_dict(), "low": float(row.min()), "high": float(row.max())}
                      for u, row in found.credit.loc[first].iterrows()],
        "compared_with": found.rule,
        "order_changes": {rule: found.order(rule)[:3] for rule in rules if found.order(rule)[:3] != first[:3]},
        "not_computed": dict(found.not_computed),
    }  # fmt: skip


def checked(home: Home, company: Company, period: Period) -> list[checks.CreditCheck]:
    """The eleven checks: 1 to 6, 10 and 11 over all that is loaded, 7 to 9 for the effects of a period."""
    read, cohort = home.facts.read, replace(company, refunds="cohort")
    sold = read(CUBES["sales"].select(cohort))
    if sold.empty:
        found = [checks.not_applicable(n, "no sale is loaded") for n in range(1, 11)]
        return [*found, _tests_apart(home, period)]
    credit = rows_by(home, Terms("credit", cohort))
    return [
        checks.weights_add_up(read(checks.wrong_weights(cohort))),
        checks.ledger_adds_up(checks.ledger_gaps(credit, read(checks.net_sales_apart(cohort)))),
        checks.counted_once({what: int(read(s)["n"].iloc[0]) for what, s in checks.counted_twice(cohort).items()}),
        checks.same_again(credit, read(credits(cohort))),
        checks.one_place_each(read(checks.places_of_sales())),
        checks.refunded_is_gone(read(checks.credit_left_on_refunded(cohort))),
        *_against_effects(home, cohort, period, credit, sold),
        checks.can_be_separated(read(checks.common_sales(cohort))),
        _tests_apart(home, period),
    ]  # fmt: skip


def identities(home: Home, company: Company) -> dict[str, Ledger]:
    """Use cases + people + no contact beside the total, over all that is loaded: of "sales" and of "pipeline" created."""
    found = {}
    for what, cube, total in (("sales", "credit", "sales"), ("pipeline", "pipeline_credit", "deals_created")):
        found[what] = ledger(rows_by(home, Terms(cube, company)), home.facts.read(CUBES[total].select(company)))
    return found


def _against_effects(home: Home, company: Company, period: Period, credit: pd.DataFrame, sold: pd.DataFrame) -> list:
    known = Tables({"experiments": home.records.frame("experiments"),
                    **{name: home.facts.read(CUBES[name].select(company)) for name in TESTED}})  # fmt: skip
    tests, arms, series = (known.frame(name).cut(period) for name in ("experiments", *TESTED))
    effects = measured(tests, arms, period, series=series).effects
    if not effects:
        return [checks.not_applicable(n, "no test shows an effect in this period") for n in (7, 8, 9)]
    months = period.days / DAYS_A_MONTH
    touched = home.facts.read(checks.touched_sales(company, period.start, period.end))
    here = _within(credit, period)
    own = (here["gross"] + here["refunds"]).astype(float).groupby(here["use_case_id"]).sum().to_dict()
    before = Period(period.start - period.days * ONE_DAY, period.start - ONE_DAY)
    now, then = (float((r["gross"] + r["refunds"]).sum()) for r in (_within(sold, period), _within(sold, before)))
    return [
        checks.below_touched(effects, dict(zip(touched["use_case_id"], touched["touched"].astype(float), strict=True)), months),
        checks.near_attributed(effects, own, months),
        checks.within_growth(effects, now - then, months),
    ]


def _tests_apart(home: Home, period: Period) -> checks.CreditCheck:
    tests = registered(home.records.frame("experiments"))
    if len(tests) < 2:
        return checks.not_applicable(11, "fewer than two tests are registered")
    return checks.tests_apart(home.facts.read(checks.units_in_two_tests()), tests, period.end)

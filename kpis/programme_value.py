"""What the whole programme spent and proved, in the lines a board reads: spent, proven, pays for itself if, idle."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from kpis.company import Company
from kpis.credit_checks import Outcome, within_growth
from kpis.cubes.credit import USE_CASE
from kpis.figure import Figure, known, unknown
from kpis.impact import Effect, a_month
from kpis.measured_share import measured_share, months_in, net_of
from kpis.periods import ONE_DAY, Period, Rhythm, last_complete
from kpis.portfolio_lists import state_of
from kpis.reading import NoAnswer
from kpis.rollouts import statuses, whole_days
from kpis.tables import Tables
from kpis.technology_cost import bought, run_in, technology_cost
from kpis.to_act_on import quiet
from kpis.use_case_value import COSTLY, NO_MARGIN, YEAR, break_even
from kpis.value_tables import ValueTables, value_tables

PROGRAMME, SUM = "test of the whole programme", "sum if effects do not overlap"
NO_TESTS = "not proven: no test yet"
OVERLAP = "the effects together are above the growth of sales, so they overlap and are not added up"
TECHNOLOGY = ("it_data_run", "build", "investment")


@dataclass(frozen=True)
class ProgrammeValue:
    """The programme on a day, in company money; ranges are 95 % unless said.

    `single_sum` = single effects a month added up (it holds if they do not overlap; refused when check 9 fails), `whole`
    = the test of the whole programme a month. `margin_a_year` = gross margin on `basis`, at this rate for twelve months.
    `break_even` = share of attributed sales of `quarter` that must be extra to pay its cost, range over the rules;
    `tests_say` = what tests found. `spent` since `since` of `budget`; `idle` = still written off for `idle_for`, use
    cases that do not run; `unnamed` = investments still written off that name no use case.
    """

    day: date
    quarter: Period
    tested: int
    live: int
    single_sum: Figure
    whole: Figure
    basis: str
    margin_a_year: Figure
    break_even: Figure
    tests_say: Figure
    spent: Figure
    since: date | None
    budget: Figure
    idle: Figure
    idle_for: tuple[str, ...]
    unnamed: float


def programme_value(tables: Tables, day: date, *, company: Company,
                    by_rule: pd.DataFrame | None = None) -> ProgrammeValue:  # fmt: skip
    """The lines of a board for a day: tests as known then, cost and credit of the last complete quarter.

    `tables` holds `kpis.value_tables.NAMES`; `by_rule` as in `use_case_values`. The programme's total is the test of
    the whole programme if there is one, else the single tests, labelled. Sources: attribution.md, words.md.
    """
    quarter = last_complete(day, Rhythm.QUARTER, company)
    now = value_tables(tables, Period(quarter.start, day), company=company)
    then = value_tables(tables, quarter, company=company, by_rule=by_rule)
    single = _single_sum(now, quarter)
    whole = known(now.known.programme.per_month()) if now.known.programme else unknown(now.why.get("(programme)", NO_TESTS))
    idle, idle_for, unnamed = _idle(now)
    since, spent, budget = _spent(now)
    return ProgrammeValue(
        day=day, quarter=quarter, tested=len({e.use_case_id for e in now.known.effects}), live=len(now.live),
        single_sum=single, whole=whole, basis=PROGRAMME if now.known.programme else SUM,
        margin_a_year=_margin(now, single), break_even=_break_even(then), tests_say=_tests_say(now), spent=spent,
        since=since, budget=budget, idle=idle, idle_for=idle_for, unnamed=unnamed,
    )  # fmt: skip


def _single_sum(now: ValueTables, quarter: Period) -> Figure:
    effects = now.known.apart()
    if not effects:
        return unknown(NO_TESTS)
    if not _fits_growth(now, quarter):
        return unknown(OVERLAP)
    return known(a_month(effects))


def _times(effect: Effect, rate: float) -> Effect:
    return replace(effect, value=effect.value * rate, low=effect.low * rate, high=effect.high * rate)


def _fits_growth(now: ValueTables, quarter: Period) -> bool:
    """Check 9 over the last complete quarter; true where sales of the quarter before are not all known."""
    before = Period(quarter.start - quarter.days * ONE_DAY, quarter.start - ONE_DAY)
    try:
        sold = now.tables.frame("sales")
    except NoAnswer:
        return True
    span = sold.span()
    if span is None or span[0] > before.start:
        return True
    growth = float(net_of(sold.cut(quarter)).sum() - net_of(sold.cut(before)).sum())
    return within_growth(now.known.effects, growth, months_in(quarter)).outcome == Outcome.OK


def _margin(now: ValueTables, single: Figure) -> Figure:
    effects = now.known.used()
    if not effects:
        return unknown(NO_TESTS)
    if now.known.programme is None and single.value is None:
        return single
    on = np.array([np.datetime64(now.period.end)])
    rates = [float(now.chosen.on("gross_margin", on, (e.market, e.business_area))[0]) for e in effects]
    if any(np.isnan(rate) for rate in rates):
        return unknown(NO_MARGIN)
    return known(a_month(tuple(_times(e, rate) for e, rate in zip(effects, rates, strict=True)))).times(YEAR)


def _break_even(then: ValueTables) -> Figure:
    try:
        costs, investments, effort, events = (then.rows(name) for name in COSTLY)
    except NoAnswer as none:
        return unknown(none.reason)
    cost = technology_cost(costs=costs, investments=investments, effort=effort, events=events, chosen=then.chosen,
                           period=then.period)  # fmt: skip
    if cost.total <= 0 or then.not_credited:
        return unknown(then.not_credited or "no cost recorded")
    return break_even(then, cost.total)


def _tests_say(now: ValueTables) -> Figure:
    effects = now.known.used()
    if not effects or now.not_credited:
        return unknown(now.not_credited or NO_TESTS)
    credit = now.tables.frame("credit").rows
    return measured_share(effects, credit[(credit["kind"] == USE_CASE).to_numpy()], now.known_from)


def _idle(now: ValueTables) -> tuple[Figure, tuple[str, ...], float]:
    """Investments still written off whose use case is live nowhere, or live but quiet; and those for no use case."""
    day = now.period.end
    try:
        rows, events = now.rows("investments"), now.rows("use_case_events")
        silent = _silent(now, events)
    except NoAnswer as none:
        return unknown(none.reason), (), 0.0
    if rows.empty:
        return unknown("no investment is loaded"), (), 0.0
    status, month = statuses(events, day), np.array([np.datetime64(day, "M")])
    named, sums = rows["use_case_id"].to_numpy(dtype=object), {}
    for name in {n if isinstance(n, str) else None for n in named.tolist()}:
        own = rows[[(n if isinstance(n, str) else None) == name for n in named.tolist()]]
        sums[name] = bought(own, now.chosen).in_use(month)
    unnamed = sums.pop(None, 0.0)
    idle = {u: amount for u, amount in sums.items() if amount and state_of(u, status, silent) != "live"}
    return Figure(sum(idle.values())), tuple(sorted(idle)), unnamed


def _silent(now: ValueTables, events: pd.DataFrame) -> dict:
    """Live roll-outs without recent actions; none where no log of actions is loaded."""
    try:
        log = now.rows("rollout_days")
    except NoAnswer:
        return {}
    return quiet(events, log, now.rows("use_cases"), now.period.end) if len(log) else {}


def _spent(now: ValueTables) -> tuple[date | None, Figure, Figure]:
    """Data and technology money since the first budgeted day (without a budget: since the first cost), and the budget."""
    try:
        costs, investments, budgets = (now.rows(name) for name in ("technology_costs", "investments", "budgets"))
    except NoAnswer as none:
        return None, unknown(none.reason), unknown(none.reason)
    planned = budgets[budgets["type"].isin(TECHNOLOGY).to_numpy()]
    began = [days.min().astype(object) for days in (whole_days(costs), whole_days(investments)) if len(days)]
    if not began:
        return None, unknown("no cost recorded"), unknown("no cost recorded")
    since = whole_days(planned, "from_day").min().astype(object) if len(planned) else min(began)
    span, build = Period(min(since, now.period.end), now.period.end), (costs["type"] == "build").to_numpy()
    once = [(whole_days(f), f["amount"].to_numpy(dtype=float)) for f in (costs[build], investments)]
    paid = sum(float(amount[(days >= np.datetime64(since))].sum()) for days, amount in once)
    return since, Figure(paid + run_in(costs, ~build, span)), _budget(planned, now.company.currency)


def _budget(planned: pd.DataFrame, currency: str) -> Figure:
    if planned.empty:
        return unknown("no budget for data and technology is on record")
    if (planned["currency"] != currency).any():
        return unknown("a budget is in another currency")
    return Figure(float(planned["amount"].sum()))

"""What one use case is credited with, brings, costs and took to build, side by side; each figure or why there is none."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from kpis.company import Company
from kpis.figure import Figure, known, unknown
from kpis.impact import Effect, a_month, worst
from kpis.measured_share import NO_CREDIT, is_odd, measured_share, months_in, net_of
from kpis.periods import Period
from kpis.reading import Grade, NoAnswer
from kpis.returns import break_even_share, margin_on, month_ends
from kpis.rollouts import known as column
from kpis.slices import Slice
from kpis.tables import Tables
from kpis.technology_cost import months_of, run_in, technology_cost
from kpis.value_tables import ValueTables, value_tables

SELLING = ("sales", "marketing")
COSTLY = ("technology_costs", "investments", "effort_entries", "use_case_events")
YEAR = 12
NO_COST, NO_TEST, NO_DAYS = "no cost is booked for it", "no test", "no time is logged for it"
NO_MARGIN, NO_PROMISE = "no gross margin is set for this period", "nothing was promised"
ESTIMATED = "estimated from history only, not proven"


class Promise(StrEnum):
    """What came of the value that was promised: only said when the whole likely range agrees."""

    KEPT = "kept"
    NOT_KEPT = "not kept"
    OPEN = "cannot be said yet"
    NONE = "nothing promised"


@dataclass(frozen=True)
class UseCaseValue:
    """One use case; money is company money in an average month of the period, ranges are 95 % unless said.

    `attributed`: net sales the rule credits, its range = lowest and highest by the rules (None = not compared).
    `impact`: measured by tests of grade A to C; `estimated`: from history only (grade D), never added to it.
    `share`: measured / attributed on the days and in the places of its tests. `cost` = `run` + `written_off` (its
    builds and investments); `build_basis` says whether builds are loaded cost or person-days x day rate.
    `margin` = gross margin on the impact, `net` = margin - cost. `value_per_day` = impact a month / all person-days so
    far. `break_even` = share of attributed sales that must be extra to pay the cost, its range that over the rules.
    `tested_in` = the markets of its tests, empty = everywhere.
    """

    use_case_id: str
    live: bool
    attributed: Figure
    impact: Figure
    estimated: Figure
    grade: Grade
    tests: tuple[str, ...]
    tested_in: tuple[str, ...]
    share: Figure
    run: Figure
    written_off: Figure
    build_basis: str | None
    cost: Figure
    person_days: Figure
    margin: Figure
    net: Figure
    value_per_day: Figure
    break_even: Figure
    promised: Figure
    promise: Promise

    @property
    def share_is_odd(self) -> bool:
        """Is measured / attributed below 0 or above 1.5, so that one of the two must be looked into?"""
        return is_odd(self.share)

    @property
    def is_empty(self) -> bool:
        """Is there nothing to show: no credit, no test, no cost, no day of work?"""
        shown = (self.impact.value, self.estimated.value, self.cost.value, self.person_days.value)
        return not self.attributed.value and not self.tests and all(value is None for value in shown)


def use_case_values(tables: Tables, period: Period, *, company: Company, where: Slice = Slice(),
                    by_rule: pd.DataFrame | None = None) -> tuple[UseCaseValue, ...]:  # fmt: skip
    """Every use case known by a record, a contact, a test, a cost or a day of work, by id.

    `tables` holds `kpis.value_tables.NAMES`; `by_rule` = rows of `kpis.cubes.credit.all_rules` (None = other rules are
    not compared). Tests count as known at the end of the period. Cost is known by use case only: with a filter on a
    market, area or channel whatever rests on it has a reason instead. Nothing here may be added up over use cases but
    `attributed` and `cost`. Formulas: attribution.md, "Tie to cost and effort".
    """
    look = value_tables(tables, period, company=company, where=where, by_rule=by_rule)
    wanted = [u for u in look.use_cases() if where.use_case in (None, u)]
    return tuple(_value(look, use_case) for use_case in wanted)


def _value(look: ValueTables, use_case: str) -> UseCaseValue:
    effects = tuple(e for e in look.known.apart() if e.use_case_id == use_case)
    beside = tuple(e for e in look.known.beside if e.use_case_id == use_case)
    run, written_off, basis = _cost(look, use_case)
    cost = run if run.value is None else Figure(run.value + written_off.value)
    impact, margin = _impact(look, use_case, effects, beside), _margin(look, effects)
    days = _days(look, use_case)
    promised, tested_in = _promised(look, use_case), _tested_in(effects)
    live_in = look.live.get(use_case, frozenset())
    return UseCaseValue(
        use_case_id=use_case, live=bool(live_in), attributed=_attributed(look, use_case), impact=impact,
        estimated=known(a_month(beside)) if beside else unknown("nothing is estimated from history"),
        grade=worst(effects) if effects else Grade.D if beside else Grade.E,
        tests=tuple(e.experiment_id for e in (*effects, *beside)), tested_in=tested_in,
        share=_share(look, use_case, effects, impact), run=run, written_off=written_off, build_basis=basis, cost=cost,
        person_days=days, margin=_or(impact, margin), net=_net(impact, margin, cost),
        value_per_day=_or(impact, days, lambda: impact.over(days.value)), break_even=_break_even(look, use_case, cost),
        promised=promised, promise=promise_of(promised, impact, tested_in, live_in),
    )  # fmt: skip


def _or(first: Figure, second: Figure, both=None) -> Figure:
    """The reason of the first or second that is missing, else what follows from both (default: the second)."""
    missing = next((one for one in (first, second) if one.value is None), None)
    return unknown(missing.reason) if missing else both() if both else second


def _attributed(look: ValueTables, use_case: str) -> Figure:
    if look.not_credited:
        return unknown(look.not_credited)
    months = months_in(look.period)
    if use_case not in look.tables.values("credit", "use_case"):
        return unknown(NO_CREDIT)
    value = float(net_of(look.credited(use_case)).sum()) / months
    sums = [float(net.sum()) / months for net in look.by_other_rules(use_case)[1].values()]
    return Figure(value, min(sums), max(sums)) if sums else Figure(value)


def _impact(look: ValueTables, use_case: str, effects: tuple[Effect, ...], beside: tuple[Effect, ...]) -> Figure:
    if effects:
        return known(a_month(effects))
    return unknown(ESTIMATED if beside else look.why.get(use_case) or look.why.get("") or NO_TEST)


def _margin(look: ValueTables, effects: tuple[Effect, ...]) -> Figure:
    """Gross margin on what the tests measured, a month; each test at the margin of its place, the mean of the months."""
    if not effects:
        return unknown(NO_TEST)
    ends = month_ends(look.period)
    rates = [float(look.chosen.on("gross_margin", ends, (e.market, e.business_area)).mean()) for e in effects]
    if any(np.isnan(rate) for rate in rates):
        return unknown(NO_MARGIN)
    return known(a_month(tuple(_times(e, rate) for e, rate in zip(effects, rates, strict=True))))


def _times(effect: Effect, rate: float) -> Effect:
    return replace(effect, value=effect.value * rate, low=effect.low * rate, high=effect.high * rate)


def _net(impact: Figure, margin: Figure, cost: Figure) -> Figure:
    """Margin x impact - run cost - written-off builds, the range of the tests carried through (costs as known)."""
    return _or(impact, _or(margin, cost), lambda: margin.less(cost.value))


def _cost(look: ValueTables, use_case: str) -> tuple[Figure, Figure, str | None]:
    """Running cost booked for it, and its builds and investments written off, a month; and what builds rest on."""
    if reason := look.not_by("use_case"):
        return unknown(reason), unknown(reason), None
    try:
        costs, investments, effort, events = (look.rows(name, use_case) for name in COSTLY)
        booked = look.tables.frame("costs", Slice(use_case=use_case)).rows
    except NoAnswer as none:
        return unknown(none.reason), unknown(none.reason), None
    spent = technology_cost(costs=costs, investments=investments, effort=effort, events=events, chosen=look.chosen,
                            period=look.period)  # fmt: skip
    selling = run_in(booked, booked["type"].isin(SELLING).to_numpy(), look.period)
    if spent.total + selling <= 0:
        return unknown(NO_COST), unknown(NO_COST), None
    months = months_in(look.period)
    return Figure((spent.run + selling) / months), Figure(spent.written_off / len(months_of(look.period))), spent.build_basis


def _days(look: ValueTables, use_case: str) -> Figure:
    days = look.spent.get(use_case)
    return Figure(days) if days else unknown(look.not_logged or NO_DAYS)


def _share(look: ValueTables, use_case: str, effects: tuple[Effect, ...], impact: Figure) -> Figure:
    if not effects or look.not_credited:
        return unknown(look.not_credited or impact.reason)
    credit = look.tables.frame("credit", replace(look.where, use_case=use_case)).rows
    return measured_share(effects, credit, look.known_from)


def _break_even(look: ValueTables, use_case: str, cost: Figure) -> Figure:
    """Cost / margin on attributed sales; the range is that of the other rules, open above if one credits nothing."""
    if cost.value is None:
        return cost
    if look.not_credited:
        return unknown(look.not_credited)
    return break_even(look, cost.value * months_in(look.period), use_case)


def break_even(look: ValueTables, cost: float, use_case: str | None = None) -> Figure:
    """The break-even share of one or all use cases for a cost of the whole period, with its range over the rules."""
    rows = look.credited(use_case)
    earned = margin_on(rows, net_of(rows), look.chosen, look.period) if len(rows) else 0.0
    share = break_even_share(cost, earned)
    if share is None:
        return unknown(NO_MARGIN if np.isnan(earned) else NO_CREDIT)
    here, by_rule = look.by_other_rules(use_case)
    others = [break_even_share(cost, margin_on(here, net, look.chosen, look.period)) for net in by_rule.values()]
    if not others:
        return Figure(share)
    paying = [share, *(one for one in others if one is not None)]
    return Figure(share, min(paying), None if None in others else max(paying))


def _promised(look: ValueTables, use_case: str) -> Figure:
    if reason := look.not_by("use_case"):
        return unknown(reason)
    value = column(look.rows("use_cases"), "promised_value").get(use_case)
    return Figure(float(value) / YEAR) if value is not None else unknown(NO_PROMISE)


def _tested_in(effects: tuple[Effect, ...]) -> tuple[str, ...]:
    return tuple(sorted({e.market for e in effects})) if effects and all(e.market for e in effects) else ()


def promise_of(promised: Figure, impact: Figure, tested_in: tuple[str, ...], live_in: frozenset[str]) -> Promise:
    """Is the promised value a month measured? A test in some of its markets can keep a promise, but not break it."""
    if promised.value is None:
        return Promise.NONE
    if impact.value is None or impact.low is None:
        return Promise.OPEN
    if impact.low >= promised.value:
        return Promise.KEPT
    partly = bool(tested_in) and bool(live_in - set(tested_in))
    return Promise.NOT_KEPT if impact.high < promised.value and not partly else Promise.OPEN

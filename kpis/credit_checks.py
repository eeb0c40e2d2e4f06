"""The eleven checks against counting money twice, each as a query and the judgement of its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import func

from kpis.attribution import contacts_before, same_moment, shares
from kpis.attribution_rules import rule_named
from kpis.causal.registered import Registered
from kpis.company import Company
from kpis.cubes.credit import entries
from kpis.cubes.held_out import tests_shared
from kpis.facts import sale_adjustments, sales, touches
from kpis.impact import Effect
from kpis.sql import CREDIT, rate_of, rates, to_double

WEIGHT_MAY_DIFFER, A_SALE_MAY_DIFFER, A_SHARE_MAY_DIFFER = 1e-9, 0.005, 1e-6
SAME_TOUCHES, MOST_OF_ATTRIBUTED = 0.8, 1.5
WORTH_A_LOOK = (7, 8, 9, 10, 11)  # these compare estimates or people with people: odd, but no error in adding up
FEW_SALES = 10  # two use cases that met before fewer sales may look alike by chance


class Outcome(StrEnum):
    """How a check ended; a warning says what may be read wrongly, a failure that the money does not add up."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class CreditCheck:
    """One check: its number in the list of eleven, what it looks at, how it ended and what was found."""

    number: int
    name: str
    outcome: Outcome
    words: str
    found: tuple[Mapping[str, object], ...] = field(default=())


NAMES = {
    1: "Weights of each sale add up to 1, or to 0 without a contact",
    2: "Use cases + people + no contact = net sales, per day and market",
    3: "Sales and contacts are counted once",
    4: "Counting again gives the same credit",
    5: "Each sale has one market and one business area",
    6: "A sale refunded in full has no credit",
    7: "Proven impact is not above the sales that were touched",
    8: "Proven impact lies between 0 and 1.5 times attributed sales",
    9: "Proven impacts together are not above the growth of sales",
    10: "Use cases can be told apart by their contacts",
    11: "No person is in two tests at the same time",
}


def _judged(number: int, wrong: Sequence[Mapping[str, object]], good: str, bad: str) -> CreditCheck:
    bad_one = Outcome.WARNING if number in WORTH_A_LOOK else Outcome.FAILED
    outcome = bad_one if wrong else Outcome.OK
    return CreditCheck(number, NAMES[number], outcome, bad.format(len(wrong)) if wrong else good, tuple(wrong))


def not_applicable(number: int, words: str) -> CreditCheck:
    """A check that has nothing to look at."""
    return CreditCheck(number, NAMES[number], Outcome.NOT_APPLICABLE, words)


def wrong_weights(company: Company) -> sa.Select:
    """Moments of sales whose weights do not sum to 1: columns party, sold_s, total."""
    rule = rule_named(company.rule)
    found = shares(company, [rule], None)
    by, total = (found.c.party, found.c.sold_s), func.sum(found.c[rule.name])
    off = sa.or_(total < 1 - WEIGHT_MAY_DIFFER, total > 1 + WEIGHT_MAY_DIFFER)
    return sa.select(*by, total.label("total")).group_by(*by).having(off)


def weights_add_up(wrong: pd.DataFrame) -> CreditCheck:
    """1: from the rows of `wrong_weights`."""
    return _judged(1, [{"total": float(t)} for t in wrong["total"]], "every sale is shared out once",
                   "{} sales are shared out more or less than once")  # fmt: skip


def net_sales_apart(company: Company) -> sa.Select:
    """Net sales by another way than the cubes: each sale with its own refunds, columns day, market, net, sales."""
    s, a, fx = sales, sale_adjustments, rates()
    back = sa.select(a.c.sale_id, func.sum(a.c.amount).label("amount")).group_by(a.c.sale_id).subquery("back")
    rate = rate_of(s.c.currency, fx.c.rate, company.currency)
    joined = s.outerjoin(back, back.c.sale_id == s.c.sale_id).outerjoin(
        fx, sa.and_(fx.c.day == s.c.day, fx.c.currency == s.c.currency))  # fmt: skip
    net = func.sum((s.c.amount + func.coalesce(back.c.amount, 0)) * rate)
    by = (s.c.day, s.c.market)
    return (sa.select(*by, net.label("net"), func.count().label("sales")).select_from(joined)
            .where(rate.is_not(None)).group_by(*by))  # fmt: skip


def ledger_gaps(credit: pd.DataFrame, apart: pd.DataFrame, period: str = "D") -> pd.DataFrame:
    """Per period (pandas code D, W, M or Q) and market: credited, net, sales, gap and is_broken, in company money.

    `credit` = the credit cube with refunds on the sale's day, `apart` = the rows of `net_sales_apart`.
    """
    given = (credit.assign(credited=credit["gross"] + credit["refunds"], net=0.0, sales=0), apart.assign(credited=0.0))
    both = pd.concat([g[["day", "market", "credited", "net", "sales"]] for g in given], ignore_index=True)
    when = pd.to_datetime(both["day"]).dt.to_period(period).dt.start_time.rename("day")
    place = both["market"].where(both["market"].notna(), "(none)").astype(str).rename("market")
    sums = both[["credited", "net", "sales"]].astype(float).groupby([when, place]).sum().reset_index()
    gap = sums["credited"] - sums["net"]
    return sums.assign(gap=gap, is_broken=gap.abs() > A_SALE_MAY_DIFFER * sums["sales"].clip(lower=1))


def ledger_adds_up(gaps: pd.DataFrame) -> CreditCheck:
    """2: from the rows of `ledger_gaps`."""
    wrong = gaps[gaps["is_broken"]]
    rows = [{"day": f"{r.day:%Y-%m-%d}", "market": r.market, "gap": float(r.gap)} for r in wrong.itertuples()]
    return _judged(2, rows, f"all {len(gaps)} days and markets agree", "{} days and markets do not add up to net sales")


def counted_twice(company: Company) -> dict[str, sa.Select]:
    """What is there more than once: sale ids, touch ids of one source, pairs of contact and sale; column n each."""
    hits = contacts_before(company)
    return {
        "sales": _repeated(sales.c.sale_id),
        "contacts": _repeated(touches.c.touch_id, touches.c.source),
        "pairs of contact and sale": _repeated(hits.c.party, hits.c.sold_s, hits.c.touch_id, hits.c.ts_s),
    }


def _repeated(*key: sa.ColumnElement) -> sa.Select:
    twice = sa.select(*key).group_by(*key).having(func.count() > 1).subquery("twice")
    return sa.select(func.count().label("n")).select_from(twice)


def counted_once(repeated: Mapping[str, int]) -> CreditCheck:
    """3: how many ids of each kind are there more than once."""
    wrong = [{"what": what, "n": n} for what, n in repeated.items() if n]
    return _judged(3, wrong, "every id is there once", "repeated ids in {} tables: " + ", ".join(
        f"{one['n']} {one['what']}" for one in wrong))  # fmt: skip


def same_again(one: pd.DataFrame, two: pd.DataFrame) -> CreditCheck:
    """4: two results of one cube, counted with the rows in another order, agree to 1e-9."""
    grain = [c for c in one if c not in ("gross", "refunds", "sales")]
    sums = [f.groupby(grain, dropna=False)[["gross", "refunds"]].sum().sum(axis=1) for f in (one, two)]
    apart = sums[0].sub(sums[1], fill_value=0).abs()
    wrong = [{"row": str(at), "gap": float(gap)} for at, gap in apart[apart > WEIGHT_MAY_DIFFER].items()]
    return _judged(4, wrong, "counted twice with the same result", "{} rows differ when counted again")


def places_of_sales() -> sa.Select:
    """Sales with more than one market or business area: column sale_id."""
    s = sales.c
    several = sa.or_(func.count(func.coalesce(s.market, "").distinct()) > 1,
                     func.count(func.coalesce(s.business_area, "").distinct()) > 1)  # fmt: skip
    return sa.select(s.sale_id).group_by(s.sale_id).having(several)


def one_place_each(several: pd.DataFrame) -> CreditCheck:
    """5: from the rows of `places_of_sales`."""
    return _judged(5, several.to_dict("records"), "no sale is in two places", "{} sales are in more than one place")


def credit_left_on_refunded(company: Company) -> sa.Select:
    """Sales refunded in full that still have credit: columns sale_id, use_case_id, net."""
    rule = rule_named(company.rule)
    e, s = entries(company), shares(company, [rule], None)
    whole = (sa.select(e.c.sale_id).group_by(e.c.sale_id)
             .having(func.sum(e.c.gross + e.c.refund) == 0, func.sum(e.c.gross) > 0).subquery("whole"))  # fmt: skip
    net = func.sum(sa.cast(to_double(e.c.gross + e.c.refund) * func.coalesce(s.c[rule.name], 1.0), CREDIT))
    joined = e.join(whole, whole.c.sale_id == e.c.sale_id).outerjoin(s, same_moment(e, s))
    left = sa.or_(net > A_SHARE_MAY_DIFFER * func.count(), net < -A_SHARE_MAY_DIFFER * func.count())
    by = (e.c.sale_id, s.c.use_case_id)
    return sa.select(*by, net.label("net")).select_from(joined).group_by(*by).having(left)


def refunded_is_gone(left: pd.DataFrame) -> CreditCheck:
    """6: from the rows of `credit_left_on_refunded`."""
    return _judged(6, left.to_dict("records"), "refunds take their credit back", "{} refunded sales still have credit")


def touched_sales(company: Company, start: object, end: object) -> sa.Select:
    """Net sales with at least one contact of each use case: columns use_case_id, touched. They overlap: never add them."""
    hits, e = contacts_before(company), entries(company)
    met = sa.select(hits.c.party, hits.c.sold_s, hits.c.use_case_id).distinct().subquery("met")
    net = func.sum(sa.cast(e.c.gross + e.c.refund, CREDIT)).label("touched")
    return (sa.select(met.c.use_case_id, net).select_from(e.join(met, same_moment(e, met)))
            .where(e.c.rate.is_not(None), e.c.day.between(start, end), met.c.use_case_id.is_not(None))
            .group_by(met.c.use_case_id))  # fmt: skip


def below_touched(effects: Sequence[Effect], touched: Mapping[str, float], months: float) -> CreditCheck:
    """7: the lower limit of an effect, over so many months, is not above the sales its use case touched in them."""
    wrong = [{"use_case_id": e.use_case_id, "low": e.per_month().low * months, "touched": touched.get(e.use_case_id, 0.0)}
             for e in effects if e.per_month().low * months > touched.get(e.use_case_id, 0.0)]  # fmt: skip
    return _judged(7, wrong, "no impact is above touched sales", "{} impacts are above touched sales: spill-over or error")


def near_attributed(effects: Sequence[Effect], attributed: Mapping[str, float], months: float) -> CreditCheck:
    """8: effect / attributed sales of each use case lies between 0 and 1.5, where something is attributed."""
    ratios = [(e.use_case_id, e.per_month().value * months / attributed[e.use_case_id])
              for e in effects if attributed.get(e.use_case_id, 0.0) > 0]  # fmt: skip
    wrong = [{"use_case_id": u, "ratio": r} for u, r in ratios if not 0 <= r <= MOST_OF_ATTRIBUTED]
    return _judged(8, wrong, "impact and attributed sales are of one size", "{} impacts do not fit attributed sales")


def within_growth(effects: Sequence[Effect], growth: float, months: float) -> CreditCheck:
    """9: all effects together, over so many months, are not above the growth of total sales."""
    total = float(sum(e.per_month().value for e in effects) * months)
    wrong = [{"total": total, "growth": growth}] if total > growth else []
    return _judged(9, wrong, "impacts together fit the growth of sales",
                   "impacts together are above the growth of sales: do not add them")  # fmt: skip


def common_sales(company: Company) -> sa.Select:
    """In how many moments of sales each pair of use cases met: columns one, two, n (one = two: its own)."""
    hits = contacts_before(company)
    every = sa.select(hits.c.party, hits.c.sold_s, hits.c.use_case_id).where(hits.c.use_case_id.is_not(None)).distinct()
    a, b = every.subquery("a"), every.subquery("b")
    by = (a.c.use_case_id.label("one"), b.c.use_case_id.label("two"))
    return (sa.select(*by, func.count().label("n")).select_from(a.join(b, same_moment(a, b)))
            .where(a.c.use_case_id <= b.c.use_case_id).group_by(*by))  # fmt: skip


def can_be_separated(common: pd.DataFrame) -> CreditCheck:
    """10: met in both / met in either, from the rows of `common_sales`; above 0.8 only a joint test can tell."""
    met = {(r.one, r.two): int(r.n) for r in common.itertuples()}
    either = {(a, b): met[a, a] + met[b, b] - n for (a, b), n in met.items() if a != b}
    pairs = [(a, b, met[a, b] / count) for (a, b), count in either.items() if count >= FEW_SALES]
    wrong = [{"one": a, "two": b, "common": share} for a, b, share in pairs if share > SAME_TOUCHES]
    return _judged(10, wrong, "no two use cases have the same contacts",
                   "{} pairs of use cases cannot be separated; test them together")  # fmt: skip


def units_in_two_tests() -> sa.Select:
    """Persons assigned to two tests: columns one, two (the tests), units; the same person as in the cube `tests_shared`.

    Numbers of units are each test's own: unit 7 of one test need not be unit 7 of the other.
    """
    return tests_shared()


def tests_apart(shared: pd.DataFrame, tests: Sequence[Registered], day: object) -> CreditCheck:
    """11: tests that run at the same time share no person; from the rows of `units_in_two_tests`."""
    persons = {frozenset((r.one, r.two)): int(r.units) for r in shared.itertuples()}
    wrong = [{"one": a.experiment_id, "two": b.experiment_id, "persons": persons[frozenset((a.experiment_id, b.experiment_id))]}
             for a, b in combinations(tests, 2) if frozenset((a.experiment_id, b.experiment_id)) in persons
             and a.start <= b.last_day(day) and b.start <= a.last_day(day)]  # fmt: skip
    return _judged(11, wrong, "no person is in two tests at once",
                   "{} pairs of tests share persons: their effects may interact")  # fmt: skip

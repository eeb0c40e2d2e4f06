"""What one customer or account brings in a few weeks: the baseline from which the size of a test is planned.

Net of nothing: sales as signed, in company money. Refunds would make the spread a little larger.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import sqlalchemy as sa
from sqlalchemy import func

from kpis.causal.planning import Sharper, Size, size_for_mean, smallest_difference
from kpis.company import Company
from kpis.facts import sales, touches
from kpis.reading import NoAnswer
from kpis.sql import in_company_money, to_double

KEYS = {"customer": "customer_id", "account": "account_id"}
KNOWN_FOR = timedelta(days=365)  # who had a contact or a sale in this time can be put into a test
FEWEST_BUYERS, FEWEST_UNITS = 30, 100


@dataclass(frozen=True)
class Baseline:
    """What `units` customers or accounts brought in `weeks` weeks: `mean` and `sd` per unit, and how many bought.

    `correlation` = how well the same weeks before foretell it; a test that uses the past needs fewer units.
    """

    unit: str
    weeks: int
    units: int
    buyers: int
    mean: float
    sd: float
    correlation: float

    @property
    def sharper(self) -> Sharper:
        """What the past saves."""
        return Sharper(correlation=self.correlation)

    def needed(self, effect: float, treated_share: float, looks: int = 1) -> Size:
        """Units needed to find a relative effect (0.05 = five per cent more) in 8 of 10 such tests."""
        if effect <= 0:
            raise NoAnswer("an effect above zero is needed to plan for")
        difference = effect * self.mean
        return size_for_mean(difference=difference, sd=self.sd, treated_share=treated_share, looks=looks,
                             sharper=self.sharper)  # fmt: skip

    def detectable(self, treated_share: float, looks: int = 1) -> float:
        """The smallest relative effect that a test of all known units shows in 8 of 10 cases."""
        treated = round(self.units * treated_share)
        found = smallest_difference(sd=self.sd, treated=treated, control=self.units - treated, looks=looks,
                                    sharper=self.sharper)  # fmt: skip
        return found / self.mean


def spending(company: Company, unit: str, last: date, weeks: int, *, market: str | None = None,
             business_area: str | None = None) -> sa.Select:  # fmt: skip
    """One row of sums over all units known in the year up to `last`: what each brought in the weeks (y), and before (x).

    Columns units, buyers, x, y, xx, yy, xy. A unit without a sale counts with zero.
    """
    key = KEYS[unit]
    here = {"market": market, "business_area": business_area}
    begins, before = last - timedelta(weeks=weeks), last - timedelta(weeks=2 * weeks)

    def seen(fact: sa.Table) -> sa.Select:
        there = [fact.c[name] == value for name, value in here.items() if value is not None]
        return sa.select(fact.c[key].label("who")).where(
            fact.c[key].is_not(None), fact.c.day > last - KNOWN_FOR, fact.c.day <= last, *there
        )

    known = sa.union(seen(touches), seen(sales)).cte("known")
    joined, rate = in_company_money(sales, company.currency)
    there = [sales.c[name] == value for name, value in here.items() if value is not None]
    amount = to_double(sales.c.amount) * to_double(rate)
    spent = (
        sa.select(sales.c[key].label("who"), func.sum(sa.case((sales.c.day > begins, amount), else_=0.0)).label("y"),
                  func.sum(sa.case((sales.c.day <= begins, amount), else_=0.0)).label("x"))
        .select_from(joined).where(sales.c.day > before, sales.c.day <= last, *there).group_by(sales.c[key]).cte("spent")
    )  # fmt: skip
    x, y = func.coalesce(spent.c.x, 0.0), func.coalesce(spent.c.y, 0.0)
    each = sa.select(known.c.who, x.label("x"), y.label("y")).select_from(
        known.outerjoin(spent, spent.c.who == known.c.who)
    ).subquery("each_unit")  # fmt: skip
    sums = {"x": each.c.x, "y": each.c.y, "xx": each.c.x * each.c.x, "yy": each.c.y * each.c.y, "xy": each.c.x * each.c.y}
    bought = func.sum(sa.case((each.c.y > 0, 1), else_=0)).label("buyers")
    return sa.select(func.count().label("units"), bought, *(func.sum(s).label(name) for name, s in sums.items()))


def baseline_of(row: Mapping[str, float], unit: str, weeks: int) -> Baseline:
    """The baseline from the sums of `spending`. Raises NoAnswer with too few units or buyers to plan from."""
    n = int(row["units"] or 0)
    if n < FEWEST_UNITS:
        raise NoAnswer(f"too few known: {n} of the {FEWEST_UNITS} {unit}s a plan needs")
    buyers = int(row["buyers"])
    if buyers < FEWEST_BUYERS:
        raise NoAnswer(f"too few buyers in {weeks} weeks: {buyers} of the {FEWEST_BUYERS} a plan needs")
    mean = row["y"] / n
    spread = {name: max(row[name + name] - row[name] ** 2 / n, 0.0) for name in ("x", "y")}
    together = row["xy"] - row["x"] * row["y"] / n
    both = sqrt(spread["x"] * spread["y"])
    return Baseline(unit, weeks, n, buyers, mean, sqrt(spread["y"] / (n - 1)), together / both if both else 0.0)

"""Sales of the sample company: who buys when, how much, and what is refunded."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from kpis import facts
from sample_data.columns import choose, days, fixed, ids, table_of
from sample_data.exchange import first_rate_day, rates_by_day
from sample_data.people import DIGITAL, KEY, UNTOUCHED, Customers
from sample_data.plan import AREAS, BASE, FRANCE, MARKETS, SALES, SECOND, SWEDEN, Plan, Span, epoch_day, holidays

PEOPLE, LED, MIXED, BARE, NAMELESS = range(5)  # sold by people; led by e-mail; by other automation; no contact; nobody
MARKET_SHARES = (0.24, 0.24, 0.22, 0.30)
WAYS = {False: (0.37, 0.20, 0.37, 0.04, 0.02), True: (0.27, 0.35, 0.32, 0.04, 0.02)}  # True: France
MEANS = np.array([2.45, 0.62, 0.75, 0.8, 0.8])
GROWTH = 0.055  # a year
LEVEL = 1_520_000.0  # net sales of a usual week at the end
HOLIDAY_DROP = {1: 0.94, 2: 0.75, 3: 0.7, 4: 0.6, 5: 0.5}


@dataclass(frozen=True)
class Sales:
    """One entry per sale, oldest first; `net` and `gross` in the company's currency."""

    customer: np.ndarray
    way: np.ndarray
    market: np.ndarray
    area: np.ndarray
    ts: np.ndarray
    gross: np.ndarray
    refund: np.ndarray  # share given back by the end of the data
    refund_day: np.ndarray

    @property
    def day(self) -> np.ndarray:
        """Business day of each sale, days since 1970."""
        return self.ts // 86_400

    @property
    def net(self) -> np.ndarray:
        """Value after refunds."""
        return self.gross * (1 - self.refund)

    def weighted(self, factor: np.ndarray) -> "Sales":
        """The same sales with other values."""
        return replace(self, gross=self.gross * factor)


def drops(span: Span) -> np.ndarray:
    """Per week: what is left of a usual week's sales when some of its days are free."""
    free = np.zeros(span.weeks, dtype=int)
    for day in holidays(span):
        if 0 <= span.week_of(day) < span.weeks:
            free[span.week_of(day)] += 1
    return np.array([HOLIDAY_DROP.get(n, 1.0) for n in free])


def trend(span: Span) -> np.ndarray:
    """Per week: growth relative to the story week."""
    return (1 + GROWTH) ** ((np.arange(span.weeks) - span.week_of(span.story)) / 52.18)


def sales(plan: Plan, people: Customers) -> Sales:
    """All sales before their values are fitted to the plan of the weeks."""
    chance, span = plan.chance("sales"), plan.span
    week, market, way = _slots(plan, chance)
    day = _days(chance, span, week)
    ts = day * 86_400 + chance.integers(8 * 3_600, 16 * 3_600, len(week))
    inside = (day <= epoch_day(span.day)) & ~_lost_to_consent(chance, span, market, way, day)
    order = np.argsort(ts[inside], kind="stable")
    week, market, way, ts = (part[inside][order] for part in (week, market, way, ts))
    customer = _buyers(chance, people, market, way)
    area = np.where(customer > 0, people.area[customer], chance.integers(-1, len(AREAS), len(week)))
    worth = np.where(customer, people.quality[customer], 1) ** 0.3
    value = MEANS[way] * np.exp(chance.normal(0, 0.55, len(week))) * worth
    refund, refund_day = _refunds(chance, span, ts // 86_400)
    return Sales(customer, way, market, area, ts, value * LEVEL / 190 / plan.sales_scale, refund, refund_day)


def _slots(plan: Plan, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How many sales of each way every market makes in every week, spread evenly so that chance stays small."""
    span = plan.span
    shape = trend(span) * drops(span)
    whole = SALES * plan.sales_scale * shape / shape[: span.week_of(span.story) + 1].sum()
    ways = np.array([WAYS[market == FRANCE] for market in range(len(MARKETS))])
    wanted = whole[:, None, None] * (np.array(MARKET_SHARES)[:, None] * ways)[None]
    # systematic rounding along the weeks keeps every running total within one sale of the plan
    running = np.floor(np.cumsum(wanted, axis=0) + chance.random(ways.shape)[None])
    counts = np.diff(running, axis=0, prepend=0).astype("int64").clip(min=0)
    codes = np.repeat(np.arange(counts.size), counts.ravel())
    return np.unravel_index(codes, counts.shape)


def _days(chance: np.random.Generator, span: Span, week: np.ndarray) -> np.ndarray:
    """A working day of the week; one sale in twenty-five falls on a weekend."""
    free = {epoch_day(day) for day in holidays(span)}
    first = epoch_day(span.first)
    weights = np.array([[0.02 if d > 4 else 0.0 if first + 7 * w + d in free else 0.19 for d in range(7)]
                        for w in range(span.weeks)])  # fmt: skip
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    weekday = (chance.random(len(week))[:, None] > edges[week]).sum(axis=1).clip(max=6)
    return first + 7 * week + weekday


def _lost_to_consent(chance: np.random.Generator, span: Span, market: np.ndarray, way: np.ndarray,
                     day: np.ndarray) -> np.ndarray:  # fmt: skip
    """Sales in France that e-mails would have led to, had they still been allowed."""
    since = day - epoch_day(span.change_day)
    chance_lost = np.where(since < 0, 0.0, np.where(since < 4, 0.25, 0.8))
    return (market == FRANCE) & (way == LED) & (chance.random(len(day)) < chance_lost)


def _buyers(chance: np.random.Generator, people: Customers, market: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Customers drawn by quality within market and kind; nameless sales have none."""
    buyer = np.zeros(len(market), dtype="int64")
    for kind, ways in ((KEY, (PEOPLE,)), (DIGITAL, (LED, MIXED)), (UNTOUCHED, (BARE,))):
        for place in range(len(MARKETS)):
            wanted = np.flatnonzero((market == place) & np.isin(way, ways))
            pool = np.flatnonzero((people.kind == kind) & (people.market == place))
            weight = people.quality[pool] / people.quality[pool].sum()
            buyer[wanted] = pool[np.searchsorted(np.cumsum(weight), chance.random(len(wanted))).clip(max=len(pool) - 1)]
    return buyer


def _refunds(chance: np.random.Generator, span: Span, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Four in a hundred sales are refunded 5 to 40 days later, most of them in full."""
    when = day + chance.integers(5, 41, len(day))
    share = np.where(chance.random(len(day)) < 0.7, 1.0, chance.choice([0.2, 0.25, 0.5], len(day)))
    given = (chance.random(len(day)) < 0.0415) & (when <= epoch_day(span.day))
    return np.where(given, share, 0.0), when


def tables(plan: Plan, people: Customers, sold: Sales) -> tuple[pa.Table, pa.Table]:
    """The tables sales and sale_adjustments; Swedish sales are signed in Swedish crowns."""
    count = len(sold.ts)
    currency = np.where(sold.market == SWEDEN, 1, 0)
    rate = np.where(currency == 1, rates_by_day(plan)[sold.day - epoch_day(first_rate_day(plan.span))], 1.0)
    cents = np.maximum(np.rint(sold.gross / rate * 100), 100).astype("int64")
    named = ids("S", np.arange(1, count + 1), highest=count, shortest=6)
    signed = table_of(facts.sales, {
        "sale_id": named, "customer_id": ids("C", sold.customer, highest=people.count),
        "account_id": ids("A", people.account[sold.customer], highest=people.accounts), "ts_s": pa.array(sold.ts),
        "day": days(sold.day), "amount": fixed(cents), "currency": choose((BASE, SECOND), currency),
        "market": choose(MARKETS, sold.market), "business_area": choose(AREAS, sold.area),
    })  # fmt: skip
    back = np.flatnonzero(sold.refund > 0)
    back = back[np.argsort(sold.refund_day[back], kind="stable")]
    refunded = table_of(facts.sale_adjustments, {
        "adjustment_id": ids("R", np.arange(1, len(back) + 1), highest=count), "sale_id": named.take(pa.array(back)),
        "day": days(sold.refund_day[back]), "amount": fixed(-np.rint(cents[back] * sold.refund[back]).astype("int64")),
    })  # fmt: skip
    return signed, refunded


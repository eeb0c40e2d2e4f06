"""Contacts of the sample company: what automation and people sent or said, before sales and in between."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from kpis import facts
from sample_data.catalogue import USE_CASES, Rollout, rollouts, working_channels
from sample_data.columns import choose, days, ids, table_of
from sample_data.people import DIGITAL, KEY, Customers
from sample_data.plan import AREAS, CHANNELS, EMAIL, FIELD_SALES, FRANCE, MARKETS, TELESALES, Plan, Span, epoch_day
from sample_data.selling import LED, MIXED, PEOPLE, Sales

HUMAN_SHARE = 0.15
CHANNEL_WEIGHT = {"email": 1.0, "web": 0.8, "social": 0.5, "telesales": 0.4, "field_sales": 0.15}
LEFT_AFTER_CHANGE = 0.3  # of the e-mails in France
USE_CASE_IDS = tuple(use_case.id for use_case in USE_CASES)


@dataclass(frozen=True)
class Cell:
    """One channel of one roll-out, with the weeks it works in."""

    rollout: Rollout
    use_case: int
    channel: int
    market: int
    area: int
    weight: float


@dataclass(frozen=True)
class Touches:
    """One entry per contact, oldest first; `cell` is -1 when a person acted."""

    customer: np.ndarray
    ts: np.ndarray
    cell: np.ndarray
    channel: np.ndarray
    market: np.ndarray

    @property
    def day(self) -> np.ndarray:
        """Business day of each contact, days since 1970."""
        return self.ts // 86_400

    def sorted(self) -> "Touches":
        """The same contacts, oldest first."""
        return self.take(np.argsort(self.ts, kind="stable"))

    def take(self, chosen: np.ndarray) -> "Touches":
        """Some of the contacts."""
        return Touches(*(part[chosen] for part in (self.customer, self.ts, self.cell, self.channel, self.market)))


def cells(span: Span) -> list[Cell]:
    """Every channel of every roll-out that ever went live."""
    found = []
    for rollout in rollouts(span):
        use_case = rollout.use_case
        at = USE_CASE_IDS.index(use_case.id), MARKETS.index(rollout.market), AREAS.index(use_case.area)
        for channel in working_channels(rollout):
            number = CHANNELS.index(channel)
            found.append(Cell(rollout, at[0], number, at[1], at[2], use_case.weight * CHANNEL_WEIGHT[channel]))
    return found


def touches(plan: Plan, people: Customers, sold: Sales) -> Touches:
    """All contacts: those before sales first, the rest of the wanted number spread over customers and weeks."""
    before = _before_sales(plan, people, sold)
    if len(before.ts) > plan.touches:
        kept = plan.chance("fewer").permutation(len(before.ts))[: plan.touches]
        return before.take(np.sort(kept)).sorted()
    between = _between_sales(plan, people, plan.touches - len(before.ts), int((before.cell < 0).sum()))
    both = [np.concatenate(pair) for pair in zip(_parts(before), _parts(between), strict=True)]
    return Touches(*both).sorted()


def _parts(contacts: Touches) -> tuple[np.ndarray, ...]:
    return contacts.customer, contacts.ts, contacts.cell, contacts.channel, contacts.market


def _before_sales(plan: Plan, people: Customers, sold: Sales) -> Touches:
    chance, first = plan.chance("before"), epoch_day(plan.span.first)
    number = np.zeros(len(sold.ts), dtype="int64")
    for way, mean in ((PEOPLE, 1.2), (LED, 3.2), (MIXED, 2.6)):
        number[sold.way == way] = 1 + chance.poisson(mean, int((sold.way == way).sum()))
    sale = np.repeat(np.arange(len(number)), number)
    way = sold.way[sale]
    age = np.floor(chance.exponential(np.where(way == PEOPLE, 20, np.where(way == LED, 5, 14)))).clip(max=86)
    ts = sold.ts[sale] - age.astype("int64") * 86_400 - chance.integers(600, 3 * 3_600, len(sale))
    human = np.where(way == PEOPLE, chance.random(len(sale)) < 0.93, chance.random(len(sale)) < 0.04)
    ts = np.where(human, _to_friday(ts), ts)
    kept = ts >= first * 86_400
    return _placed(plan, chance, people, customer=sold.customer[sale][kept], ts=ts[kept], human=human[kept],
                   led=(way == LED)[kept])  # fmt: skip


def _between_sales(plan: Plan, people: Customers, count: int, humans: int) -> Touches:
    """Contacts that no sale follows: more of them to better customers, few automated ones to key customers."""
    chance, span = plan.chance("between"), plan.span
    human = np.zeros(count, dtype=bool)
    human[: max(0, min(count, round(HUMAN_SHARE * plan.touches) - humans))] = True
    customer = np.empty(count, dtype="int64")
    for acts, weights in ((True, (0.75, 0.25)), (False, (0.03, 0.97))):
        chosen = human == acts
        weight = sum(share * people.quality * (people.kind == kind) / people.quality[people.kind == kind].sum()
                     for kind, share in zip((KEY, DIGITAL), weights, strict=True))  # fmt: skip
        edges = np.cumsum(weight)
        drawn = chance.random(int(chosen.sum())) * edges[-1] * (1 - 1e-12)
        customer[chosen] = np.searchsorted(edges, drawn, side="right")
    day = epoch_day(span.first) + np.floor(span.days * chance.random(count) ** 0.8).astype("int64")
    ts = day * 86_400 + chance.integers(6 * 3_600, 19 * 3_600, count)
    ts = np.where(human, np.maximum(_to_friday(ts), epoch_day(span.first) * 86_400 + 30_000), ts)
    return _placed(plan, chance, people, customer=customer, ts=ts, human=human, led=np.zeros(count, dtype=bool))


def _to_friday(ts: np.ndarray) -> np.ndarray:
    """People rest at the weekend: their contacts move to the Friday before."""
    weekday = (ts // 86_400 + 3) % 7
    return ts - np.maximum(weekday - 4, 0) * 86_400


def _placed(plan: Plan, chance: np.random.Generator, people: Customers, *, customer: np.ndarray, ts: np.ndarray,
            human: np.ndarray, led: np.ndarray) -> Touches:  # fmt: skip
    """Give each contact a working use case and channel of its customer's market, or a person's channel."""
    market = people.market[customer]
    cell = _cells_of(plan, chance, market=market, ts=ts, human=human, led=led)
    ts, cell = _fewer_mails(plan, chance, market=market, ts=ts, cell=cell, led=led)
    by_cell = np.array([c.channel for c in cells(plan.span)])
    by_hand = np.where(people.kind[customer] == KEY, chance.random(len(ts)) < 0.6, chance.random(len(ts)) < 0.2)
    channel = np.where(cell < 0, np.where(by_hand, FIELD_SALES, TELESALES), by_cell[cell])
    return Touches(customer, ts, cell, channel, market)


def _cells_of(plan: Plan, chance: np.random.Generator, *, market: np.ndarray, ts: np.ndarray, human: np.ndarray,
              led: np.ndarray) -> np.ndarray:  # fmt: skip
    found = np.full(len(ts), -1, dtype="int64")
    week = (ts // 86_400 - epoch_day(plan.span.first)) // 7
    code = np.where(human, -1, (week * len(MARKETS) + market) * 2 + led)
    order = np.argsort(code, kind="stable")
    starts = np.flatnonzero(np.diff(code[order], prepend=-2))
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        if (group := int(code[order[start]])) < 0:
            continue
        at_week, at_market = divmod(group // 2, len(MARKETS))
        weights = _weights(plan.span, week=at_week, market=at_market, led=group % 2 == 1)
        drawn = np.searchsorted(np.cumsum(weights), chance.random(end - start))
        found[order[start:end]] = drawn.clip(max=len(weights) - 1)
    return found


def _weights(span: Span, *, week: int, market: int, led: bool) -> np.ndarray:
    """How likely each cell is in one week and market; e-mail nine times of ten before sales that e-mails led to."""
    monday, sunday = span.monday(week), span.monday(week) + timedelta(days=6)
    weight = np.array([
        c.weight * (c.market == market and c.rollout.live_on <= monday and sunday <= _until(c, span))
        for c in cells(span)
    ])  # fmt: skip
    mail = np.array([c.channel == EMAIL for c in cells(span)])
    share = 0.9 if led else 0.28 if market == FRANCE else 0.5
    if (weight * mail).sum() > 0 and (weight * ~mail).sum() > 0:
        weight = np.where(mail, share * weight / (weight * mail).sum(), (1 - share) * weight / (weight * ~mail).sum())
    return weight / weight.sum()


def _until(cell: Cell, span: Span) -> date:
    last = cell.rollout.last_action
    return last if last < span.day else span.day + timedelta(days=7)


def _fewer_mails(plan: Plan, chance: np.random.Generator, *, market: np.ndarray, ts: np.ndarray, cell: np.ndarray,
                 led: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Since the new consent text fewer e-mails go to France: the others of that kind happen on an earlier day."""
    mail = np.array([c.channel == EMAIL for c in cells(plan.span)])
    change = epoch_day(plan.span.change_day)
    late = (market == FRANCE) & (cell >= 0) & mail[cell] & (ts // 86_400 >= change) & ~led
    moved = late & (chance.random(len(ts)) > LEFT_AFTER_CHANGE)
    earlier = ts - chance.integers(2, 10, len(ts)) * 7 * 86_400
    going = np.array([(plan.span.day - c.rollout.live_on).days > 90 for c in cells(plan.span)])
    return np.where(moved & going[cell], earlier, ts), cell


def table(plan: Plan, people: Customers, contacts: Touches) -> pa.Table:
    """The table touches."""
    chance, count, known = plan.chance("touch table"), len(contacts.ts), cells(plan.span)
    use_case = np.array([c.use_case for c in known])[contacts.cell]
    area = np.array([c.area for c in known])[contacts.cell]
    automated = contacts.cell >= 0
    change = epoch_day(plan.span.change_day)
    after = (contacts.market == FRANCE) & (contacts.channel == EMAIL) & (contacts.day >= change)
    agreed = chance.random(count) >= np.where(after, 0.3, 0.02)
    return table_of(facts.touches, {
        "touch_id": ids("T", np.arange(1, count + 1), highest=count, shortest=7),
        "customer_id": ids("C", contacts.customer, highest=people.count),
        "account_id": ids("A", people.account[contacts.customer], highest=people.accounts),
        "ts_s": pa.array(contacts.ts), "day": days(contacts.day),
        "use_case_id": choose(USE_CASE_IDS, np.where(automated, use_case, -1)),
        "channel": choose(CHANNELS, contacts.channel), "market": choose(MARKETS, contacts.market),
        "business_area": choose(AREAS, np.where(automated, area, people.area[contacts.customer])),
        "milestone": choose(("first", "lead", "opportunity"), _milestones(chance, people, contacts)),
        "consent": pa.array(agreed, mask=~automated),
    })  # fmt: skip


def _milestones(chance: np.random.Generator, people: Customers, contacts: Touches) -> np.ndarray:
    """The first contact of each account or customer, and now and then a lead or an opportunity."""
    later = chance.random(len(contacts.ts))
    found = np.where(later < 0.015, 2, np.where(later < 0.04, 1, -1))
    found[np.unique(people.party(contacts.customer), return_index=True)[1]] = 0
    return found

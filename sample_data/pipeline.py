"""Deals of the sample company in weekly snapshots, the quotas they are to fill, and leads."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from kpis import facts
from sample_data.columns import choose, days, ids, money, rows, table_of
from sample_data.people import KEY, UNTOUCHED, Customers
from sample_data.plan import AREAS, BASE, MARKETS, Plan, day_of, epoch_day, quarter, quarters

DEALS = 1_500
STAGES = ("qualified", "proposal", "negotiation", "won", "lost")
SOURCES = ("website", "telesales", "partner", "event", "referral")
WON_BY_VALUE = 1 / 3.1
WON_BEFORE = 0.316  # the last week wins more than usual, the weeks before a little less
NEW, WON, LOST, MOVED = 210_000, 150_000, 60_000, 340_000  # what the last snapshot changed
MOVED_DEALS, COVERAGE = 6, 2.6
EARLIER = 12  # weeks before the first one in which deals were created


@dataclass(frozen=True)
class Deals:
    """One entry per deal; days since 1970, `closed` after the end of the data = still open."""

    created: np.ndarray
    closed: np.ndarray
    due: np.ndarray
    moved_from: np.ndarray  # due day shown until the last snapshot, if it moved then; else the same
    amount: np.ndarray
    won: np.ndarray
    customer: np.ndarray


def deals(plan: Plan, people: Customers) -> Deals:
    """All deals, the last week's changes as the story tells them."""
    chance, last = plan.chance("deals"), epoch_day(plan.span.story_end)
    weeks = np.arange(DEALS) * (plan.span.weeks + EARLIER) // DEALS - EARLIER
    created = epoch_day(plan.span.first) + 7 * weeks + chance.integers(0, 5, DEALS)
    created = np.minimum(created, epoch_day(plan.span.day))
    length = chance.gamma(3.2, 24, DEALS).clip(10, 200).astype("int64")
    closed = created + length
    amount = np.round(np.exp(chance.normal(10.55, 0.6, DEALS)), -2)
    pool = np.flatnonzero((people.kind != UNTOUCHED) & (people.account > 0))
    weight = people.quality[pool] * np.where(people.kind[pool] == KEY, 4, 1)
    customer = pool[np.searchsorted(np.cumsum(weight / weight.sum()), chance.random(DEALS)).clip(max=len(pool) - 1)]
    closed, won = _closings(created, closed, amount, last)
    amount = _last_week(created=created, closed=closed, amount=amount, won=won, last=last)
    end = epoch_day(quarter(day_of(last))[1])
    soon, later = chance.integers(last, end + 1, DEALS), end + chance.integers(1, 60, DEALS)
    hoped = np.where(chance.random(DEALS) < 0.6, soon, later)
    due = np.where(closed > last, hoped, np.maximum(closed + chance.integers(-12, 8, DEALS), created + 5))
    due, before, amount = _moved(created=created, closed=closed, due=due, amount=amount, last=last)
    return Deals(created, closed, due, before, amount, won, customer)


def _closings(created: np.ndarray, closed: np.ndarray, amount: np.ndarray, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Won or lost so that the won share by value stays near its plan; in the last week 4 are won and 2 lost."""
    closed = np.where((closed > last - 7) & (closed <= last), closed + 9, closed)
    week = np.flatnonzero((created < last - 40) & (closed > last))[:6]
    closed = closed.copy()
    closed[week] = last - 2 - np.arange(len(week)) % 4
    won = np.zeros(len(closed), dtype=bool)
    wins = losses = 0.0
    for deal in np.argsort(closed, kind="stable"):
        won[deal] = wins + amount[deal] / 2 <= WON_BEFORE * (wins + losses + amount[deal])
        wins, losses = wins + amount[deal] * won[deal], losses + amount[deal] * ~won[deal]
    won[week] = np.arange(len(week)) < 4
    return closed, won


def _last_week(*, created: np.ndarray, closed: np.ndarray, amount: np.ndarray, won: np.ndarray,
               last: int) -> np.ndarray:  # fmt: skip
    """Amounts of the deals that were new, won or lost in the last week, scaled to what the story says."""
    amount = amount.copy()
    ended = (closed > last - 7) & (closed <= last)
    for chosen, total in (((created > last - 7) & (created <= last), NEW), (ended & won, WON), (ended & ~won, LOST)):
        at = np.flatnonzero(chosen)
        amount[at] = np.round(amount[at] * total / amount[at].sum(), -2)
        amount[at[-1]] += total - amount[at].sum()
    return amount


def _moved(*, created: np.ndarray, closed: np.ndarray, due: np.ndarray, amount: np.ndarray,
           last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Six open deals leave the quarter in the last week."""
    end = epoch_day(quarter(day_of(last))[1])
    at = np.flatnonzero((created < last - 20) & (closed > last + 9))[-MOVED_DEALS:]
    due, before, amount = due.copy(), due.copy(), amount.copy()
    before[at] = np.minimum(end, last + 20) - np.arange(MOVED_DEALS) % 4
    due[at] = end + 15 + 3 * np.arange(MOVED_DEALS)
    amount[at] = np.round(amount[at] * MOVED / amount[at].sum(), -2)
    amount[at[-1]] += MOVED - amount[at].sum()
    return due, before, amount


def snapshots(plan: Plan, people: Customers, book: Deals) -> pa.Table:
    """The table opportunities: every Sunday each deal that is open or was closed in that week."""
    last = epoch_day(plan.span.story_end)
    first = epoch_day(plan.span.first) + 6
    seen_from = np.maximum(book.created + (6 - (book.created - first + 6) % 7), first)
    seen_to = np.minimum(book.closed + (6 - (book.closed - first + 6) % 7), last)
    count = np.maximum((seen_to - seen_from) // 7 + 1, 0)
    deal = np.repeat(np.arange(DEALS), count)
    day = seen_from[deal] + 7 * (np.arange(len(deal)) - np.repeat(np.cumsum(count) - count, count))
    order = np.lexsort((deal, day))
    return _snapshot_table(plan, people, book, deal[order], day[order])


def _snapshot_table(plan: Plan, people: Customers, book: Deals, deal: np.ndarray, day: np.ndarray) -> pa.Table:
    chance, last = plan.chance("deal table"), epoch_day(plan.span.story_end)
    closed = book.closed[deal] <= day
    progress = ((day - book.created[deal]) / np.maximum(book.closed - book.created, 1)[deal]).clip(0, 0.99)
    status = np.where(closed, np.where(book.won[deal], 1, 2), 0)
    customer = book.customer[deal]
    source = chance.integers(0, len(SOURCES), DEALS)[deal]
    owner = chance.integers(0, 12, DEALS)[deal]
    return table_of(facts.opportunities, {
        "opportunity_id": ids("O", deal + 1, highest=DEALS), "snapshot_day": days(day),
        "customer_id": ids("C", customer, highest=people.count),
        "account_id": ids("A", people.account[customer], highest=people.accounts),
        "owner": choose([f"Seller {n}" for n in range(1, 13)], owner), "lead_source": choose(SOURCES, source),
        "amount": money(book.amount[deal]), "currency": choose([BASE], np.zeros(len(deal), dtype=int)),
        "stage": choose(STAGES, np.where(closed, status + 2, (progress * 3).astype(int))),
        "status": choose(("open", "won", "lost"), status), "created_day": days(book.created[deal]),
        "due_day": days(np.where(day < last, book.moved_from[deal], book.due[deal])),
        "closed_day": days(book.closed[deal], ~closed), "market": choose(MARKETS, people.market[customer]),
        "business_area": choose(AREAS, people.area[customer]),
    })  # fmt: skip


def quarter_so_far(plan: Plan, book: Deals, span_of: tuple[date, date]) -> tuple[float, float]:
    """Open amount due in a quarter at the last snapshot, and amount won in it so far."""
    first, end, last = epoch_day(span_of[0]), epoch_day(span_of[1]), epoch_day(plan.span.story_end)
    due = (book.created <= last) & (book.closed > last) & (book.due >= first) & (book.due <= end)
    won = book.won & (book.closed >= first) & (book.closed <= min(end, last))
    return float(book.amount[due].sum()), float(book.amount[won].sum())


def quotas(plan: Plan, book: Deals) -> pa.Table:
    """The table quotas: the running quarter's quota leaves 1/2.6 of the deals due to be won."""
    found, now = [], quarter(plan.span.story_end)
    for first, end in quarters(plan.span.first, max(plan.span.day, now[1])):
        still_open, won = quarter_so_far(plan, book, (first, end))
        amount = won + still_open / COVERAGE if (first, end) == now else max(won, 500_000) * 1.04
        found.append({"quota_id": f"Q-{first.year}-{(first.month + 2) // 3}", "from_day": first, "to_day": end,
                      "amount": round(amount, -3), "currency": BASE, "team": "all"})  # fmt: skip
    return rows(facts.quotas, found)


def leads(plan: Plan, people: Customers) -> pa.Table:
    """The table leads: nine of ten handed over are contacted, most of them within two days."""
    chance, count = plan.chance("leads"), 2_000
    day = np.sort(epoch_day(plan.span.first) + np.floor(plan.span.days * chance.random(count)).astype("int64"))
    handed = day * 86_400 + chance.integers(30_000, 60_000, count)
    answered = handed + np.floor(chance.exponential(20 * 3_600, count)).astype("int64")
    last = (epoch_day(plan.span.day) + 1) * 86_400 - 1
    given = (chance.random(count) < 0.93) & (handed <= last)
    reached = given & (chance.random(count) < 0.9) & (answered <= last)
    customer = chance.integers(1, people.count + 1, count)
    outcome = np.where(reached, chance.choice(4, count, p=(0.3, 0.2, 0.4, 0.1)), -1)
    return table_of(facts.leads, {
        "lead_id": ids("L", np.arange(1, count + 1), highest=count), "created_day": days(day),
        "handed_at_s": pa.array(handed, mask=~given), "first_touch_at_s": pa.array(answered, mask=~reached),
        "outcome": choose(("opportunity", "later", "no need", "wrong contact"), outcome),
        "lead_source": choose(SOURCES, chance.integers(0, len(SOURCES), count)),
        "customer_id": ids("C", customer, highest=people.count), "market": choose(MARKETS, people.market[customer]),
        "business_area": choose(AREAS, people.area[customer]),
    })  # fmt: skip


def story(plan: Plan, book: Deals) -> dict[str, object]:
    """What was planted in the last snapshot, for truth.json."""
    still_open, won = quarter_so_far(plan, book, quarter(plan.span.story_end))
    return {"snapshot_day": plan.span.story_end.isoformat(), "open_due_in_quarter": still_open, "won_in_quarter": won,
            "coverage": COVERAGE, "coverage_needed": 1 / WON_BY_VALUE, "new": NEW, "won": WON, "lost": LOST,
            "moved_out": MOVED, "moved_deals": MOVED_DEALS}  # fmt: skip

"""The sample company's customers and accounts, and which of them people and machines look after."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kpis import facts
from sample_data.columns import choose, days, ids, money, table_of
from sample_data.plan import AREAS, FRANCE, MARKETS, Plan, epoch_day

KEY, DIGITAL, UNTOUCHED = 0, 1, 2  # looked after by people; by automation; by nobody
MARKET_SHARES = (0.24, 0.23, 0.22, 0.31)
KIND_SHARES = (0.14, 0.80, 0.06)


@dataclass(frozen=True)
class Customers:
    """One entry per customer, numbered from 1; entry 0 stands for no customer."""

    account: np.ndarray  # 0 = none
    market: np.ndarray
    area: np.ndarray
    kind: np.ndarray
    quality: np.ndarray  # drives both how much is bought and how often someone is contacted
    accounts: int

    @property
    def count(self) -> int:
        """Number of customers."""
        return len(self.account) - 1

    def party(self, customer: np.ndarray) -> np.ndarray:
        """Whom a contact or sale belongs to: the account if there is one, else the customer."""
        return np.where(self.account[customer] > 0, self.account[customer], self.accounts + customer)


def customers(plan: Plan) -> Customers:
    """Customers with market, business area, kind and quality; three of four belong to an account."""
    chance, count = plan.chance("customers"), plan.customers
    accounts = max(40, round(0.6 * count))
    owner = chance.choice(len(KIND_SHARES), size=accounts + 1, p=(0.16, 0.84, 0))
    place = chance.choice(len(MARKETS), size=accounts + 1, p=MARKET_SHARES)
    area = chance.integers(0, len(AREAS), accounts + 1)
    belongs = chance.random(count + 1) < 0.75
    account = np.where(belongs, chance.integers(1, accounts + 1, count + 1), 0)
    alone = chance.choice(len(KIND_SHARES), size=count + 1, p=(0.05, 0.71, 0.24))
    kind = np.where(belongs, owner[account], alone)
    market = np.where(belongs, place[account], chance.choice(len(MARKETS), size=count + 1, p=MARKET_SHARES))
    where = np.where(belongs, area[account], chance.integers(0, len(AREAS), count + 1))
    quality = np.exp(chance.normal(0, 0.6, count + 1))
    account[0], market[0], where[0], kind[0] = 0, -1, -1, UNTOUCHED
    return Customers(account, market, where, kind, quality, accounts)


def accounts(plan: Plan, people: Customers, spent: np.ndarray) -> pa.Table:
    """Account list with last year's revenue per account (`spent`, entry 0 unused), wallet, potential and owner."""
    chance, count = plan.chance("accounts"), people.accounts
    first = np.zeros(count + 1, dtype="int64")
    first[people.account[:0:-1]] = np.arange(people.count, 0, -1)
    market, area = people.market[first], people.area[first]
    wallet = spent[1:] / chance.uniform(0.15, 0.95, count) + chance.gamma(2, 6_000, count)
    owner = np.where(chance.random(count) < 0.8, chance.integers(0, 12, count), -1)
    segment = np.where(people.kind[first[1:]] == KEY, 0, np.where(wallet > 30_000, 1, 2))
    return table_of(facts.accounts, {
        "account_id": ids("A", np.arange(1, count + 1), highest=count),
        "segment": choose(("key", "middle", "small"), segment), "revenue": money(spent[1:]), "wallet": money(wallet),
        "potential": money(np.maximum(wallet - spent[1:], 0) * chance.uniform(0.1, 0.5, count)),
        "owner": choose([f"Seller {n}" for n in range(1, 13)], owner), "market": choose(MARKETS, market[1:]),
        "business_area": choose(AREAS, area[1:]),
    })  # fmt: skip


def consents(plan: Plan, people: Customers) -> pa.Table:
    """One consent per contact; in France a third ended with the new consent text."""
    chance, count, span = plan.chance("consents"), people.count, plan.span
    given = chance.random(count) < 0.88
    start = epoch_day(span.first) - chance.integers(0, 400, count) + chance.integers(0, 700, count)
    ends = chance.random(count) < 0.10
    end = start + chance.integers(120, 900, count)
    lost = (people.market[1:] == FRANCE) & (chance.random(count) < 0.35) & given
    change = epoch_day(span.change_day)
    start = np.where(lost, np.minimum(start, change - 30), np.minimum(start, epoch_day(span.day)))
    end = np.where(lost, change + chance.integers(0, 3, count), end)
    return table_of(facts.consents, {
        "contact_key": ids("C", np.arange(1, count + 1), highest=count), "valid_from": days(start, ~given),
        "valid_to": days(end, ~(given & (ends | lost))),
    })  # fmt: skip

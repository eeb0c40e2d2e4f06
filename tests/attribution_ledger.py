"""A tiny ledger of sales, refunds and contacts in a real engine, and the rules once more in plain Python."""

import math
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import sqlalchemy as sa

from kpis.company import Company
from kpis.facts import FACTS, fx_rates, sale_adjustments, sales, touches

DAY_S = 86_400
FIRST_DAY = date(2026, 1, 1)
NOON = 1_767_225_600 + DAY_S // 2  # 1 January 2026, 12:00 UTC
TRACE = {"source": "by hand", "batch_id": "1"}
COMPANY = Company(currency="EUR")


def at(day: float) -> int:
    """The second `day` days after noon of 1 January 2026."""
    return NOON + round(day * DAY_S)


def day_of(day: float) -> date:
    """The calendar day of `at(day)`."""
    return FIRST_DAY + timedelta(days=math.floor(day + 0.5))


def touch(
    touch_id: str,
    day: float,
    use_case: str | None = "U1",
    *,
    who: int = 1,
    account: int | None = None,
    channel: str = "email",
    milestone: str | None = None,
    source: str = "by hand",
) -> dict:
    """One contact, `day` days after noon of 1 January."""
    return {
        "touch_id": touch_id,
        "customer_id": who,
        "account_id": account,
        "ts_s": at(day),
        "day": day_of(day),
        "use_case_id": use_case,
        "channel": channel,
        "milestone": milestone,
        **TRACE,
        "source": source,
    }


def sale(
    sale_id: str,
    day: float,
    amount: str | int = 100,
    *,
    who: int | None = 1,
    account: int | None = None,
    currency: str = "EUR",
    market: str | None = "FI",
) -> dict:
    """One sale, `day` days after noon of 1 January."""
    return {
        "sale_id": sale_id,
        "customer_id": who,
        "account_id": account,
        "ts_s": at(day),
        "day": day_of(day),
        "amount": Decimal(amount),
        "currency": currency,
        "market": market,
        "business_area": None,
        **TRACE,
    }


def refund(refund_id: str, sale_id: str, day: float, amount: str | int) -> dict:
    """One refund; the amount is negative."""
    return {"adjustment_id": refund_id, "sale_id": sale_id, "day": day_of(day), "amount": Decimal(amount), **TRACE}


def rate(day: float, currency: str, value: str) -> dict:
    """What one unit of a currency was worth in euro on a day."""
    return {"day": day_of(day), "currency": currency, "rate": Decimal(value), **TRACE}


@dataclass
class Ledger:
    """The four fact tables in one open connection."""

    connection: sa.Connection

    def holds(self, *, sold: list[dict], touched: list[dict] = (), refunded: list[dict] = (), rates: list[dict] = ()):
        """Replace everything by these rows."""
        for table, rows in ((sales, sold), (touches, touched), (sale_adjustments, refunded), (fx_rates, rates)):
            self.connection.execute(sa.delete(table))
            if rows:
                self.connection.execute(sa.insert(table), list(rows))

    def read(self, select: sa.Select) -> pd.DataFrame:
        """The rows of a select, money as float."""
        result = self.connection.execute(select)
        rows = pd.DataFrame(result.fetchall(), columns=list(result.keys()))
        money = [
            c
            for c in rows
            if c not in ("day", "booked_day", "use_case_id", "channel", "market", "business_area", "kind")
        ]
        return rows.astype({c: float for c in money})


@contextmanager
def ledger(url: str):
    """An empty ledger in the engine behind a URL."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        FACTS.create_all(connection, tables=[sales, touches, sale_adjustments, fx_rates])
        yield Ledger(connection)
    engine.dispose()


MARKED = {
    "w_shape": {"first": 30, "lead": 30, "opportunity": 30, "rest": 10},
    "full_path": {"first": 22.5, "lead": 22.5, "opportunity": 22.5, "last": 22.5, "rest": 10},
}


def marks_of(path: list[dict]) -> dict[str, int]:
    """Where on a path each mark lies; the first contact is the one marked so, else the earliest."""
    told = {m: [i for i, t in enumerate(path) if t["milestone"] == m] for m in ("first", "lead", "opportunity")}
    found = {m: where[0] for m, where in told.items() if where}
    return {"first": 0, "last": len(path) - 1} | found


def by_marks(path: list[dict], shares: dict[str, float]) -> list[float]:
    """So much to each mark that is there, the rest to all others; what is not there goes to the others."""
    n, marks = len(path), {m: i for m, i in marks_of(path).items() if m in shares}
    earned = [float(sum(shares[m] for m, at in marks.items() if at == i)) for i in range(n)]
    middle = [i for i in range(n) if i not in marks.values()]
    for i in middle:
        earned[i] = shares.get("rest", 0) / len(middle)
    return [e / sum(earned) for e in earned] if sum(earned) else [1 / n] * n


def weights(path: list[dict], rule: str, half_life_days: float, direct: tuple[str, ...] = ()) -> list[float]:
    """The rules in plain Python, over a path already in order."""
    n = len(path)
    if rule in MARKED:
        return by_marks(path, MARKED[rule])
    if rule.startswith("custom:"):
        return by_marks(path, {m: float(v) for m, v in (part.split("=") for part in rule[7:].split(","))})
    if rule == "last_non_direct":
        last = max((i for i, t in enumerate(path) if t["channel"] not in direct), default=n - 1)
        return [float(i == last) for i in range(n)]
    if rule.startswith("position:"):
        first, rest, last = map(float, rule[9:].split("-"))
        if n < 3:
            return by_marks([t | {"milestone": None} for t in path], {"first": first, "last": last})
        total = first + rest + last
        return [first / total] + [rest / total / (n - 2)] * (n - 2) + [last / total]
    if rule.startswith("time_decay:"):
        rule, half_life_days = "time_decay", float(rule[11:])
    if rule == "first":
        return [1.0] + [0.0] * (n - 1)
    if rule == "last":
        return [0.0] * (n - 1) + [1.0]
    if rule == "linear":
        return [1 / n] * n
    if rule == "position":
        return {1: [1.0], 2: [0.5, 0.5]}.get(n) or [0.4] + [0.2 / (n - 2)] * (n - 2) + [0.4]
    fresh = [2 ** (-(path[-1]["ts_s"] - t["ts_s"]) / DAY_S / half_life_days) for t in path]
    return [f / sum(fresh) for f in fresh]


def path_of(sold: dict, touched: list[dict], lookback_days: int) -> list[dict]:
    """The contacts of the same account (else person) in the closed window before a sale, in order."""
    party = sold["account_id"] or sold["customer_id"]
    near = [
        t
        for t in touched
        if (t["account_id"] or t["customer_id"]) == party and 0 <= sold["ts_s"] - t["ts_s"] <= lookback_days * DAY_S
    ]
    return sorted(near, key=lambda t: (t["ts_s"], t["touch_id"]))


def by_hand(sold: list[dict], touched: list[dict], refunded: list[dict], rule: str, company: Company) -> dict:
    """Net credit per (use case, kind), in euro, of sales that are all in euro."""
    credit: dict = defaultdict(float)
    for s in sold:
        net = float(s["amount"] + sum(r["amount"] for r in refunded if r["sale_id"] == s["sale_id"]))
        path = path_of(s, touched, company.lookback_days)
        if not path:
            credit[(None, "none")] += net
        for t, w in zip(path, weights(path, rule, company.half_life_days, company.direct_channels) if path else [], strict=True):
            credit[(t["use_case_id"], "use_case" if t["use_case_id"] else "person")] += net * w
    return dict(credit)

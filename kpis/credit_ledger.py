"""Does the shared money add up? Use cases + people + no contact beside total net sales, over any days and places."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpis.contract import DIMENSIONS
from kpis.cubes.credit import NONE, PERSON, USE_CASE
from kpis.slices import NONE as WITHOUT
from kpis.slices import Slice

A_SALE_MAY_DIFFER = 0.005  # company money; shares of one sale are rounded before they are summed
PARTS = ("use_cases", "people", "nobody")
KINDS = {"use_cases": USE_CASE, "people": PERSON, "nobody": NONE}


@dataclass(frozen=True)
class Ledger:
    """Where the money of some sales (or deals) went, in company money; `count` = how many there were.

    `chosen` = the part of the use cases a filter on use case or channel asks for (None = no such filter); `no_rate` =
    how many are in neither side, for want of an exchange rate.
    """

    total: float
    use_cases: float
    people: float
    nobody: float
    count: int
    no_rate: int = 0
    chosen: float | None = None

    @property
    def gap(self) -> float:
        """What the parts have too much; 0 but for rounding."""
        return self.use_cases + self.people + self.nobody - self.total

    @property
    def adds_up(self) -> bool:
        """Identity: |use cases + people + no contact - total| <= 0.005 x number of sales."""
        return abs(self.gap) <= A_SALE_MAY_DIFFER * max(self.count, 1)


def ledger(credit: pd.DataFrame, sold: pd.DataFrame, where: Slice = Slice()) -> Ledger:
    """The ledger of rows already cut to days and place, of sales or of deals.

    `credit` = rows of the credit cube (kind, gross, refunds) or of the pipeline credit (kind, amount), of all use cases
    and channels; `sold` = what was sold, from a query that knows no contacts (gross, refunds, sales, excluded; or
    amount, deals, excluded).
    """
    net, kind = money_of(credit), credit["kind"].to_numpy()
    parts = {name: float(net[kind == code].sum()) for name, code in KINDS.items()}
    count, no_rate = (int(sold[c].sum()) for c in ("sales" if "sales" in sold else "deals", "excluded"))
    chosen = None
    if where.use_case or where.channel:
        chosen = float(net[(kind == USE_CASE) & asked_for(credit, where)].sum())
    return Ledger(float(money_of(sold).sum()), **parts, count=count, no_rate=no_rate, chosen=chosen)


def ledgers(credit: pd.DataFrame, sold: pd.DataFrame, by: str) -> pd.DataFrame:
    """One ledger per month ("month") or place ("market", "business_area"): columns name, total, PARTS, gap, adds_up.

    Months are the first days of months, oldest first; rows without a place are "(none)", last.
    """
    sides = []
    for rows, count in ((credit, None), (sold, "sales" if "sales" in sold else "deals")):
        kind = rows["kind"].to_numpy() if "kind" in rows else np.full(len(rows), "total")
        sides.append(pd.DataFrame({"name": _named(rows, by), "kind": kind, "money": money_of(rows),
                                   "count": rows[count].to_numpy(dtype=float) if count else 0.0}))  # fmt: skip
    both = pd.concat(sides, ignore_index=True)
    table = both.pivot_table(index="name", columns="kind", values="money", aggfunc="sum", fill_value=0.0)
    wanted = {code: name for name, code in KINDS.items()} | {"total": "total"}
    table = table.reindex(columns=list(wanted), fill_value=0.0).rename(columns=wanted)
    gap = table[list(PARTS)].sum(axis=1) - table["total"]
    counts = both.groupby("name")["count"].sum()
    found = table.assign(gap=gap, adds_up=gap.abs() <= A_SALE_MAY_DIFFER * counts.clip(lower=1))
    found = found.rename_axis(columns=None).reset_index()
    last = found["name"] == WITHOUT if by != "month" else pd.Series(False, index=found.index)
    return pd.concat([found[~last], found[last]], ignore_index=True)[["name", "total", *PARTS, "gap", "adds_up"]]


def _named(rows: pd.DataFrame, by: str) -> np.ndarray:
    if by == "month":
        day = rows["day"] if "day" in rows else rows["created_day"]
        return day.to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    places = rows[DIMENSIONS[by]]
    return places.where(places.notna(), WITHOUT).astype(object).to_numpy()


def money_of(rows: pd.DataFrame) -> np.ndarray:
    """Net money of each row: gross and refunds of sales, the amount of deals."""
    if "gross" in rows:
        return rows["gross"].to_numpy(dtype=float) + rows["refunds"].to_numpy(dtype=float)
    return rows["amount"].to_numpy(dtype=float)


def asked_for(rows: pd.DataFrame, where: Slice) -> np.ndarray:
    """Which rows of credit a filter on use case or channel asks for."""
    wanted = np.ones(len(rows), dtype=bool)
    for dimension in ("use_case", "channel"):
        value = getattr(where, dimension)
        if value is not None:
            column = rows[DIMENSIONS[dimension]]
            wanted &= (column.isna() if value == WITHOUT else column == value).to_numpy(dtype=bool)
    return wanted


def rounded(amounts: Sequence[float], step: float) -> list[float]:
    """The amounts rounded to whole steps so that they still add up to their rounded sum (largest remainder).

    Each is rounded down; the steps then missing go to those with the largest remainders. Source: Hamilton's method
    (Balinski, Young 1982, Fair Representation).

    >>> rounded([3.4, 3.4, 3.2], 1.0)
    [4.0, 3.0, 3.0]
    """
    down = [math.floor(a / step) for a in amounts]
    missing = round(sum(amounts) / step) - sum(down)
    order = sorted(range(len(amounts)), key=lambda i: down[i] - amounts[i] / step)
    more = set(order[:missing])
    return [(whole + (i in more)) * step for i, whole in enumerate(down)]


@dataclass(frozen=True)
class Spread:
    """How far rules differ for one use case (or all together): this rule's credit, the lowest and the highest.

    `low_by`, `high_by` = a rule that gives it; `place` = its place by this rule (1 = most), `best` and `worst` over all
    rules.
    """

    name: str
    own: float
    low: float
    high: float
    low_by: str
    high_by: str
    place: int = 0
    best: int = 0
    worst: int = 0


def spreads(credit: pd.DataFrame, rule: str) -> list[Spread]:
    """One spread per use case, most credit by `rule` first; `credit` = a row per use case, a column per rule."""
    places = pd.DataFrame({name: ranked(credit[name]) for name in credit.columns}, index=credit.index)
    return [
        Spread(str(name), float(row[rule]), float(row.min()), float(row.max()), str(row.idxmin()), str(row.idxmax()),
               int(places.at[name, rule]), int(places.loc[name].min()), int(places.loc[name].max()))
        for name, row in credit.loc[order_by(credit, rule)].iterrows()
    ]  # fmt: skip


def ranked(credit: pd.Series) -> pd.Series:
    """The place of each use case, 1 = most credit; equal credit shares the better place."""
    return credit.rank(method="min", ascending=False).astype(int)


def order_by(credit: pd.DataFrame, rule: str) -> list[str]:
    """Use cases from most to least credit by a rule; the name decides between equals."""
    return list(credit[rule].sort_index().sort_values(ascending=False, kind="stable").index)


def whole(credit: pd.DataFrame, rule: str) -> Spread | None:
    """The spread of all use cases together over the other rules; None if there is no other rule."""
    sums = credit.sum().drop(rule)
    if sums.empty:
        return None
    ends = float(sums.min()), float(sums.max()), str(sums.idxmin()), str(sums.idxmax())
    return Spread("", float(credit[rule].sum()), *ends)


def other_orders(credit: pd.DataFrame, rule: str, top: int = 3) -> Mapping[str, list[str]]:
    """The rules by which the first `top` use cases come in another order, with that order."""
    own = order_by(credit, rule)[:top]
    return {name: first for name in credit.columns if (first := order_by(credit, name)[:top]) != own}

"""What moved the pipeline since the last snapshot: start, every kind of change with its deals, and end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import fsum

import numpy as np
import pandas as pd

from kpis.contract import DIMENSIONS
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.rollouts import whole_days
from kpis.slices import NONE, Slice

CLOSED = ("won", "lost")
CENT = 0.005


class Kind(StrEnum):
    """Why the open amount changed; the first seven are the usual ones, the last three are shown when they occur."""

    NEW = "new"
    MOVED_IN = "moved in"
    UP = "up"
    DOWN = "down"
    MOVED_OUT = "moved out"
    WON = "won"
    LOST = "lost"
    BACK = "back"  # reopened, or shown again by the CRM
    GONE = "gone"  # no longer in the CRM, without having been won or lost
    EXCHANGE = "exchange rate"


@dataclass(frozen=True)
class Move:
    """One deal's part in the change, in company money; the amounts are empty where the deal was not counted."""

    kind: Kind
    opportunity_id: str
    source: str
    change: float
    before: float | None
    after: float | None
    due_before: date | None
    due_after: date | None
    owner: str | None
    market: str | None


@dataclass(frozen=True)
class PipelineMoves:
    """The open amount at two snapshots and all that happened between: start + changes = end.

    `from_day` and `to_day` are the snapshots compared (the earliest of several CRMs). `left_out` deals have no exchange
    rate and are on neither side; `without_amount` deals are counted as nothing until somebody gives them an amount.
    """

    start: float
    end: float
    from_day: date
    to_day: date
    moves: tuple[Move, ...]
    left_out: int
    without_amount: int

    def of(self, kind: Kind) -> tuple[Move, ...]:
        """The deals of one kind of change, the largest first."""
        return tuple(sorted((m for m in self.moves if m.kind == kind), key=lambda m: (-abs(m.change), m.opportunity_id)))

    def totals(self) -> dict[Kind, float]:
        """The sum of each kind of change; the usual seven are always there, the others if they occur."""
        sums = {kind: fsum(m.change for m in self.moves if m.kind == kind) for kind in Kind}
        found = {m.kind for m in self.moves}
        return {kind: sums[kind] for n, kind in enumerate(Kind) if n < 7 or kind in found}


@dataclass(frozen=True)
class _Seen:
    """One deal in one snapshot."""

    day: date
    status: str
    amount: float | None
    currency: str
    rate: float | None
    due: date | None
    closed: date | None
    owner: str | None
    market: str | None
    first: bool
    fits: bool

    @property
    def worth(self) -> float:
        """The amount in company money; a deal without one is worth nothing yet."""
        return self.amount * self.rate if self.amount is not None and self.rate is not None else 0.0

    def within(self, due_in: Period | None) -> bool:
        """Does it fit the filter and the days in which it is to close?"""
        return self.fits and (due_in is None or (self.due is not None and due_in.start <= self.due <= due_in.end))


@dataclass(frozen=True)
class _Deal:
    """One deal between two snapshots: open at the first one or None, as last seen since or None.

    `was`, `now` = is it counted at the start and at the end; `inside` = would it be, were it still open?
    """

    source: str
    name: str
    days: tuple[date, date]
    first: _Seen | None
    last: _Seen | None
    was: bool
    now: bool
    inside: bool

    @property
    def unrated(self) -> bool:
        """Has it an amount in a currency without a rate?"""
        return any(seen is not None and seen.amount is not None and seen.rate is None for seen in (self.first, self.last))


def pipeline_moves(deal_moves: pd.DataFrame, deal_snapshots: pd.DataFrame, *, period: Period, due_in: Period | None = None,
                   where: Slice = Slice()) -> PipelineMoves:  # fmt: skip
    """What changed the open amount from the last CRM snapshot before a period to the last one in it.

    `deal_moves`, `deal_snapshots`: the cubes of these names, uncut and unfiltered. `due_in`: only deals expected to close
    in these days (the running fiscal quarter, say) are counted; None = all open deals. `where` filters by market and
    business area at each snapshot, so that a deal that changes its market moves out of the one and into the other.

    *New*: first seen since. *Moved in, moved out*: still open, but the expected close (or its market) came into or left
    what is counted. *Up, down*: the amount changed. *Won, lost*: by the amount counted before. *Back*: reopened or shown
    again. *Gone*: missing without having been won or lost. *Exchange rate*: the same amount in another currency is worth
    more or less. A deal that is new and already won is in both. Amounts are in company money at each snapshot's rate.
    Raises NoAnswer if there are no two snapshots to compare, or the earlier one is no longer kept deal by deal.
    """
    foreign = [d.replace("_", " ") for d in where.filters() if d not in ("market", "business_area")]
    if foreign:
        raise NoAnswer("not by " + " or ".join(foreign))
    days = _snapshots(deal_snapshots, deal_moves, period)
    deals = list(_deals(deal_moves, days, where, due_in))
    usable = [d for d in deals if not d.unrated]
    first, last = (min(pair[n] for pair in days.values()) for n in (0, 1))
    return PipelineMoves(
        fsum(d.first.worth for d in usable if d.was), fsum(d.last.worth for d in usable if d.now), first, last,
        tuple(move for d in usable for move in _moves(d)), sum(d.unrated and (d.was or d.now) for d in deals),
        sum(d.now and d.last.amount is None for d in usable))  # fmt: skip


def _snapshots(snapshots: pd.DataFrame, deals: pd.DataFrame, period: Period) -> dict[str, tuple[date, date]]:
    """For each CRM the last snapshot before the period and the last one in it; a CRM without both is left out."""
    found: dict[str, tuple[date, date]] = {}
    sources = snapshots["source"].to_numpy()
    for source in dict.fromkeys(sources.tolist()):
        days = np.sort(whole_days(snapshots, "snapshot_day")[sources == source])
        earlier, inside = days[days < np.datetime64(period.start)], days[days <= np.datetime64(period.end)]
        if len(earlier) and len(inside) > len(earlier):
            found[source] = (earlier[-1].astype(object), inside[-1].astype(object))
    if not found:
        raise NoAnswer("two snapshots of the deals are needed: one in this period and one before it")
    kept = dict(zip(deals["source"].tolist(), whole_days(deals, "kept_from").tolist(), strict=True))
    if any(first < kept.get(source, first) for source, (first, _) in found.items()):
        raise NoAnswer("deals are kept one by one only for the latest snapshots, and this period is older")
    return found


def _deals(rows: pd.DataFrame, days: dict[str, tuple[date, date]], where: Slice, due_in: Period | None) -> Iterator[_Deal]:
    fits = np.ones(len(rows), dtype=bool)
    for dimension, wanted in where.filters().items():
        column = rows[DIMENSIONS[dimension]]
        fits &= (column.isna() if wanted == NONE else column == wanted).to_numpy(dtype=bool)
    found: dict[tuple[str, str], list[_Seen | None]] = {}
    for key, seen in _seen(rows, fits):
        start, end = days.get(key[0], (date.max, date.min))
        if start < seen.day <= end or (seen.day == start and seen.status == "open"):
            pair = found.setdefault(key, [None, None])
            pair[seen.day > start] = _later(pair[1], seen) if seen.day > start else seen
    for key, (first, last) in sorted(found.items(), key=lambda item: item[0]):
        inside = last is not None and last.within(due_in)
        now = inside and last.status == "open" and last.day == days[key[0]][1]
        yield _Deal(*key, days[key[0]], first, last, first is not None and first.within(due_in), now, inside)


def _later(known: _Seen | None, seen: _Seen) -> _Seen:
    """The later of two sightings; it stays a first one if one of them was."""
    if known is None:
        return seen
    late = max(known, seen, key=lambda s: s.day)
    return late if late.first == (known.first or seen.first) else replace(late, first=True)


def _seen(deals: pd.DataFrame, fits: np.ndarray) -> Iterator[tuple[tuple[str, str], _Seen]]:
    days = [whole_days(deals, column).tolist() for column in ("snapshot_day", "due_day", "closed_day")]
    texts = [[_text(v) for v in deals[column].tolist()] for column in ("status", "currency", "owner", "market")]
    figures = [[None if v != v else v for v in deals[column].astype(float).tolist()] for column in ("amount", "rate")]
    keys = zip(deals["source"].tolist(), deals["opportunity_id"].tolist(), strict=True)
    columns = zip(keys, *days, *texts, *figures, deals["first"].tolist(), fits.tolist(), strict=True)
    for key, day, due, closed, status, currency, owner, market, amount, rate, first, fit in columns:
        yield key, _Seen(day, status, amount, currency, rate, due, closed, owner, market, bool(first), fit)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _moves(deal: _Deal) -> Iterator[Move]:
    first, last = deal.first, deal.last
    before, after = (seen.worth if seen else None for seen in (first, last))

    def move(kind: Kind, change: float) -> Move:
        shown = last or first
        return Move(kind, deal.name, deal.source, change, before, after, first and first.due, last and last.due, shown.owner,
                    shown.market)  # fmt: skip

    if deal.was and deal.now:
        yield from (move(kind, change) for kind, change in _revalued(first, last))
    elif deal.was:
        yield move(_why_out(deal), -before)
    elif deal.now:
        yield move(Kind.MOVED_IN if first else Kind.NEW if last.first else Kind.BACK, after)
    elif not first and deal.inside and last.first and last.status in CLOSED and last.closed and last.closed > deal.days[0]:
        yield from (move(Kind.NEW, after), move(Kind(last.status), -after))


def _why_out(deal: _Deal) -> Kind:
    if deal.last is not None and deal.last.status in CLOSED:
        return Kind(deal.last.status)
    return Kind.MOVED_OUT if deal.last is not None and deal.last.day == deal.days[1] else Kind.GONE


def _revalued(first: _Seen, last: _Seen) -> Iterator[tuple[Kind, float]]:
    """By how much a deal open at both ends is worth more or less, and why; together exactly its difference."""
    change, exchange = last.worth - first.worth, 0.0
    if first.currency == last.currency and first.amount is not None and last.amount is not None:
        exchange = min(first.amount, last.amount) * (last.rate - first.rate)
    if abs(exchange) >= CENT:
        yield Kind.EXCHANGE, exchange
        change -= exchange
    if change:
        yield Kind.UP if change > 0 else Kind.DOWN, change

"""The activation log of the sample company: what each roll-out did on each day in each channel."""

import numpy as np
import pyarrow as pa

from kpis import facts
from sample_data.catalogue import QUIET
from sample_data.columns import choose, days, table_of
from sample_data.contacts import LEFT_AFTER_CHANGE, USE_CASE_IDS, Cell, Touches, cells
from sample_data.plan import AREAS, CHANNELS, EMAIL, FRANCE, MARKETS, Plan, Span, epoch_day

A_DAY = (45, 70, 25, 5, 2)  # actions beside the contacts with known customers, by channel
REACT = (0.04, 0.03, 0.015, 0.3, 0.5)


def activations(plan: Plan, contacts: Touches) -> pa.Table:
    """The table activations: at least the automated contacts, and actions towards visitors nobody knows."""
    chance, span, known = plan.chance("activations"), plan.span, cells(plan.span)
    counts = _contacts_by_day(plan, contacts, len(known))
    first = epoch_day(span.first)
    workday = (np.arange(span.days) + span.first.weekday()) % 7 < 5
    parts = []
    for number, cell in enumerate(known):
        usual = A_DAY[cell.channel] * np.where(workday | (cell.channel < 3), 1.0, 0.0) * _allowed(span, cell)
        actions = counts[number] + chance.poisson(usual)
        at = np.flatnonzero(actions > 0)
        parts.append((np.full(len(at), number), first + at, actions[at]))
    cell, day, actions = (np.concatenate(part) for part in zip(*parts, strict=True))
    channel = np.array([c.channel for c in known])[cell]
    shown = chance.binomial(actions, 0.93)
    order = np.lexsort((cell, day))
    return _table(known, cell[order], day[order], actions=actions[order], shown=shown[order],
                  acted=chance.binomial(shown, np.array(REACT)[channel])[order])  # fmt: skip


def _contacts_by_day(plan: Plan, contacts: Touches, count: int) -> np.ndarray:
    day = contacts.day - epoch_day(plan.span.first)
    made = (contacts.cell >= 0) & (day >= 0)
    code = contacts.cell[made] * plan.span.days + day[made]
    return np.bincount(code, minlength=count * plan.span.days).reshape(count, plan.span.days)


def _allowed(span: Span, cell: Cell) -> np.ndarray:
    """Per day: how much of its usual work a cell did, 0 before go-live and after its last day."""
    day = epoch_day(span.first) + np.arange(span.days)
    last = epoch_day(cell.rollout.last_action)
    going = ((day >= epoch_day(cell.rollout.live_on)) & (day <= last)).astype(float)
    if cell.market == FRANCE and cell.channel == EMAIL:
        going[day >= epoch_day(span.change_day)] *= LEFT_AFTER_CHANGE
    if cell.rollout.use_case.id == QUIET:
        going[day == last] = 20.0  # its last day is certain, weekend or not
    return going


def _table(known: list[Cell], cell: np.ndarray, day: np.ndarray, *, actions: np.ndarray, shown: np.ndarray,
           acted: np.ndarray) -> pa.Table:  # fmt: skip
    names = ("use_case", "channel", "market", "area")
    part = {name: np.array([getattr(c, name) for c in known])[cell] for name in names}
    return table_of(facts.activations, {
        "day": days(day), "use_case_id": choose(USE_CASE_IDS, part["use_case"]),
        "channel": choose(CHANNELS, part["channel"]), "market": choose(MARKETS, part["market"]),
        "business_area": choose(AREAS, part["area"]), "actions": pa.array(actions), "shown": pa.array(shown),
        "acted": pa.array(acted),
    })  # fmt: skip



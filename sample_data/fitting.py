"""Fits the sale values so that weeks follow the plan: total, attributed, and France e-mail, each with its own noise.

Attribution here is linear over 90 days at account level, counted with sorted arrays: independent of the product's own.
"""

from dataclasses import dataclass

import numpy as np

from sample_data.contacts import Touches
from sample_data.people import Customers
from sample_data.plan import EMAIL, FRANCE, LOOKBACK_S, MARKETS, Plan, Span, epoch_day
from sample_data.selling import LEVEL, MARKET_SHARES, Sales, drops, trend

ATTRIBUTED = np.array([0.295, 0.28, 0.29, 0.445])  # of a market's sales, at the end
FRANCE_MAIL = 96_000.0  # a usual week's credit of France e-mail at the end
FRANCE_MAIL_AFTER = 16_500.0
OTHERS = (-0.055, -0.04, -0.045, -0.04)  # the rest of the attributed sales in the story week, relative to usual
TOTALS = (0.025, 0.01, -0.005, 0.025)
NOISE = 0.055  # of a market's week


@dataclass(frozen=True)
class Shares:
    """Per sale: which part of it automation and France e-mail get, and whether any contact was found."""

    automated: np.ndarray
    france_mail: np.ndarray
    contacts: np.ndarray


def shares(people: Customers, sold: Sales, made: Touches) -> Shares:
    """Linear 90-day credit of automation per sale, as a share of its value."""
    party = people.party(made.customer)
    order = np.lexsort((made.ts, party))
    span = int(max(made.ts.max(), sold.ts.max())) + 1
    codes = party[order] * span + made.ts[order]
    automated = np.concatenate(([0], np.cumsum(made.cell[order] >= 0)))
    mailed = np.concatenate(([0], np.cumsum((made.cell[order] >= 0) & (made.channel[order] == EMAIL))))
    buyer = people.party(sold.customer) * span + sold.ts
    first = np.searchsorted(codes, buyer - np.minimum(LOOKBACK_S, sold.ts), "left")  # never into the party before
    last = np.searchsorted(codes, buyer, "right")
    count = np.where(sold.customer > 0, last - first, 0)
    some = np.maximum(count, 1)
    by_machine = np.where(count > 0, (automated[last] - automated[first]) / some, 0.0)
    by_mail = np.where((count > 0) & (sold.market == FRANCE), (mailed[last] - mailed[first]) / some, 0.0)
    return Shares(by_machine, by_mail, count)


def _noise(chance: np.random.Generator, span: Span, amount: float) -> np.ndarray:
    """Weekly noise around 1: bounded, and of the same size in the last half year whatever the seed."""
    raw = chance.normal(0, 1, span.weeks).clip(-1.9, 1.9)
    last = raw[span.week_of(span.story) - 26 : span.week_of(span.story)]
    return 1 + amount * ((raw - last.mean()) / last.std()).clip(-2, 2)


def wanted(plan: Plan) -> np.ndarray:
    """What each market and week should sell: (3 measures, weeks, markets) of total, attributed, France e-mail."""
    chance, span = plan.chance("weeks"), plan.span
    story = span.week_of(span.story)
    usual = LEVEL * trend(span) * drops(span)
    grown = np.clip(0.55 + 0.45 * np.arange(span.weeks) / (story - 44), 0.55, 1)
    found = np.zeros((3, span.weeks, len(MARKETS)))
    for market, share in enumerate(MARKET_SHARES):
        total, level = _noise(chance, span, NOISE), _noise(chance, span, NOISE)
        total[story:], level[story:] = 1 + TOTALS[market], 1 + OTHERS[market]
        found[0, :, market] = usual * share * total
        found[1, :, market] = usual * share * ATTRIBUTED[market] * grown * level
    mail = FRANCE_MAIL * trend(span) * drops(span) * grown * _noise(chance, span, NOISE)
    fallen = mail.copy()
    fallen[story - 2] *= 0.93
    fallen[story - 1 :] = FRANCE_MAIL_AFTER
    found[2, :, FRANCE] = fallen
    mail[story - 1 :] = FRANCE_MAIL
    for measure in (0, 1):
        found[measure, :, FRANCE] += fallen - mail
    return found * _shown(span)[None, :, None]


def _shown(span: Span) -> np.ndarray:
    """Which part of each week's sales has happened by the last day: 1 but for a week that has just begun."""
    part = np.ones(span.weeks)
    if span.weeks > span.week_of(span.story) + 1:
        part[-1] = min(1.0, 0.19 * (span.day.weekday() + 1))
    return part


def fitted(plan: Plan, sold: Sales, credit: Shares) -> Sales:
    """The same sales with values moved as little as possible until weeks and markets meet the plan (calibration)."""
    goals = wanted(plan)
    week = (sold.day - epoch_day(plan.span.first)) // 7
    factor = np.ones(len(sold.ts))
    group = week * len(MARKETS) + sold.market
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        target = goals[:, week[rows[0]], sold.market[rows[0]]]
        value = sold.net[rows]
        measures = np.stack([np.ones(len(rows)), credit.automated[rows], credit.france_mail[rows]], axis=1)
        factor[rows] = _calibrated(value, measures, target)
    return sold.weighted(factor)


def _calibrated(value: np.ndarray, measures: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Factors close to 1 whose weighted sums meet the targets (generalised regression estimator, repeated)."""
    factor = np.full(len(value), target[0] / value.sum() if value.sum() > 0 else 1.0)
    for _ in range(25):
        now = value * factor
        matrix = (measures * now[:, None]).T @ measures
        gap = target - measures.T @ now
        step = np.linalg.lstsq(matrix, gap, rcond=1e-9)[0]
        factor = factor * (1 + measures @ step).clip(0.6, 1.6)
    return factor.clip(0.15, 6)


def weekly(plan: Plan, sold: Sales, credit: Shares) -> dict[str, np.ndarray]:
    """Net sales per week in the company's currency: total, attributed, France e-mail, no contact found."""
    week = (sold.day - epoch_day(plan.span.first)) // 7
    parts = {"total": 1.0, "attributed": credit.automated, "france_email": credit.france_mail,
             "no_contact": credit.contacts == 0}  # fmt: skip
    return {name: np.bincount(week, sold.net * part, plan.span.weeks) for name, part in parts.items()}

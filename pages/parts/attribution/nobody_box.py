"""Sales before which nobody is known to have been in contact: their share, week by week or month by month."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from kpis.company import Company
from kpis.credit_ledger import Ledger, ledger
from kpis.periods import Period, Rhythm, period_of, previous
from pages.parts.attribution.known import Asked, Shared
from pages.parts.charts.draw import Twin, draw
from pages.parts.charts.share_over_time import share_rows, share_spec
from pages.parts.figures import long_period, percent, shown
from pages.parts.views.phrases import where_words
from pages.parts.words import plain, say

LONG = 120  # days; beyond, months are read and not weeks


@dataclass(frozen=True)
class Point:
    """One week or month: its sales, how many of them without a contact, and whether it may still change."""

    period: Period
    found: Ledger
    is_open: bool

    @property
    def share(self) -> float:
        """The part of net sales without a contact."""
        return self.found.nobody / self.found.total


def rhythm_of(period: Period) -> Rhythm:
    """Weeks for a quarter or less, else months."""
    return Rhythm.WEEK if period.days <= LONG else Rhythm.MONTH


def points_of(asked: Asked, shared: Shared) -> list[Point]:
    """The weeks or months that end in the days asked for, oldest first, those without sales left out."""
    since = shared.made.provisional_from
    last = min(asked.period.end, asked.page.today)
    found = []
    for period in _periods(asked.period, asked.company):
        rows = [shared.cut(name, period, asked.place) for name in ("credit", "sales")]
        one = ledger(*rows)
        if one.total > 0:
            is_open = period.end > last or (since is not None and period.end >= since)
            found.append(Point(period, one, is_open))
    return found


def _periods(span: Period, company: Company) -> list[Period]:
    rhythm = rhythm_of(span)
    periods = [period_of(span.end, rhythm, company)]
    while periods[-1].start > span.start:
        periods.append(previous(periods[-1], rhythm, company))
    return [one for one in reversed(periods) if one.start >= span.start]


def draw_nobody(asked: Asked, shared: Shared, whole: Ledger) -> None:
    """The sentence, the line, and the table behind it."""
    points = points_of(asked, shared)
    if not points:
        st.caption(say("attribution.nobody.none"))
        return
    shares = [one.share for one in points]
    rhythm = rhythm_of(asked.period)
    low, high = percent(min(shares)), percent(max(shares))
    st.markdown(say("attribution.nobody.read", share=percent(whole.nobody / whole.total) if whole.total > 0 else "–",
                    money=plain(shown(whole.nobody, asked.currency)), days=asked.company.lookback_days,
                    periods=say(f"attribution.nobody.by.{rhythm}"), low=low, high=high))  # fmt: skip
    named = [(one.period.end, one.share, _name(asked, one), percent(one.share), one.is_open) for one in points]
    twin = Twin("no_contact", lambda: _table(asked, points), lambda: _export(asked, points),
                say("attribution.nobody.definition"), where_words(asked.page, asked.place))  # fmt: skip
    draw(f"share_over_time_{rhythm}", lambda: share_spec(rhythm), share_rows(named), twin=twin,
         alt=say("attribution.nobody.alt", count=len(points), last=_name(asked, points[-1]), now=percent(shares[-1]),
                 low=low, high=high))  # fmt: skip
    st.caption(say("attribution.nobody.key" if any(one.is_open for one in points) else "attribution.nobody.key.plain"))


def _name(asked: Asked, one: Point) -> str:
    return long_period(one.period.end, rhythm_of(asked.period), asked.company.fiscal_year_start_month)


def _table(asked: Asked, points: list[Point]) -> pd.DataFrame:
    rows = [(_name(asked, one), percent(one.share), shown(one.found.nobody, asked.currency),
             shown(one.found.total, asked.currency), say("attribution.nobody.yes") if one.is_open else "")
            for one in reversed(points)]  # fmt: skip
    header = ("period", "share", "money", "total", "state")
    return pd.DataFrame(rows, columns=[say(f"attribution.nobody.{name}") for name in header])


def _export(asked: Asked, points: list[Point]) -> pd.DataFrame:
    return pd.DataFrame([{"from": one.period.start, "to": one.period.end, "share": one.share,
                          "no_contact": one.found.nobody, "total_net_sales": one.found.total,
                          "currency": asked.currency, "may_still_change": one.is_open} for one in points])  # fmt: skip

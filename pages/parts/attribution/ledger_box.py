"""Does it add up? Total sales beside use cases, people and no contact: by month, market, business area or currency."""

import pandas as pd
import streamlit as st

from kpis.credit_ledger import PARTS, Ledger, ledgers
from kpis.periods import ONE_DAY, Rhythm, months_later
from pages.parts.attribution.amounts import exact, exact_together
from pages.parts.attribution.files import draw_file
from pages.parts.attribution.known import Asked, Shared, currencies_of
from pages.parts.charts.draw import Twin
from pages.parts.figures import long_period
from pages.parts.views.phrases import names_of, value_name, where_words
from pages.parts.words import plain, say

BY = ("month", "market", "business_area", "currency")


def months_of(asked: Asked, shared: Shared) -> pd.DataFrame:
    """The ledger of each month."""
    return ledgers(*(shared.cut(name, asked.period, asked.place) for name in ("credit", "sales")), "month")


def draw_broken_months(asked: Asked, shared: Shared) -> None:
    """A red banner that names the months in which it does not add up, even where two gaps cancel out."""
    found = months_of(asked, shared)
    broken = found[~found["adds_up"]]
    if len(broken):
        names = ", ".join(_month(asked, first) for first in broken["name"])
        st.error(say("attribution.broken.months", names=plain(names)))


def draw_ledger(asked: Asked, shared: Shared, whole: Ledger) -> None:
    """The table, its sum, and where the total comes from."""
    if asked.choice.is_whole:
        st.caption(say("attribution.ledger.whole"))
        _table(_rows(asked, pd.DataFrame(columns=["name", "total", *PARTS, "gap", "adds_up"]), whole, "month"))
        return
    by = st.segmented_control(say("attribution.ledger.by"), BY, default=BY[0], key="ledger_by", persist_state="session",
                              required=True, format_func=lambda name: say(f"attribution.ledger.by.{name}"))  # fmt: skip
    found = _found(asked, shared, by)
    _table(_rows(asked, found, None if by == "currency" else whole, by))
    st.caption(say("attribution.ledger.currency") if by == "currency" else
               say("attribution.ledger.note", refunds=say(f"attribution.ledger.{asked.company.refunds}")))  # fmt: skip
    draw_file(Twin(f"ledger_by_{by}", lambda: _export(asked, found, by), None, say("attribution.ledger.definition"),
                   where_words(asked.page, asked.place)))  # fmt: skip


def _found(asked: Asked, shared: Shared, by: str) -> pd.DataFrame:
    if by == "currency":
        return currencies_of(asked)
    return ledgers(*(shared.cut(name, asked.period, asked.place) for name in ("credit", "sales")), by)


def _table(rows: pd.DataFrame) -> None:
    st.table(rows, border="horizontal", hide_index=True)


def _rows(asked: Asked, found: pd.DataFrame, whole: Ledger | None, by: str) -> pd.DataFrame:
    rows = []
    for row in found.iloc[::-1 if by == "month" else 1].itertuples():
        money = row.name if by == "currency" else asked.currency
        parts = [getattr(row, part) for part in PARTS]
        rows.append(_row(_name(asked, row.name, by), parts, row.gap, row.adds_up, money))
    if whole is not None:
        parts = [getattr(whole, part) for part in PARTS]
        rows.append(_row(say("attribution.ledger.all"), parts, whole.gap, whole.adds_up, asked.currency))
    header = [say(f"attribution.ledger.by.{by}"), *(say(f"attribution.part.{part}") for part in PARTS),
              say("attribution.part.total"), say("attribution.ledger.gap"), say("attribution.ledger.word")]  # fmt: skip
    return pd.DataFrame(rows, columns=header)


def _row(name: str, parts: list[float], gap: float, adds_up: bool, currency: str) -> tuple[str, ...]:
    """One line; the parts are rounded so that they add up to their sum, the difference stands apart."""
    amounts = exact_together(parts, currency) if adds_up else [exact(v, currency) for v in (*parts, sum(parts) - gap)]
    told = (amount.replace(" ", "\u00a0") for amount in (*amounts, exact(gap, currency, 2)))
    return plain(name), *told, say("attribution.ledger.yes" if adds_up else "attribution.ledger.no")


def _name(asked: Asked, name, by: str) -> str:
    if by == "month":
        return _month(asked, name)
    return str(name) if by == "currency" else value_name(names_of(asked.page), by, str(name))


def _month(asked: Asked, first: pd.Timestamp) -> str:
    last = months_later(first.date(), 1) - ONE_DAY
    name = long_period(last, Rhythm.MONTH)
    return say("attribution.ledger.running", name=name) if last > min(asked.period.end, asked.page.today) else name


def _export(asked: Asked, found: pd.DataFrame, by: str) -> pd.DataFrame:
    names = {"total": "total_net_sales", "people": "people_only", "nobody": "no_contact", "gap": "difference"}
    about = {"from": asked.period.start, "to": asked.period.end}
    if by != "currency":
        about["currency"] = asked.currency
    return found.rename(columns={"name": by, **names}).assign(**about)

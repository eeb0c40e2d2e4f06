"""Per use case: what sales a rule credits to it in a month, next to what a test proves it adds; never added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.made_of import Look, by_value
from kpis.periods import Period
from kpis.reading import Reading
from kpis.registry import all_indicators, compute
from kpis.slices import NONE, Slice
from kpis.tables import Tables
from pages.parts.cache import Choices
from pages.parts.charts.draw import Twin, draw
from pages.parts.charts.proven import Proof, proof_rows, proof_spec
from pages.parts.figures import shown
from pages.parts.gate import Page
from pages.parts.numbers import company_tables
from pages.parts.views.look import Looked, key_of
from pages.parts.views.phrases import names_of, value_name, where_words
from pages.parts.words import plain, say

ORDERS = ("credited", "proven", "name")
LOWEST = float("-inf")


@dataclass(frozen=True)
class Both:
    """One use case in one month: credited sales, and the readings of its tests (no value = not measured)."""

    use_case: str
    credited: float | None
    impact: Reading


def draw_proofs(page: Page, looked: Looked) -> None:
    """The chart, its order, and the table behind it."""
    impact = looked.lines["revenue_impact"].now
    month = Period(impact.start, impact.end)
    both = _both(*key_of(page), month, page.slice, page.home, company_tables(page))
    named = {"month": f"{month.end:%B %Y}"}
    if not both:
        st.caption(say("views.proof.none", **named))
        return
    with st.container(border=True, key="proofs"):
        st.subheader(say("views.proof.title"), anchor="proof")
        st.caption(say("views.proof.about", **named))
        order = (
            st.segmented_control(
                say("views.proof.sort"),
                ORDERS,
                default=ORDERS[0],
                key="proof_order",
                persist_state="session",
                format_func=lambda name: say(f"views.proof.sort.{name}"),
            )
            or ORDERS[0]
        )
        names = names_of(page)
        ordered = sorted(both, key=lambda one: _rank(names, one, order))
        _draw(page, ordered, named["month"])


def _rank(names: Choices, one: Both, order: str) -> tuple:
    credited, proven = -(one.credited or 0.0), -(LOWEST if one.impact.value is None else one.impact.value)
    name = value_name(names, "use_case", one.use_case)
    return {"credited": (credited, proven, name), "proven": (proven, credited, name), "name": (name,)}[order]


def _draw(page: Page, both: Sequence[Both], month: str) -> None:
    currency = page.home.company.currency
    names = names_of(page)
    proofs = [_proof(names, one, currency) for one in both]
    drawn = [
        v
        for one in both
        for v in (one.credited, one.impact.value, one.impact.low, one.impact.high, 0.0)
        if v is not None
    ]
    low, high = _round(min(drawn), down=True), _round(max(drawn), down=False)
    twin = Twin(
        "credited_and_proven",
        lambda: _table(page, both, month, currency),
        lambda: _export(both, currency),
        say("views.proof.about", month=month),
        where_words(page, page.slice),
    )
    tested = sum(one.impact.value is not None for one in both)
    total = sum(one.credited or 0.0 for one in both)
    draw(
        f"proofs_{len(both)}_{low:g}_{high:g}",
        lambda: proof_spec(len(both), (low, high)),
        proof_rows(proofs),
        twin=twin,
        alt=say("views.proof.alt", count=len(both), credited=shown(total, currency), month=month, tested=tested),
    )


def _round(value: float, *, down: bool) -> float:
    """To tens of thousands, so that few different specs are kept."""
    steps = value / 10_000
    whole = int(steps // 1) if down else -int(-steps // 1)
    return whole * 10_000.0


def _proof(names: Choices, one: Both, currency: str) -> Proof:
    impact, name = one.impact, value_name(names, "use_case", one.use_case)
    credited = shown(one.credited, currency)
    return Proof(
        name, one.credited, credited, impact.value, impact.low, impact.high, _cell(impact, currency), _word(impact)
    )


def _word(impact: Reading) -> str:
    """Two or three words: how well it is proven, that no gain is shown, or that nobody measured it."""
    if impact.value is None:
        return say("views.proof.unmeasured")
    if impact.low <= 0 <= impact.high:
        return say("views.proof.unclear")
    return say(f"views.grade.{impact.grade}")


def _cell(impact: Reading, currency: str) -> str:
    if impact.value is None:
        return say("views.proof.unmeasured")
    ends = say("figure.likely", low=shown(impact.low, currency), high=shown(impact.high, currency))
    return say(
        "views.proof.cell", effect=shown(impact.value, currency), range=ends, grade=say(f"views.grade.{impact.grade}")
    )


def _table(page: Page, both: Sequence[Both], month: str, currency: str) -> pd.DataFrame:
    names = names_of(page)
    rows = [
        (
            plain(value_name(names, "use_case", one.use_case)),
            shown(one.credited, currency),
            _word_or_value(one.impact, currency),
            _range(one.impact, currency),
            _word(one.impact),
        )
        for one in both
    ]
    header = [
        say("views.proof.use_case"),
        say("views.proof.credited", month=month),
        say("views.proof.extra"),
        say("views.proof.range"),
        say("views.proof.grade"),
    ]
    return pd.DataFrame(rows, columns=header)


def _word_or_value(impact: Reading, currency: str) -> str:
    return say("views.proof.unmeasured") if impact.value is None else shown(impact.value, currency)


def _range(impact: Reading, currency: str) -> str:
    if impact.value is None:
        return ""
    return say("figure.likely", low=shown(impact.low, currency), high=shown(impact.high, currency))


def _export(both: Sequence[Both], currency: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "use_case_id": one.use_case,
                "credited": one.credited,
                "proven_a_month": one.impact.value,
                "low": one.impact.low,
                "high": one.impact.high,
                "grade": one.impact.grade and one.impact.grade.value,
                "not_measured_because": one.impact.reason,
                "currency": currency,
                "from": one.impact.start,
                "to": one.impact.end,
            }
            for one in both
        ]
    )


# Keyed by folder, versions, day and what is asked; home and tables are left out of the key by their underscore.
@st.cache_resource(max_entries=32, show_spinner=False)
def _both(
    folder: str, versions: Versions, today: date, month: Period, where: Slice, _home: Home, _tables: Tables
) -> tuple[Both, ...]:
    indicators = {what.id: what for what in all_indicators()}
    look = Look(_tables, _home.company, where)
    sold = compute(indicators["attributed_sales"], _tables, period=month, company=_home.company, where=where)
    proven = compute(indicators["revenue_impact"], _tables, period=month, company=_home.company, where=where)
    credited = by_value(indicators["attributed_sales"], sold, look, "use_case")
    impact = by_value(indicators["revenue_impact"], proven, look, "use_case")
    found = []
    for use_case in dict.fromkeys([*credited, *impact]):
        money = credited[use_case].value if use_case in credited else None
        if (
            use_case != (where.use_case or use_case)
            or use_case == NONE
            or use_case not in impact
            or not (money or impact[use_case].value is not None)
        ):
            continue
        found.append(Both(use_case, money, impact[use_case]))
    return tuple(found)

"""Per use case on Top line: attributed sales beside measured impact, then cost, days and what a day brought; never added."""

from collections.abc import Sequence

import streamlit as st

from kpis.use_case_value import UseCaseValue
from pages.parts.cache import Choices
from pages.parts.charts.draw import Drawn, Twin, draw_twin, spec
from pages.parts.charts.pickable import PICK
from pages.parts.charts.proven import Proof, proof_rows, proof_spec
from pages.parts.figures import shown
from pages.parts.gate import Page
from pages.parts.use_cases.value_details import draw_details
from pages.parts.use_cases.value_sum import draw_ledger, draw_sum
from pages.parts.use_cases.value_table import draw_order, draw_table, export, ordered, plain_table
from pages.parts.use_cases.value_words import clear, evidence, range_words, rule_words
from pages.parts.use_cases.values import Values, values_of
from pages.parts.views.phrases import names_of, where_words
from pages.parts.words import plain, say

CHART = "proof_pick"


def draw_proofs(page: Page) -> None:
    """The chart, its order, the figures behind it, and all about the use case that is the filter."""
    values = values_of(page)
    named = {"month": f"{values.month.end:%B %Y}"}
    if not values.rows:
        st.caption(say("value.none", **named))
        return
    with st.container(border=True, key="proofs"):
        st.subheader(say("value.title"), anchor="proof")
        st.caption(plain(say("value.about", rule=rule_words(page.home.company), **named)))
        order = draw_order("proof_order")
        rows = ordered(values.rows, order, names_of(page))
        drawn = [one for one in rows if one.attributed.value or one.tests]  # others have figures, and nothing to draw
        charts = [_draw_chart(page, values, drawn)] if drawn else []
        draw_table(page, values, rows, "proof_table")
        st.caption(say("value.click"))
        draw_sum(page)
        if page.slice.use_case:
            draw_details(page, page.slice.use_case, "proof_details")
        draw_twin(_twin(page, values, rows), *charts)
        draw_ledger(page, "proof_ledger")


def _draw_chart(page: Page, values: Values, rows: Sequence[UseCaseValue]) -> Drawn:
    currency, names = page.home.company.currency, names_of(page)
    proofs = [_proof(names, one, currency) for one in rows]
    drawn = [v for p in proofs for v in (p.credited, p.effect, p.low, p.high, 0.0) if v is not None]
    low, high = _round(min(drawn), down=True), _round(max(drawn), down=False)
    called = {names.name("use_case", one.use_case_id): one.use_case_id for one in rows}

    def set_filter() -> None:
        """Runs before the page does, so that the filter's own picker takes the value up."""
        picked = st.session_state[CHART].selection.get(PICK) or []
        chosen = called.get(picked[0].get("name")) if picked else None
        if chosen is not None:
            st.session_state["use_case"] = chosen

    total = sum(one.attributed.value or 0.0 for one in rows)
    tested = sum(one.impact.value is not None for one in rows)
    alt = say("value.chart.alt", count=len(rows), credited=shown(total, currency), month=f"{values.month.end:%B %Y}",
              tested=tested)  # fmt: skip
    built = spec(f"proofs_{len(rows)}_{low:g}_{high:g}", lambda: proof_spec(len(rows), (low, high)))
    drawn = Drawn(built, proof_rows(proofs), alt)
    st.vega_lite_chart(
        drawn.rows,
        drawn.spec,
        width="stretch",
        key=CHART,
        on_select=set_filter,
        selection_mode=PICK,
        alt=alt,
    )
    return drawn


def _round(value: float, *, down: bool) -> float:
    """To tens of thousands, so that few different specs are kept."""
    steps = value / 10_000
    whole = int(steps // 1) if down else -int(-steps // 1)
    return whole * 10_000.0


def _proof(names: Choices, one: UseCaseValue, currency: str) -> Proof:
    impact, name, word = one.impact, names.name("use_case", one.use_case_id), evidence(one)
    told = [shown(clear(impact), currency)] if clear(impact) is not None else []
    told += [range_words(impact, currency)] if impact.value is not None else []
    proven = ", ".join([*told, word])
    credited = shown(one.attributed.value, currency)
    return Proof(name, one.attributed.value, credited, impact.value, impact.low, impact.high, proven, word)


def _twin(page: Page, values: Values, rows: Sequence[UseCaseValue]) -> Twin:
    currency, names = page.home.company.currency, names_of(page)
    return Twin(
        "credited_and_proven",
        lambda: plain_table(rows, names, currency),
        lambda: export(rows, values, currency),
        say("value.how.text"),
        where_words(page, page.slice),
    )

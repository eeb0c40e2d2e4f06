"""Value beside effort on Use cases: a chart of what each brings and took, and every figure in a table one can sort."""

import pandas as pd
import streamlit as st

from kpis.use_case_value import UseCaseValue
from pages.parts import cache
from pages.parts.charts.draw import Drawn, Twin, draw, draw_twin
from pages.parts.charts.value_effort import MEASURED, PROMISED, UNCLEAR, value_effort_spec
from pages.parts.figures import shown
from pages.parts.gate import Page
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.use_cases.value_table import draw_order, draw_table, export, ordered, plain_table
from pages.parts.use_cases.value_words import range_words, rule_words
from pages.parts.use_cases.values import Values, values_of
from pages.parts.words import plain, say


def draw_value(page: Page, known: Portfolio, ids: list[str]) -> None:
    """The section for the use cases left by the filter."""
    st.subheader(say("uc.value"))
    values = values_of(page)
    rows = [one for one in values.rows if one.use_case_id in set(ids)]
    if not rows:
        st.caption(say("uc.value.none"))
        return
    currency = page.home.company.currency
    points = _points(known, rows, currency)
    kinds, charts = points["kind"].tolist(), []
    if kinds:
        st.markdown(say("value.effort.read", proven=kinds.count(MEASURED), unclear=kinds.count(UNCLEAR)))
        charts.append(_draw_chart(points, currency))
    st.caption(plain(say("value.table.about", month=f"{values.month.end:%B %Y}", rule=rule_words(page.home.company))))
    sorted_ = ordered(rows, draw_order("uc_value_order"), cache.choices(page.home))
    draw_table(page, values, sorted_, "uc_values")
    st.caption(say("value.click"))
    _draw_file(page, values, sorted_, charts)


def _draw_chart(points: pd.DataFrame, currency: str) -> Drawn:
    days, money = say("value.col.days"), say("uc.value.money", currency=currency)
    tips = (say("value.col.use_case"), say("uc.value.tip"), say("value.col.days"))
    return draw(
        f"value_effort_{currency}",
        lambda: value_effort_spec(days, money, tips),
        points,
        alt=say("uc.value.alt"),
    )


def _draw_file(page: Page, values: Values, rows: list[UseCaseValue], charts: list[Drawn]) -> None:
    currency, names = page.home.company.currency, cache.choices(page.home)
    draw_twin(
        Twin(
            "use_case_values",
            lambda: plain_table(rows, names, currency),
            lambda: export(rows, values, currency),
            say("value.how.text"),
        ),
        *charts,
    )


def _points(known: Portfolio, rows: list[UseCaseValue], currency: str) -> pd.DataFrame:
    """One row per use case with logged time and a measured or promised value a month."""
    columns = ("name", "label", "days", "value", "low", "high", "kind", "shown")
    found = []
    for one in rows:
        value = one.impact if one.impact.value is not None else one.promised
        if one.person_days.value is None or value.value is None:
            continue
        kind = PROMISED if value is one.promised else UNCLEAR if one.impact.unclear else MEASURED
        text = range_words(value, currency) if kind == UNCLEAR else shown(value.value, currency)
        low, high = (value.value if end is None else end for end in (value.low, value.high))
        found.append((one.use_case_id, known.name(one.use_case_id), one.person_days.value, value.value, low, high, kind, text))
    return pd.DataFrame(found, columns=list(columns))

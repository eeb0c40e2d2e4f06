"""Every use case in one table of figures: sorted by a control or by a column, a chosen row filters all pages."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from kpis.use_case_value import UseCaseValue
from pages.parts import cache
from pages.parts.cache import Choices
from pages.parts.figures import shown
from pages.parts.gate import Page
from pages.parts.use_cases.value_words import clear, evidence, range_words
from pages.parts.use_cases.values import Values
from pages.parts.words import plain, say

ORDERS = ("attributed", "measured", "cost", "days", "per_day", "name")
LOWEST = float("-inf")
ROW, HEAD, TALLEST = 35, 38, 458
MONEY = ("attributed", "measured", "cost", "per_day")
WIDTHS = {"attributed": 115, "measured": 115, "range": 145, "evidence": 180, "cost": 85, "days": 95, "per_day": 100}


def draw_order(key: str) -> str:
    """The control that sets the order of chart and table; the order chosen."""
    return (
        st.segmented_control(
            say("value.sort"),
            ORDERS,
            default=ORDERS[0],
            key=key,
            persist_state="session",
            format_func=lambda name: say(f"value.sort.{name}"),
        )
        or ORDERS[0]
    )


def ordered(rows: Sequence[UseCaseValue], order: str, names: Choices) -> list[UseCaseValue]:
    """The use cases in an order, the largest first; unknown ones last, then by name."""

    def rank(one: UseCaseValue) -> tuple:
        figure = {
            "attributed": one.attributed.value,
            "measured": clear(one.impact),
            "cost": one.cost.value,
            "days": one.person_days.value,
            "per_day": clear(one.value_per_day),
            "name": None,
        }[order]
        return -(LOWEST if figure is None else figure), names.name("use_case", one.use_case_id)

    return sorted(rows, key=rank)


def draw_table(page: Page, values: Values, rows: Sequence[UseCaseValue], key: str) -> None:
    """The table; of a test without a clear result only the range stands there, of what is not known nothing."""
    currency, names = page.home.company.currency, cache.choices(page.home)
    month = {"month": f"{values.month.end:%B %Y}"}
    chosen = [one.use_case_id for one in rows]

    def set_filter() -> None:
        """Runs before the page does, so that the filter's own picker takes the value up."""
        picked = [row for row in st.session_state[key].selection.rows if row < len(chosen)]
        if picked:
            st.session_state["use_case"] = chosen[picked[0]]

    st.dataframe(
        _frame(rows, names, currency),
        key=key,
        hide_index=True,
        row_height=ROW,
        height=min(HEAD + ROW * len(rows), TALLEST),
        alt=say("value.table.alt", **month),
        column_config=_columns(currency, month),
        on_select=set_filter,
        selection_mode="single-row",
        placeholder="–",
    )


def _frame(rows: Sequence[UseCaseValue], names: Choices, currency: str) -> pd.DataFrame:
    found = [
        (
            names.name("use_case", one.use_case_id),
            _whole(one.attributed.value),
            _whole(clear(one.impact)),
            range_words(one.impact, currency),
            evidence(one),
            _whole(one.cost.value),
            None if one.person_days.value is None else round(one.person_days.value, 1),
            _whole(clear(one.value_per_day)),
        )
        for one in rows
    ]
    columns = ("use_case", "attributed", "measured", "range", "evidence", "cost", "days", "per_day")
    frame = pd.DataFrame(found, columns=list(columns))
    return frame.astype({name: float for name in (*MONEY, "days")})


def _whole(value: float | None) -> float | None:
    return None if value is None else float(round(value))


def _columns(currency: str, month: dict[str, str]) -> dict[str, object]:
    found: dict[str, object] = {
        "use_case": st.column_config.TextColumn(say("value.col.use_case"), pinned=True, width=190),
        "range": st.column_config.TextColumn(say("value.col.range"), width=WIDTHS["range"]),
        "evidence": st.column_config.TextColumn(say("value.col.evidence"), width=WIDTHS["evidence"]),
    }
    for name in (*MONEY, "days"):
        found[name] = st.column_config.NumberColumn(
            say(f"value.col.{name}", currency=currency),
            help=say(f"value.help.{name}", **month),
            format="localized",
            width=WIDTHS[name],
        )
    return found


def export(rows: Sequence[UseCaseValue], values: Values, currency: str) -> pd.DataFrame:
    """The rows of the file: every figure with its range and the reason where there is none."""
    figures = ("attributed", "impact", "estimated", "share", "run", "written_off", "cost", "person_days", "margin", "net",
               "value_per_day", "break_even", "promised")  # fmt: skip
    found = []
    for one in rows:
        row: dict[str, object] = {"use_case_id": one.use_case_id, "grade": one.grade.value, "promise": one.promise.value}
        for name in figures:
            figure = getattr(one, name)
            row |= {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high, f"{name}_reason": figure.reason}
        found.append(row | {"currency": currency, "from": values.month.start, "to": values.month.end})
    return pd.DataFrame(found)


def plain_table(rows: Sequence[UseCaseValue], names: Choices, currency: str) -> pd.DataFrame:
    """The same as texts, for the table behind the chart."""
    found = [
        (
            names.name("use_case", one.use_case_id),
            shown(one.attributed.value, currency),
            shown(clear(one.impact), currency),
            range_words(one.impact, currency),
            evidence(one),
        )
        for one in rows
    ]
    names_ = ("use_case", "attributed", "measured", "range", "evidence")
    table = pd.DataFrame(found, columns=[say(f"value.col.{name}", currency=currency) for name in names_])
    return table.map(plain)

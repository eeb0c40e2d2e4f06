"""Touched sales: how much of what was sold had a contact of each use case. They overlap, so nobody adds them up."""

import pandas as pd
import streamlit as st

from pages.parts.attribution.known import Asked, touched_of
from pages.parts.charts.draw import Twin, draw_twin
from pages.parts.figures import number, shown, whole
from pages.parts.views.phrases import names_of, value_name, where_words
from pages.parts.words import plain, say


def draw_overlap(asked: Asked) -> None:
    """How much touched sales overlap in all, and the table of each use case."""
    rows = touched_of(asked)
    anyone, each = rows[rows["use_case_id"].isna()], rows[rows["use_case_id"].notna()]
    touched = float(anyone["net"].sum())
    if each.empty or touched <= 0:
        st.caption(say("attribution.overlap.none"))
        return
    together = float(each["net"].sum())
    st.markdown(say("attribution.overlap.read", touched=plain(shown(touched, asked.currency)),
                    sum=plain(shown(together, asked.currency)), times=number(together / touched)))  # fmt: skip
    if asked.page.slice.channel:
        st.caption(say("attribution.overlap.place"))
    wanted = asked.page.slice.use_case
    told = each[each["use_case_id"] == wanted] if wanted else each
    draw_twin(Twin("touched_sales", lambda: _table(asked, told, anyone), lambda: _export(asked, rows),
                   say("attribution.overlap.definition"), where_words(asked.page, asked.place),
                   say("attribution.overlap.twin")))  # fmt: skip


def _table(asked: Asked, told: pd.DataFrame, anyone: pd.DataFrame) -> pd.DataFrame:
    names = names_of(asked.page)
    rows = [(plain(value_name(names, "use_case", row.use_case_id)), whole(row.sales), shown(row.net, asked.currency))
            for row in told.itertuples()]  # fmt: skip
    rows += [(say("attribution.overlap.any"), whole(row.sales), shown(row.net, asked.currency))
             for row in anyone.itertuples()]  # fmt: skip
    return pd.DataFrame(rows, columns=[say(f"attribution.overlap.{name}") for name in ("use_case", "sales", "net")])


def _export(asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    any_use_case = rows["use_case_id"].isna()
    return rows.assign(use_case_id=rows["use_case_id"].mask(any_use_case, "(any)"), currency=asked.currency,
                       **{"from": asked.period.start, "to": asked.period.end})  # fmt: skip

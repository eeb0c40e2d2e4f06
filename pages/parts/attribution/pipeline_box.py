"""New pipeline, shared by the same rule: what deals created in these days are worth, and that it adds up."""

import pandas as pd
import streamlit as st

from kpis.credit_ledger import asked_for, ledger, money_of
from kpis.cubes.credit import USE_CASE
from pages.parts.attribution.choice import rule_label
from pages.parts.attribution.headline import draw_identity, draw_parts
from pages.parts.attribution.known import Asked, shared_deals
from pages.parts.charts.bars import bars_rows, bars_spec
from pages.parts.charts.draw import Twin, draw
from pages.parts.figures import percent, shown
from pages.parts.views.phrases import names_of, value_name, where_words
from pages.parts.words import plain, say

MOST = 12  # bars drawn; the table has all


def draw_pipeline(asked: Asked) -> None:
    """The parts, that they add up, and what each use case has of it."""
    shared = shared_deals(asked)
    if shared is None:
        return
    credit, created = (shared.cut(name, asked.period, asked.place) for name in ("pipeline_credit", "deals_created"))
    found = ledger(credit, created, asked.page.slice)
    if asked.choice.is_whole:
        st.caption(plain(say("attribution.pipeline.whole", rule=rule_label(shared.made.rule))))
    if not found.count:
        st.caption(say("attribution.pipeline.none"))
        return
    st.caption(say("attribution.pipeline.read"))
    draw_parts(asked, found, "created")
    draw_identity(asked, found, ".pipeline")
    _draw_use_cases(asked, credit, found.total)


def _draw_use_cases(asked: Asked, credit: pd.DataFrame, total: float) -> None:
    mine = credit[(credit["kind"] == USE_CASE).to_numpy() & asked_for(credit, asked.page.slice)]
    sums = pd.Series(money_of(mine), index=mine["use_case_id"]).groupby(level=0).sum().sort_values(ascending=False)
    if sums.empty:
        return
    names, money = names_of(asked.page), asked.currency
    told = [(value_name(names, "use_case", one), float(amount)) for one, amount in sums.items()]
    bars = [(name, amount, shown(amount, money), "routine") for name, amount in told[:MOST]]

    def table() -> pd.DataFrame:
        header = [say(f"attribution.pipeline.{name}") for name in ("use_case", "amount", "share")]
        rows = [(plain(name), shown(amount, money), percent(amount / total) if total > 0 else "")
                for name, amount in told]  # fmt: skip
        return pd.DataFrame(rows, columns=header)

    def export() -> pd.DataFrame:
        return pd.DataFrame({"use_case_id": sums.index, "new_pipeline": sums.to_numpy(), "currency": money,
                             "from": asked.period.start, "to": asked.period.end})  # fmt: skip

    draw(f"bars_{len(bars)}", lambda: bars_spec(len(bars)), bars_rows(bars),
         alt=say("attribution.pipeline.alt", parts=", ".join(f"{name} {text}" for name, _, text, _ in bars)),
         twin=Twin("new_pipeline", table, export, say("attribution.pipeline.definition"),
                   where_words(asked.page, asked.page.slice)))  # fmt: skip

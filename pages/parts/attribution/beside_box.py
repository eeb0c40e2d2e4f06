"""Draws all rules beside each other: a dot and a span per use case, and every figure as tables."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from data_adapters.side_by_side import WHOLE_JOURNEYS, Beside
from kpis.credit_ledger import Spread, order_by, other_orders, spreads
from pages.parts.attribution.choice import rule_label
from pages.parts.attribution.headline import TOP
from pages.parts.attribution.known import Asked
from pages.parts.charts.draw import Drawn, Twin, draw, draw_twin
from pages.parts.charts.rule_spans import Span, span_rows, spans_spec
from pages.parts.figures import shown
from pages.parts.views.phrases import names_of, value_name, where_words
from pages.parts.words import plain, say

MOST = 12  # use cases drawn; the table has all


def draw_beside(asked: Asked, found: Beside) -> None:
    """The chart, what is not in it, and the tables behind it."""
    rule, wanted = asked.choice.rule, asked.page.slice.use_case
    if rule not in found.credit or found.credit.empty:
        why = found.missing.get(rule) or say("attribution.spread.none")
        st.caption(plain(say("attribution.unreadable", why=why)) if rule in found.missing else plain(why))
        return
    every = spreads(found.credit, rule)
    told = [one for one in every if one.name == (wanted or one.name)]
    st.caption(say("attribution.beside.read") + _diamonds(found, rule))
    drawn = _draw_chart(asked, found, told[:MOST])
    if len(told) > MOST:
        st.caption(say("attribution.beside.more", count=len(told) - MOST))
    where = where_words(asked.page, asked.page.slice)
    definition = say("attribution.beside.definition")
    draw_twin(Twin("use_cases_by_rule", lambda: _use_cases(asked, told), lambda: _export(asked, found), definition,
                   where, say("attribution.beside.twin")), drawn)  # fmt: skip
    draw_twin(Twin("rules", lambda: rules_table(asked, found), None, definition, where,
                   say("attribution.beside.rules")))  # fmt: skip
    if found.missing:
        missing = " ".join(say("attribution.beside.missing.one", rule=rule_label(name), why=why)
                           for name, why in found.missing.items())  # fmt: skip
        st.caption(plain(say("attribution.beside.missing", list=missing)))


def _diamonds(found: Beside, own: str) -> str:
    drawn = any(rule in found.credit and rule != own for rule in WHOLE_JOURNEYS)
    return " " + say("attribution.beside.diamond") if drawn else ""


def _draw_chart(asked: Asked, found: Beside, told: Sequence[Spread]) -> Drawn:
    names, rule = names_of(asked.page), asked.choice.rule
    spans = [_span(found.credit.loc[one.name], value_name(names, "use_case", one.name), rule, asked.currency)
             for one in told]  # fmt: skip
    spoken = ", ".join(f"{one.name} {one.own_shown}" for one in spans)
    return draw(f"rule_spans_{len(spans)}", lambda: spans_spec(len(spans)), span_rows(spans),
                alt=say("attribution.beside.alt", count=len(spans), rule=rule_label(rule), parts=spoken))  # fmt: skip


def _span(row: pd.Series, name: str, rule: str, currency: str) -> Span:
    each = [(other, float(money), shown(float(money), currency)) for other, money in row.items()]
    told = [(rule_label(other), money, text) for other, money, text in each if other not in WHOLE_JOURNEYS]
    whole = [(rule_label(other), money, text) for other, money, text in each
             if other in WHOLE_JOURNEYS and other != rule]  # fmt: skip
    return Span(name, float(row[rule]), shown(float(row[rule]), currency), rule_label(rule), told, whole)


def _use_cases(asked: Asked, told: Sequence[Spread]) -> pd.DataFrame:
    names, money = names_of(asked.page), asked.currency
    header = ("use_case", "own", "low", "high", "place")
    rows = [(plain(value_name(names, "use_case", one.name)), shown(one.own, money), _by(one.low, one.low_by, money),
             _by(one.high, one.high_by, money), _places(one)) for one in told]  # fmt: skip
    return pd.DataFrame(rows, columns=[say(f"attribution.beside.{name}") for name in header])


def _by(value: float, rule: str, currency: str) -> str:
    return say("attribution.beside.by", money=shown(value, currency), rule=rule)


def _places(one: Spread) -> str:
    if one.best == one.worst:
        return str(one.place)
    return f"{one.place} ({say('attribution.beside.places', best=one.best, worst=one.worst)})"


def rules_table(asked: Asked, found: Beside) -> pd.DataFrame:
    """One row per rule: what use cases, people and no contact get, and its first three use cases."""
    changed: Mapping[str, list[str]] = other_orders(found.credit, asked.choice.rule, TOP)
    rows = []
    for rule in sorted(found.credit, key=lambda name: (name != asked.choice.rule, name in WHOLE_JOURNEYS)):
        money = [float(found.credit[rule].sum()), found.people.get(rule, 0.0), found.nobody]
        first = ", ".join(order_by(found.credit, rule)[:TOP])
        order = "changed" if rule in changed else "kept"
        word = "" if rule == asked.choice.rule else say(f"attribution.beside.{order}")
        amounts = (shown(amount, asked.currency) for amount in money)
        rows.append((plain(rule_label(rule)), *amounts, plain(first), word))
    header = [say("attribution.beside.rule"), *(say(f"attribution.part.{p}") for p in ("use_cases", "people", "nobody")),
              say("attribution.beside.first"), say("attribution.beside.order")]  # fmt: skip
    return pd.DataFrame(rows, columns=header)


def _export(asked: Asked, found: Beside) -> pd.DataFrame:
    """Every use case by every rule, then people and no contact, with every digit."""
    names = names_of(asked.page)
    table = found.credit.loc[order_by(found.credit, asked.choice.rule)]
    rows = [{"use_case_id": use_case, "name": value_name(names, "use_case", use_case), **row.to_dict()}
            for use_case, row in table.iterrows()]  # fmt: skip
    people = {rule: found.people.get(rule, 0.0) for rule in table.columns}
    rows.append({"use_case_id": "", "name": say("attribution.part.people"), **people})
    nobody = dict.fromkeys(table.columns, found.nobody)
    rows.append({"use_case_id": "", "name": say("attribution.part.nobody"), **nobody})
    about = {"lookback_days": asked.company.lookback_days, "currency": asked.currency, "from": asked.period.start,
             "to": asked.period.end}  # fmt: skip
    return pd.DataFrame(rows).assign(**about)

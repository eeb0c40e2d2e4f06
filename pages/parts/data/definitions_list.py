"""What each number means: its definition in words, the tables behind it, and the fingerprint of how it is counted."""

import streamlit as st

from data_adapters.definitions import facts_behind
from kpis.registry import Indicator, all_indicators
from pages.parts.data import kept
from pages.parts.data.phrases import table_words
from pages.parts.gate import Page
from pages.parts.words import plain, say


def draw_definitions(page: Page) -> None:
    """All indicators in one table; one chosen is explained below."""
    versions, indicators = kept.definition_versions(page), {what.id: what for what in all_indicators()}
    rows = [_row(what, versions[what.id]) for what in indicators.values()]
    st.dataframe({name: [row[name] for row in rows] for name in rows[0]}, hide_index=True,
                 alt=say("data.definitions.alt"), height=35 * (len(rows) + 1) + 2,
                 column_config={name: say(f"data.column.{name}") for name in rows[0]})  # fmt: skip
    chosen = st.selectbox(say("data.definitions.choose"), list(indicators), key="definition", bind="query-params",
                          index=None, format_func=lambda name: indicators[name].name)  # fmt: skip
    if chosen:
        what = indicators[chosen]
        st.markdown(f"**{plain(what.name)}**")
        for paragraph in what.about.split("\n\n"):
            st.markdown(_in_words(paragraph))
        behind = ", ".join(table_words(table).lower() for table in facts_behind(what))
        st.caption(say("data.definitions.from", tables=plain(behind), version=versions[chosen]))


def _in_words(definition: str) -> str:
    """A definition with the names of its parts as people say them.

    >>> _in_words("What people earn is in `no_use_case`.")
    'What people earn is in “no use case”.'
    """
    pieces = definition.split("`")
    return "".join(f"“{plain(piece.replace('_', ' '))}”" if n % 2 else plain(piece) for n, piece in enumerate(pieces))


def _row(what: Indicator, version: str) -> dict[str, str]:
    return {"name": what.name, "view": say(f"data.view.{what.view}"), "timing": say(f"data.timing.{what.timing}"),
            "rhythm": say(f"data.rhythm.{what.rhythm}"), "tables": ", ".join(facts_behind(what)).replace("_", " "),
            "version": version}  # fmt: skip

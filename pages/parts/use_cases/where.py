"""What runs where: a line per use case, a column per market, each cell a glyph with its word."""

import pandas as pd
import streamlit as st

from kpis.portfolio_lists import SHOWN_STATES
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say


def draw_where(known: Portfolio, ids: list[str]) -> None:
    """Draw the grid; a market where a use case runs in several business areas shows the furthest of them."""
    st.subheader(say("uc.grid"))
    wanted = set(ids)
    here = {place: "quiet" if place in known.effort.quiet else now for place, now in known.effort.status.items()
            if place[0] in wanted}  # fmt: skip
    if not here:
        st.caption(say("uc.grid.none"))
        return
    order = ("live", "quiet", *SHOWN_STATES[1:])
    cells: dict[tuple[str, str], str] = {}
    for place in sorted(here, key=lambda place: order.index(here[place])):
        cells.setdefault(place[:2], here[place])
    markets = sorted({place[1] for place in here}, key=lambda market: known.effort.label("market", market))
    rows = [use_case for use_case in ids if any((use_case, market) in cells for market in markets)]
    columns = {say("uc.col.use_case"): [plain(known.name(use_case)) for use_case in rows]}
    for market in markets:
        states = [cells.get((use_case, market)) for use_case in rows]
        columns[plain(known.effort.label("market", market))] = [say(f"uc.state.{state}") if state else "" for state in states]
    st.table(pd.DataFrame(columns), border="horizontal", hide_index=True)
    st.caption(say("uc.grid.key"))

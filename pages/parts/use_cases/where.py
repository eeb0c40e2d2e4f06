"""What runs where: a line per use case, a column per market, each cell a glyph with its word."""

import pandas as pd
import streamlit as st

from kpis.portfolio_lists import SHOWN_STATES
from pages.parts.charts.draw import Twin, draw
from pages.parts.charts.places_grid import places_grid_spec
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say

TONES = {"live": "better", "quiet": "worse"}


def draw_where(known: Portfolio, ids: list[str]) -> None:
    """Draw the grid; a market where a use case runs in several business areas shows the furthest of them."""
    st.subheader(say("uc.grid"))
    rows = _cells(known, ids)
    if rows.empty:
        st.caption(say("uc.grid.none"))
        return
    st.caption(say("uc.grid.key"))
    lines = rows["label"].nunique()
    draw(
        f"places_grid_{lines}",
        lambda: places_grid_spec(lines),
        rows,
        alt=say("uc.grid.alt"),
        twin=Twin("what_runs_where", lambda: _table(rows), definition=say("uc.grid.alt")),
    )


def _cells(known: Portfolio, ids: list[str]) -> pd.DataFrame:
    """One row per use case and market that has a status."""
    order = {state: n for n, state in enumerate(("live", "quiet", *SHOWN_STATES[1:]))}
    furthest: dict[tuple[str, str], tuple[int, str, tuple]] = {}
    for place, now in known.effort.status.items():
        state = "quiet" if place in known.effort.quiet else now
        if place[0] in set(ids):
            cell = (order[state], state, place)
            furthest[place[:2]] = min(furthest.get(place[:2], cell), cell)
    found = [
        {
            "row": ids.index(use_case),
            "label": known.name(use_case),
            "market": known.effort.label("market", market),
            "words": say(f"uc.state.{state}"),
            "tone": TONES.get(state, "routine"),
            "place": known.effort.spoken(place),
        }
        for (use_case, market), (_, state, place) in furthest.items()
    ]
    return pd.DataFrame(sorted(found, key=lambda row: (row["row"], row["market"])))


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    wide = rows.pivot(index=["row", "label"], columns="market", values="words").fillna("").reset_index()
    wide = wide.drop(columns="row").rename(columns={"label": say("uc.col.use_case")})
    return wide.rename(columns={name: plain(name) for name in wide.columns}).map(plain)

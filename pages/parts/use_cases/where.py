"""What runs where: a line per use case, a column per market; a click on a cell sets what it is from a day on."""

from itertools import product

import pandas as pd
import streamlit as st

from kpis.portfolio_lists import SHOWN_STATES
from pages.parts.charts.draw import Drawn, Twin, draw_twin, spec
from pages.parts.charts.pickable import PICK
from pages.parts.charts.places_grid import places_grid_spec
from pages.parts.gate import Page
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.use_cases.status import GRID_ROUND, draw_status_form
from pages.parts.words import plain, say

TONES = {"live": "better", "quiet": "worse"}
COLUMNS = ("row", "use_case", "label", "at", "market", "words", "tone", "place", "name")


def draw_where(page: Page, known: Portfolio, ids: list[str]) -> None:
    """Draw the grid; a market where a use case runs in several business areas shows the furthest of them."""
    st.subheader(say("uc.grid"))
    may, rows = page.may("usecase.write"), _cells(known, ids)
    if rows.empty or not (may or rows["words"].any()):
        st.caption(say("uc.grid.none"))
        return
    st.caption(" ".join([say("uc.grid.key"), *([say("uc.grid.click")] if may else [])]))
    lines, turn = rows["label"].nunique(), st.session_state.get(GRID_ROUND, 0)
    drawn = Drawn(spec(f"places_grid_{lines}", lambda: places_grid_spec(lines)), rows, say("uc.grid.alt"))
    event = st.vega_lite_chart(
        rows,
        drawn.spec,
        key=f"uc_grid_{turn}",
        alt=drawn.alt,
        width="stretch",
        on_select="rerun" if may else "ignore",
        selection_mode=PICK if may else None,
    )
    if may and (picked := event.selection.get(PICK)):
        _draw_cell(page, known, rows, str(picked[0].get("name")))
    draw_twin(Twin("what_runs_where", lambda: _table(rows), definition=say("uc.grid.alt")), drawn)


def _draw_cell(page: Page, known: Portfolio, rows: pd.DataFrame, name: str) -> None:
    """The form for the cell that was clicked."""
    chosen = rows[rows["name"] == name].to_dict("records")
    if not chosen:
        return
    cell = chosen[0]
    with st.container(border=True, key="uc_cell"):
        words = cell["words"] or say("uc.grid.nothing")
        st.markdown(say("uc.grid.cell", place=plain(f"{cell['label']}, {cell['market']}"), state=words))
        draw_status_form(page, known, cell["use_case"], (cell["at"], _area(known, cell["use_case"], cell["at"])))


def _area(known: Portfolio, use_case: str, market: str) -> str:
    """The business area a click means: where something stands there, else the only one the use case knows."""
    here = {place[2] for place in known.effort.status if place[:2] == (use_case, market)}
    anywhere = {place[2] for place in known.effort.status if place[0] == use_case}
    found = here or anywhere
    return next(iter(found)) if len(found) == 1 else ""


def _cells(known: Portfolio, ids: list[str]) -> pd.DataFrame:
    """One row per use case and market; the words of a cell without any status are empty."""
    order = {state: n for n, state in enumerate(("live", "quiet", *SHOWN_STATES[1:]))}
    furthest: dict[tuple[str, str], tuple[int, str, tuple]] = {}
    for place, now in known.effort.status.items():
        state = "quiet" if place in known.effort.quiet else now
        cell = (order[state], state, place)
        furthest[place[:2]] = min(furthest.get(place[:2], cell), cell)
    rows = []
    for (row, use_case), market in product(enumerate(ids), _markets(known)):
        _, state, place = furthest.get((use_case, market), (0, None, (use_case, market, None)))
        rows.append(
            (row, use_case, known.name(use_case), market, known.effort.label("market", market),
             say(f"uc.state.{state}") if state else "", TONES.get(state, "routine"), known.effort.spoken(place),
             f"{use_case} {market}")
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(["row", "market"], ignore_index=True)


def _markets(known: Portfolio) -> list[str]:
    places = known.effort.tables["places"]
    listed = set(places.loc[places["dimension"] == "market", "value"])
    return sorted(listed | {place[1] for place in known.effort.status})


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    wide = rows.pivot(index=["row", "label"], columns="market", values="words").reset_index()
    wide = wide.drop(columns="row").rename(columns={"label": say("uc.col.use_case")})
    return wide.rename(columns={name: plain(name) for name in wide.columns}).map(plain)

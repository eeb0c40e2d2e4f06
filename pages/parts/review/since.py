"""Pipeline since last Monday: what came, went and changed, and the deals behind it."""

from collections.abc import Iterable
from datetime import date

import pandas as pd
import sqlalchemy as sa
import streamlit as st

from data_adapters.home import Home
from data_adapters.records.problems import RecordsProblem
from data_adapters.records.store import Versions
from kpis.cubes import CUBES
from kpis.periods import Period, Rhythm, period_of
from kpis.pipeline_moves import Kind, Move, PipelineMoves, pipeline_moves
from kpis.reading import NoAnswer
from kpis.slices import Slice
from pages.parts import cache
from pages.parts.charts.bars import bars_rows, bars_spec
from pages.parts.charts.draw import Twin, draw
from pages.parts.figures import change, day_month, long_day, shown
from pages.parts.gate import Page
from pages.parts.review.goal_path import slice_text
from pages.parts.review.week import Review
from pages.parts.words import say

CHANGED = {
    **dict.fromkeys((Kind.MOVED_IN, Kind.MOVED_OUT), ("amount", "due_before", "due_after")),
    **dict.fromkeys((Kind.UP, Kind.DOWN, Kind.EXCHANGE), ("before", "after")),
    **dict.fromkeys((Kind.NEW, Kind.BACK), ("amount", "due_after")),
}
GOOD = (Kind.NEW, Kind.MOVED_IN, Kind.UP, Kind.BACK)


def draw_since(page: Page, review: Review) -> None:
    """The same behind a fold, for every week; nothing is worked out before somebody opens it."""
    box = st.expander(say("review.since"), icon=":material/swap_vert:", key="since", on_change="rerun", type="compact")
    if box.open:
        with box:
            draw_moves(page, review, "since")


def draw_moves(page: Page, review: Review, key: str) -> None:
    """Bars of the seven kinds of change, and the deals of the kind somebody picks."""
    quarter = period_of(review.week.end, Rhythm.QUARTER, page.home.company)
    moves = _moves(str(page.home.settings.home), page.home.versions(), review.week, quarter, page.slice, page.home)
    if isinstance(moves, str):
        st.caption(say("review.since.not", reason=moves))
        return
    unit, totals = page.home.company.currency, moves.totals()
    st.markdown(say("review.since.title", start=shown(moves.start, unit), end=shown(moves.end, unit),
                    change=change(moves.end - moves.start, unit), start_day=day_month(moves.from_day)))  # fmt: skip
    bars = [(say(f"move.{kind}"), amount, change(amount, unit), _tone(kind, amount)) for kind, amount in totals.items()]
    alt = say("review.since.alt", parts="; ".join(f"{name} {text}" for name, _, text, _ in bars))
    deals = pd.DataFrame([_row(move) for move in moves.moves], columns=_columns())
    draw(f"bars {len(bars)}", lambda: bars_spec(len(bars)), bars_rows(bars), alt=alt,
         twin=Twin(f"moves_{key}", lambda: _summary(moves, unit), lambda: deals, say("review.since.definition"),
                   slice_text(page.slice)))  # fmt: skip
    for told, count in (("left_out", moves.left_out), ("without_amount", moves.without_amount)):
        if count:
            st.caption(say(f"review.since.{told}", n=count))
    _draw_deals(page, moves, key)


def _draw_deals(page: Page, moves: PipelineMoves, key: str) -> None:
    counts = {kind: len(moves.of(kind)) for kind in moves.totals() if moves.of(kind)}
    if not counts:
        return
    kind = st.pills(say("review.since.deals"), list(counts), key=f"kind_{key}",
                    format_func=lambda one: f"{say(f'move.{one}')} {counts.get(one, 0)}")  # fmt: skip
    if kind in counts:
        st.dataframe(deals_table(page, moves.of(Kind(kind)), Kind(kind)), hide_index=True)


def deals_table(page: Page, moves: Iterable[Move], kind: Kind) -> pd.DataFrame:
    """The deals of one kind of change, with what changed about them: amounts, due days, or that they came or went."""
    choices, unit = cache.choices(page.home), page.home.company.currency
    told = {
        "deal": lambda m: m.opportunity_id,
        "owner": lambda m: m.owner or "",
        "amount": lambda m: shown(m.before if m.after is None else m.after, unit),
        "before": lambda m: shown(m.before, unit),
        "after": lambda m: shown(m.after, unit),
        "due_before": lambda m: _due(m.due_before, page.today),
        "due_after": lambda m: _due(m.due_after, page.today),
        "market": lambda m: choices.name("market", m.market or ""),
    }
    names = ["deal", "owner", *CHANGED.get(kind, ("amount",)), "market"]
    return pd.DataFrame([[told[name](move) for name in names] for move in moves],
                        columns=[say(f"move.column.{name}") for name in names])  # fmt: skip


def _due(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return day_month(day) if day.year == today.year else long_day(day)


def _tone(kind: Kind, amount: float) -> str:
    if not amount or kind in (Kind.MOVED_OUT, Kind.EXCHANGE):
        return "worse" if amount < 0 and kind == Kind.MOVED_OUT else "routine"
    return "better" if kind in GOOD or kind == Kind.WON else "worse"


def _summary(moves: PipelineMoves, unit: str) -> pd.DataFrame:
    rows = [(say("move.start"), "", shown(moves.start, unit))]
    rows += [
        (say(f"move.{kind}"), str(len(moves.of(kind)) or ""), change(amount, unit))
        for kind, amount in moves.totals().items()
    ]
    rows.append((say("move.end"), "", shown(moves.end, unit)))
    return pd.DataFrame(rows, columns=[say(f"move.column.{c}") for c in ("kind", "deals", "amount")])


def _columns() -> list[str]:
    return [
        "kind",
        "opportunity_id",
        "source",
        "change",
        "before",
        "after",
        "due_before",
        "due_after",
        "owner",
        "market",
    ]


def _row(move: Move) -> tuple:
    return (move.kind.value, *(getattr(move, name) for name in _columns()[1:]))


@st.cache_resource(max_entries=64, show_spinner=False)
def _moves(
    folder: str, versions: Versions, week: Period, quarter: Period, where: Slice, _home: Home
) -> PipelineMoves | str:
    try:
        deals, snapshots = _deals(folder, versions, _home)
        return pipeline_moves(deals, snapshots, period=week, due_in=quarter, where=where)
    except NoAnswer as none:
        return none.reason
    except (sa.exc.SQLAlchemyError, OSError, RecordsProblem):
        return say("review.since.broken")


@st.cache_resource(max_entries=2, show_spinner=False)
def _deals(folder: str, versions: Versions, _home: Home) -> tuple[pd.DataFrame, pd.DataFrame]:
    company = _home.company
    return tuple(_home.facts.read(CUBES[name].select(company)) for name in ("deal_moves", "deal_snapshots"))

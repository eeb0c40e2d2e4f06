"""Where a number has its own page: the address with the same week and filter, and links for those without a mouse."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from kpis.periods import Period
from kpis.reading import View
from kpis.slices import Slice
from pages.parts.review.week import Review
from pages.parts.slice_bar import week_key
from pages.parts.words import say

FILE = Path(__file__).parents[2] / "indicator.py"
EXISTS = FILE.exists()


def address_of(id_: str, week: Period, where: Slice) -> str:
    """The address of a number's own page; empty while there is no such page."""
    return f"indicator?{urlencode({'indicator': id_, 'week': week_key(week), **where.filters()})}" if EXISTS else ""


def draw_link(id_: str, label: str = "") -> None:
    """A link to a number's own page; week and filter go with the reader by themselves."""
    if EXISTS:
        st.page_link("indicator.py", label=label or say("review.explain.all"), query_params={"indicator": id_})


def draw_links(review: Review) -> None:
    """Every number as a real link, by view: what a click on the scorecard does, for keyboard and screen reader."""
    if not EXISTS:
        return
    box = st.expander(say("review.board.open"), icon=":material/list:", key="open_number", on_change="rerun",
                      type="compact")  # fmt: skip
    if not box.open:
        return
    for place, view in zip(box.columns(len(View)), View, strict=True):
        with place:
            st.caption(say(f"view.{view}"))
            for line in review.lines:
                if line.what.view == view:
                    draw_link(line.what.id, say(f"short.{line.what.id}"))

"""Where a number has its own page: the address with the same week and filter."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from kpis.periods import Period
from kpis.slices import Slice
from pages.parts.slice_bar import week_key
from pages.parts.words import say

FILE = Path(__file__).parents[2] / "indicator.py"
EXISTS = FILE.exists()


def address_of(id_: str, week: Period, where: Slice) -> str:
    """The address of a number's own page; empty while there is no such page."""
    return f"indicator?{urlencode({'indicator': id_, 'week': week_key(week), **where.filters()})}" if EXISTS else ""


def draw_link(id_: str) -> None:
    """A link to a number's own page; week and filter go with the reader by themselves."""
    if EXISTS:
        st.page_link("indicator.py", label=say("review.explain.all"), query_params={"indicator": id_})

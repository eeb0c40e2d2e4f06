"""A table of the page as a file."""

import streamlit as st

from pages.parts.charts.draw import Twin
from pages.parts.csv_out import csv_bytes
from pages.parts.words import say


def draw_file(twin: Twin) -> None:
    """A button that hands out the rows behind a table that stands on the page already."""
    st.download_button(say("chart.csv"), data=lambda: _file(twin), file_name=f"{twin.key}.csv", mime="text/csv",
                       key=f"csv_{twin.key}", icon=":material/download:", type="tertiary")  # fmt: skip


def _file(twin: Twin) -> bytes:
    return csv_bytes((twin.export or twin.table)(), definition=twin.definition, where=twin.where)

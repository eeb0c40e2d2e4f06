"""Runs for every reader first: who is here, which pages exist, the shared week and filter, then the page itself."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from data_adapters.records import policy
from pages.parts import cache
from pages.parts.gate import offer_logout, require_person
from pages.parts.slice_bar import draw_slice_bar
from pages.parts.words import say


@dataclass(frozen=True)
class Entry:
    """One line of the list of pages: its file and address, where it stands, who may open it."""

    file: str
    icon: str
    group: str
    permission: str
    sliced: bool = True

    @property
    def name(self) -> str:
        """The page's name in addresses and texts: its file without the ending."""
        return self.file.removesuffix(".py")


ICON = Path(__file__).with_name("parts") / "icon.svg"  # a named icon would be fetched from another host
PAGES = (
    Entry("review.py", ":material/monitoring:", "monday", "kpi.read"),
    Entry("top_line.py", ":material/trending_up:", "numbers", "kpi.read"),
    Entry("bottom_line.py", ":material/savings:", "numbers", "kpi.read"),
    Entry("strategic.py", ":material/explore:", "numbers", "kpi.read"),
    Entry("indicator.py", ":material/query_stats:", "numbers", "kpi.read"),
    Entry("use_cases.py", ":material/account_tree:", "work", "kpi.read"),
    Entry("effort.py", ":material/timer:", "work", "kpi.read", sliced=False),
    Entry("target.py", ":material/flag:", "work", "target.read", sliced=False),
    Entry("data.py", ":material/database:", "setup", "kpi.read", sliced=False),
)

st.set_page_config(page_title=say("product"), page_icon=str(ICON), layout="wide")
home = cache.home()
person = require_person(home)

open_to_person = [entry for entry in PAGES if policy.may(person, entry.permission)]
if not open_to_person:
    st.info(say("gate.no_page"))
    st.stop()
pages = {
    st.Page(e.file, title=say(f"page.{e.name}"), icon=e.icon, url_path=e.name, default=n == 0): e
    for n, e in enumerate(open_to_person)
}
page = st.navigation(list(pages), position="top")
with st.container(horizontal=True, vertical_alignment="center"):
    if pages[page].sliced:
        draw_slice_bar(home.company.today(), home.company, cache.choices(home))
    if home.is_sample():
        st.badge(say("company.sample"), icon=":material/science:", color="gray", help=say("company.sample.help"))
if person.mode != "local":
    offer_logout(home, person)
page.run()

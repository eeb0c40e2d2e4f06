"""Runs for every reader first: who is here, which pages exist, the shared week and filter, then the page itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from data_adapters.records import policy
from data_adapters.records.principal import BUSINESS_ROLES, Principal
from pages.parts import cache
from pages.parts.gate import offer_logout, require_person
from pages.parts.look_as import draw_look_as
from pages.parts.slice_bar import came_with_a_slice, draw_slice_bar, draw_waiting_slice
from pages.parts.words import say


@dataclass(frozen=True)
class Entry:
    """One line of the list of pages: its file and address, where it stands, who may open it, whose first page it is."""

    file: str
    icon: str
    group: str
    permission: str
    sliced: bool = True
    first_for: str = ""
    by_click: bool = False  # reached from other pages; the line of pages leaves it out

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
    Entry("indicator.py", ":material/query_stats:", "numbers", "kpi.read", by_click=True),
    Entry("use_cases.py", ":material/account_tree:", "work", "kpi.read"),
    Entry("effort.py", ":material/timer:", "work", "kpi.read", sliced=False, first_for="programme_manager"),
    Entry("target.py", ":material/flag:", "work", "target.read", sliced=False, first_for="management"),
    Entry("experiments.py", ":material/science:", "setup", "kpi.read", sliced=False),
    Entry("attribution.py", ":material/call_split:", "setup", "kpi.read"),
    Entry("data.py", ":material/database:", "setup", "setup.read", sliced=False),
)
START = "start"  # never seen: the first page stands at the bare address


def first_page(open_to: Sequence[Entry], person: Principal) -> Entry:
    """Where somebody lands whose address names no page: the one business role's own page, else the first of the list.

    An address with a week or a filter was copied from a page that shows them, so it opens the first of the list.
    """
    own = [role for role in BUSINESS_ROLES if role in person.roles]
    if len(own) == 1 and not came_with_a_slice():
        return next((entry for entry in open_to if entry.first_for == own[0]), open_to[0])
    return open_to[0]


def listed(open_to: Sequence[Entry], first: Entry) -> dict[st.Page, Entry]:
    """The pages as Streamlit wants them. The first one answers under its own name too: links name every page."""
    pages = {}
    for entry in open_to:
        title = say(f"page.{entry.name}")
        path = START if entry == first else entry.name
        shown = "hidden" if entry.by_click else "visible"
        pages[st.Page(entry.file, title=title, icon=entry.icon, url_path=path, default=entry == first,
                      visibility=shown)] = entry  # fmt: skip
    pages[st.Page(first.file, title=say(f"page.{first.name}"), url_path=first.name, visibility="hidden")] = first
    return pages


st.set_page_config(page_title=say("product"), page_icon=str(ICON), layout="wide")
home = cache.home()
person = require_person(home)

open_to_person = [entry for entry in PAGES if policy.may(person, entry.permission)]
if not open_to_person:
    st.info(say("gate.no_page"))
    st.stop()
pages = listed(open_to_person, first_page(open_to_person, person))
page = st.navigation(list(pages), position="top")
with st.container(horizontal=True, vertical_alignment="center"):
    if policy.may(person, "kpi.read"):
        draw = draw_slice_bar if pages[page].sliced else draw_waiting_slice
        draw(home.company.today(), home.company, cache.choices(home))
    if home.is_sample():
        st.badge(say("company.sample"), icon=":material/science:", color="gray", help=say("company.sample.help"))
    if person.mode == "local":
        draw_look_as()
if person.mode != "local":
    offer_logout(home, person)
page.run()

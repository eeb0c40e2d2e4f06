"""Markets, business areas and channels: named once, so that everything else can be chosen from a list."""

from uuid import uuid4

import streamlit as st

from data_adapters.records.problems import RecordsProblem
from data_adapters.records.services import save_place
from pages.parts.gate import Page
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say

DIMENSIONS = ("market", "business_area", "channel")


def draw_places(page: Page, known: Portfolio) -> None:
    """What is named so far and a form for one more; open while there is no market or no business area."""
    if not page.may("place.write"):
        return
    rows = known.effort.tables["places"]
    named = {d: rows.loc[rows["dimension"] == d, ["value", "label"]].values.tolist() for d in DIMENSIONS}
    missing = not named["market"] or not named["business_area"]
    box = st.expander(
        say("uc.places"), expanded=missing and not known.effort.status, icon=":material/public:", key="uc_places",
        on_change="rerun")  # fmt: skip
    if not box.open:
        return
    with box:
        for dimension, values in named.items():
            told = ", ".join(plain(f"{label} ({value})" if label != value else value) for value, label in values)
            st.markdown(say(f"uc.places.{dimension}", list=told or say("uc.places.none")))
        _draw_form(page)


def _draw_form(page: Page) -> None:
    request = st.session_state.setdefault("uc_place_request", f"place-{uuid4().hex}")
    with st.form(f"uc_place_{request[-6:]}", border=False):
        first, second, third, fourth = st.columns([2, 2, 3, 1], vertical_alignment="bottom")
        dimension = first.selectbox(
            say("uc.places.kind"), DIMENSIONS, key="uc_place_kind", format_func=lambda d: say(f"slice.{d}")
        )
        value = second.text_input(say("uc.places.value"), key="uc_place_value", max_chars=40)
        label = third.text_input(say("uc.places.label"), key="uc_place_label", max_chars=80)
        wanted = fourth.form_submit_button(say("uc.places.add"))
    if not wanted:
        return
    place = {"dimension": dimension, "value": value.strip(), "label": label.strip() or value.strip()}
    try:
        save_place(page.home.records, page.principal, place, request_id=request, expected_version=0)
    except RecordsProblem as problem:
        st.error(say("uc.retry", words=plain(problem)))
        return
    for key in ("uc_place_request", "uc_place_value", "uc_place_label"):
        st.session_state.pop(key, None)
    st.session_state["uc_done"] = say("uc.places.done", name=plain(place["label"]))
    st.rerun()

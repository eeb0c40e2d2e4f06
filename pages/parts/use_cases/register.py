"""The register: every use case as Data, Algo, Action with its state, places and people; a chosen row opens it."""

import pandas as pd
import streamlit as st

from kpis.slices import Slice
from pages.parts.figures import long_day
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say

ROW, HEAD, TALLEST = 35, 38, 460
WIDTHS = {
    "state": 85,
    "data": 165,
    "algo": 165,
    "action": 165,
    "driver": 120,
    "stage": 70,
    "places": 120,
    "owner": 60,
    "backup": 70,
}
TEXTS = ("data", "algo", "action", "value_driver", "lifecycle_stage", "owner", "backup_owner")


def filtered(known: Portfolio, where: Slice) -> list[str]:
    """The use cases the shared filter leaves: by id, and by having a roll-out in the market and area; none archived."""
    ids = known.use_cases["use_case_id"].tolist()
    if where.use_case is not None:
        ids = [use_case for use_case in ids if use_case == where.use_case]
    if where.market is None and where.business_area is None:
        return ids
    there = {
        place[0]
        for place in known.effort.status
        if where.market in (None, place[1]) and where.business_area in (None, place[2])
    }
    return [use_case for use_case in ids if use_case in there]


def draw_lead(known: Portfolio) -> None:
    """One sentence on the whole portfolio."""
    states = list(known.states.values())
    waiting = sum(state in ("planned", "idea", "") for state in states)
    building = sum(state in ("building", "pilot") for state in states)
    live = [place for place, now in known.effort.status.items() if now == "live"]
    working = [place for place in live if place not in known.effort.quiet]
    st.markdown(
        say(
            "uc.lead",
            total=len(states),
            live=states.count("live"),
            quiet=states.count("quiet"),
            building=building,
            waiting=waiting,
            rollouts=len(working),
        )
    )
    log = known.effort.rollout_days
    if live and (log is None or log.empty):
        st.caption(say("uc.lead.no_log"))


def draw_register(known: Portfolio, ids: list[str]) -> str | None:
    """Draw the table; the use case whose row was chosen."""
    rows = known.use_cases.set_index("use_case_id").loc[ids]
    texts = {name: ["" if not isinstance(value, str) else value for value in rows[name]] for name in TEXTS}
    shown = pd.DataFrame(
        {
            say("uc.col.use_case"): [known.name(use_case) for use_case in ids],
            say("uc.col.state"): [say(f"uc.state.{known.states[use_case]}") for use_case in ids],
            say("uc.col.data"): texts["data"],
            say("uc.col.algo"): texts["algo"],
            say("uc.col.action"): texts["action"],
            say("uc.col.driver"): texts["value_driver"],
            say("uc.col.stage"): [say(f"uc.stage.{stage}") if stage else "" for stage in texts["lifecycle_stage"]],
            say("uc.col.places"): [_places(known, use_case) for use_case in ids],
            say("uc.col.owner"): texts["owner"],
            say("uc.col.backup"): texts["backup_owner"],
        }
    )
    event = st.dataframe(
        shown,
        key="uc_register",
        hide_index=True,
        height=min(HEAD + ROW * len(shown), TALLEST),
        row_height=ROW,
        on_select="rerun",
        selection_mode="single-row",
        alt=say("uc.register.alt"),
        column_config={say("uc.col.use_case"): st.column_config.TextColumn(pinned=True, width=190)}
        | {say(f"uc.col.{name}"): st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()},
    )
    chosen = [row for row in event.selection.rows if row < len(ids)]
    return ids[chosen[0]] if chosen else None


def _places(known: Portfolio, use_case: str) -> str:
    markets = {known.effort.label("market", place[1]) for place in known.live_places(use_case)}
    return ", ".join(sorted(markets))


def draw_one(known: Portfolio, use_case: str) -> None:
    """One use case in words: its flow, where it runs, what happened."""
    row = known.use_cases.set_index("use_case_id").loc[use_case]
    parts = {
        part: plain(row[part]) if isinstance(row[part], str) else say("uc.unknown")
        for part in ("data", "algo", "action")
    }
    st.markdown(say("uc.flow", **parts))
    here = {place: now for place, now in known.effort.status.items() if place[0] == use_case}
    lines = [
        f"{known.effort.spoken(place[:1] + place[1:]).partition(' · ')[2]}: "
        + say(f"uc.state.{'quiet' if place in known.effort.quiet else now}")
        for place, now in sorted(here.items())
    ]
    st.markdown("  \n".join(plain(line) for line in lines) or say("uc.where.none"))


def draw_events(known: Portfolio, use_case: str) -> None:
    """What happened to a use case, and why, newest first; folded."""
    rows = known.effort.tables["use_case_events"]
    rows = rows[rows["use_case_id"] == use_case].sort_values("day", ascending=False, kind="stable")
    if rows.empty:
        return
    with st.expander(say("uc.events"), icon=":material/history:"):
        places = zip(rows["use_case_id"], rows["market"], rows["business_area"], strict=True)
        st.table(
            pd.DataFrame(
                {
                    say("uc.events.day"): [long_day(day) for day in rows["day"]],
                    say("uc.events.place"): [plain(known.effort.spoken(place).partition(" · ")[2]) for place in places],
                    say("uc.events.status"): [say(f"uc.state.{status}") for status in rows["status"]],
                    say("uc.events.reason"): [plain(why) if isinstance(why, str) else "" for why in rows["reason"]],
                }
            ),
            border="horizontal",
            hide_index=True,
        )

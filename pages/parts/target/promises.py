"""What was promised: the target in force on top, all earlier ones below with what came of them."""

import pandas as pd
import streamlit as st

from kpis.target import Target
from pages.parts.figures import long_day, percent
from pages.parts.target.outlook import Outlook
from pages.parts.words import plain, say


def draw_promise(known: Outlook) -> None:
    """The target in force, who promised it and why; without one, what would stand here."""
    if not known.promises:
        st.subheader(say("target.none"), anchor=False)
        st.markdown(say("target.none.what"))
        return
    now = known.promises[-1]
    st.markdown("### " + say("target.promise", level=percent(now.level), due=long_day(now.due_on)))
    key = "target.promise.who" if now.author else "target.promise.nobody"
    st.caption(say(key, day=long_day(now.set_on), author=plain(now.author or ""), reason=plain(now.reason)))
    if now.due_on < known.day:
        st.info(say("target.promise.past"))


def draw_history(known: Outlook) -> None:
    """All targets so far, the newest first."""
    if not known.promises:
        return
    st.subheader(say("target.history"), anchor=False)
    st.table(
        pd.DataFrame(history_rows(known)),
        border="horizontal",
        hide_index=True,
    )


def history_rows(known: Outlook) -> list[dict[str, str]]:
    """All targets so far as one reads them, the newest first."""
    return [_row(known, promise) for promise in reversed(known.promises)]


def _row(known: Outlook, promise: Target) -> dict[str, str]:
    return {
        say("target.history.set"): long_day(promise.set_on),
        say("target.history.by"): plain(promise.author or "–"),
        say("target.history.level"): percent(promise.level),
        say("target.history.due"): long_day(promise.due_on),
        say("target.history.came"): _came_to(known, promise),
        say("target.history.reason"): plain(promise.reason),
    }


def _came_to(known: Outlook, promise: Target) -> str:
    if promise.due_on > known.day:
        return say("target.history.open")
    if promise.due_on not in known.came_to:
        return say("target.history.unknown")
    live, possible = known.came_to[promise.due_on]
    return say("target.history.came_to", level=percent(live / possible), live=live, possible=possible)

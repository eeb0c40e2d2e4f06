"""Four lists to act on: roll out next, fix, stop, build together; a few lines each, in words."""

from collections.abc import Iterator

import streamlit as st

from pages.parts.effort.draft import number
from pages.parts.figures import shown
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say, unbroken

MOST, PLACES = 4, 3


def draw_lists(known: Portfolio, ids: list[str], currency: str) -> None:
    """Draw the four lists side by side, below each other on a phone; only for the use cases left by the filter."""
    st.subheader(say("uc.act"))
    wanted = set(ids)
    lists = {
        "next": _next(known, wanted),
        "fix": _fix(known, wanted),
        "stop": _stop(known, wanted, currency),
        "together": _together(known, wanted),
    }
    for column, (name, lines) in zip(st.columns(4, border=True), lists.items(), strict=True):
        with column:
            _draw_list(say(f"uc.act.{name}"), list(lines))


def _draw_list(title: str, lines: list[str]) -> None:
    st.markdown(f"##### {title}")
    if not lines:
        st.caption(say("uc.act.nothing"))
        return
    st.markdown(unbroken("\n".join(f"- {line}" for line in lines[:MOST])))
    if len(lines) > MOST:
        st.caption(say("uc.act.more", count=len(lines) - MOST))


def _next(known: Portfolio, wanted: set[str]) -> Iterator[str]:
    for one in known.next_places:
        if one.use_case in wanted:
            live = sorted({known.effort.label("market", place[1]) for place in known.live_places(one.use_case)})
            free = list(dict.fromkeys(known.effort.label("market", place[1]) for place in one.places))
            more = [say("uc.act.more", count=len(free) - PLACES)] if len(free) > PLACES else []
            yield say(
                "uc.act.next.line",
                name=plain(known.name(one.use_case)),
                live=plain(", ".join(live)),
                places=plain(", ".join(free[:PLACES] + more)),
            )


def _fix(known: Portfolio, wanted: set[str]) -> Iterator[str]:
    for place, days in known.effort.quiet.items():
        if place[0] in wanted:
            yield say("uc.act.fix.quiet", name=plain(known.name(place[0])), place=_place(known, place), days=days)
    for use_case in known.effort.no_backup:
        if use_case in wanted:
            yield say("uc.act.fix.backup", name=plain(known.name(use_case)))
    for work in known.effort.past_estimate:
        if work.place[0] in wanted:
            yield say(
                "uc.act.fix.over",
                name=plain(known.name(work.place[0])),
                place=_place(known, work.place),
                days=number(work.spent),
                estimate=number(work.estimate),
            )


def _stop(known: Portfolio, wanted: set[str], currency: str) -> Iterator[str]:
    for effect in known.without_gain:
        if effect.use_case_id in wanted:
            month = effect.per_month()
            yield say(
                "uc.act.stop.line",
                name=plain(known.name(effect.use_case_id)),
                low=plain(shown(month.low, currency)),
                high=plain(shown(month.high, currency)),
            )
    for use_case, state in known.states.items():
        if state == "paused" and use_case in wanted:
            yield say("uc.act.stop.paused", name=plain(known.name(use_case)))


def _together(known: Portfolio, wanted: set[str]) -> Iterator[str]:
    for what, group in known.together.items():
        if wanted & set(group):
            yield say("uc.act.together.line", names=plain(", ".join(group)), what=plain(what))


def _place(known: Portfolio, place: tuple) -> str:
    return plain(known.effort.spoken(place).partition(" · ")[2])

"""What a number counts, one by one: what came in, what went out, what changed; start + came in - went out = end."""

from collections.abc import Iterator

import streamlit as st

from kpis.members import Member, Members
from kpis.reading import Reading
from pages.parts.figures import shown, whole
from pages.parts.gate import Page
from pages.parts.review.lines import Line
from pages.parts.views.look import members_of
from pages.parts.views.phrases import names_of, value_name
from pages.parts.words import plain, say

MANY = 12  # names in one line


def draw_members(page: Page, line: Line) -> None:
    """One line that adds up, then the names; nothing for numbers that are not counted one by one."""
    found = members_of(page, line)
    if found is None:
        return
    st.markdown(plain(_sum(line.now, found)))
    lines = [*_lines(page, line.now, found)]
    if lines:
        st.markdown("\n".join(lines))


def _sum(now: Reading, found: Members) -> str:
    ends = {"start": whole(found.start), "end": whole(found.end), "came": whole(len(found.came)),
            "went": whole(len(found.went))}  # fmt: skip
    text = say(f"one.members.{now.id}", **ends)
    if not found.counted:
        return text
    before, after = found.whole
    return text + " " + say("one.members.whole", before=whole(before), now=whole(after))


def _lines(page: Page, now: Reading, found: Members) -> Iterator[str]:
    names = names_of(page)
    for kind, some in (("came", found.came), ("went", found.went), ("changed", found.changed)):
        if some:
            told = [
                value_name(names, found.dimension, one.name) + _values(now, found, kind, one) for one in some[:MANY]
            ]
            more = [say("one.members.more", n=whole(len(some) - MANY))] if len(some) > MANY else []
            yield "- " + plain(say(f"one.members.{kind}", names=", ".join([*told, *more])))


def _values(now: Reading, found: Members, kind: str, one: Member) -> str:
    """The values behind a name in a list; a count has none, as one there counts once."""
    if found.counted:
        return ""
    before, after = (_value(now, value) for value in (one.before, one.now))
    if kind == "changed":
        return say("one.members.from_to", before=before, now=after)
    return say("one.members.with", value=after if kind == "came" else before)


def _value(now: Reading, value: float | None) -> str:
    return say("one.members.building") if value is None else shown(value, now.unit)

"""The top of the Data page: up to which day the data reach, what is late, and whether everything adds up, in words."""

from collections.abc import Iterator

import streamlit as st

from data_adapters.checks_shown import Check, Outcome
from data_adapters.health import State, data_up_to
from data_adapters.past_loads import still_set_aside
from pages.parts.data import kept
from pages.parts.data.phrases import counted, day_words, moment_words, rows_words, table_words
from pages.parts.figures import number, whole
from pages.parts.gate import Page
from pages.parts.reader import reader
from pages.parts.words import plain, say

GLYPHS = {Outcome.GOOD: ":green[✓]", Outcome.BAD: ":red[▲]", Outcome.UNKNOWN: ":gray[?]", Outcome.NOTHING: ":gray[○]"}
MONEY = ("use_cases", "people", "no_contact", "total", "gap")
NAMED = 5  # how many things a line names before it counts the rest


def draw_health(page: Page) -> None:
    """One sentence, then one line per check: glyph, words, figures."""
    st.markdown(f"**{plain(_headline(page))}**")
    lines = [*_sources(page), _late(page), _set_aside(page), *(_check(one, page) for one in kept.checks_of(page))]
    lines.append((Outcome.GOOD, say("data.journal", mode=plain(page.home.records.journal))))
    with st.container(border=True, gap="xsmall"):
        for outcome, words in lines:
            st.markdown(f"{GLYPHS[outcome]} {words}")


def _headline(page: Page) -> str:
    days = data_up_to(kept.freshness_of(page), page.today)
    if not days:
        return say("data.health.no_facts")
    loads = [one for one in kept.loads_of(page) if one.result in ("loaded", "nothing_new")]
    last = say("data.health.last_load", when=moment_words(loads[0].at, page.home.company)) if loads else ""
    return say("data.health.headline", day=day_words(max(days.values())), last=last)


def _sources(page: Page) -> Iterator[tuple[Outcome, str]]:
    found = kept.freshness_of(page)
    days = data_up_to(found, page.today)
    for source, day in sorted(days.items(), key=lambda one: one[1]):
        tables = sum(one.source == source for one in found)
        yield Outcome.GOOD, say("data.health.source", source=plain(source), day=day_words(day),
                                tables=counted("table", tables))  # fmt: skip


def _late(page: Page) -> tuple[Outcome, str]:
    found = kept.freshness_of(page)
    late = [say("data.health.late_one", table=table_words(one.table), source=plain(one.source), age=one.age_days,
                every=number(one.every)) for one in found if one.state == State.LATE]  # fmt: skip
    if late:
        return Outcome.BAD, say("data.health.late", named=_named(late))
    if not any(one.state == State.FRESH for one in found):
        return Outcome.NOTHING, say("data.health.no_rhythm")
    return Outcome.GOOD, say("data.health.nothing_late")


def _set_aside(page: Page) -> tuple[Outcome, str]:
    loads = still_set_aside(kept.loads_of(page))
    if not loads:
        return Outcome.GOOD, say("data.health.none_aside")
    named = [say("data.health.aside_one", rows=rows_words(one.set_aside), file=plain(one.file_name)) for one in loads]
    rows = rows_words(sum(one.set_aside for one in loads))
    return Outcome.BAD, say("data.health.aside", rows=rows, named=_named(named))


def _check(check: Check, page: Page) -> tuple[Outcome, str]:
    figures = {name: _figure(name, value, page) for name, value in check.figures.items()}
    words = say(f"data.check.{check.name}.{check.outcome}", **figures)
    if check.name == "ledger" and check.figures.get("no_rate"):
        words += " " + say("data.check.no_rate", sales=figures["no_rate"])
    if check.name == "files" and check.figures.get("left"):
        words += " " + say("data.check.left", files=figures["left"])
    return check.outcome, words


def _figure(name: str, value: object, page: Page) -> str:
    if name in MONEY:
        digits = 2 if name == "gap" else 0
        return plain(f"{reader().fixed(value, digits)} {page.home.company.currency}")
    if isinstance(value, list):
        return _named([plain(one) for one in value])
    return whole(value) if isinstance(value, int) else plain(value)


def _named(words: list[str]) -> str:
    shown = "; ".join(words[:NAMED])
    return shown + (say("data.and_more", count=len(words) - NAMED) if len(words) > NAMED else "")

"""The money below the target: spent, proven margin, what must be true to pay, idle technology, how many to stop."""

from collections.abc import Iterator

import streamlit as st

from kpis.figure import Figure
from kpis.programme_value import PROGRAMME, ProgrammeValue
from pages.parts import cache
from pages.parts.figures import long_day, shown
from pages.parts.gate import Page
from pages.parts.use_cases.portfolio import portfolio
from pages.parts.use_cases.value_details import even_words
from pages.parts.use_cases.value_words import ends
from pages.parts.use_cases.values import programme_of
from pages.parts.words import plain, say, unbroken


def draw_below(page: Page) -> None:
    """The lines; nothing at all in a home that has neither cost nor tests nor use cases."""
    found = tuple(below_lines(page, rules=False))
    if not found:
        return
    st.subheader(say("value.below"), anchor=False)
    st.markdown(unbroken("\n".join(f"- {line}" for line in found)))
    box = st.expander(
        say("value.below.rules"), icon=":material/balance:", key="below_rules", on_change="rerun", type="compact"
    )
    if box.open:
        with box, st.spinner(say("value.details.wait")):
            st.markdown(unbroken(_even(programme_of(page, page.today, rules=True))))
            st.caption(say("value.below.how"))


def below_lines(page: Page, *, rules: bool = True) -> Iterator[str]:
    """Each line as Markdown; `rules` = with the range over the other rules, which takes longer."""
    if not page.may("kpi.read"):
        return
    known = programme_of(page, page.today, rules=rules)
    if known.spent.value is None and not known.tested and known.whole.value is None:
        return
    currency = page.home.company.currency
    yield _spent(known, currency)
    yield _margin(known, currency)
    yield _even(known)
    yield _idle(page, known, currency)
    stop = portfolio(page)
    count = len(stop.without_gain) + sum(state == "paused" for state in stop.states.values())
    yield say("value.below.stop", count=count)


def _none(name: str, figure: Figure) -> str:
    return say("value.below.none", what=say(f"value.below.name.{name}"), reason=plain(figure.reason))


def _spent(known: ProgrammeValue, currency: str) -> str:
    if known.spent.value is None or known.since is None:
        return _none("spent", known.spent)
    named = {"spent": plain(shown(known.spent.value, currency)), "since": plain(long_day(known.since))}
    if known.budget.value is None:
        return say("value.below.spent.only", reason=plain(known.budget.reason), **named)
    return say("value.below.spent", budget=plain(shown(known.budget.value, currency)), **named)


def _margin(known: ProgrammeValue, currency: str) -> str:
    if known.margin_a_year.value is None:
        return _none("margin", known.margin_a_year)
    found = {name: plain(text) for name, text in ends(known.margin_a_year, currency).items()}
    if known.margin_a_year.unclear:
        return say("value.below.margin.unclear", **found)
    kind = "whole" if known.basis == PROGRAMME else "sum"
    return say(f"value.below.margin.{kind}", tested=known.tested, live=known.live, **found)


def _even(known: ProgrammeValue) -> str:
    if known.break_even.value is None:
        return _none("even", known.break_even)
    return even_words(known.break_even, known.tests_say)


def _idle(page: Page, known: ProgrammeValue, currency: str) -> str:
    if known.idle.value is None:
        return _none("idle", known.idle)
    names = cache.choices(page.home)
    bought_for = ", ".join(names.name("use_case", use_case) for use_case in known.idle_for)
    line = say("value.below.idle.no")
    if known.idle_for:
        line = say("value.below.idle", value=plain(shown(known.idle.value, currency)), names=plain(bought_for))
    if known.unnamed:
        line += " " + say("value.below.unnamed", value=plain(shown(known.unnamed, currency)))
    return line

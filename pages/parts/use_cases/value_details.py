"""One use case, a line per question: what is measured, what is left after cost, what must be true, what was promised."""

from collections.abc import Iterator

import streamlit as st

from kpis.figure import Figure
from kpis.technology_cost import BOTH, FROM_DAYS, LOADED
from kpis.use_case_value import Promise, UseCaseValue
from pages.parts import cache
from pages.parts.figures import number, shown
from pages.parts.gate import Page
from pages.parts.use_cases.value_words import clear, ends, evidence, rule_words, share
from pages.parts.use_cases.values import values_of
from pages.parts.words import plain, say, unbroken

BASES = {FROM_DAYS: "days", LOADED: "loaded", BOTH: "both", None: "none"}
VERDICTS = {Promise.KEPT: "kept", Promise.NOT_KEPT: "not_kept", Promise.OPEN: "open"}


def draw_details(page: Page, use_case: str, key: str) -> None:
    """The lines, folded; the rules are compared only when somebody opens them."""
    name = cache.choices(page.home).name("use_case", use_case)
    box = st.expander(
        say("value.details", name=plain(name)), icon=":material/calculate:", key=f"{key}_{use_case}", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        with st.spinner(say("value.details.wait")):
            one = values_of(page, rules=True).of(use_case)
        if one:
            st.markdown(unbroken("\n".join(f"- {line}" for line in lines(page, one))))
            st.caption(say("value.how.text"))


def lines(page: Page, one: UseCaseValue) -> Iterator[str]:
    """Every line about one use case, safe for markdown."""
    currency = page.home.company.currency
    yield _attributed(page, one, currency)
    yield _measured(page, one, currency)
    if one.estimated.value is not None:
        yield _said("value.d.estimated", **ends(one.estimated, currency))
    if one.share.value is not None:
        yield _said("value.d.share", value=share(one.share.value), low=share(one.share.low), high=share(one.share.high)) + (
            " " + say("value.d.share.odd") if one.share_is_odd else ""
        )
    yield _cost(one, currency)
    if one.impact.value is not None:
        yield _net(one, currency)
    yield even_words(one.break_even, one.share)
    yield _days(one, currency)
    yield _promise(one, currency)


def even_words(needed: Figure, tests: Figure) -> str:
    """The share of attributed sales that must be extra, beside what tests say; never one times the other."""
    if needed.value is None:
        return _none("break_even", needed)
    spread = ""
    if needed.low is not None:
        kind = "range" if needed.high is not None else "open"
        spread = say(f"value.d.even.{kind}", low=share(needed.low), high=share(needed.high))
    if needed.value > 1:
        return _said("value.d.even.never", value=share(needed.value), range=spread)
    told = say("value.d.even.untested")
    if tests.value is not None:
        told = say("value.d.even.tests", value=share(tests.value), low=share(tests.low), high=share(tests.high))
    return _said("value.d.even", value=share(needed.value), range=spread, tests=told)


def _said(key: str, **values: str) -> str:
    return say(key, **{name: plain(value) for name, value in values.items()})


def _none(name: str, figure: Figure) -> str:
    return _said("value.d.none", what=say(f"value.name.{name}"), reason=figure.reason)


def _attributed(page: Page, one: UseCaseValue, currency: str) -> str:
    if one.attributed.value is None:
        return _none("attributed", one.attributed)
    found, rule = ends(one.attributed, currency), rule_words(page.home.company)
    others = say("value.d.others", low=found["low"], high=found["high"]) if one.attributed.low is not None else ""
    return _said("value.d.attributed", value=found["value"], rule=rule, others=others)


def _measured(page: Page, one: UseCaseValue, currency: str) -> str:
    if one.impact.value is None:
        return _said("value.d.unmeasured", reason=one.impact.reason)
    found = ends(one.impact, currency)
    words = f"{evidence(one)}, " + say("value.range", low=found["low"], high=found["high"])
    if clear(one.impact) is not None:
        words = f"{found['value']}, {words}"
    markets = cache.choices(page.home)
    places = ", ".join(markets.name("market", market) for market in one.tested_in)
    where = " " + _said("value.d.where", places=places) if places else ""
    return _said("value.d.measured", words=words) + "." + where


def _cost(one: UseCaseValue, currency: str) -> str:
    if one.cost.value is None:
        return _none("cost", one.cost)
    said = {"cost": one.cost, "run": one.run, "off": one.written_off}
    basis = say(f"value.d.basis.{BASES[one.build_basis]}")
    return _said("value.d.cost", basis=basis, **{name: shown(figure.value, currency) for name, figure in said.items()})


def _net(one: UseCaseValue, currency: str) -> str:
    if one.net.value is None:
        return _none("net", one.net)
    found = ends(one.net, currency)
    if one.net.unclear:
        return _said("value.d.net.unclear", low=found["low"], high=found["high"])
    whole = " " + say("value.d.net.places") if one.tested_in else ""
    return _said("value.d.net", margin=shown(one.margin.value, currency), **found) + whole


def _days(one: UseCaseValue, currency: str) -> str:
    if one.person_days.value is None:
        return _none("person_days", one.person_days)
    days = number(one.person_days.value)
    if one.value_per_day.value is None:
        return _said("value.d.days.only", days=days)
    found = ends(one.value_per_day, currency)
    return _said("value.d.days.unclear" if one.value_per_day.unclear else "value.d.days", days=days, **found)


def _promise(one: UseCaseValue, currency: str) -> str:
    if one.promised.value is None:
        return _none("promised", one.promised)
    verdict = "untested" if one.impact.value is None else VERDICTS[one.promise]
    return _said("value.d.promise", value=shown(one.promised.value, currency), verdict=say(f"value.d.promise.{verdict}"))

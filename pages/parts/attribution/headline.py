"""First sight of the page: how much followed an automated contact, that it adds up, how far other rules differ."""

from collections.abc import Iterator
from datetime import date

import streamlit as st

from data_adapters.side_by_side import WHOLE_JOURNEYS, Beside
from kpis.credit_ledger import Ledger, other_orders, spreads, whole
from kpis.slices import Slice
from pages.parts.attribution.amounts import exact, exact_together, together
from pages.parts.attribution.choice import days_words, rule_label, rule_says, usual
from pages.parts.attribution.known import Asked, Shared, contacts_up_to, own_company
from pages.parts.data.phrases import day_words
from pages.parts.figures import day_month, percent, shown
from pages.parts.figures import whole as whole_number
from pages.parts.views.phrases import where_words
from pages.parts.words import plain, say

TOP, FEW = 3, 10  # use cases whose order is told; sales below which nothing is compared
WIDE = 163  # pixels of one amount: two stand side by side on a phone


def draw_headline(asked: Asked, found: Ledger, shared: Shared) -> None:
    """The sentence, the parts and their sum, whether they add up, and what may still change."""
    st.subheader(_sentence(asked, found), anchor=False)
    days = days_words(asked.period, asked.page.today)
    how = rule_says(asked.choice.rule, asked.company.lookback_days)
    st.markdown(plain(say("attribution.when", days=days, how=how)))
    own = own_company(asked.page)
    if asked.choice != usual(own):
        st.caption(plain(say("attribution.not_own", rule=rule_label(usual(own).rule), days=own.lookback_days)))
    for words in _about_contacts(asked):
        st.info(plain(words), icon=":material/contact_mail:")
    draw_parts(asked, found)
    draw_identity(asked, found)
    st.caption(_provisional(asked, shared.made.provisional_from, shared.made.lag_words))


def _sentence(asked: Asked, found: Ledger) -> str:
    """The first of the parts and their sum, as they stand below it."""
    amounts = together([value for _, value in parts_of(asked, found)], asked.currency)
    money = {"credited": plain(amounts[0]), "total": plain(amounts[-1])}
    if found.chosen is None:
        return say("attribution.head.whole" if asked.choice.is_whole else "attribution.head", **money)
    return say("attribution.head.chosen", filter=plain(where_words(asked.page, asked.page.slice)), **money)


def _about_contacts(asked: Asked) -> Iterator[str]:
    """What is to be known about the contacts before anybody reads the figures."""
    last = contacts_up_to(asked.page)
    if last is None:
        yield say("attribution.no_touches")
    elif (asked.period.start - last).days > asked.company.lookback_days:
        yield say("attribution.stale", day=day_words(last))


def parts_of(asked: Asked, found: Ledger) -> list[tuple[str, float]]:
    """The parts of a ledger with their labels, in the order people read them."""
    others = [(say("attribution.part.people"), found.people), (say("attribution.part.nobody"), found.nobody)]
    if found.chosen is None:
        return [(say("attribution.part.use_cases"), found.use_cases), *others]
    wanted = _contact_filter(asked)
    left = say(f"attribution.part.others.{'_'.join(wanted.filters())}")
    return [(where_words(asked.page, wanted), found.chosen), (left, found.use_cases - found.chosen), *others]


def _contact_filter(asked: Asked) -> Slice:
    return Slice(use_case=asked.page.slice.use_case, channel=asked.page.slice.channel)


def draw_parts(asked: Asked, found: Ledger, total: str = "total") -> None:
    """Use cases, people only, no contact found and their sum side by side, rounded so that they add up."""
    parts = parts_of(asked, found)
    amounts = together([value for _, value in parts], asked.currency)
    labels = [*(label for label, _ in parts), say(f"attribution.part.{total}")]
    with st.container(horizontal=True, gap="medium"):
        for label, amount, value in zip(labels, amounts, [*(v for _, v in parts), None], strict=True):
            share = percent(value / found.total) if value is not None and found.total > 0 else None
            st.metric(plain(label), amount, share, delta_color="off", delta_arrow="off", width=WIDE,
                      help=_help(label, asked))  # fmt: skip


def _help(label: str, asked: Asked) -> str | None:
    if label == say("attribution.part.people"):
        return say("attribution.part.people.help")
    if label == say("attribution.part.nobody"):
        return say("attribution.part.nobody.help", days=asked.company.lookback_days)
    return None


def draw_identity(asked: Asked, found: Ledger, what: str = "") -> None:
    """The visible row that it adds up, to the unit; a red banner when it does not."""
    parts = [value for _, value in parts_of(asked, found)]
    if found.adds_up:
        exactly = exact_together(parts, asked.currency, 2)
        *some, whole_sum = (plain(amount).replace(" ", "\u00a0") for amount in exactly)
        st.markdown(say("attribution.adds_up" + what, parts=" + ".join(some), total=whole_sum))
    else:
        amounts = {"sum": sum(parts), "total": found.total, "gap": found.gap}
        told = {name: plain(exact(value, asked.currency, 2)) for name, value in amounts.items()}
        whose = say("attribution.part.created" if what else "attribution.part.total").lower()
        st.error(say("attribution.broken", what=whose, **told))
    if found.no_rate:
        st.caption(say("attribution.no_rate", count=whole_number(found.no_rate)))


def _provisional(asked: Asked, since: date | None, why: str) -> str:
    if since is None:
        return say("attribution.provisional.unknown", why=plain(why)) if why else ""
    last = min(asked.period.end, asked.page.today)
    if since > last:
        return ""
    if since <= asked.period.start:
        return say("attribution.provisional.all")
    return say("attribution.provisional", days=(last - since).days + 1, day=day_month(since))


def draw_spread(asked: Asked, found: Beside) -> None:
    """One line: how far the other rules that share each sale lie apart, and whether the order holds."""
    wanted = asked.page.slice.use_case
    rule = asked.choice.rule if asked.choice.rule in found.credit else ""
    rules = found.credit[[r for r in found.credit if r == rule or r not in WHOLE_JOURNEYS]]
    if rules.empty or not rule or wanted not in (None, *rules.index):
        st.caption(say("attribution.spread.none") if rules.empty else "")
        return
    every = rules.loc[[wanted]] if wanted else rules
    told = whole(every, rule)
    ends = {"low": plain(shown(told.low, asked.currency)), "high": plain(shown(told.high, asked.currency))}
    key = "attribution.spread.same" if ends["low"] == ends["high"] else "attribution.spread"
    st.markdown(say(key, order=_order(rules, rule, wanted), **ends))


def _order(rules, rule: str, wanted: str | None) -> str:
    if wanted:
        one = next(s for s in spreads(rules, rule) if s.name == wanted)
        key = "attribution.spread.one.same" if one.best == one.worst else "attribution.spread.one"
        return say(key, best=one.best, worst=one.worst)
    if len(rules) < 2:
        return say("attribution.spread.only")
    changed = other_orders(rules, rule, TOP)
    top = say(f"attribution.number.{min(TOP, len(rules))}")
    if changed:
        return say("attribution.spread.changed", top=top, count=len(changed), rules=len(rules.columns) - 1)
    return say("attribution.spread.kept", top=top)

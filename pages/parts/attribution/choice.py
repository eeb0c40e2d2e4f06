"""The rule, its parameters, the look-back and the days a reader has chosen: in the address, never in the settings."""

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from data_adapters.side_by_side import MARKOV, SHAPLEY, WHOLE_JOURNEYS
from kpis.attribution_rules import CUSTOM, MARKS, RULES, UnknownRule, full_name, rule_named
from kpis.company import Company
from kpis.periods import Period, Rhythm, last_complete, trailing
from pages.parts.figures import number, percent
from pages.parts.gate import Page
from pages.parts.number_field import DECIMALS, Unread, number_field, unread
from pages.parts.reader import reader
from pages.parts.words import plain, say

SPANS = ("weeks", "months", "quarter")
WEEKS, MONTHS = 13, 12
OFFERED = (*RULES, CUSTOM, MARKOV, SHAPLEY)
LONGEST = 800  # days of look-back
NARROW, WIDE = 140, 220  # pixels of an input
SHARES = {"position": ("first", "rest", "last"), CUSTOM: MARKS}
USUAL = {"position": (40.0, 20.0, 40.0), CUSTOM: (30.0, 0.0, 0.0, 30.0, 40.0)}


@dataclass(frozen=True)
class Choice:
    """A rule by its full name, and a look-back for all use cases (None = those of the settings and use cases)."""

    rule: str
    lookback: int | None = None

    @property
    def is_whole(self) -> bool:
        """Does the rule share all sales of the days at once, not each sale?"""
        return self.rule in WHOLE_JOURNEYS

    def applied_to(self, company: Company) -> Company:
        """The company as if this were its rule; for a rule over whole journeys only the look-back is taken."""
        if not self.is_whole:
            company = replace(company, rule=self.rule)
        return company if self.lookback is None else replace(company, lookback_days=self.lookback, lookbacks=())


def usual(company: Company) -> Choice:
    """What the settings say."""
    return Choice(full_name(company.rule, company.half_life_days))


def draw_span(page: Page) -> Period:
    """The picker of days: they end with the chosen week, or are the last complete quarter."""
    chosen = st.segmented_control(say("attribution.span"), SPANS, default=SPANS[0], key="span", bind="query-params",
                                  persist_state="session", required=True, label_visibility="collapsed",
                                  format_func=lambda name: say(f"attribution.span.{name}"))  # fmt: skip
    if chosen == "months":
        return trailing(page.week.end, months=MONTHS)
    if chosen == "quarter":
        return last_complete(page.week.end, Rhythm.QUARTER, page.home.company)
    return trailing(page.week.end, weeks=WEEKS)


def days_words(period: Period, today: date) -> str:
    """The days as people say them: "24 Aug 2026 to 22 Nov 2026", "so far" while they run."""
    text = say("attribution.days", first=reader().full_day(period.start), last=reader().full_day(period.end))
    return say("attribution.so_far", days=text) if period.end > today else text


def draw_choice(company: Company) -> Choice:
    """The chooser: a rule, its parameters, the look-back. Nothing of it changes the settings."""
    _take_written_rule(company)
    own = usual(company)
    base = own.rule.partition(":")[0]
    columns = st.columns([2, 1], gap="medium")
    with columns[0]:
        name = st.selectbox(say("attribution.rule"), OFFERED, index=OFFERED.index(base), key="rule",
                            bind="query-params", persist_state="session",
                            format_func=lambda rule: say(f"attribution.rule.{rule}"))  # fmt: skip
    with columns[1]:
        days = st.number_input(say("attribution.lookback"), 1, LONGEST, company.lookback_days, 1, key="lookback",
                               format="%d", bind="query-params", persist_state="session")  # fmt: skip
    lookback = None if days == company.lookback_days else int(days)
    try:
        rule = _with_parameters(name, company)
    except UnknownRule as unknown:
        st.warning(plain(say("attribution.rule.refused", why=str(unknown))))
        rule = own.rule
    return Choice(rule, lookback)


def _with_parameters(name: str, company: Company) -> str:
    """The full name, with the inputs its parameters need. Raises UnknownRule."""
    own = full_name(company.rule, company.half_life_days)
    if name == "time_decay":
        with st.container(width=WIDE):
            life = _field(say("attribution.half_life"), _own_life(own, company), "half_life", low=0.1, high=3650)
        _readable(life)
        return rule_named(f"time_decay:{life:.12g}").name
    if name not in SHARES:
        return name
    start = _own_shares(own, name)
    with st.container(horizontal=True, gap="small"):
        values = [_share(mark, value) for mark, value in zip(SHARES[name], start, strict=True)]
    _readable(*values)
    if name == "position":
        return rule_named("position:" + "-".join(f"{v:.12g}" for v in values)).name
    told = [f"{mark}={value:.12g}" for mark, value in zip(SHARES[name], values, strict=True) if value]
    return rule_named(f"{CUSTOM}:{','.join(told)}" if told else f"{CUSTOM}:rest=0").name


def _share(mark: str, value: float) -> float | Unread:
    with st.container(width=NARROW):
        return _field(say(f"attribution.share.{mark}"), value, f"share_{mark}", low=0, high=100)


def _field(label: str, value: float, key: str, *, low: float, high: float) -> float | Unread:
    return number_field(label, value, key=key, low=low, high=high, needed=True, bind="query-params",
                        persist_state="session")  # fmt: skip


def _readable(*values: float | Unread) -> None:
    """While a parameter cannot be read, the company's rule is shown. Raises UnknownRule."""
    if unread(values):
        raise UnknownRule(say("attribution.rule.unread"))


def _own_life(own: str, company: Company) -> float:
    name, _, days = own.partition(":")
    return float(days) if name == "time_decay" else float(company.half_life_days)


def _own_shares(own: str, name: str) -> tuple[float, ...]:
    """The company's own shares where it has such a rule; else the usual ones."""
    if own.partition(":")[0] != name:
        return USUAL[name]
    return _shares_of(own)


def _shares_of(rule: str) -> tuple[float, ...]:
    name, _, text = rule.partition(":")
    if name == "position":
        return tuple(float(part) for part in text.split("-"))
    given = dict(part.split("=") for part in text.split(","))
    return tuple(float(given.get(mark, 0.0)) for mark in MARKS)


def _take_written_rule(company: Company) -> None:
    """An address may say rule=time_decay:14, as a command does: rewrite it to what the pickers show."""
    written = st.query_params.get("rule")
    if not written or "rule" in st.session_state or written.partition(":")[0] not in OFFERED:
        return
    name, _, parameters = written.partition(":")
    st.query_params["rule"] = say(f"attribution.rule.{name}")
    try:
        rule = full_name(written, company.half_life_days) if parameters else ""
    except UnknownRule:
        rule = ""
    if rule.startswith("time_decay:"):
        st.query_params["half_life"] = reader().typed(float(rule.partition(":")[2]), DECIMALS)
    elif rule:
        shares = zip(SHARES[name], _shares_of(rule), strict=True)
        st.query_params.update({f"share_{mark}": reader().typed(value, DECIMALS) for mark, value in shares})
    st.rerun()


def rule_label(rule: str) -> str:
    """A rule as it is called everywhere on the page: its name in words and its full name with parameters."""
    base = rule.partition(":")[0]
    return say("attribution.rule.full", words=say(f"attribution.rule.{base}"), name=rule)


def rule_says(rule: str, lookback: int) -> str:
    """One sentence on how a rule shares a sale."""
    base, _, parameters = rule.partition(":")
    named = {"days": number(lookback)}
    if base == "time_decay":
        named["half"] = say("attribution.half.one") if parameters == "1" else say("attribution.half", n=parameters)
    elif base in SHARES:
        shares = _shares_of(rule)
        told = dict(zip(SHARES[base], (share / sum(shares) for share in shares), strict=True))
        named |= {mark: percent(share, 1) for mark, share in told.items()}
        named["parts"] = ", ".join(say(f"attribution.part.{m}", share=named[m]) for m, share in told.items() if share)
    return say(f"attribution.says.{base}", **named)

"""Three cards: where we stand against the plan, when our own pace gets us there, and what is left to do."""

from datetime import date

import streamlit as st

from kpis.effort_left import OWN, EffortLeft
from kpis.rollouts import RollOut
from kpis.target import Standing
from pages.parts import cache
from pages.parts.charts.burn_up import bullet_rows, bullet_spec
from pages.parts.charts.draw import draw
from pages.parts.charts.palette import MARKDOWN
from pages.parts.figures import long_day, money, number, percent
from pages.parts.gate import Page
from pages.parts.target.outlook import Outlook
from pages.parts.target.phrases import a_week, between, days_range, money_range
from pages.parts.words import plain, say

LISTED = 3  # roll-outs named in a line before "and 4 more"
STRESS = (6, 8)  # how far the telecom of the article was off


def draw_cards(page: Page, known: Outlook) -> None:
    """The cards, and below them what does not count; a sentence where there is nothing to measure against."""
    now = known.standing.value
    if now is None:
        if known.promises:
            st.info(say("target.no_portfolio"), icon=":material/grid_view:")
        return
    where, when, left = st.columns(3)
    with where.container(border=True, height="stretch"):
        _draw_standing(now)
    with when.container(border=True, height="stretch"):
        _draw_when(known, now)
    with left.container(border=True, height="stretch"):
        _draw_left(page, known)
    for words in not_counted(page, now):
        st.caption(words)


def _draw_standing(now: Standing) -> None:
    st.caption(say("target.stand"))
    st.subheader(say("target.stand.value", live=now.live, possible=now.possible), anchor=False)
    st.markdown(
        say("target.stand.unit", level=percent(now.level), live=now.use_cases_live, use_cases=now.use_cases)
    )
    tone, words = against_plan(now)
    plan = say("target.stand.plan", plan=number(now.plan, 0), needed=now.needed)
    draw("bullet", bullet_spec, bullet_rows(now.live, now.possible, now.plan, now.needed, tone), alt=f"{words}. {plan}")
    st.markdown(f":{MARKDOWN[tone]}[**{words}**]")
    st.caption(plan)


def against_plan(now: Standing) -> tuple[str, str]:
    """How today stands against the plan: a tone and the words."""
    ahead = now.live - round(now.plan)
    if not now.remaining:
        return "better", say("target.reached")
    if ahead < 0:
        return "worse", say("target.behind", count=-ahead)
    return ("better", say("target.ahead", count=ahead)) if ahead else ("routine", say("target.on_plan"))


def _draw_when(known: Outlook, now: Standing) -> None:
    st.caption(say("target.when"))
    if not now.remaining:
        st.subheader(say("target.when.reached"), anchor=False)
    elif known.reach.value:
        words = between(known.reach.value, known.day)
        st.subheader(words[:1].upper() + words[1:], anchor=False)
    else:
        st.subheader(say("target.when.none"), anchor=False)
        st.markdown(_sentence(known.reach.why))
    if own := known.pace.value:
        st.markdown(
            say(
                "target.when.pace",
                went=own.went_live,
                weeks=number(own.weeks, 0),
                rate=a_week(own.a_week),
                low=a_week(own.low),
                high=a_week(own.high),
            )
        )
    if now.remaining and now.target.due_on > known.day:
        rate = now.remaining / _weeks(known.day, now.target.due_on)
        st.markdown(say("target.when.needed", due=long_day(now.target.due_on), rate=a_week(rate)))


def _weeks(today: date, due_on: date) -> float:
    return (due_on - today).days / 7


def _sentence(reason: str) -> str:
    return plain(reason[:1].upper() + reason[1:] + ".") if reason else ""


def _draw_left(page: Page, known: Outlook) -> None:
    st.caption(say("target.left"))
    left = known.left.value
    if left is None:
        st.markdown(say("target.left.none", why=plain(known.left.why)))
        return
    figures = st.container()
    stressed = st.toggle(say("target.left.stress"), key="stress", bind="query-params")
    with figures:
        _draw_figures(page, left, STRESS if stressed else (1, 1))
    if stressed:
        st.caption(say("target.left.stressed"))


def _draw_figures(page: Page, left: EffortLeft, times: tuple[int, int]) -> None:
    def spread(low: float, high: float) -> tuple[float, float]:
        return low * times[0], high * times[1]

    st.subheader(say("target.left.value", range=days_range(*spread(left.low, left.high))), anchor=False)
    kinds = "target.left.kinds" + ("" if left.builds and left.copies else ".builds" if left.builds else ".copies")
    word = f" :{MARKDOWN['worse']}[**{say('target.left.stress.word')}**]" if times != (1, 1) else ""
    st.markdown(say(kinds, builds=left.builds, copies=left.copies) + word)
    st.caption(_known_from(left))
    if left.at_most is not None:
        st.markdown(say("target.left.at_most", days=number(left.at_most * times[1], 0)))
    if left.money_low is None:
        st.caption(say("target.left.no_money"))
    else:
        currency = page.home.company.currency
        st.markdown(
            say(
                "target.left.money",
                range=money_range(*spread(left.money_low, left.money_high), currency),
                rate=plain(money(left.day_rate, currency)),
            )
        )
    if left.weeks_low is None:
        st.caption(say("target.left.no_weeks"))
    else:
        st.caption(
            say(
                "target.left.weeks",
                range=days_range(*spread(left.weeks_low, left.weeks_high)),
                week=number(left.days_a_week, 0),
            )
        )


def _known_from(left: EffortLeft) -> str:
    sources = {usual.source for count, usual in ((left.builds, left.a_build), (left.copies, left.a_copy)) if count}
    if sources == {OWN}:
        return say("target.left.own", builds=left.a_build.n, copies=left.a_copy.n)
    return say("target.left.partly" if OWN in sources else "target.left.article")


def not_counted(page: Page, now: Standing) -> list[str]:
    """What a reader would else miss in the count: quiet ones, those outside, a portfolio that changed."""
    found = [
        say(f"target.{kind}", list=plain(_few(page, places)))
        for kind, places in (("quiet", now.quiet), ("outside", now.outside))
        if places
    ]
    if now.possible_then != now.possible:
        kind = "grown" if now.possible > now.possible_then else "shrunk"
        found.append(say(f"target.{kind}", then=now.possible_then, now=now.possible))
    return found if now.at_work else [*found, say("target.no_log")]


def _few(page: Page, places: tuple[RollOut, ...]) -> str:
    names = cache.choices(page.home)
    told = [" · ".join((u, names.name("market", m), names.name("business_area", b))) for u, m, b in places[:LISTED]]
    more = [say("target.more", count=len(places) - LISTED)] if len(places) > LISTED else []
    return ", ".join([*told, *more])

"""Before a test: how many customers for how long, and what those we have can show at all; from our own sales."""

from datetime import date

import pandas as pd
import sqlalchemy as sa
import streamlit as st

from data_adapters.baselines import Known as Baselines
from data_adapters.baselines import baselines
from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.buying import Baseline
from kpis.reading import NoAnswer
from pages.parts.experiments.known import Known
from pages.parts.figures import money, percent, whole
from pages.parts.gate import Page
from pages.parts.number_field import Unread, number_field
from pages.parts.words import plain, say

UNITS = ("customer", "account")
EFFECT, HELD_OUT, LOOKS = 10.0, 50.0, 1


def draw_planner(page: Page, known: Known) -> None:
    """The folded calculator: own baseline, four lengths side by side, one sentence."""
    box = st.expander(say("exp.plan"), icon=":material/calculate:", key="exp_plan", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption(say("exp.plan.how"))
        asked = _asked(known)
        if asked is None:
            return
        unit, market, effect, held_out, looks = asked
        try:
            found = own_baselines(page, unit, market)
        except (sa.exc.SQLAlchemyError, OSError):
            st.warning(say("exp.plan.broken"), icon=":material/sync_problem:")
            return
        if not found.found:
            st.info(say("exp.plan.none", reason=plain(next(iter(found.reasons.values())))))
            return
        _draw_answer(page, found, unit, effect=effect, held_out=held_out, looks=looks)


def _asked(known: Known) -> tuple[str, str | None, float, float, int] | None:
    """What the calculator is asked; None while one of the numbers cannot be read, which stands under its field."""
    first, second, third, fourth, fifth = st.columns(5)
    unit = first.selectbox(say("exp.f.unit"), UNITS, key="exp_plan_unit", format_func=lambda u: say(f"exp.unit.{u}"))
    market = second.selectbox(
        say("exp.f.market"), ["", *known.open_markets], key="exp_plan_market",
        format_func=lambda value: known.names.name("market", value) if value else say("exp.everywhere"),
    )  # fmt: skip
    with third:
        effect = number_field(say("exp.plan.effect"), EFFECT, key="exp_plan_effect", low=0.5, high=200, needed=True,
                              help=say("exp.plan.effect.help"))  # fmt: skip
    with fourth:
        held_out = number_field(say("exp.plan.held_out"), HELD_OUT, key="exp_plan_held_out", low=1, high=90, needed=True)
    looks = fifth.number_input(say("exp.f.looks"), min_value=1, max_value=12, value=LOOKS, step=1, key="exp_plan_looks",
                               format="%d")  # fmt: skip
    if isinstance(effect, Unread) or isinstance(held_out, Unread):
        return None
    return unit, market or None, effect / 100, held_out / 100, int(looks)


def _draw_answer(page: Page, known: Baselines, unit: str, *, effect: float, held_out: float, looks: int) -> None:
    currency, treated = page.home.company.currency, 1 - held_out
    rows = [_line(b, effect=effect, treated=treated, looks=looks, currency=currency) for b in known.found.values()]
    enough = [b for b in known.found.values() if sum(_size(b, effect, treated, looks)) <= b.units]
    units = say(f"exp.plan.{unit}s")
    longest = max(known.found.values(), key=lambda b: b.weeks)
    if enough:
        need = sum(_size(enough[0], effect, treated, looks))
        st.markdown(say("exp.plan.enough", effect=percent(effect, 1), need=whole(need), units=units,
                        weeks=enough[0].weeks, have=whole(enough[0].units)))  # fmt: skip
    else:
        need = sum(_size(longest, effect, treated, looks))
        st.markdown(say("exp.plan.too_few", effect=percent(effect, 1), need=whole(need), units=units, weeks=longest.weeks,
                        have=whole(longest.units), shows=percent(longest.detectable(treated, looks))))  # fmt: skip
    columns = ("weeks", "each", "need", "shows")
    st.table(pd.DataFrame(rows, columns=[say(f"exp.plan.col.{name}") for name in columns]), border="horizontal",
             hide_index=True)  # fmt: skip
    for weeks, reason in known.reasons.items():
        st.caption(say("exp.plan.reason", weeks=weeks, reason=plain(reason)))
    st.caption(say("exp.plan.basis"))


def _size(baseline: Baseline, effect: float, treated: float, looks: int) -> tuple[int, int]:
    size = baseline.needed(effect, treated, looks)
    return size.treated, size.control


def _line(b: Baseline, *, effect: float, treated: float, looks: int, currency: str) -> tuple[str, ...]:
    size = _size(b, effect, treated, looks)
    return (
        say("exp.plan.weeks", weeks=b.weeks),
        plain(money(b.mean, currency)),
        say("exp.plan.two", treated=whole(size[0]), control=whole(size[1])),
        percent(b.detectable(treated, looks)),
    )


def smallest_need(page: Page, unit: str, effect: float) -> tuple[Baseline, int]:
    """The longest known baseline of all markets and how many units find such an effect, half held out. Raises NoAnswer."""
    found = own_baselines(page, unit, None)
    if not found.found:
        raise NoAnswer(next(iter(found.reasons.values())))
    best = max(found.found.values(), key=lambda b: b.weeks)
    return best, sum(_size(best, effect, 0.5, 1))


def own_baselines(page: Page, unit: str, market: str | None) -> Baselines:
    """What our customers or accounts brought up to today. Raises sqlalchemy and OS errors."""
    return _baselines(str(page.home.settings.home), page.home.versions(), page.today, unit, market, page.home)


# Keyed by folder, versions, day and what is asked; the home itself is left out of the key by its underscore.
@st.cache_resource(max_entries=12, show_spinner=False)
def _baselines(
    folder: str, versions: Versions, today: date, unit: str, market: str | None, _home: Home
) -> Baselines:
    return baselines(_home, unit, today, market=market)

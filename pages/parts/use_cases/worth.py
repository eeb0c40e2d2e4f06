"""What use cases are worth: value beside effort, promise and result, the ranking, and what is outside the standard."""

import pandas as pd
import streamlit as st

from kpis.priority import divergence, one_offs
from pages.parts.charts.draw import Twin, draw
from pages.parts.charts.value_effort import value_effort_spec
from pages.parts.charts.value_urgency import value_urgency_spec
from pages.parts.effort.draft import number
from pages.parts.figures import percent, shown
from pages.parts.use_cases.portfolio import Portfolio
from pages.parts.words import plain, say

MONTHS, TOP = 12, 5
RUNNING = ("live", "quiet", "paused", "retired")


def draw_value(known: Portfolio, ids: list[str], currency: str) -> None:
    """Value a month beside person-days: tested with range, others as promised; the table says promise and result."""
    st.subheader(say("uc.value"))
    rows = _value_rows(known, ids, currency)
    if rows.empty:
        st.caption(say("uc.value.none"))
        return
    live = [use_case for use_case in ids if known.states[use_case] in ("live", "quiet")]
    st.markdown(say("uc.value.read", tested=int(rows["proven"].sum()), live=len(live)))
    days, money = say("uc.value.days"), say("uc.value.money", currency=currency)
    draw(
        f"value_effort_{currency}",
        lambda: value_effort_spec(days, money),
        rows,
        alt=say("uc.value.alt"),
        twin=Twin(
            "promise_and_result",
            lambda: _promises(known, ids, currency),
            label=say("uc.promise"),
            definition=say("uc.value.alt"),
        ),
    )


def _value_rows(known: Portfolio, ids: list[str], currency: str) -> pd.DataFrame:
    promised, found = _promised(known), []
    for use_case in ids:
        effect, days = known.effect_of.get(use_case), known.days.get(use_case)
        if days is None or (effect is None and use_case not in promised):
            continue
        month = effect.per_month() if effect else None
        value = month.value if month else promised[use_case]
        found.append(
            {
                "name": use_case,
                "label": known.name(use_case),
                "days": days,
                "value": value,
                "proven": effect is not None,
                "low": month.low if month else value,
                "high": month.high if month else value,
                "shown": shown(value, currency),
            }
        )
    return pd.DataFrame(found)


def _promised(known: Portfolio) -> dict[str, float]:
    """What was promised, a month."""
    rows = known.use_cases.dropna(subset=["promised_value"])
    return {u: float(value) / MONTHS for u, value in zip(rows["use_case_id"], rows["promised_value"], strict=True)}


def _promises(known: Portfolio, ids: list[str], currency: str) -> pd.DataFrame:
    promised, rows = _promised(known), []
    for use_case in ids:
        effect = known.effect_of.get(use_case)
        month = effect.per_month() if effect else None
        likely = f"{shown(month.low, currency)} – {shown(month.high, currency)}" if month else ""
        days = known.days.get(use_case)
        rows.append(
            (
                known.name(use_case),
                shown(promised.get(use_case), currency),
                shown(month.value, currency) if month else say("uc.promise.not_tested"),
                likely,
                number(days) if days else "–",
            )
        )
    names = ("uc.col.use_case", "uc.promise.promised", "uc.promise.result", "uc.promise.range", "uc.promise.days")
    return pd.DataFrame([[plain(cell) for cell in row] for row in rows], columns=[say(name) for name in names])


def draw_facts(known: Portfolio, use_case: str, currency: str) -> None:
    """One use case in figures: promised and proven, days and estimate, its place in the ranking, the standard met."""
    promised, effect = _promised(known).get(use_case), known.effect_of.get(use_case)
    days, estimate, met = known.days.get(use_case), known.expected_days.get(use_case), known.standard.get(use_case)
    said = [say("uc.fact.promised", money=plain(shown(promised, currency)))] if promised is not None else []
    if effect:
        month = effect.per_month()
        said.append(
            say(
                "uc.fact.tested",
                money=plain(shown(month.value, currency)),
                low=plain(shown(month.low, currency)),
                high=plain(shown(month.high, currency)),
            )
        )
    if days is not None:
        said.append(
            say(
                "uc.fact.days" if estimate is not None else "uc.fact.days_only",
                days=number(days),
                estimate=number(estimate or 0),
            )
        )
    place = next((n for n, one in enumerate(known.to_build, 1) if one.use_case == use_case), None)
    said += [say("uc.fact.place", place=place, count=len(known.to_build))] if place else []
    said += [say("uc.fact.standard", share=percent(met))] if met is not None else []
    st.markdown(" ".join(said))


def draw_priority(known: Portfolio, ids: list[str]) -> None:
    """Value beside urgency, and the ranking of what is not live yet."""
    st.subheader(say("uc.priority"))
    scored = [one for one in known.ranking if one.use_case in set(ids)]
    if not scored:
        st.caption(say("uc.priority.none"))
        return
    rows = pd.DataFrame(
        [
            {
                "name": one.use_case,
                "label": known.name(one.use_case),
                "value": one.value,
                "urgency": one.urgency,
                "running": known.states[one.use_case] in RUNNING,
            }
            for one in scored
        ]
    )
    st.markdown(say("uc.priority.read"))
    left, right = st.columns(2, gap="medium")
    with left:
        draw(
            "value_urgency",
            lambda: value_urgency_spec(say("uc.priority.value"), say("uc.priority.urgency")),
            rows,
            alt=say("uc.priority.alt"),
        )
    with right:
        _draw_ranking(known, set(ids))


def _draw_ranking(known: Portfolio, wanted: set[str]) -> None:
    order = {one.use_case: n for n, one in enumerate(known.to_build, 1)}
    waiting = [one for one in known.to_build if one.use_case in wanted]
    if not waiting:
        st.caption(say("uc.priority.all_live"))
        return
    places = [
        say(
            "uc.priority.same" if one.best == one.worst else "uc.priority.range",
            place=order[one.use_case],
            best=one.best,
            worst=one.worst,
        )
        for one in waiting
    ]
    st.table(
        pd.DataFrame(
            {
                say("uc.priority.place"): places,
                say("uc.col.use_case"): [plain(known.name(one.use_case)) for one in waiting],
                say("uc.priority.score"): [number(one.priority) for one in waiting],
                say("uc.priority.effort"): [
                    number(one.per_ten_days) if one.per_ten_days is not None else "–" for one in waiting
                ],
            }
        ),
        border="horizontal",
        hide_index=True,
    )
    with st.expander(say("uc.priority.how"), type="compact"):
        st.caption(say("uc.priority.formula"))


def draw_standard(known: Portfolio, ids: list[str]) -> None:
    """One-offs in counts, the most expensive first."""
    st.subheader(say("uc.standard"))
    met = {use_case: share for use_case, share in known.standard.items() if use_case in set(ids)}
    rated = [share for share in met.values() if share is not None]
    if not rated:
        st.caption(say("uc.standard.none"))
        return
    found, outside = one_offs(met, known.days), divergence(met, known.days)
    st.markdown(
        say(
            "uc.standard.read",
            count=len(found),
            rated=len(rated),
            share=percent(outside) if outside is not None else "–",
        )
    )
    if found:
        st.table(
            pd.DataFrame(
                {
                    say("uc.col.use_case"): [plain(known.name(use_case)) for use_case in found[:TOP]],
                    say("uc.standard.met"): [percent(met[use_case]) for use_case in found[:TOP]],
                    say("uc.standard.days"): [number(known.days.get(use_case, 0.0)) for use_case in found[:TOP]],
                }
            ),
            border="horizontal",
            hide_index=True,
        )

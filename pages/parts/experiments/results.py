"""What each ended test showed: the sentence first, all ranges in one picture, and how sure it is, folded."""

import pandas as pd
import streamlit as st

from kpis.causal.registered import Registered
from kpis.causal.said import smallest_shown
from kpis.impact import Finding
from pages.parts.charts.draw import Twin, draw
from pages.parts.charts.effect_dots import Dot, effect_rows, effect_spec
from pages.parts.experiments.ending import draw_end
from pages.parts.experiments.form import draw_edit
from pages.parts.experiments.known import Known
from pages.parts.experiments.phrases import check_lines, evidence, likely_between
from pages.parts.figures import long_day, number, percent, shown, whole
from pages.parts.gate import Page
from pages.parts.words import plain, say

SHOWN_AT_ONCE = 6
SAME = 1e-6  # of a range: nothing was cut down


def draw_results(page: Page, known: Known) -> None:
    """The picture, then one line per ended test, newest first; the older ones folded."""
    if not known.ended:
        return
    st.subheader(say("exp.results"), anchor="results")
    _draw_picture(known)
    for test in known.ended[:SHOWN_AT_ONCE]:
        _draw_result(page, known, test)
    older = known.ended[SHOWN_AT_ONCE:]
    if older:
        box = st.expander(say("exp.results.older", count=len(older)), key="exp_older", on_change="rerun")
        if box.open:
            with box:
                for test in older:
                    _draw_result(page, known, test)


def in_words(known: Known, found: Finding) -> str:
    """How well a result is proven, in two or three words."""
    effect = found.effect
    if effect is None:
        return say("exp.word.none")
    if found.test.expired_on(known.today):
        return say("exp.word.expired")
    if not effect.shows_something:
        return say("exp.word.open")
    return evidence(effect.grade) if found.proven or effect.grade.value == "D" else say("exp.word.chance")


def _draw_picture(known: Known) -> None:
    drawn = [known.findings[t.experiment_id] for t in known.ended]
    drawn = [f for f in drawn if f.effect and f.test.in_money]
    if not drawn:
        return
    dots = [_dot(known, f) for f in drawn]
    ends = [0.0, *(d.low for d in dots), *(d.high for d in dots)]
    low, high = _round(min(ends), down=True), _round(max(ends), down=False)
    twin = Twin("test_results", lambda: _table(known, drawn), lambda: _export(known, drawn))
    st.caption(say("exp.results.about"))
    draw(f"effects_{len(dots)}_{low:g}_{high:g}", lambda: effect_spec(len(dots), (low, high)), effect_rows(dots),
         alt=say("exp.results.alt", count=len(dots), sure=sum(d.shows_something for d in dots)), twin=twin)  # fmt: skip


def _dot(known: Known, found: Finding) -> Dot:
    month, test = found.effect.per_month(), found.test
    name = say("exp.chart.name", id=test.experiment_id, what=test.use_case_id or say("exp.whole"))
    text = f"{shown(month.value, known.currency)} {likely_between(month.low, month.high, known.currency)}"
    return Dot(name, month.value, month.low, month.high, text, in_words(known, found))


def _round(value: float, *, down: bool) -> float:
    """To tens of thousands, so that few different specs are kept."""
    steps = value / 10_000
    return (int(steps // 1) if down else -int(-steps // 1)) * 10_000.0


def _draw_result(page: Page, known: Known, test: Registered) -> None:
    found = known.findings[test.experiment_id]
    with st.container(border=True, key=f"exp_result_{test.experiment_id}"):
        st.markdown(say("exp.result", id=plain(test.experiment_id), what=known.what(test), place=known.place(test),
                        days=span_words(test, known)))  # fmt: skip
        st.markdown(known.sentence(test))
        box = st.expander(say("exp.sure"), icon=":material/fact_check:", key=f"exp_sure_{test.experiment_id}",
                          on_change="rerun", type="compact")  # fmt: skip
        if box.open:
            with box:
                _draw_sure(known, found)
                if page.may("experiment.write"):
                    draw_edit(page, known, test.experiment_id)
                    draw_end(page, known, test)


def span_words(test: Registered, known: Known) -> str:
    """From when to when a test ran."""
    return say("exp.range", first=long_day(test.start), last=long_day(test.last_day(known.today)))


def _draw_sure(known: Known, found: Finding) -> None:
    """Evidence, method, range, what an outlier would change, what it could have shown, until when it counts, checks."""
    effect, test = found.effect, found.test
    lines = []
    if effect:
        lines.append(say("exp.sure.how", design=say(f"exp.design.{test.design}"), method=plain(effect.method.value)))
        lines.append(say("exp.sure.range", percent=percent(1 - effect.alpha, 1), units=whole(effect.units)))
        if effect.p is not None:
            together = "" if found.p_together is None else say("exp.sure.together", p=_p(found.p_together))
            lines.append(say("exp.sure.p", p=_p(effect.p)) + together)
        if found.capped and test.in_money and abs(found.capped.value - effect.value) > SAME * effect.reach:
            value, low, high = (v / effect.months for v in (found.capped.value, found.capped.low, found.capped.high))
            lines.append(say("exp.sure.capped", value=shown(value, known.currency),
                             range=likely_between(low, high, known.currency)))  # fmt: skip
        if not effect.shows_something and test.in_money:
            lines.append(say("exp.sure.smallest", amount=shown(smallest_shown(effect), known.currency)))
    if test.valid_until:
        lines.append(say("exp.sure.valid", day=long_day(test.valid_until)))
    st.markdown("\n".join(f"- {line}" for line in lines))
    if found.checks:
        st.markdown(check_lines(found.checks))


def _p(chance: float) -> str:
    """A p-value; a very small one by its limit."""
    return say("exp.sure.tiny", limit=number(0.001, 3)) if chance < 0.001 else say("exp.sure.is", p=number(chance, 3))


def _table(known: Known, drawn: list[Finding]) -> pd.DataFrame:
    rows = []
    for f in drawn:
        month = f.effect.per_month()
        rows.append((plain(f.test.experiment_id), known.what(f.test), shown(month.value, known.currency),
                     likely_between(month.low, month.high, known.currency), in_words(known, f)))  # fmt: skip
    columns = ("id", "what", "effect", "range", "evidence")
    return pd.DataFrame(rows, columns=[say(f"exp.col.{name}") for name in columns])


def _export(known: Known, drawn: list[Finding]) -> pd.DataFrame:
    found = []
    for f in drawn:
        month = f.effect.per_month()
        found.append({
            "experiment_id": f.test.experiment_id, "use_case_id": f.test.use_case_id, "market": f.test.market,
            "start": f.test.start, "ended": f.test.ended, "effect_per_month": month.value, "low": month.low,
            "high": month.high, "currency": known.currency, "p": f.effect.p, "evidence": in_words(known, f),
            "method": f.effect.method.value, "valid_until": f.test.valid_until,
        })  # fmt: skip
    return pd.DataFrame(found)

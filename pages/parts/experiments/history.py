"""Every test ever registered, by use case, as a table and as a file."""

import pandas as pd
import streamlit as st

from kpis.causal.registered import Registered
from pages.parts.charts.draw import Twin, draw_twin
from pages.parts.experiments.known import Known
from pages.parts.experiments.phrases import likely_between
from pages.parts.experiments.results import in_words, span_words
from pages.parts.figures import shown
from pages.parts.gate import Page
from pages.parts.words import plain, say


def draw_history(page: Page, known: Known) -> None:
    """The folded table of all tests: use case by use case, the newest first."""
    draw_twin(Twin("all_tests", lambda: _table(known), lambda: _export(known), label=say("exp.history")))


def _ordered(known: Known) -> list[Registered]:
    newest_first = sorted(known.tests, key=lambda t: t.start, reverse=True)
    return sorted(newest_first, key=lambda t: (t.use_case_id is None, t.use_case_id or ""))


def _table(known: Known) -> pd.DataFrame:
    rows = []
    for test in _ordered(known):
        found = known.findings.get(test.experiment_id)
        effect = found.effect if found else None
        amount, ends = "", ""
        if effect and test.in_money:
            month = effect.per_month()
            amount, ends = shown(month.value, known.currency), likely_between(month.low, month.high, known.currency)
        rows.append((known.what(test), plain(test.experiment_id), say(f"exp.design.{test.design}"), known.place(test),
                     span_words(test, known), state_of(known, test), amount, ends,
                     in_words(known, found) if found else ""))  # fmt: skip
    columns = ("what", "id", "design", "place", "days", "state", "effect", "range", "evidence")
    return pd.DataFrame(rows, columns=[say(f"exp.col.{name}") for name in columns])


def state_of(known: Known, test: Registered) -> str:
    """Planned, running or ended, in a word."""
    if test.start > known.today:
        return say("exp.state.planned")
    return say("exp.state.ended" if known.over(test) else "exp.state.running")


def _export(known: Known) -> pd.DataFrame:
    found = []
    for test in _ordered(known):
        finding = known.findings.get(test.experiment_id)
        month = finding.effect.per_month() if finding and finding.effect else None
        found.append({
            "use_case_id": test.use_case_id, "experiment_id": test.experiment_id, "design": test.design,
            "unit": test.unit, "metric": test.metric, "market": test.market, "business_area": test.business_area,
            "start": test.start, "planned_end": test.planned_end, "ended": test.ended, "looks": test.looks.planned,
            "treated_share": test.treated_share, "hypothesis": test.hypothesis,
            "effect_per_month": month and month.value, "low": month and month.low, "high": month and month.high,
            "currency": known.currency if test.in_money else None, "evidence": in_words(known, finding) if finding else None,
            "not_measured_because": finding and finding.reason, "valid_until": test.valid_until,
        })  # fmt: skip
    return pd.DataFrame(found)

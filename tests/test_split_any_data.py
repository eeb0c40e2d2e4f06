"""Why a number moved, on any data and with filters: the parts and the rest are the change that is shown, to the cent."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.company import Company
from kpis.made_of import Look, against_usual, split_change, split_dimensions
from kpis.members import members
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.registry import all_indicators, compute
from kpis.rollouts import with_successors
from kpis.slices import Slice
from kpis.tables import Tables
from tests.working_company import item, record_frame

INDICATORS = {what.id: what for what in all_indicators()}
WEEKS = [Period(date(2026, 6, first), date(2026, 6, first + 6)) for first in (1, 8, 15)]
DAYS = st.sampled_from([pd.Timestamp(2026, 6, day) for day in range(1, 22)])
PLACE = st.sampled_from(["DE", "FI", "FR", "SE", "UK", "NL", "DK", None])
AREA = st.sampled_from(["B2B", "B2C", None])
USE_CASE = st.sampled_from([f"U{n}" for n in range(9)])
CENTS = st.integers(-10_000_000, 10_000_000).map(lambda cents: cents / 100)
FILTERS = st.sampled_from([Slice(), Slice(market="FR"), Slice(business_area="B2B")])
ANY = settings(deadline=None, max_examples=60)


def frame(columns: str, rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split()).sort_values("day", kind="stable", ignore_index=True)


def readings(id_: str, look: Look):
    return [compute(INDICATORS[id_], look.tables, period=w, company=look.company, where=look.where) for w in WEEKS]


def check(id_: str, look: Look, keep: int) -> int:
    """Every split that can be made adds up; gives how many there were."""
    what, (_, before, now) = INDICATORS[id_], readings(id_, look)
    made = 0
    for dimension in (None, *split_dimensions(what, look.where)):
        try:
            split = split_change(what, before, now, look, dimension, keep=keep)
        except NoAnswer as none:
            assert none.reason
            continue
        made += 1
        assert sum(part.change for part in split.parts) == pytest.approx(now.value - before.value, abs=0.004)
        assert (split.before, split.after) == (pytest.approx(before.value, abs=0.004), pytest.approx(now.value, abs=0.004))
    return made


SALES = st.lists(st.tuples(DAYS, PLACE, AREA, CENTS, CENTS.map(lambda c: -abs(c) / 10)), max_size=40)


def sold(rows: list[tuple], where: Slice) -> Look:
    table = frame("day market business_area gross refunds", rows).assign(sales=1.0, excluded=0.0)
    return Look(Tables({"sales": table.assign(booked_day=table["day"])}), Company(), where)


@ANY
@given(SALES, FILTERS, st.integers(0, 9))
def test_total_sales_are_split_to_the_cent(rows, where, keep):
    check("total_sales", sold(rows, where), keep)


@ANY
@given(SALES, FILTERS)
def test_the_difference_to_the_usual_is_split_to_the_cent(rows, where):
    look = sold(rows, where)
    *earlier, now = readings("total_sales", look)
    try:
        split = against_usual(INDICATORS["total_sales"], earlier, now, look)
    except NoAnswer as none:
        assert none.reason
        return
    known = [one.value for one in earlier if one.value is not None]
    assert sum(p.change for p in split.parts) == pytest.approx(now.value - sum(known) / len(known), abs=0.004)


@ANY
@given(st.lists(st.tuples(DAYS, PLACE, AREA, st.integers(0, 10), st.integers(1, 300)), min_size=3, max_size=40), FILTERS,
       st.integers(0, 9))  # fmt: skip
def test_satisfaction_is_split_into_rate_and_mix(rows, where, keep):
    table = frame("day market business_area score answers", rows).assign(instrument="nps", scale_max=10)
    check("customer_satisfaction", Look(Tables({"answers": table}), Company(), where), keep)


STEPS = st.lists(st.tuples(USE_CASE, st.sampled_from(["FR", "SE"]), st.sampled_from(["live", "paused", "retired"]), DAYS),
                 max_size=30)  # fmt: skip
ITEMS = st.lists(st.tuples(USE_CASE, st.sampled_from(["FR", "SE"])), min_size=1, max_size=12, unique=True)


def automated(steps: list[tuple], items: list[tuple], acted: list[tuple], where: Slice) -> Look:
    events = [{"use_case_id": u, "market": m, "business_area": "B2B", "status": s, "day": d.date()} for u, m, s, d in steps]
    portfolio = record_frame("portfolio", [item(u, m) for u, m in items])
    days = frame("day use_case_id market", acted).assign(business_area="B2B")
    frames = {"use_case_events": record_frame("use_case_events", events), "portfolio": with_successors(portfolio),
              "use_cases": record_frame("use_cases", []), "rollout_days": days, "activation_days": days[["day"]]}  # fmt: skip
    return Look(Tables(frames), Company(), where)


ACTED = st.lists(st.tuples(DAYS, USE_CASE, st.sampled_from(["FR", "SE"])), min_size=1, max_size=30)


@ANY
@given(STEPS, ITEMS, ACTED, FILTERS, st.integers(0, 9))
def test_the_automation_level_is_split_use_case_by_use_case(steps, items, acted, where, keep):
    look = automated(steps, items, acted, where)
    check("automation_level", look, keep)
    _, before, now = readings("automation_level", look)
    if before.value is None or now.value is None:
        return
    found = members(INDICATORS["automation_level"], before, now, look)
    assert (found.start, found.end) == (before.parts["count"], now.parts["count"])
    assert found.whole == (before.parts["portfolio"], now.parts["portfolio"])
    assert found.start + len(found.came) - len(found.went) == found.end


CELLS = st.lists(st.tuples(DAYS, USE_CASE, st.sampled_from(["email", "web"]), PLACE.filter(bool)), max_size=40)


@ANY
@given(CELLS, st.sampled_from([Slice(), Slice(market="FR"), Slice(channel="web"), Slice(use_case="U1", market="FI")]),
       st.integers(0, 9))  # fmt: skip
def test_the_scale_of_activations_is_split_by_each_of_its_dimensions(rows, where, keep):
    acted = frame("day use_case_id channel market", rows).assign(business_area="B2B", actions=1)
    possible = acted.drop_duplicates(["use_case_id", "channel", "market"]).assign(from_day=pd.Timestamp(2026, 1, 1))
    tables = {"activations": acted, "eligible_cells": possible.assign(to_day=pd.NaT)}
    check("activation_scale", Look(Tables(tables), Company(), where), keep)


def test_what_is_asked_here_can_be_split_at_all():
    """The properties above would also hold if every split were refused; on a plain company each of them is made."""
    monday, later = pd.Timestamp(2026, 6, 8), pd.Timestamp(2026, 6, 15)
    look = sold([(monday, "FR", "B2B", 10.0, 0.0), (later, "FR", "B2C", 30.0, -1.0), (later, "SE", "B2B", 5.5, 0.0)], Slice())
    assert check("total_sales", look, 5) == 3
    acted = [(day, use_case, "FR") for day in (monday, later) for use_case in ("U1", "U2")]
    steps = [("U1", "FR", "live", monday), ("U2", "FR", "live", later)]
    assert check("automation_level", automated(steps, [("U1", "FR"), ("U2", "FR")], acted, Slice()), 5) == 2

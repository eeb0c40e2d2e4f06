"""Where the cost ledger goes, and the lines of a board: spent, proven, pays for itself if, idle."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.cost_allocation import allocate_costs
from kpis.periods import Period
from kpis.programme_value import OVERLAP, PROGRAMME, SUM, programme_value
from kpis.reading import Grade
from kpis.technology_cost import run_in
from kpis.use_case_value import use_case_values
from tests.impact_company import experiment
from tests.impact_company import read as reading
from tests.test_causal_designs import ROLLED_OUT, rows_of_regions
from tests.value_company import COMPANY, CREDIT, MARGIN, RUN, SALES, SEPTEMBER, TEST_MONTHS, TESTED, company, rows

NOVEMBER = date(2026, 11, 22)
BOUGHT = {"day": "2026-01-15", "life_months": 36, "excluded": 0}


def programme(**tables):
    return programme_value(company(**tables), NOVEMBER, company=COMPANY)


def allocated(*costs, period=SEPTEMBER):
    return allocate_costs(rows("costs", *costs), period)


def test_every_cost_goes_to_the_use_case_it_names_and_the_rest_to_none():
    found = allocated(RUN, RUN | {"use_case_id": None, "amount": 1_000.0}, RUN | {"use_case_id": "U9", "type": "build"},
                      RUN | {"use_case_id": "U9", "type": "marketing", "amount": -30.5})  # fmt: skip
    assert [(row.use_case_id, row.total) for row in found.rows] == [("U1", 400.0), ("U9", 369.5), (None, 1_000.0)]
    assert (found.total, found.by_kind) == (1_769.5, (0.0, -30.5, 1_400.0, 400.0)) and found.adds_up


def test_a_week_counts_by_its_days_and_other_months_not_at_all():
    week = RUN | {"day": "2026-08-31", "span": "week", "amount": 70.0}
    assert allocated(week, RUN | {"day": "2026-07-01"}).total == pytest.approx(60.0)  # six of its seven days


def test_a_month_without_a_rate_is_left_out_of_each_week_it_covers():
    foreign = RUN | {"amount": 0.0, "excluded": 1}
    weeks = [Period(date(2026, 9, 14), date(2026, 9, 20)), Period(date(2026, 10, 5), date(2026, 10, 11))]
    assert [allocated(foreign, period=week).excluded for week in weeks] == [1, 0]


def test_an_empty_ledger_has_only_the_empty_row():
    found = allocated()
    assert [(row.use_case_id, row.total) for row in found.rows] == [(None, 0.0)] and found.adds_up


cost = st.builds(
    lambda day, span, kind, name, cents: RUN | {"day": day, "span": span, "type": kind, "use_case_id": name, "amount": cents / 100},
    st.dates(date(2026, 7, 1), date(2026, 10, 31)).map(str), st.sampled_from(["day", "week", "month"]),
    st.sampled_from(["sales", "marketing", "it_data_run", "build"]), st.sampled_from([None, "U1", "U2", "U3"]),
    st.integers(-10**9, 10**11),
)  # fmt: skip


@given(costs=st.lists(cost, max_size=30), turn=st.randoms(use_true_random=False))
def test_use_cases_and_not_allocated_are_the_ledger_whatever_the_rows_and_their_order(costs, turn):
    found = allocated(*costs)
    assert found.adds_up
    everything = np.ones(len(costs), dtype=bool)
    assert found.total == pytest.approx(run_in(rows("costs", *costs), everything, SEPTEMBER), abs=1e-5 * (1 + len(costs)))
    again = list(costs)
    turn.shuffle(again)
    assert allocated(*again) == found


def test_the_break_even_share_of_the_programme_is_that_of_the_return():
    tables = {"investments": [BOUGHT | {"amount": 3_600.0}], "technology_costs": [RUN, RUN | {"use_case_id": None}]}
    keep = {name: company(**tables).frame(name).rows.to_dict("records")
            for name in ("technology_costs", "investments", "parameters", "credit", "effort_entries", "use_case_events")}  # fmt: skip
    r = reading("roi", Period(date(2026, 7, 1), date(2026, 9, 30)), **keep)
    assert programme(**tables).break_even.value == pytest.approx(r.parts["break_even_share"])


def test_the_test_of_the_whole_programme_comes_before_the_sum_of_single_ones():
    whole = experiment("P", None, treated_mean=53.0)
    both, single = programme(experiments=[TESTED, whole]), programme()
    assert (both.basis, single.basis) == (PROGRAMME, SUM)
    assert both.margin_a_year.value == pytest.approx(0.5 * 12 * 3_000 / TEST_MONTHS)
    assert single.margin_a_year.value == pytest.approx(0.5 * 12 * 5_000 / TEST_MONTHS)
    assert both.single_sum.value == pytest.approx(5_000 / TEST_MONTHS)
    assert both.tests_say.value == pytest.approx(3_000 / 30_000)


def test_single_effects_above_the_growth_of_sales_are_not_added_up():
    before = [SALES[0] | {"day": f"2026-0{month}-10", "gross": 39_000.0} for month in (4, 5, 6)]
    start = SALES[0] | {"day": "2026-03-31", "gross": 1.0}
    grown = programme(sales=[start, *before, *[s | {"gross": 45_000.0} for s in SALES[1:]]])
    flat = programme(sales=[start, *before, *SALES[1:]])
    assert grown.single_sum.value == pytest.approx(5_000 / TEST_MONTHS)  # sales grew by 18,000
    assert (flat.single_sum.value, flat.single_sum.reason) == (None, OVERLAP)  # by 3,000 only
    assert (flat.margin_a_year.value, flat.margin_a_year.reason) == (None, OVERLAP)


def test_technology_is_idle_until_its_use_case_runs():
    bought = [BOUGHT | {"amount": 100.0, "use_case_id": "U1"}, BOUGHT | {"amount": 70.0, "use_case_id": "U2"},
              BOUGHT | {"amount": 5.0}, BOUGHT | {"amount": 9.0, "use_case_id": "U2", "day": "2019-01-01"}]  # fmt: skip
    found = programme(investments=bought)
    assert (found.idle.value, found.idle_for, found.unnamed) == (70.0, ("U2",), 5.0)
    quiet = programme(investments=bought, rollout_days=[{"day": "2026-06-02", "use_case_id": "U1", "market": "FI",
                                                         "business_area": "B2C"}])  # fmt: skip
    assert (quiet.idle.value, quiet.idle_for) == (170.0, ("U1", "U2"))
    assert programme().idle.reason == "no investment is loaded"


def test_spent_is_held_against_the_budget_from_its_first_day():
    budget = {"budget_id": "B", "from_day": "2026-09-01", "to_day": "2026-12-31", "type": "build", "amount": 900.0, "currency": "EUR"}
    tables = {"technology_costs": [RUN, RUN | {"day": "2026-08-01"}, RUN | {"type": "build", "amount": 50.0}],
              "investments": [BOUGHT | {"amount": 3_600.0, "day": "2026-10-02"}]}  # fmt: skip
    found = programme(budgets=[budget, budget | {"budget_id": "C", "type": "sales"}], **tables)
    assert (found.since, found.spent.value, found.budget.value) == (date(2026, 9, 1), 400 + 50 + 3_600, 900.0)
    open_ended = programme(**tables)
    assert (open_ended.since, open_ended.spent.value) == (date(2026, 8, 1), 800 + 50 + 3_600)
    assert open_ended.budget.reason == "no budget for data and technology is on record"
    assert programme(budgets=[budget | {"currency": "SEK"}], **tables).budget.reason == "a budget is in another currency"


def test_nothing_known_is_said_and_never_zero():
    found = programme(experiments=[], technology_costs=[], costs=[], credit=[], effort_entries=[])
    told = {name: getattr(found, name) for name in ("single_sum", "whole", "margin_a_year", "break_even", "tests_say", "spent")}
    assert all(figure.value is None and figure.reason for figure in told.values()), told


def test_what_is_only_estimated_from_history_enters_no_sum_and_no_return():
    history = experiment("X9", use_case_id="U1", **ROLLED_OUT | {"design": "series"})
    tables = {"experiments": [history], "test_series": rows_of_regions(5.0)}
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    one = use_case_values(company(**tables), october, company=COMPANY)[0]
    assert one.estimated.value > 0 and (one.impact.value, one.grade) == (None, Grade.D)
    assert {one.net.reason, one.impact.reason} == {"estimated from history only, not proven"}
    assert programme(**tables).margin_a_year.reason == "not proven: no test yet"


def test_neither_credited_sales_nor_history_ever_move_the_return():
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    booked = {"technology_costs": [RUN | {"day": "2026-10-01"}], "parameters": [MARGIN]}
    credit = [row | {"day": "2026-10-10"} for row in CREDIT]
    few, many = (reading("roi", october, credit=some, experiments=[TESTED], **booked) for some in (credit, credit * 50))
    assert (few.value, few.low, few.high) == (many.value, many.low, many.high)
    assert few.parts["break_even_share"] == pytest.approx(50 * many.parts["break_even_share"])
    tests = [TESTED, experiment("X9", **ROLLED_OUT | {"design": "series"})]
    both = reading("roi", october, credit=credit, experiments=tests, test_series=rows_of_regions(5.0), **booked)
    assert both.parts["estimated_margin"] > 0
    assert (both.value, both.low, both.high, both.grade) == (few.value, few.low, few.high, Grade.A)

"""Return on data and technology: proven margin against cost, and what is said when nothing is proven."""

from datetime import date
from math import sqrt

import pytest

from kpis.impact import DAYS_A_MONTH
from kpis.periods import Period
from kpis.reading import Grade
from kpis.returns import payback_months, present_value
from kpis.sentences import sentence
from kpis.slices import Slice
from tests.impact_company import event, experiment, read

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
RUN = {"day": "2026-07-01", "span": "month", "type": "it_data_run", "amount": 600.0}
RUNS = [RUN | {"day": f"2026-{month:02}-01"} for month in (6, 7, 8, 9, 10)]  # 1,800 in the quarter
MARGIN = {"name": "gross_margin", "value": 0.5, "from_day": "2025-01-01"}
HALF_A_YEAR = {"day": "2026-05-20", "life_months": 6, "amount": 1200.0}  # 200 a month, May to October


def roi(period=QUARTER, where=Slice(), **rows):
    return read("roi", period, where=where, **rows)


def whole(r):
    return {
        name: r.parts[name]
        for name in ("incremental_margin", "period_cost", "amortised_investment", "run_cost", "net_benefit")
    }


def test_proven_margin_against_running_cost_and_the_quarters_part_of_investments():
    r = roi(
        experiments=[experiment(treated_mean=60.0)],
        technology_costs=RUNS,
        investments=[HALF_A_YEAR],
        parameters=[MARGIN],
    )
    assert whole(r) == pytest.approx(
        {
            "incremental_margin": 0.5 * 10 * 1000,
            "period_cost": 600 + 1800,
            "amortised_investment": 600,
            "run_cost": 1800,
            "net_benefit": 5000 - 2400,
        }
    )
    assert r.value == pytest.approx((5000 - 2400) / 2400)
    reach = 0.5 * 1.959964 * sqrt(64 / 1000 + 64 / 500) * 1000
    assert (r.low, r.high) == pytest.approx(((5000 - reach - 2400) / 2400, (5000 + reach - 2400) / 2400))
    assert r.grade == Grade.A


def test_without_a_test_there_is_no_return_but_the_share_that_would_have_to_be_extra():
    credit = [
        {
            "day": "2026-07-05",
            "kind": "use_case",
            "use_case_id": "U1",
            "gross": 10_000.0,
            "refunds": -400.0,
            "sales": 5,
        },
        {"day": "2026-08-05", "kind": "person", "gross": 9_000.0, "refunds": 0.0, "sales": 5},
    ]
    r = roi(technology_costs=RUNS, credit=credit, parameters=[MARGIN])
    assert (r.value, r.low, r.high, r.reason) == (None, None, None, "not proven: no test yet")
    assert r.parts["break_even_share"] == pytest.approx(1800 / (0.5 * 9600))
    assert r.parts["incremental_margin"] is None
    assert sentence(r, "EUR") == "Not proven yet; pays for itself if 38 % of attributed sales are extra."


def test_no_cost_and_no_margin_are_reasons_and_not_numbers():
    assert roi(experiments=[experiment()], parameters=[MARGIN]).reason == "no cost recorded"
    r = roi(experiments=[experiment()], technology_costs=RUNS)
    assert (r.value, r.reason, r.parts["period_cost"]) == (None, "no gross margin is set for this period", 1800)
    assert roi().reason == "no cost recorded"


def test_the_programme_test_replaces_the_sum_of_single_tests():
    tests = [experiment("X1", "U1", treated_mean=60.0), experiment("P", None, treated_mean=55.0)]
    r = roi(experiments=tests, technology_costs=RUNS, parameters=[MARGIN])
    assert r.parts["incremental_margin"] == pytest.approx(0.5 * 5 * 1000)
    assert r.parts["impact_basis"] == "programme test"


def test_single_tests_add_up_if_they_do_not_overlap_and_a_market_has_its_own_margin():
    tests = [experiment("X1", "U1", treated_mean=60.0, market="FI"), experiment("X2", "U2", treated_mean=60.0)]
    r = roi(experiments=tests, technology_costs=RUNS, parameters=[MARGIN, MARGIN | {"value": 0.1, "market": "FI"}])
    assert r.parts["incremental_margin"] == pytest.approx(0.1 * 10_000 + 0.5 * 10_000)
    assert r.parts["impact_basis"] == "single tests, if their effects do not overlap"


def test_a_margin_counts_from_its_month_on():
    later = MARGIN | {"value": 0.2, "from_day": "2026-09-01"}
    r = roi(experiments=[experiment(treated_mean=60.0)], technology_costs=RUNS, parameters=[MARGIN, later])
    assert r.parts["incremental_margin"] == pytest.approx((0.5 * 62 + 0.2 * 30) * 10_000 / 92)


def test_a_result_counts_for_the_days_until_it_expires():
    gone = experiment(
        start="2026-01-01", ended="2026-03-31", planned_end="2026-03-31", treated_mean=60.0, valid_until="2026-07-31"
    )
    r = roi(experiments=[gone], technology_costs=RUNS, parameters=[MARGIN])
    assert r.parts["incremental_margin"] == pytest.approx(0.5 * 10_000 * 31 / 90)  # 31 July days of a 90 day test
    assert (
        roi(experiments=[gone | {"valid_until": "2026-06-30"}], technology_costs=RUNS).reason
        == "not proven: no test yet"
    )


def test_a_use_case_carries_its_own_cost_and_not_the_platform():
    rows = {
        "technology_costs": [*RUNS, RUNS[1] | {"use_case_id": "U1", "amount": 90.0}],
        "parameters": [MARGIN],
        "experiments": [experiment(treated_mean=60.0)],
    }
    r = roi(where=Slice(use_case="U1"), **rows)
    assert r.parts["period_cost"] == 90
    assert r.value == pytest.approx((5000 - 90) / 90)
    assert roi(where=Slice(market="FI"), **rows).reason == "not by market"


def test_build_cost_is_written_off_and_comes_from_days_only_where_none_was_loaded():
    built = {"day": "2026-07-01", "span": "month", "type": "build", "amount": 360.0, "use_case_id": "U1"}
    hours = {"use_case_id": "U1", "week": "2026-07-06", "minutes": 480, "hours_per_day": 8.0, "kind": "build"}
    effort = [
        hours | {"entry_id": "1"},
        hours | {"entry_id": "2", "use_case_id": "U2"},
        hours | {"entry_id": "3", "week": "2026-08-03"},
        hours | {"entry_id": "4", "kind": "maintain"},
    ]
    day_rate = {"name": "day_rate", "value": 720.0, "from_day": "2025-01-01"}
    r = roi(technology_costs=[*RUNS, built], effort_entries=effort, parameters=[MARGIN, day_rate])
    # over 36 months: 360 loaded for U1 in July (3 months), a day of U2 in July (3) and of U1 in August (2)
    assert r.parts["amortised_build"] == pytest.approx((3 * 360 + 3 * 720 + 2 * 720) / 36)
    assert r.parts["build_basis"] == "loaded cost, else days x day rate"
    for_all = roi(technology_costs=[*RUNS, built | {"use_case_id": None}], effort_entries=effort, parameters=[day_rate])
    assert for_all.parts["amortised_build"] == pytest.approx((3 * 360 + 2 * 720) / 36)


def test_time_without_a_kind_is_building_until_its_roll_out_went_live():
    hours = {"use_case_id": "U1", "market": "FI", "business_area": "B2C", "minutes": 960, "hours_per_day": 8.0}
    effort = [
        hours | {"entry_id": "1", "week": "2026-07-06"},
        hours | {"entry_id": "2", "week": "2026-07-13"},
        hours | {"entry_id": "3", "week": "2026-07-06", "supersedes": "4"},
        hours | {"entry_id": "4", "week": "2026-07-06"},
    ]
    parameters = [
        {"name": "day_rate", "value": 500.0, "from_day": "2025-01-01"},
        {"name": "amortisation_months", "value": 10.0, "from_day": "2025-01-01"},
    ]
    r = roi(effort_entries=effort, use_case_events=[event("U1", "live", "2026-07-08")], parameters=parameters)
    assert r.parts["period_cost"] == pytest.approx(3 * (2 + 2) * 500 / 10)  # the week after go-live is upkeep


def test_a_weekly_cost_counts_by_its_days_in_the_quarter():
    week = {"day": "2026-06-29", "span": "week", "type": "it_data_run", "amount": 70.0}
    assert roi(technology_costs=[week]).parts["run_cost"] == pytest.approx(50)  # 1 to 5 July of 29 June to 5 July


def test_payback_and_present_value_by_hand():
    assert payback_months(1200, 100) == 12
    assert payback_months(1200, 0) is None
    assert present_value(invested=1000, net_a_month=100, months=12, yearly_rate=0.0) == pytest.approx(200)
    assert present_value(invested=1000, net_a_month=1210, months=12, yearly_rate=0.1) == pytest.approx(
        sum(1210 / 1.1 ** (m / 12) for m in range(1, 13)) - 1000
    )


def test_payback_sets_what_is_being_written_off_against_margin_less_running_cost():
    rate = {"name": "discount_rate", "value": 0.0, "from_day": "2025-01-01"}
    r = roi(
        experiments=[experiment(treated_mean=60.0)],
        technology_costs=RUNS,
        investments=[HALF_A_YEAR],
        parameters=[MARGIN, rate],
    )
    left = (5000 - 1800) / 3
    assert r.parts["payback_months"] == pytest.approx(1200 / left)
    assert r.parts["npv"] == pytest.approx(6 * left - 1200)


@pytest.mark.parametrize(
    ("mean", "sd", "words"),
    [
        (60.0, 8.0, "Each euro brought back 2.78 (likely 2.54 to 3.02)."),
        (51.0, 80.0, "Each euro brought back nothing that is proven: up to 2.66 is possible."),
    ],
)
def test_the_sentence_names_what_a_euro_brought_back(mean, sd, words):
    r = roi(
        experiments=[experiment(treated_mean=mean, treated_sd=sd, control_sd=sd)],
        technology_costs=RUNS,
        parameters=[MARGIN],
    )
    assert sentence(r, "EUR") == words


def test_a_test_of_three_months_has_about_three_months():
    assert 92 / DAYS_A_MONTH == pytest.approx(3.02, abs=0.01)

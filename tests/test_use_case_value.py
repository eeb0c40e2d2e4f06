"""The value of a use case by hand: attributed, measured, cost and days tied together, and a reason for what is missing."""

from dataclasses import fields
from datetime import date
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.figure import Figure
from kpis.impact import DAYS_A_MONTH
from kpis.measured_share import is_odd, months_in
from kpis.periods import Period
from kpis.programme_value import programme_value
from kpis.reading import Grade
from kpis.returns import break_even_share
from kpis.slices import Slice
from kpis.tables import Tables
from kpis.use_case_value import Promise, promise_of, use_case_values
from kpis.value_tables import NAMES
from tests.impact_company import experiment
from tests.value_company import COMPANY, CREDIT, HOURS, MARGIN, RECORD, RUN, SALE, SEPTEMBER, TESTED, company, rows

MONTHS = 92 / DAYS_A_MONTH
REACH = 1.959964 * sqrt(64 / 1000 + 64 / 500) * 1000  # of 5 euro extra per unit, 1,000 units
RULES = [row | {"first": 9_000.0, "linear": 10_000.0, "last": 5_000.0} for row in CREDIT]


def value(use_case="U1", where=Slice(), by_rule=None, **tables):
    """One use case of the company in September."""
    compared = None
    if by_rule:
        credits = {rule: [row[rule] for row in by_rule] for rule in ("first", "linear", "last")}
        compared = rows("credit", *by_rule).drop(columns=["gross", "refunds", "sales"]).assign(**credits)
    found = use_case_values(company(**tables), SEPTEMBER, company=COMPANY, where=where, by_rule=compared)
    return next(one for one in found if one.use_case_id == use_case)


def ends(figure):
    return (figure.value, figure.low, figure.high)


def test_sales_effect_cost_and_days_stand_side_by_side_in_one_month():
    one = value()
    assert ends(one.attributed) == (10_000.0, None, None)
    assert ends(one.impact) == pytest.approx((5000 / MONTHS, (5000 - REACH) / MONTHS, (5000 + REACH) / MONTHS), rel=1e-6)
    assert (one.grade, one.tests, one.live) == (Grade.A, ("X1",), True)
    assert (one.run.value, one.written_off.value, one.person_days.value) == pytest.approx((400.0, 2 * 720 / 36, 2.0))
    assert one.cost.value == pytest.approx(440.0) and one.build_basis == "days x day rate"


def test_net_value_per_day_and_break_even_carry_the_range_of_the_test_through():
    one = value()
    month = [v / MONTHS for v in (5000, 5000 - REACH, 5000 + REACH)]
    assert ends(one.net) == pytest.approx([0.5 * v - 440 for v in month], rel=1e-6)
    assert ends(one.value_per_day) == pytest.approx([v / 2 for v in month], rel=1e-6)
    assert one.break_even.value == pytest.approx(440 / (0.5 * 10_000))


def test_measured_of_attributed_is_taken_over_the_days_of_the_test_not_of_the_month():
    one = value()
    assert ends(one.share) == pytest.approx((5000 / 30_000, (5000 - REACH) / 30_000, (5000 + REACH) / 30_000), rel=1e-6)
    assert not one.share_is_odd


def test_what_a_use_case_brings_in_two_tested_markets_adds_up_and_one_market_tested_twice_counts_once():
    one = value(experiments=[TESTED | {"market": "FI"}]).impact
    both = value(experiments=[TESTED | {"market": m, "experiment_id": f"X-{m}"} for m in ("FI", "SE")]).impact
    again = value(experiments=[TESTED | {"market": "FI", "experiment_id": f"X-{n}"} for n in (1, 2)]).impact
    assert (both.value, again.value) == (pytest.approx(2 * one.value), pytest.approx(one.value))
    assert again.high - again.low < one.high - one.low < both.high - both.low


def test_a_test_in_one_market_is_held_against_the_sales_of_that_market_only():
    elsewhere = SALE | {"day": "2026-08-10", "gross": 70_000.0, "market": "SE"}
    one = value(experiments=[TESTED | {"market": "FI"}], credit=[*CREDIT, elsewhere])
    assert one.share.value == pytest.approx(5000 / 30_000) and one.tested_in == ("FI",)
    assert value(credit=[*CREDIT, elsewhere]).share.value == pytest.approx(5000 / 100_000)


def test_two_tests_of_one_use_case_give_a_ratio_of_sums():
    later = experiment("X2", start="2026-07-01", ended="2026-08-31", planned_end="2026-08-31", treated_mean=51.0)
    one = value(experiments=[TESTED, later])
    months = MONTHS + 62 / DAYS_A_MONTH
    assert one.impact.value == pytest.approx((5000 + 1000) / months)
    assert one.share.value == pytest.approx((5000 + 1000) / (30_000 + 20_000))


@pytest.mark.parametrize(("share", "odd"), [(-0.1, True), (0.0, False), (1.5, False), (1.51, True), (None, False)])
def test_a_share_below_zero_or_above_one_and_a_half_is_flagged(share, odd):
    assert is_odd(Figure(share)) is odd


def test_the_other_rules_are_a_range_around_attributed_and_break_even_and_nothing_else():
    one = value(by_rule=RULES)
    assert ends(one.attributed) == (10_000.0, 5_000.0, 10_000.0)
    assert ends(one.break_even) == pytest.approx((440 / 5000, 440 / 5000, 440 / 2500))
    assert one.share == value().share and one.net == value().net


def test_a_rule_that_credits_nothing_leaves_the_break_even_share_open_above():
    one = value(by_rule=[row | {"last": 0.0} for row in RULES])
    assert (one.break_even.low, one.break_even.high) == (pytest.approx(440 / 5000), None)


def test_without_a_test_the_effect_and_all_that_rests_on_it_is_unknown_and_not_zero():
    one = value(experiments=[])
    for name in ("impact", "share", "margin", "net", "value_per_day"):
        assert (getattr(one, name).value, getattr(one, name).reason) == (None, "no test"), name
    assert one.grade == Grade.E and one.promise == Promise.OPEN and one.break_even.value is not None


def test_every_missing_figure_says_why():
    empty = value(credit=[SALE | {"day": "2026-09-02", "use_case_id": "U2", "gross": 1.0}], experiments=[], costs=[],
                  technology_costs=[], effort_entries=[], parameters=[], use_cases=[{"use_case_id": "U1", "name": "One"}])  # fmt: skip
    figures = {f.name: getattr(empty, f.name) for f in fields(empty) if isinstance(getattr(empty, f.name), Figure)}
    assert len(figures) == 13
    assert all(figure.value is None and figure.reason for figure in figures.values()), figures
    assert figures["attributed"].reason == "nothing is attributed to it"
    assert figures["cost"].reason == figures["net"].reason.replace("no test", "no cost is booked for it")
    assert figures["person_days"].reason == "no time is logged for it"
    assert figures["promised"].reason == "nothing was promised" and empty.promise == Promise.NONE


@pytest.mark.parametrize(("tables", "name", "reason"), [
    ({"parameters": []}, "net", "no gross margin is set for this period"),
    ({"parameters": []}, "break_even", "no gross margin is set for this period"),
    ({"experiments": [TESTED | {"ended": None, "planned_end": "2026-12-31", "treated_n": None}]}, "impact",
     "too early: a test has no result yet"),
    ({"experiments": [TESTED | {"valid_until": "2026-09-10"}]}, "impact", "its result expired on 10 Sep 2026"),
    ({"experiments": [TESTED | {"metric": "complaints"}]}, "impact", "its test does not measure money"),
    ({"touches": [{"day": "2026-08-01", "contacts": 1}]}, "share",
     "sales and contacts are not known for all days of its tests"),
    ({"touches": []}, "attributed", "no data: touches not loaded")])  # fmt: skip
def test_the_reason_is_the_one_a_person_can_act_on(tables, name, reason):
    assert getattr(value(**tables), name).reason == reason


def test_cost_is_kept_without_sales_and_a_use_case_pays_only_for_itself():
    other = RUN | {"use_case_id": "U2", "amount": 70.0}
    platform = RUN | {"use_case_id": None, "amount": 9_000.0}
    advert = RUN | {"type": "marketing", "amount": 25.0}
    tables = {"technology_costs": [RUN, other, platform], "costs": [RUN, other, platform, advert]}
    assert value("U2", **tables).cost.value == 70.0
    assert value("U2", **tables).attributed.reason == "nothing is attributed to it"
    assert value("U1", **tables).run.value == 400.0 + 25.0


@pytest.mark.parametrize(("lost", "figures"), [("costs", ("cost", "net", "break_even")), ("credit", ("attributed", "share", "break_even")),
    ("test_arms", ("impact", "net", "value_per_day")), ("investments", ("cost", "written_off"))])  # fmt: skip
def test_a_table_that_cannot_be_read_takes_only_its_own_figures_along(lost, figures):
    frames = {name: company().frame(name).rows for name in NAMES if name != lost}
    found = use_case_values(Tables(frames), SEPTEMBER, company=COMPANY)[0]
    assert all("cannot be read just now" in getattr(found, name).reason for name in figures)
    assert found.person_days.value == 2.0
    programme_value(Tables(frames), date(2026, 11, 22), company=COMPANY)  # its lines say the same, and none breaks


def test_corrected_and_later_time_is_not_counted():
    wrong = HOURS | {"entry_id": "2", "minutes": 6_000}
    right = HOURS | {"entry_id": "3", "minutes": 480, "supersedes": "2", "kind": "maintain"}
    later = HOURS | {"entry_id": "4", "week": "2026-10-05"}
    assert value(effort_entries=[HOURS, wrong, right, later]).person_days.value == pytest.approx(3.0)


def test_a_filter_on_a_market_leaves_what_is_known_by_market_and_says_so_of_the_rest():
    one = value(where=Slice(market="FI"), experiments=[TESTED | {"market": "FI"}])
    assert one.attributed.value == 10_000.0 and one.impact.value > 0
    assert {one.cost.reason, one.net.reason, one.break_even.reason, one.promised.reason} == {"not by market"}
    assert value(where=Slice(channel="email"), credit=[r | {"channel": "email"} for r in CREDIT]).impact.reason == "not by channel"


@pytest.mark.parametrize(("promised", "low", "high", "places", "live", "told"), [
    (1000, 1000, 2000, (), {"FI"}, Promise.KEPT), (1000, 400, 999, (), {"FI"}, Promise.NOT_KEPT),
    (1000, 400, 1000, (), {"FI"}, Promise.OPEN), (1000, -50, 90, (), {"FI"}, Promise.NOT_KEPT),
    (1000, 400, 999, ("FI",), {"FI", "SE"}, Promise.OPEN), (1000, 400, 999, ("FI",), {"FI"}, Promise.NOT_KEPT),
    (1000, 1200, 1300, ("FI",), {"FI", "SE"}, Promise.KEPT), (1000, None, None, (), {"FI"}, Promise.OPEN),
    (None, 5, 6, (), {"FI"}, Promise.NONE)])  # fmt: skip
def test_a_promise_is_judged_only_when_the_whole_range_agrees(promised, low, high, places, live, told):
    impact = Figure(reason="no test") if low is None else Figure((low + high) / 2, low, high)
    assert promise_of(Figure(promised), impact, places, frozenset(live)) == told


def test_a_quarter_is_told_in_average_months():
    quarter = Period(date(2026, 7, 1), date(2026, 9, 30))
    one = use_case_values(company(), quarter, company=COMPANY)[0]
    assert one.attributed.value == 10_000.0 and one.run.value == pytest.approx(400 / 3)
    assert one.written_off.value == pytest.approx(40 / 3)  # built in September, written off from then on
    assert [months_in(p) for p in (SEPTEMBER, quarter)] == [1.0, 3.0]
    assert months_in(Period(date(2026, 9, 1), date(2026, 9, 7))) == pytest.approx(7 / DAYS_A_MONTH)


money = st.floats(-1e6, 1e6)


@given(sorted_=st.lists(money, min_size=3, max_size=3).map(sorted), cost=st.floats(0, 1e6), days=st.floats(0.25, 1e4),
       rate=st.floats(0, 1))  # fmt: skip
def test_ranges_are_carried_through_in_order(sorted_, cost, days, rate):
    low, middle, high = sorted_
    figure = Figure(middle, low, high)
    for carried in (figure.less(cost), figure.over(days), figure.times(rate), figure.times(rate).less(cost).over(days)):
        assert carried.low <= carried.value <= carried.high


@given(cost=st.floats(0.01, 1e6), more=st.floats(0, 1e6), margin=st.floats(0.01, 1e7))
def test_more_cost_never_lowers_the_break_even_share(cost, more, margin):
    assert break_even_share(cost + more, margin) >= break_even_share(cost, margin)


def test_the_margin_of_a_place_is_used_for_the_test_in_that_place():
    tables = {"experiments": [TESTED | {"market": "FI"}], "parameters": [MARGIN, MARGIN | {"value": 0.1, "market": "FI"}]}
    assert value(**tables).margin.value == pytest.approx(0.1 * 5000 / MONTHS)
    assert value(**tables).promised.value == RECORD["promised_value"] / 12

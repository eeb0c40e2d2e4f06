"""Customer satisfaction on answers that can be counted by hand."""

import json
from datetime import date

import pytest
from scipy import stats

from kpis.periods import Period
from kpis.sentences import sentence
from tests.selling_company import answers, reading

WEEK = Period(date(2026, 6, 22), date(2026, 6, 28))  # its 13 weeks begin on 30 March
NPS = answers("nps", 10, {9: 12, 10: 8, 8: 10, 3: 10})  # 20 promoters, 10 passives, 10 detractors


def test_nps_is_promoters_less_detractors_in_points():
    found = reading("customer_satisfaction", {"responses": NPS}, WEEK)
    assert (found.value, found.n, found.unit, found.start) == (
        pytest.approx(100 * (20 - 10) / 40),
        40,
        "points",
        date(2026, 3, 30),
    )
    assert found.high - found.value == pytest.approx(100 * 1.96 * ((0.50 + 0.25 - 0.25**2) / 40) ** 0.5, rel=1e-4)
    assert sentence(found, "EUR") == "+25 (likely -1 to 51), 40 answers."


def test_segments_are_pooled_not_averaged():
    facts = {"responses": answers("nps", 10, {10: 30}, market="FR") + answers("nps", 10, {0: 60}, market="DE")}
    assert reading("customer_satisfaction", facts, WEEK).value == pytest.approx(100 * (30 - 60) / 90)
    assert reading("customer_satisfaction", facts, WEEK, market="FR").value == 100


def test_under_30_answers_say_too_little():
    found = reading("customer_satisfaction", {"responses": answers("nps", 10, {10: 12})}, WEEK)
    assert (found.value, found.reason) == (None, "too few answers: 12 of 30")
    assert found.parts["responses"] == 12


def test_answers_outside_the_13_weeks_do_not_count():
    facts = {"responses": NPS + answers("csat", 5, {1: 50}, when="03-29")}
    assert reading("customer_satisfaction", facts, WEEK).parts["csat"] is None


def test_another_scale_is_another_question():
    facts = {"responses": NPS + answers("nps", 5, {5: 7}) + answers("ces", 5, {5: 40})}
    found = reading("customer_satisfaction", facts, WEEK)
    assert (found.n, found.parts["ces"], found.parts["excluded_scale"]) == (40, None, 47)


def test_csat_and_ces_stand_where_nps_is_not_asked():
    scores = {7: 20, 5: 10, 2: 10}  # mean (140 + 50 + 20) / 40 = 5.25
    facts = {"responses": answers("csat", 5, {5: 20, 4: 12, 2: 8}) + answers("ces", 7, scores)}
    found = reading("customer_satisfaction", facts, WEEK)
    assert found.reason == "NPS is not asked here; see csat and ces"
    assert (found.parts["csat"], found.parts["ces"], found.parts["responses"]) == (32 / 40, 5.25, 80)
    span = stats.ttest_1samp([7] * 20 + [5] * 10 + [2] * 10, 0).confidence_interval(0.95)
    assert (found.parts["ces_low"], found.parts["ces_high"]) == pytest.approx((span.low, span.high))


def test_few_csat_answers_stay_empty_beside_enough_nps():
    found = reading("customer_satisfaction", {"responses": NPS + answers("csat", 5, {5: 29})}, WEEK)
    assert (found.value, found.parts["csat"], found.parts["csat_low"]) == (pytest.approx(25), None, None)


def test_answers_all_alike_are_shown_without_a_range():
    found = reading("customer_satisfaction", {"responses": answers("nps", 10, {10: 30})}, WEEK)
    assert (found.value, found.low, found.high) == (100, None, None)
    assert sentence(found, "EUR") == "+100, 30 answers."


def test_everything_a_reading_says_can_be_written_as_plain_json():
    found = reading("customer_satisfaction", {"responses": NPS + answers("csat", 5, {5: 30, 1: 9})}, WEEK)
    assert json.loads(json.dumps(dict(found.parts), allow_nan=False)) == dict(found.parts)
    assert {type(found.value), type(found.low), type(found.high)} == {float}


def test_nobody_was_asked():
    assert reading("customer_satisfaction", {}, WEEK).reason == "no data: answers not loaded"
    later = {"responses": NPS + answers("nps", 10, {10: 1}, when="10-01", market="FR")}
    assert reading("customer_satisfaction", later, WEEK, market="FR").reason == "no answers in these 13 weeks"

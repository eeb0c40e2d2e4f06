"""Pipeline and revenue on deals that can be counted by hand."""

import json
from datetime import date

import pytest

from kpis.company import Company
from kpis.periods import Period
from kpis.sentences import sentence
from tests.selling_company import booked, day, deal, reading

WON = {"closed_day": "06-11", "stage": "won"}
LOST = {"closed_day": "06-21", "stage": "lost"}


def quota(first: str, last: str, amount: float) -> dict:
    return {"quota_id": first, "from_day": day(first), "to_day": day(last), "amount": amount, "currency": "EUR"}


def deals() -> dict:
    """Open on 26 June: A 400 due this quarter, B 600 due next; won W 300 after 10 days, lost L 900; quota 1000."""
    return {
        "opportunities": [
            deal("A", "06-19", amount=350, due_day="06-30"), deal("A", "06-26", amount=400, due_day="06-30"),
            deal("B", "06-26", amount=600, due_day="07-15", stage="talk", created_day="06-23", market="FR"),
            deal("W", "06-05", amount=300), deal("W", "06-12", "won", amount=300, **WON),
            deal("W", "06-26", "won", amount=300, **WON),
            deal("L", "06-12", amount=900, stage="talk"), deal("L", "06-19", amount=900),
            deal("L", "06-26", "lost", amount=900, **LOST),
            deal("T", "06-19", "won", amount=100, stage="won", closed_day="06-11"),
            deal("T", "06-12", stage="talk", amount=100),
        ],
        "quotas": [quota("04-01", "06-30", 1000)],
    }  # fmt: skip


def test_the_pipeline_is_what_is_open_in_the_last_snapshot():
    found = reading("pipeline", deals())
    assert (found.value, found.n, found.unit) == (400 + 600, 2, "EUR")
    assert found.parts["snapshot_day"] == "2026-06-26"


def test_all_parts_by_hand():
    parts = reading("pipeline", deals()).parts
    assert parts["win_rate_count"] == pytest.approx(2 / 3)  # won W, T; lost L; open A, B are not in it
    assert parts["win_rate_value"] == pytest.approx((300 + 100) / (300 + 100 + 900))
    assert parts["coverage_needed"] == pytest.approx(1300 / 400)
    assert parts["coverage"] == pytest.approx(400 / (1000 - 300 - 100))  # only A is due by 30 June
    assert parts["cycle_days"] == 10  # both from 1 to 11 June
    assert parts["velocity_per_day"] == pytest.approx(2 * 500 * (2 / 3) / 10)
    # offer: seen W (won), L (lost) -> 1/2 of A's 400; talk: seen L (lost), T (won) -> 1/2 of B's 600
    assert parts["weighted"] == pytest.approx(400 / 2 + 600 / 2)
    assert parts["created"] == 600  # B, created on 23 June


def test_a_deal_missing_in_the_last_snapshot_is_not_open_any_more():
    facts = {"opportunities": [deal("A", "06-26"), deal("gone", "06-24", amount=5000)]}
    assert reading("pipeline", facts).value == 100


def test_a_filter_does_not_bring_back_deals_of_an_older_snapshot():
    facts = {"opportunities": [deal("F", "06-24", market="FR"), deal("D", "06-26", market="DE")]}
    assert reading("pipeline", facts, market="FR").value == 0


def test_two_crms_with_different_snapshot_days_both_count():
    facts = {"opportunities": [deal("A", "06-24", source="hubspot"), deal("A", "06-26", source="salesforce", amount=40),
                               deal("A", "06-23", source="hubspot", amount=9000)]}  # fmt: skip
    found = reading("pipeline", facts)
    assert (found.value, found.parts["snapshot_day"]) == (140, "2026-06-24")


def test_a_week_without_a_snapshot_has_no_number_and_says_when_the_last_one_was():
    found = reading("pipeline", {"opportunities": [deal("A", "06-08")]})
    assert found.value is None
    assert found.reason == "no snapshot of the deals in this week; the last one is of 8 Jun 2026"


def test_nothing_loaded_has_no_number():
    assert reading("pipeline", {}).reason == "no data: deal snapshots not loaded"
    assert reading("revenue", {}).reason == "no data: revenue not loaded"


def test_later_snapshots_do_not_change_the_week():
    later = [deal("A", "07-03", "won", amount=400, closed_day="06-27"),
             deal("N", "07-03", amount=7, created_day="06-24"), deal("W", "07-03", amount=300)]  # fmt: skip
    facts = deals()
    before = reading("pipeline", facts)
    facts["opportunities"] += later
    after = reading("pipeline", facts)
    assert after.value == before.value
    assert {k: v for k, v in after.parts.items() if k != "created"} == {
        k: v for k, v in before.parts.items() if k != "created"
    }


def test_a_reopened_deal_is_decided_no_more():
    facts = {"opportunities": [deal("R", "06-12", "lost", closed_day="06-11"), deal("R", "06-26")]}
    parts = reading("pipeline", facts).parts
    assert (parts["win_rate_count"], parts["coverage_needed"], parts["velocity_per_day"]) == (None, None, None)


def test_a_corrected_amount_counts_once_in_its_last_state():
    facts = {"opportunities": [deal("W", "06-12", "won", amount=100, **WON),
                               deal("W", "06-19", "won", amount=250, **WON),
                               deal("L", "06-19", "lost", amount=750, **LOST)]}  # fmt: skip
    assert reading("pipeline", facts, Period(date(2026, 6, 15), date(2026, 6, 21))).parts["win_rate_value"] == 0.25


def test_a_deal_decided_over_a_year_ago_is_not_in_the_win_rate():
    facts = {"opportunities": [deal("A", "06-26"), deal("O", "2025-06-27", "lost", closed_day="2025-06-27"),
                               deal("W", "06-26", "won", **WON)]}  # fmt: skip
    assert reading("pipeline", facts).parts["win_rate_count"] == 1


def test_foreign_money_counts_at_the_rate_of_the_snapshot_day_and_without_a_rate_is_left_out():
    rates = [{"day": day("06-26"), "currency": "USD", "rate": 0.5}]
    deals = [deal("A", "06-26", currency="USD", amount=80), deal("B", "06-26", currency="SEK", amount=900),
             deal("C", "06-26", amount=None), deal("D", "06-26", amount=60)]  # fmt: skip
    found = reading("pipeline", {"opportunities": deals, "fx_rates": rates})
    assert found.value == 80 * 0.5 + 60
    assert (found.parts["excluded_no_rate"], found.parts["without_amount"], found.parts["deals"]) == (1, 1, 4)


def test_a_snapshot_with_nothing_open_is_a_pipeline_of_zero():
    found = reading("pipeline", {"opportunities": [deal("W", "06-26", "won", **WON)]})
    assert (found.value, found.n, found.parts["weighted"], found.parts["velocity_per_day"]) == (0, 0, 0, None)


def test_the_same_deal_number_in_two_crms_is_two_deals():
    facts = {
        "opportunities": [
            deal("1", "06-26", "won", source="hubspot", **WON),
            deal("1", "06-26", "lost", source="old", **LOST),
        ]
    }
    assert reading("pipeline", facts).parts["win_rate_count"] == 0.5


def test_everything_a_reading_says_can_be_written_as_plain_json():
    for found in (reading("pipeline", deals()), reading("revenue", BOOKED, MAY)):
        assert json.loads(json.dumps(dict(found.parts), allow_nan=False)) == dict(found.parts)
        assert {type(found.value), type(found.n)} == {float, int}


def test_deals_without_any_amount_are_not_a_pipeline_of_zero():
    found = reading("pipeline", {"opportunities": [deal("C", "06-26", amount=None)]})
    assert (found.value, found.parts["deals"]) == (None, 1)


def test_open_money_in_a_stage_nobody_has_left_yet_has_no_weighted_value():
    facts = deals()
    facts["opportunities"].append(deal("N", "06-26", stage="brand new"))
    assert reading("pipeline", facts).parts["weighted"] is None


def test_a_quota_that_covers_the_quarter_partly_counts_by_days():
    facts = deals()
    facts["quotas"] = [quota("01-01", "06-30", 1810)]
    parts = reading("pipeline", facts).parts
    assert parts["quota"] == pytest.approx(1810 * 91 / 181)  # April to June are 91 of 181 days


def test_the_quarter_follows_the_fiscal_year():
    # fiscal year from May: the running quarter is May to July, so B (due 15 July) counts; 61 of the quota's 91 days do
    parts = reading("pipeline", deals(), company=Company(fiscal_year_start_month=5)).parts
    assert parts["due_in_quarter"] == 1000
    assert parts["quota"] == pytest.approx(1000 * 61 / 91)


def test_sentences_of_the_pipeline():
    facts = deals()
    assert sentence(reading("pipeline", facts), "EUR") == (
        "Open deals are 0.7 times what is still to win; at our win rate we need 3.2.")  # fmt: skip
    facts["quotas"][0]["amount"] = 400
    assert sentence(reading("pipeline", facts), "EUR") == "€ 1 k open in 2 deals; this quarter's quota is met."
    del facts["quotas"]
    assert sentence(reading("pipeline", facts), "EUR") == "€ 1 k open in 2 deals; no quota is known for this quarter."


def test_not_by_channel():
    assert reading("pipeline", deals(), channel="mail").reason == "not by channel"


MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
BOOKED = {"recognised_revenue": [booked("05-01", 4000, "C1", market="FR"), booked("05-01", 1900, "C2"),
                                 booked("04-01", 7, "C1")]}  # fmt: skip


def test_revenue_is_what_finance_booked_for_the_month():
    found = reading("revenue", BOOKED, MAY)
    assert (found.value, found.parts["contracts"]) == (4000 + 1900, 2)
    assert sentence(found, "EUR") == "May € 5.9 k, booked by finance."
    assert reading("revenue", BOOKED, MAY, market="FR").value == 4000
    assert reading("revenue", BOOKED, MAY, market="(none)").value == 1900


def test_a_month_finance_has_not_booked_is_unknown_not_zero():
    later = Period(date(2026, 6, 1), date(2026, 6, 30))
    facts = {"recognised_revenue": [*BOOKED["recognised_revenue"], booked("07-01", 5)]}
    assert reading("revenue", facts, later).reason == "no revenue is booked for this month yet"


def test_revenue_without_a_rate_is_left_out_and_counted():
    foreign = booked("05-01", 10, "C3", currency="USD")
    found = reading("revenue", {"recognised_revenue": [*BOOKED["recognised_revenue"], foreign]}, MAY)
    assert (found.value, found.parts) == (5900, {"contracts": 2, "excluded_no_rate": 1})
    assert reading("revenue", {"recognised_revenue": [foreign]}, MAY).value is None

"""Does the engine travel, and are its data an asset: applicability and data assets counted by hand."""

from datetime import date

import pytest

from kpis.reading import NoAnswer
from kpis.strategic import new_market_share
from tests.working_company import QUARTER, day, item, reading, spent, step

B2C = "B2C"


def two_of_three() -> dict:
    """U1 runs in SE and FI, U2 in SE for both lines, U3 in SE only."""
    return {
        "use_case_events": [
            step("U1", "live", "01-01"),
            step("U1", "live", "01-31", "FI"),
            step("U2", "live", "01-01"),
            step("U2", "live", "03-02", area=B2C),
            step("U3", "live", "06-20"),
        ]
    }


def test_a_second_market_or_a_second_business_line_both_count():
    got = reading("applicability", two_of_three(), QUARTER)
    assert (got.value, got.parts["replicated"], got.parts["replicas"]) == (pytest.approx(2 / 3), 2, 2)
    # 30 and 60 days, U3 still waiting for 10: of the two left, half after 30 days
    assert got.parts["time_to_replicate_days"] == 30
    assert (got.parts["eligible_replicas"], got.parts["replica_uptake"], got.parts["effort_ratio"]) == (
        None,
        None,
        None,
    )


def test_what_was_paused_is_not_live_in_a_second_place():
    rows = two_of_three()
    rows["use_case_events"] += [step("U1", "paused", "06-01", "FI")]
    assert reading("applicability", rows, QUARTER).value == pytest.approx(1 / 3)


def test_possible_copies_come_from_the_list_of_places_else_from_the_portfolio():
    rows = two_of_three() | {
        "portfolio": [item("U1"), item("U1", "FI"), item("U1", "NO"), item("U3"), item("U3", "FI"), item("U4")]
    }
    got = reading("applicability", rows, QUARTER).parts
    assert (got["eligible_replicas"], got["replica_uptake"]) == (4, 0.5)  # U1: 2, U2: 1 (where it runs), U3: 1
    listed = [{"use_case_id": "U3", "channel": c, "market": m, "business_area": "B2B", "from_day": day("01-01")}
              for c in ("email", "web") for m in ("SE", "FI", "NO", "DK")]  # fmt: skip
    assert (
        reading("applicability", rows | {"eligible_cells": listed}, QUARTER).parts["eligible_replicas"] == 5
    )  # 1 + 1 + 3


def test_copies_are_compared_with_the_builds_they_copy():
    rows = two_of_three() | {"effort_entries": [
        spent("a", "U1", "2025-12-01", 10), spent("b", "U1", "01-12", 3, market="FI", business_area="B2B"),
        spent("c", "U2", "2025-12-01", 20), spent("d", "U2", "01-12", 9, market="SE", business_area=B2C),
        spent("e", "U3", "06-01", 99)]}  # fmt: skip
    assert reading("applicability", rows, QUARTER).parts["effort_ratio"] == (3 + 9) / (10 + 20)


def test_applicability_knows_no_filter_and_no_answer_without_live_use_cases():
    assert reading("applicability", two_of_three(), QUARTER, market="FI").reason == "not by market"
    assert (
        reading("applicability", {"use_case_events": [step("U1", "pilot", "01-01")]}, QUARTER).reason
        == "no use case is live"
    )
    assert reading("applicability", {}, QUARTER).reason == "no data: use case events not loaded"


def test_a_market_is_new_for_twelve_months():
    opened = {"SE": date(2021, 1, 1), "PL": date(2025, 7, 1), "DE": date(2025, 6, 30)}
    assert new_market_share({"SE": 60, "PL": 30, "DE": 10}, opened, date(2026, 6, 30)) == 0.3
    with pytest.raises(NoAnswer, match="not known when NO opened"):
        new_market_share({"NO": 1}, opened, date(2026, 6, 30))
    with pytest.raises(NoAnswer, match="no increment"):
        new_market_share({"SE": 0}, opened, date(2026, 6, 30))


GOOD = {"documented": True, "owner": "Ana", "legal_basis": True, "quality": 0.9, "fresh": True, "demand": "signed"}


def asset(name: str, when: str = "01-01", **more) -> dict:
    return {"asset_id": name, "name": name, "assessed_on": day(when), **more}


@pytest.mark.parametrize(
    "gate",
    [
        {"documented": False},
        {"documented": None},
        {"owner": None},
        {"legal_basis": None},
        {"quality": 0.89},
        {"quality": None},
        {"fresh": False},
        {"demand": "interest"},
        {"demand": None},
    ],
)
def test_one_gate_not_passed_is_enough(gate):
    got = reading("data_assets", {"data_assets": [asset("D1", **GOOD), asset("D2", **GOOD | gate)]}, QUARTER)
    assert (got.value, got.parts["registered"], got.parts["gates"][next(iter(gate))]) == (1, 2, 1)


def test_the_latest_assessment_by_then_counts():
    rows = {
        "data_assets": [
            asset("D1", "05-01"),
            asset("D1", "03-01", **GOOD),
            asset("D2", "06-30", **GOOD),
            asset("D2", "07-01"),
        ]
    }
    assert reading("data_assets", rows, QUARTER).value == 1


def test_reuse_counts_live_use_cases_that_still_draw_on_it():
    uses = [("D1", "U1", None), ("D1", "U3", None), ("D1", "U2", day("05-01")), ("D2", "U9", None), ("D9", "U1", None)]
    rows = two_of_three() | {"data_assets": [asset("D1"), asset("D2")],
                             "asset_uses": [{"asset_id": a, "use_case_id": u, "from_day": day("01-01"), "to_day": end}
                                            for a, u, end in uses]}  # fmt: skip
    got = reading("data_assets", rows, QUARTER).parts
    assert (got["reuse_count"], got["mean_reuse"], got["unused"]) == ({"D1": 2, "D2": 0}, 1, 1)
    assert (got["reused_by_two_or_more"], got["use_cases_served"]) == (1, 2)


def test_what_is_not_recorded_is_unknown_and_not_zero():
    got = reading("data_assets", {"data_assets": [asset("D1")]}, QUARTER)
    assert got.value == 0
    assert [got.parts[k] for k in ("mean_reuse", "unused", "consent_coverage", "realised_revenue")] == [None] * 4
    assert reading("data_assets", {}, QUARTER).reason == "no data: data assets not loaded"
    assert reading("data_assets", {"data_assets": [asset("D1")]}, QUARTER, market="SE").reason == "not by market"


def test_revenue_is_that_of_twelve_months_in_the_companys_money():
    money = [
        ("2025-06-30", 1, "EUR"),
        ("2025-07-01", 10, "EUR"),
        ("06-30", 100, "EUR"),
        ("07-01", 1000, "EUR"),
        ("06-01", 7, "SEK"),
    ]
    rows = {
        "data_assets": [asset("D1")],
        "asset_revenue": [{"asset_id": "D1", "day": day(d), "amount": a, "currency": c} for d, a, c in money],
    }
    got = reading("data_assets", rows, QUARTER).parts
    assert (got["realised_revenue"], got["excluded_no_rate"]) == (110, 1)


def consent(contact: int, since: str | None, to: str | None = None) -> dict:
    return {"contact_key": contact, "valid_from": since and day(since), "valid_to": to and day(to)}


@pytest.mark.parametrize(("spans", "valid", "contacts"), [
    ([consent(1, "01-01")], 1, 1),
    ([consent(1, "01-01", "06-30")], 1, 1),  # the last day is still valid
    ([consent(1, "01-01", "06-29")], 0, 1),
    ([consent(1, "07-01")], 0, 0),  # nobody knew this contact in June
    ([consent(1, None)], 0, 1),
    ([consent(1, None), consent(1, "05-01")], 1, 1),  # asked again, agreed: one contact
    ([consent(1, "01-01", "03-31"), consent(1, "05-01")], 1, 1),
    ([consent(1, "01-01"), consent(1, "03-01", "03-31")], 1, 1),  # the open one still holds
    ([consent(1, "01-01", "03-31"), consent(1, "08-01")], 0, 1),  # between two agreements
    ([consent(1, "06-30"), consent(2, None), consent(3, "01-01", "02-01")], 1, 3),
])  # fmt: skip
def test_consent_is_counted_per_contact_on_the_last_day(spans, valid, contacts):
    got = reading("data_assets", {"data_assets": [asset("D1")], "consents": spans}, QUARTER).parts
    assert got["contacts"] == contacts
    assert got["consent_coverage"] == (valid / contacts if contacts else None)

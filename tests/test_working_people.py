"""Who stays and how fast roles are filled, counted by hand on a year of events."""

import pytest

from tests.working_company import QUARTER, YEAR, day, reading


def event(kind: str, when: str, person: int | None = None, role: str | None = None, **more) -> dict:
    return {"event_id": f"{kind}{when}{person}{role}", "day": day(when), "kind": kind, "person_key": person,
            "requisition_id": role, **more}  # fmt: skip


def heads(when: str, n: int, market: str | None = None) -> dict:
    return {"day": day(when), "headcount": n, "market": market}


STABLE = [heads("2025-07-01", 20), heads("06-30", 20)]


def talent(events: list[dict], headcount: list[dict] = STABLE, **where):  # noqa: B006 - never changed
    return reading("talent", {"people_events": events, "headcount": headcount}, QUARTER, **where)


def test_the_window_is_the_twelve_months_that_end_with_the_quarter():
    got = talent(
        [
            event("left", "2025-06-30", 1),
            event("left", "2025-07-01", 2),
            event("left", "06-30", 3),
            event("left", "07-01", 4),
        ]
    )
    assert (got.start, got.end) == (YEAR.start, YEAR.end)
    assert (got.value, got.parts["stayed"], got.parts["leavers"]) == (0.9, 18, 2)
    assert got.low < 0.9 < got.high


def test_who_joined_and_left_within_the_year_changes_turnover_but_not_retention():
    got = talent([event("hired", "2025-10-01", 7), event("left", "02-01", 7), event("left", "03-01", 8)])
    assert (got.value, got.parts["turnover"]) == (19 / 20, 2 / 20)


def test_a_leaver_without_a_name_is_taken_as_one_of_the_first_day():
    assert talent([event("left", "02-01"), event("hired", "2025-10-01", 7)]).value == 19 / 20


def test_the_first_days_headcount_is_moved_on_from_the_last_one_known():
    headcount = [heads("2025-06-01", 20), heads("06-30", 18)]
    events = [
        event("left", "2025-06-10", 1),
        event("hired", "2025-06-20", 2),
        event("hired", "2025-06-21", 3),
        event("left", "05-01", 2),
    ]
    got = talent(events, headcount)
    assert (got.parts["start"], got.parts["stayed"]) == (21, 20)  # 20 - 1 + 2; person 2 was there on the first day


def test_a_small_team_is_told_in_counts():
    got = talent([event("left", "02-01", 1)], [heads("2025-07-01", 9), heads("06-30", 8)])
    assert (got.value, got.reason) == (None, "team under 10: counts only")
    assert (got.parts["stayed"], got.parts["start"]) == (8, 9)
    assert "turnover" not in got.parts


def test_headcount_unknown_at_the_start_is_a_reason_with_the_hiring_parts():
    got = talent([event("offer_accepted", "02-01", role="R1")], [heads("2025-07-02", 20)])
    assert (got.reason, got.parts["accepted"]) == ("headcount on 1 Jul 2025 is not known", 1)
    assert reading("talent", {"headcount": STABLE}, QUARTER).reason == "no data: people events not loaded"


def test_open_roles_count_as_longer_than_so_far():
    roles = [event("requisition_approved", "03-01", role=f"R{i}") for i in range(4)]
    filled = [
        event("offer_accepted", "03-11", role="R0"),
        event("hired", "03-21", 5, "R1"),
        event("hired", "04-30", 6, "R0"),
    ]
    got = talent(roles + filled).parts
    assert got["time_to_fill_days"] == 20  # 10 and 20 days, two still open: half are filled by day 20
    assert (got["open_requisitions"], got["vacancy_rate"]) == (2, 2 / 22)
    assert talent(roles + filled[:1]).parts["time_to_fill_days"] is None


def test_a_role_closed_without_a_hire_is_no_open_one():
    roles = [event("requisition_approved", "03-01", role="R0"), event("requisition_closed", "03-05", role="R0")]
    got = talent(roles).parts
    assert (got["open_requisitions"], got["vacancy_rate"], got["time_to_fill_days"]) == (0, 0, None)


def test_only_offers_decided_in_the_year_count():
    offers = [event("offer_accepted", "2025-06-01", role="R0"), event("offer_made", "02-01", role="R1"),
              event("offer_declined", "02-02", role="R2"), event("offer_accepted", "02-03", role="R3")]  # fmt: skip
    got = talent(offers).parts
    assert (got["accepted"], got["decided"], got["offer_acceptance"]) == (1, 2, 0.5)
    assert talent([]).reason == "no data: people events not loaded"
    assert talent([event("left", "02-01", 1)]).parts["offer_acceptance"] is None


def test_a_market_is_counted_by_itself():
    headcount = [
        heads("2025-07-01", 12, "SE"),
        heads("2025-07-01", 30, "FI"),
        heads("06-30", 12, "SE"),
        heads("06-30", 30, "FI"),
    ]
    events = [event("left", "02-01", 1, market="SE"), event("left", "02-01", 2, market="FI")]
    assert talent(events, headcount, market="SE").value == 11 / 12
    assert talent(events, headcount).value == 40 / 42
    assert talent(events, headcount, business_area="B2B").reason == "not by business area"


def test_voluntary_and_regretted_leavers_are_apart():
    events = [
        event("left", "02-01", 1, leave_type="voluntary", regretted=True),
        event("left", "02-02", 2, leave_type="voluntary"),
        event("left", "02-03", 3, leave_type="retirement", regretted=False),
    ]
    got = talent(events).parts
    assert [got[k] for k in ("turnover", "voluntary_turnover", "regretted_turnover")] == pytest.approx(
        [0.15, 0.1, 0.05]
    )

"""Live and working on any day of the past: automation level, sophistication and scale on a company counted by hand."""

from datetime import date

import pytest

from kpis.periods import Period
from kpis.rollouts import go_lives, live_on, portfolio_on, statuses, working
from tests.working_company import JUNE, WEEK, acted, day, item, reading, record_frame, step, use_case


def events(*steps: dict):
    return record_frame("use_case_events", list(steps))


def test_a_rollout_is_live_by_its_last_event_up_to_the_day():
    past = events(step("U1", "live", "03-01"), step("U1", "paused", "05-01"), step("U2", "pilot", "03-01"))
    assert live_on(past, day("04-30")) == {("U1", "SE", "B2B")}
    assert live_on(past, day("05-01")) == set()
    assert statuses(past, day("02-28")) == {}


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_events_on_one_day_the_later_step_counts_in_whatever_order_they_come(order):
    same_day = events(*[step("U1", "live", "03-01"), step("U1", "pilot", "03-01"), step("U2", "live", "03-01"),
                        step("U2", "paused", "03-01")][::order])  # fmt: skip
    assert live_on(same_day, day("03-02")) == {("U1", "SE", "B2B")}


def test_the_first_go_live_stays_the_first_after_a_pause():
    past = events(step("U1", "live", "06-01"), step("U1", "paused", "05-01"), step("U1", "live", "03-01"))
    assert go_lives(past, day("06-30")) == {("U1", "SE", "B2B"): date(2026, 3, 1)}
    assert go_lives(past, day("02-28")) == {}


def test_empty_tables_give_nothing():
    assert statuses(events(), day("06-30")) == {} == go_lives(events(), day("06-30"))
    assert portfolio_on(record_frame("portfolio", []), day("06-30")) == set()


def test_a_window_of_30_days_ends_with_the_day_itself():
    rows = {"use_case_events": [step("U1", "live", "01-10")], "portfolio": [item("U1")]}
    # 28 June less 29 days = 30 May is the first of 30 days
    assert reading("automation_level", rows | {"activations": [acted("U1", "05-30")]}, WEEK).value == 1
    quiet = reading("automation_level", rows | {"activations": [acted("U1", "05-29")]}, WEEK)
    assert (quiet.value, quiet.parts["inactive_live"], quiet.parts["configured_live"]) == (0, ["U1"], 1)


def test_a_use_case_with_its_own_window_may_be_silent_longer_or_shorter():
    rows = {
        "use_case_events": [step("U1", "live", "01-10"), step("U2", "live", "01-10")],
        "use_cases": [use_case("U1", active_window_days=90), use_case("U2", active_window_days=7)],
        "portfolio": [item("U1"), item("U2")],
        "activations": [acted("U1", "04-01"), acted("U2", "06-21")],
    }
    got = reading("automation_level", rows, WEEK)
    assert (got.parts["count"], got.parts["inactive_live"]) == (1, ["U2"])


def test_zero_actions_and_actions_after_the_week_are_no_work():
    rows = {"use_case_events": [step("U1", "live", "01-10")], "portfolio": [item("U1")],
            "activations": [acted("U1", "06-20", actions=0), acted("U1", "06-29")]}  # fmt: skip
    assert reading("automation_level", rows, WEEK).value == 0


def three_use_cases() -> dict:
    """U1 works in SE and FI, U2 is live but quiet in SE, U3 is planned; U9 runs in FI outside the portfolio."""
    return {
        "use_case_events": [
            step("U1", "live", "01-10"),
            step("U1", "live", "02-10", "FI"),
            step("U2", "live", "01-10"),
            step("U3", "planned", "01-10"),
            step("U9", "live", "01-10", "FI", "B2C"),
        ],
        "portfolio": [item("U1"), item("U1", "FI"), item("U2"), item("U3"), item("U3", "FI"), item("U3", "NO")],
        "activations": [acted("U1", "06-20"), acted("U1", "06-21", "FI"), acted("U9", "06-20", "FI", "B2C")],
    }


def test_use_cases_and_rollouts_are_counted_apart_and_strangers_are_listed():
    got = reading("automation_level", three_use_cases(), WEEK)
    assert got.value == pytest.approx(1 / 3)
    assert (got.parts["rollouts"], got.parts["rollouts_possible"]) == (2, 6)
    assert (got.parts["inactive_live"], got.parts["outside_portfolio"]) == (["U2"], ["U9 · FI · B2C"])
    assert (got.parts["level_value_weighted"], got.parts["log_to"]) == (None, "2026-06-21")


def test_a_filter_cuts_events_items_and_actions_alike():
    finland = reading("automation_level", three_use_cases(), WEEK, market="FI")
    assert (finland.parts["count"], finland.parts["portfolio"], finland.parts["rollouts"]) == (1, 2, 1)
    quiet_market = reading("automation_level", three_use_cases(), WEEK, market="NO")
    assert (quiet_market.value, quiet_market.parts["portfolio"]) == (0, 1)  # the log exists: 0 of 1, not "no log"
    assert reading("automation_level", three_use_cases(), WEEK, channel="email").reason == "not by channel"


def test_the_latest_portfolio_frozen_by_then_is_the_denominator():
    rows = three_use_cases()
    rows["portfolio"] += [item("U1", version=2, frozen="06-25"), item("U1", version=3, frozen="07-01")]
    assert reading("automation_level", rows, WEEK).parts["portfolio"] == 1  # version 2
    before = Period(date(2026, 6, 15), date(2026, 6, 21))
    assert reading("automation_level", rows, before).parts["portfolio"] == 3  # version 1


def test_without_a_log_or_a_portfolio_there_is_a_reason_and_what_is_switched_on():
    rows = three_use_cases()
    without_log = reading("automation_level", rows | {"activations": []}, WEEK)
    assert (without_log.value, without_log.reason, dict(without_log.parts)) == (
        None,
        "no activation log",
        {"configured_live": 2},
    )
    no_target = reading("automation_level", rows | {"portfolio": []}, WEEK)
    assert (no_target.reason, no_target.parts["configured_live"]) == ("no target portfolio defined", 3)
    assert reading("automation_level", {}, WEEK).reason == "no data: use case events not loaded"


def test_an_assisted_use_case_is_no_automated_one_but_weighs_half():
    rows = three_use_cases() | {"use_cases": [use_case("U1", degree="assisted")]}
    got = reading("automation_level", rows, WEEK).parts
    assert (got["count"], got["not_automated"], got["level_weighted"]) == (0, ["U1"], pytest.approx(0.5 / 3))


def test_working_is_what_is_live_and_acted():
    live = {("U1", "SE", "B2B"), ("U2", "SE", "B2B")}
    log = record_frame(
        "use_case_events", [step("U1", "live", "06-20"), step("U3", "live", "06-20")]
    )  # any dated places
    assert working(live, log, record_frame("use_cases", []), day("06-28")) == {("U1", "SE", "B2B")}


def test_sophistication_counts_what_is_live_where_you_look_and_rated_by_then():
    rows = {
        "use_case_events": [
            step("U1", "live", "01-10"),
            step("U2", "live", "01-10", "FI"),
            step("U3", "live", "01-10"),
            step("U4", "planned", "01-10"),
            step("U5", "live", "01-10"),
        ],
        "use_cases": [
            use_case("U1", sophistication=1, rated_on=day("01-01")),
            use_case("U2", sophistication=3),
            use_case("U3", sophistication=4, rated_on=day("07-01")),
            use_case("U4", sophistication=4),
            use_case("U5"),
        ],
    }
    got = reading("sophistication", rows, JUNE)
    assert (got.value, got.n, got.parts["coverage"]) == (1, 2, 0.5)  # 1 and 3: the lower one; U3 is rated in July
    assert got.parts["distribution"] == {"1": 1, "2": 0, "3": 1, "4": 0}
    assert reading("sophistication", rows, JUNE, market="FI").value == 3
    assert reading("sophistication", rows, JUNE, market="NO").reason == "no use case is live"
    unrated = reading("sophistication", rows | {"use_cases": []}, JUNE)
    assert (unrated.reason, unrated.parts["coverage"]) == ("no live use case is rated yet", 0)


def place(use_case: str, channel: str = "email", market: str = "SE", **more) -> dict:
    return {"use_case_id": use_case, "channel": channel, "market": market, "business_area": "B2B",
            "from_day": day("01-01")} | more  # fmt: skip


def test_scale_counts_listed_places_valid_at_the_end_of_the_month():
    rows = {
        "eligible_cells": [
            place("U1"),
            place("U1", "web"),
            place("U1", "sales", to_day=day("06-29")),
            place("U2", "web", from_day=day("07-01")),
        ],
        "activations": [
            acted("U1", "06-10", actions=3),
            acted("U1", "06-10", channel="sales"),
            acted("U1", "05-31", channel="web"),
        ],
    }
    got = reading("activation_scale", rows, JUNE)
    assert (got.value, got.parts["active_cells"], got.parts["eligible_cells"]) == (0.5, 1, 2)
    assert got.parts["cells_not_listed"] == 1  # the sales channel is not listed any more
    assert got.parts["by_channel"] == {"email": [1, 1], "web": [0, 1]}
    assert (got.parts["hhi_channel"], got.parts["effective_channel"], got.parts["normalised_entropy_channel"]) == (
        1,
        1,
        0,
    )
    assert got.parts["normalised_entropy_market"] is None  # one possible market cannot be uneven
    only_web = reading("activation_scale", rows, JUNE, channel="web")
    assert (only_web.value, only_web.parts["hhi_channel"]) == (0, None)


def test_scale_without_log_or_places_has_a_reason():
    one = [place("U1")]
    assert reading("activation_scale", {"eligible_cells": one}, JUNE).reason == "no data: activations not loaded"
    stale = reading("activation_scale", {"eligible_cells": one, "activations": [acted("U1", "05-10")]}, JUNE)
    assert stale.reason == "no data: activations known only to 10 May 2026"
    nowhere = reading("activation_scale", {"activations": [acted("U1", "06-10")]}, JUNE)
    assert nowhere.reason == "no places listed where a use case could run"

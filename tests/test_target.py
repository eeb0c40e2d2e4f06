"""The way to the target, counted by hand: needed and remaining roll-outs, plan, pace, range of days and burn-up."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kpis.reading import NoAnswer
from kpis.target import BurnPoint, Pace, Programme, burn_up, pace, reach, rollouts_needed, standing, target_history, target_on
from tests.working_company import acted, day, item, record_frame, step, use_case

MARKETS = ("SE", "FI", "DE", "FR", "NO")
TODAY = date(2026, 6, 28)  # a Sunday


def target(set_on: str, level: float, due_on: str, reason: str = "plan", author: str | None = "Eva") -> dict:
    return {"set_on": day(set_on), "level": level, "due_on": day(due_on), "reason": reason, "author": author}


ROWS = {
    "targets": [target("04-19", 0.8, "09-06"), target("01-01", 0.5, "06-30", "first", None)],
    "portfolio": [item(u, m) for u in ("U1", "U2") for m in MARKETS],
    "use_case_events": [step("U1", "live", "2025-12-01"), step("U1", "live", "04-01", "FI"), step("U1", "live", "05-04", "DE"),
                        step("U2", "live", "06-01"), step("U9", "live", "06-01"), step("U2", "building", "06-02", "FI")],
}  # fmt: skip


def programme(log: list[dict] | None = None, **changed) -> Programme:
    rows = ROWS | changed
    frames = {name: record_frame(name, rows[name]) for name in ROWS}
    if log is not None:
        actions = pd.DataFrame(log, columns=["day", "use_case_id", "market", "business_area"]).astype({"day": "datetime64[s]"})
        cases = record_frame("use_cases", [use_case("U1"), use_case("U2")])
        frames |= {"rollout_days": actions.sort_values("day", ignore_index=True), "use_cases": cases}
    return Programme(**frames)


def test_all_versions_of_the_target_are_kept_oldest_first():
    first, second = target_history(programme().targets, TODAY)
    assert (first.level, first.reason, first.author) == (0.5, "first", None)
    assert (second.level, second.due_on, second.author) == (0.8, day("09-06"), "Eva")
    assert target_on(programme().targets, day("04-18")) == first


def test_what_is_needed_is_rounded_up_but_not_by_a_floating_point():
    assert [rollouts_needed(*pair) for pair in ((0.8, 72), (0.8, 10), (0.07, 100), (0.0, 9), (1.0, 9))] == [58, 8, 7, 0, 9]


def test_where_we_stand():
    now = standing(programme(), TODAY)
    assert (now.live, now.possible, now.level) == (4, 10, 0.4)
    assert (now.needed, now.remaining, now.at_work) == (8, 4, False)
    assert now.outside == (("U9", "SE", "B2B"),)
    assert now.plan == pytest.approx(2 + 6 * 70 / 140)  # from 2 on 19 April to 8 on 6 September, half of it today


def test_with_an_activation_log_only_roll_outs_at_work_count():
    log = [acted("U1", "06-20"), acted("U1", "06-20", "FI"), acted("U2", "06-20"), acted("U1", "05-05", "DE")]
    now = standing(programme(log), TODAY)
    assert (now.live, now.remaining, now.quiet, now.at_work) == (3, 5, (("U1", "DE", "B2B"),), True)


def test_a_portfolio_that_grew_since_the_target_was_set_is_told():
    grown = [item(u, m, version=2, frozen="05-01") for u in ("U1", "U2", "U3") for m in MARKETS]
    now = standing(programme(portfolio=ROWS["portfolio"] + grown), TODAY)
    assert (now.possible, now.possible_then, now.needed) == (15, 10, 12)


def test_without_target_or_portfolio_there_is_a_reason():
    with pytest.raises(NoAnswer, match="no target is set"):
        standing(programme(targets=[]), TODAY)
    with pytest.raises(NoAnswer, match="no target portfolio is frozen yet"):
        standing(programme(portfolio=[]), TODAY)


def test_the_pace_counts_first_go_lives_of_the_portfolio_in_26_weeks():
    found = pace(programme(), TODAY)
    assert (found.weeks, found.went_live, found.a_week) == (26, 3, 3 / 26)  # FI, DE, U2; U9 is no part of the plan
    assert (found.low * 26, found.high * 26) == (pytest.approx(1.102, abs=1e-3), pytest.approx(6.681, abs=1e-3))


def test_a_young_programme_counts_its_own_weeks_and_none_below_eight():
    young = [step("U1", "live", "04-20"), step("U1", "paused", "05-01"), step("U1", "live", "06-01")]
    found = pace(programme(use_case_events=young), TODAY)
    assert (found.weeks, found.went_live) == (10, 1)
    with pytest.raises(NoAnswer, match="too early for a pace: 1 of 8 weeks"):
        pace(programme(use_case_events=[step("U1", "live", "06-15")]), day("06-22"))
    with pytest.raises(NoAnswer, match="too early for a pace"):
        pace(programme(use_case_events=[]), TODAY)


def test_the_range_of_days_is_that_of_a_simulation_of_the_same_pace():
    """20 went live in 26 weeks, 10 remain: draw a pace from what 20 say, then the weeks until the tenth."""
    chance = np.random.default_rng(1)
    weeks = chance.gamma(10, 1 / (chance.gamma(20.5, 1 / 26, 100_000)))
    found = reach(10, Pace(26, 20, 0, 0), TODAY)
    simulated = np.quantile(7 * weeks, (0.1, 0.9))
    assert [(d - TODAY).days for d in (found.early, found.late)] == pytest.approx(simulated, abs=2)
    assert found.early < TODAY + pd.Timedelta(days=7 * 10 / (20 / 26)) < found.late


def test_more_to_do_or_fewer_go_lives_are_never_earlier():
    ends = [reach(n, Pace(26, 20, 0, 0), TODAY) for n in (1, 5, 20)]
    slow = [reach(5, Pace(26, k, 0, 0), TODAY) for k in (40, 10, 5)]
    for found in (ends, slow):
        assert [r.early for r in found] == sorted(r.early for r in found)
        assert [r.late for r in found] == sorted(r.late for r in found)


def test_a_pace_that_never_gets_there_gives_no_date():
    with pytest.raises(NoAnswer, match="nothing went live in the last 26 weeks"):
        reach(4, Pace(26, 0, 0, 0.1), TODAY)
    with pytest.raises(NoAnswer, match="the target is reached"):
        reach(0, Pace(26, 3, 0, 0), TODAY)
    with pytest.raises(NoAnswer, match="not within ten years"):
        reach(400, Pace(26, 1, 0, 0), TODAY)
    assert reach(30, Pace(26, 2, 0, 0), TODAY).late is None


def test_the_burn_up_has_what_was_live_and_what_is_planned():
    points = {p.day: p for p in burn_up(programme(), TODAY)}
    assert points[day("01-04")] == BurnPoint(day("01-04"), 1, None)  # before the target there was no plan
    assert points[day("04-19")] == BurnPoint(day("04-19"), 2, 2.0)
    assert points[TODAY] == BurnPoint(TODAY, 4, 5.0)
    assert points[day("09-06")] == BurnPoint(day("09-06"), None, 8.0)
    assert all(b.day - a.day <= pd.Timedelta(days=7) for a, b in zip(list(points.values()), list(points.values())[1:]))


def test_weeks_before_the_log_are_not_known_rather_than_zero():
    points = {p.day: p.live for p in burn_up(programme([acted("U1", "06-10"), acted("U2", "06-12")]), TODAY)}
    assert (points[day("06-07")], points[day("06-14")], points[TODAY]) == (None, 2, 2)


def test_the_day_itself_and_the_due_day_are_on_the_line_whatever_weekday():
    days = [p.day for p in burn_up(programme(targets=[target("04-20", 0.8, "09-02")]), day("06-24"))]
    assert {day("06-24"), day("09-02")} <= set(days) and days == sorted(set(days))

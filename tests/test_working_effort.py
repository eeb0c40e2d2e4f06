"""Person-days to build and to copy, counted by hand: what is build, copy or upkeep, and what is still open."""

import pytest

from kpis.building import effort_until
from kpis.rollouts import go_lives
from tests.working_company import JUNE, YEAR, day, reading, record_frame, spent, step

SE, FI = {"market": "SE", "business_area": "B2B"}, {"market": "FI", "business_area": "B2B"}


def effort(entries: list[dict], steps: list[dict]):
    went_live = go_lives(record_frame("use_case_events", steps), YEAR.end)
    return effort_until(record_frame("effort_entries", entries), went_live, YEAR)


def test_time_until_go_live_is_build_in_the_first_place_and_copy_in_the_next():
    steps = [step("U1", "live", "03-04"), step("U1", "live", "05-01", "FI")]
    entries = [
        spent("a", "U1", "02-02", 5, **SE),
        spent("b", "U1", "03-02", 2, **SE),
        spent("c", "U1", "03-09", 1, **SE),
        spent("d", "U1", "04-20", 3, **FI),
        spent("e", "U1", "05-04", 1, **FI),
    ]
    got = effort(entries, steps)
    assert got.builds == {"U1": 7.0}  # the go-live was on Wednesday of the week of 2 March: that week is build
    assert got.copies == {("U1", "FI", "B2B"): 3.0}
    assert got.total == 12.0


def test_with_a_day_the_day_decides_and_not_the_week():
    steps = [step("U1", "live", "03-04")]
    entries = [spent(d, "U1", "03-02", 1, day=day(d)) for d in ("03-03", "03-04", "03-05")]
    assert effort(entries, steps).builds == {"U1": 2.0}  # the day of the go-live is still build, the day after upkeep


def test_time_without_a_place_belongs_to_the_first_build():
    steps = [step("U1", "live", "03-04"), step("U1", "live", "05-01", "FI")]
    got = effort([spent("a", "U1", "02-02", 5), spent("b", "U1", "04-20", 3)], steps)
    assert (got.builds, got.copies) == ({"U1": 5.0}, {})


def test_a_market_alone_finds_its_rollout():
    steps = [step("U1", "live", "03-04"), step("U1", "live", "05-01", "FI")]
    assert effort([spent("a", "U1", "04-20", 3, market="FI")], steps).copies == {("U1", "FI", "B2B"): 3.0}


def test_a_named_kind_overrules_the_calendar():
    steps = [step("U1", "live", "03-04"), step("U1", "live", "05-01", "FI")]
    entries = [
        spent("a", "U1", "01-05", 1, kind="plan"),
        spent("b", "U1", "04-06", 2, kind="build"),
        spent("c", "U1", "02-02", 4, kind="maintain"),
        spent("d", "U1", "05-04", 3, kind="replicate", **FI),
    ]
    got = effort(entries, steps)
    assert (got.builds, got.copies, got.total) == ({"U1": 3.0}, {("U1", "FI", "B2B"): 3.0}, 10.0)


def test_a_corrected_entry_counts_once():
    entries = [spent("a", "U1", "02-02", 50), spent("b", "U1", "02-02", 5, supersedes="a")]
    assert effort(entries, []).builds == {"U1": 5.0}


def test_a_day_after_the_window_is_not_known_yet():
    entries = [spent("a", "U1", "06-29", 1, day=day("06-30")), spent("b", "U1", "06-29", 1, day=day("07-01"))]
    assert effort(entries, []).builds == {"U1": 1.0}


def test_the_hours_of_a_day_are_those_noted_with_the_entry():
    entries = [spent("a", "U1", "02-02", 1, hours_per_day=4), spent("b", "U1", "02-02", 1)]
    assert effort(entries, []).builds == {"U1": 3.0}  # 480 minutes are 2 days of 4 hours, or 1 of 8


def company(done: dict[str, tuple[float, str]], still: dict[str, float]) -> dict:
    """Use cases with their days and go-live, and use cases still in build."""
    return {"effort_entries": [spent(u, u, "2025-03-03", d) for u, (d, _) in done.items()]
            + [spent(u, u, "02-02", d) for u, d in still.items()],
            "use_case_events": [step(u, "live", when) for u, (_, when) in done.items()]
            + [step(u, "building", "01-10") for u in still]}  # fmt: skip


def test_the_median_counts_open_builds_as_longer_than_so_far():
    rows = company({"U1": (8, "2025-08-01"), "U2": (12, "01-15"), "U3": (40, "05-15")}, {"U4": 10, "U5": 60})
    got = reading("development_effort", rows, JUNE)
    # left after 8: 4/5; U4 leaves at 10; after 12: 4/5 x 2/3 = 8/15; after 40: half of it, so the median is 40
    assert (got.value, got.n, got.parts["p90"]) == (40, 5, None)
    assert (got.parts["completed"], got.parts["open"], got.parts["open_over_median"]) == (3, 2, 1)
    assert got.parts["mean"] == pytest.approx(20)
    assert reading("development_effort", rows, JUNE, use_case="U2").value == 12
    assert reading("development_effort", rows, JUNE, market="SE").reason == "not by market"


def test_what_went_live_before_the_twelve_months_or_was_given_up_before_them_is_left_out():
    rows = company({"U1": (8, "2025-06-30"), "U2": (12, "2025-07-01")}, {"U3": 5})
    rows["use_case_events"] += [step("U3", "retired", "2025-06-01")]
    rows["use_case_events"] = [e for e in rows["use_case_events"] if e["status"] != "building"]
    assert (reading("development_effort", rows, JUNE).value, reading("development_effort", rows, JUNE).n) == (12, 1)


def test_what_was_given_up_within_the_twelve_months_counts_as_longer_than_so_far_but_is_not_open():
    rows = company({"U1": (8, "2025-08-01")}, {"U2": 20, "U3": 30})
    rows["use_case_events"] += [step("U2", "retired", "03-01")]
    got = reading("development_effort", rows, JUNE)
    assert (got.reason, got.parts["open"]) == ("more than 30: over half are still in build", 1)


def test_copies_have_their_own_median():
    rows = company({"U1": (10, "2025-08-01")}, {})
    rows["effort_entries"] += [
        spent("c1", "U1", "03-02", 4, **FI),
        spent("c2", "U1", "03-02", 6, market="NO", business_area="B2B"),
    ]
    rows["use_case_events"] += [step("U1", "live", "04-01", "FI"), step("U1", "live", "04-01", "NO")]
    got = reading("development_effort", rows, JUNE).parts
    assert (got["replica_median"], got["replica_p90"], got["total"]) == (4, 6, 10)


def test_nothing_logged_is_no_data_and_upkeep_alone_is_no_build():
    assert reading("development_effort", {}, JUNE).reason == "no data: effort entries not loaded"
    only_upkeep = {"effort_entries": [spent("a", "U1", "02-02", 3, kind="maintain")]}
    got = reading("development_effort", only_upkeep, JUNE)
    assert (got.value, got.parts["total"], got.parts["open"]) == (None, 3, 0)
    assert got.reason == "no use case with logged time was finished or in build in these 12 months"

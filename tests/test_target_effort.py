"""Person-days and money left for the target, added up by hand."""

from datetime import date

import pytest

from kpis.effort_left import ARTICLE, ASSUMED, OWN, Usual, days_a_week, effort_left, spent_so_far
from kpis.reading import NoAnswer
from kpis.target import Programme
from tests.test_target import target
from tests.working_company import day, item, record_frame, spent, step

TODAY = date(2026, 6, 28)
DONE = ("U1", "U2", "U3", "U4", "U5")
PARAMETERS = [{"name": "day_rate", "value": 500.0, "from_day": day("01-01")},
              {"name": "day_rate", "value": 700.0, "from_day": day("06-01")}]  # fmt: skip
CAPACITY = [{"from_day": day("01-01"), "fte": 4.0, "availability": 0.8, "focus": 0.5}]


def left(events: list[dict], items: list[dict], entries: list[dict], level: float = 1.0, parameters=PARAMETERS, capacity=CAPACITY):
    frames = {"targets": [target("06-01", level, "12-31")], "portfolio": items, "use_case_events": events}
    programme = Programme(**{name: record_frame(name, rows) for name, rows in frames.items()})
    tables = [record_frame(n, r) for n, r in (("effort_entries", entries), ("parameters", parameters), ("capacity", capacity))]
    return effort_left(programme, *tables, TODAY)


def test_without_own_history_the_range_of_the_article_is_used_and_labelled():
    found = left([step("U1", "live", "06-01")], [item("U1"), item("U1", "FI"), item("U2"), item("U3")], [])
    assert (found.builds, found.copies) == (2, 1)
    assert (found.a_build, found.a_copy) == (Usual(10, 15, ARTICLE, 0), Usual(4, 6, ASSUMED, 0))
    assert (found.low, found.high, found.at_most) == (2 * 10 + 4, 2 * 15 + 6, 200 + 6)
    assert (found.day_rate, found.money_low, found.money_high) == (700, 24 * 700, 36 * 700)
    assert (found.days_a_week, found.weeks_low, found.weeks_high) == (8, 3, 4.5)  # 4 people x 5 x 0.8 x 0.5


def history() -> tuple[list[dict], list[dict]]:
    """Five builds of 10, 12, 14, 16 and 18 days, all live in May."""
    events = [step(u, "live", "05-04") for u in DONE]
    return events, [spent(f"E{u}", u, "04-06", 10 + 2 * n) for n, u in enumerate(DONE)]


def test_own_history_gives_its_quartiles():
    events, entries = history()
    found = left(events, [item(u) for u in (*DONE, "U6")], entries)
    assert (found.a_build.low, found.a_build.high, found.a_build.source, found.a_build.n) == (12, 16, OWN, 5)
    assert (found.low, found.high, found.at_most) == (12, 16, None)
    assert (found.a_copy.low, found.a_copy.high, found.a_copy.source) == (pytest.approx(4.8), pytest.approx(6.4), ASSUMED)


def test_what_is_logged_on_an_open_build_is_taken_off():
    events, entries = history()
    events.append(step("U6", "building", "05-11"))
    entries.append(spent("E6", "U6", "05-11", 13))
    found = left(events, [item(u) for u in (*DONE, "U6")], entries)
    assert (found.low, found.high) == (2, 4)  # earlier ones above 13: 14, 16, 18; quartiles 15 and 17


def test_a_build_beyond_all_earlier_ones_takes_up_to_a_usual_one_more():
    assert Usual(12, 16, OWN, 5, (10.0, 12.0, 14.0, 16.0, 18.0)).left(30) == (0, 16)
    assert Usual(10, 15, ARTICLE, 0).left(12) == (0, 3)
    assert Usual(10, 15, ARTICLE, 0).left(40) == (0, 15)


def test_three_finished_copies_are_own_history():
    events, entries = history()
    events += [step("U1", "live", "06-08", m) for m in ("FI", "DE", "FR")]
    entries += [spent(f"C{m}", "U1", "05-18", d, market=m, business_area="B2B") for m, d in (("FI", 2), ("DE", 4), ("FR", 6))]
    found = left(events, [*(item(u) for u in DONE), *(item("U1", m) for m in ("FI", "DE", "FR", "NO"))], entries)
    assert (found.builds, found.copies) == (0, 1)
    assert (found.a_copy.low, found.a_copy.high, found.a_copy.source, found.a_copy.n) == (3, 5, OWN, 3)
    assert (found.low, found.high) == (3, 5)


def test_a_lower_target_needs_only_what_remains():
    items = [item(u) for u in ("U1", "U2", "U3", "U4")]
    found = left([step("U1", "live", "06-01")], items, [], level=0.5)
    assert (found.builds, found.copies, found.low, found.high) == (1, 0, 10, 15)
    with pytest.raises(NoAnswer, match="the target is reached"):
        left([step("U1", "live", "06-01")], items, [], level=0.25)


def test_no_day_rate_and_no_capacity_leave_money_and_weeks_unknown():
    found = left([], [item("U1")], [], parameters=[], capacity=[])
    assert (found.day_rate, found.money_low, found.days_a_week, found.weeks_high) == (None, None, None, None)
    assert (found.low, found.high) == (10, 15)


def test_the_latest_capacity_in_force_counts():
    later = [*CAPACITY, {"from_day": day("06-01"), "to_day": day("06-20"), "fte": 9.0, "availability": 1.0, "focus": 1.0}]
    frame = record_frame("capacity", later)
    assert (days_a_week(frame, day("06-10")), days_a_week(frame, TODAY), days_a_week(frame, day("2025-06-01"))) == (45, 8, None)


def test_what_was_spent_is_priced_at_the_rate_of_its_time():
    entries = record_frame("effort_entries", [spent("A", "U1", "05-25", 4), spent("B", "U1", "06-01", 2), spent("C", "U1", "07-06", 9)])
    found = spent_so_far(entries, record_frame("parameters", PARAMETERS), day("06-01"), TODAY)
    assert (found.days, found.money, found.days_since) == (6, 4 * 500 + 2 * 700, 2)


def test_money_is_unknown_while_a_rate_is_missing_for_logged_time():
    entries = record_frame("effort_entries", [spent("A", "U1", "2025-12-01", 1), spent("B", "U1", "06-01", 2)])
    found = spent_so_far(entries, record_frame("parameters", PARAMETERS), day("06-01"), TODAY)
    assert (found.days, found.money) == (3, None)
    nothing = spent_so_far(record_frame("effort_entries", []), record_frame("parameters", []), day("06-01"), TODAY)
    assert (nothing.days, nothing.money, nothing.days_since) == (0, 0, 0)

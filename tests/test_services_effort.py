"""Logging time: one rule, one code; a week saved twice is saved once; a correction keeps what was said before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data_adapters.records import problems, services
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.services.effort_context import hours_per_day
from data_adapters.records.services.effort_week import WeekCell, week_version
from tests.stores import records, url  # noqa: F401 - fixtures

OWNER = local_owner()
WEEK, NEXT = date(2026, 11, 16), date(2026, 11, 23)  # Mondays; "today" is the Friday of the first
PLACE = {"market": "FR", "business_area": "retail"}


@pytest.fixture
def company(records):
    """Two use cases, on a Friday in November; persons are recorded."""
    records.clock = lambda: datetime(2026, 11, 20, 12, tzinfo=UTC)
    records.effort_person = "pseudonym"
    for name in ("u1", "u2"):
        services.save_use_case(records, OWNER, {"use_case_id": name, "name": f"Use case {name}"}, request_id=name)
    return records


def status(company, status, day, request_id):
    services.set_status(company, OWNER, "u1", status, **PLACE, day=day, request_id=request_id)


def log(company, use_case="u1", week=WEEK, minutes=60, request_id="r1", **more):
    return services.log_effort(company, OWNER, use_case, week, minutes, request_id=request_id, **more)


def broken(company, **how):
    with pytest.raises(problems.InvalidEntry) as said:
        log(company, **how)
    assert company.frame("effort_entries").empty
    return said.value.rule


def minutes(company):
    return company.frame("effort_entries")["minutes"].tolist()


@pytest.mark.parametrize(
    ("how", "rule"),
    [({"minutes": 0}, "minutes_positive"), ({"minutes": -1}, "minutes_positive"),
     ({"minutes": -0.0}, "minutes_positive"), ({"minutes": 0.5}, "wrong_kind"),
     ({"minutes": float("nan")}, "missing"), ({"minutes": 10**7}, "too_large"),
     ({"week": NEXT}, "future_week"), ({"week": date(2026, 11, 17)}, "week_is_monday"),
     ({"use_case": "u9"}, "unknown_use_case"), ({"day": date(2026, 11, 15)}, "day_in_week"),
     ({"day": date(2026, 11, 21)}, "future_week"),
     ({"minutes": 25 * 60, "day": date(2026, 11, 18), "person_key": 7}, "over_24_hours"),
     ({"minutes": 169 * 60, "person_key": 7}, "over_168_hours"), ({"note": "x" * 2001}, "too_long"),
     ({"kind": "tinker"}, "not_a_choice"), ({"week": date(1900, 1, 1)}, "impossible_day")],
)  # fmt: skip
def test_an_entry_that_breaks_a_rule_is_refused_with_the_rules_code(company, how, rule):
    assert broken(company, **how) == rule


def test_a_whole_team_may_log_more_than_24_hours_in_a_week(company):
    log(company, minutes=400 * 60)
    assert minutes(company) == [400 * 60]


def test_time_before_the_start_and_after_the_end_of_a_use_case_is_refused(company):
    status(company, "building", date(2026, 11, 4), "s1")  # a Wednesday: its own week counts
    assert broken(company, week=date(2026, 10, 26)) == "before_start"
    status(company, "retired", date(2026, 11, 13), "s2")
    assert broken(company, week=WEEK) == "after_close"
    log(company, week=date(2026, 11, 2), request_id="a")
    log(company, week=date(2026, 11, 9), request_id="b")
    assert len(minutes(company)) == 2


def test_a_use_case_retired_in_one_place_lives_on_elsewhere(company):
    status(company, "retired", date(2026, 11, 3), "s1")
    elsewhere = {"market": "DE", "business_area": "retail", "day": date(2026, 11, 3)}
    services.set_status(company, OWNER, "u1", "live", **elsewhere, request_id="s2")
    log(company, week=WEEK)
    assert minutes(company) == [60]


def test_a_person_is_refused_where_the_company_records_none(company):
    company.effort_person = "off"
    assert broken(company, person_key=7) == "person_off"


def test_more_than_a_day_for_one_person_is_a_warning_that_counts_earlier_entries(company):
    day = {"day": date(2026, 11, 18), "person_key": 7}
    assert log(company, minutes=300, request_id="a", **day).warnings == ()
    second = log(company, use_case="u2", minutes=300, request_id="b", **day)  # 300 + 300 > 8 x 60
    assert [w.rule for w in second.warnings] == ["over_one_day"]
    with pytest.raises(problems.InvalidEntry, match="24 hours"):
        log(company, minutes=1000, request_id="c", **day)  # 300 + 300 + 1000 > 24 x 60
    assert log(company, minutes=1000, request_id="d", day=date(2026, 11, 18), person_key=8).warnings != ()


def test_a_weekend_day_is_a_warning(company):
    saved = log(company, week=date(2026, 11, 9), day=date(2026, 11, 14))
    assert [w.rule for w in saved.warnings] == ["weekend"]


def test_the_hours_of_a_day_are_those_of_the_week_and_stay_with_the_entry(company):
    services.set_parameter(company, OWNER, "hours_per_day", 7.5, date(2026, 11, 1), request_id="p1")
    log(company, week=date(2026, 10, 26), request_id="a")
    log(company, week=WEEK, request_id="b")
    services.set_parameter(company, OWNER, "hours_per_day", 7.0, date(2026, 11, 1), request_id="p2")
    assert company.frame("effort_entries")["hours_per_day"].tolist() == [8.0, 7.5]


def test_the_nearest_place_and_then_the_latest_day_decides_the_hours():
    rows = [{"name": "hours_per_day", "value": v, "from_day": date(2026, m, 1), "market": k, "business_area": None}
            for v, m, k in [(7, 1, None), (6, 2, None), (5, 1, "FR"), (4, 12, None)]]  # fmt: skip
    assert hours_per_day(rows, WEEK, None, None) == 6.0
    assert hours_per_day(rows, WEEK, "FR", None) == 5.0
    assert hours_per_day([], WEEK, None, None) == 8.0


def test_a_double_click_logs_once(company):
    assert log(company).repeated is False
    assert log(company).repeated is True
    assert minutes(company) == [60]


def week(company, request_id, *cells, **more):
    return services.save_week(company, OWNER, WEEK, cells, request_id=request_id, **more)


def test_a_week_saved_twice_is_saved_once(company):
    cells = [WeekCell("u1", 600), WeekCell("u2", 240, note="workshop")]
    assert week(company, "a", *cells).new == 2
    again = week(company, "b", *cells)  # another request: another tab, or next morning
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert sorted(minutes(company)) == [240, 600]


def test_a_week_changes_only_the_cells_it_names_and_zero_takes_one_away(company):
    week(company, "a", WeekCell("u1", 600), WeekCell("u2", 240, note="workshop"))
    saved = week(company, "b", WeekCell("u1", 0), WeekCell("u2", 300))
    assert (saved.closed, saved.changed) == (1, 1)
    frame = company.frame("effort_entries")
    assert frame[["use_case_id", "minutes", "note"]].values.tolist() == [["u2", 300, "workshop"]]
    week(company, "c", WeekCell("u1", 30))
    assert sorted(minutes(company)) == [30, 300]


def test_a_cell_is_the_total_of_the_single_entries_it_stands_for(company):
    log(company, minutes=60, request_id="a")
    log(company, minutes=30, request_id="b")
    assert week(company, "c", WeekCell("u1", 90)).unchanged == 2
    assert sorted(minutes(company)) == [30, 60]
    week(company, "d", WeekCell("u1", 100))
    assert minutes(company) == [100]


def test_a_week_is_all_or_nothing(company):
    with pytest.raises(problems.InvalidEntry, match="no use case 'u9'"):
        week(company, "a", WeekCell("u1", 600), WeekCell("u9", 60))
    assert minutes(company) == []
    with pytest.raises(problems.InvalidEntry, match="cannot be negative|more than zero"):
        week(company, "b", WeekCell("u1", -5))


def test_a_person_has_24_hours_over_all_cells_of_a_day(company):
    day = {"person_key": 7, "day": date(2026, 11, 18)}
    with pytest.raises(problems.InvalidEntry, match="24 hours"):
        week(company, "a", WeekCell("u1", 800, **day), WeekCell("u2", 800, **day))
    assert minutes(company) == []


def test_who_saves_a_week_over_somebody_elses_gets_a_conflict(company):
    seen = week_version(company, WEEK)
    week(company, "theirs", WeekCell("u1", 600))
    with pytest.raises(problems.Conflict, match="Somebody else saved this week first") as conflict:
        week(company, "mine", WeekCell("u1", 300), expected_version=seen)
    assert [row["minutes"] for row in conflict.value.theirs.values()] == [600]
    week(company, "mine", WeekCell("u1", 300), expected_version=week_version(company, WEEK))
    assert minutes(company) == [300]


def test_a_correction_replaces_the_entry_and_keeps_its_history(company):
    entry = log(company, minutes=60, note="first").key
    before = datetime(2026, 11, 20, 12, 0, 30, tzinfo=UTC)
    company.clock = lambda: datetime(2026, 11, 20, 13, tzinfo=UTC)
    services.correct_effort(company, OWNER, entry, minutes=90, request_id="c", expected_version=1)
    assert minutes(company) == [90]
    assert company.frame("effort_entries", before)["minutes"].tolist() == [60]
    assert company.frame("effort_entries")["note"].tolist() == ["first"]
    with pytest.raises(problems.Conflict):
        services.correct_effort(company, OWNER, entry, minutes=95, request_id="d", expected_version=1)
    week(company, "e", WeekCell("u1", 90))  # the grid finds the corrected entry again
    assert minutes(company) == [90]


def test_only_who_typed_an_entry_or_the_programme_manager_corrects_it(company):
    anna, ben, pia = (Principal(n, n, frozenset({r})) for n, r in
                      [("anna", "management"), ("ben", "management"), ("pia", "programme_manager")])  # fmt: skip
    entry = services.log_effort(company, anna, "u1", WEEK, 60, request_id="a").key
    with pytest.raises(problems.Denied):
        services.correct_effort(company, ben, entry, minutes=1, request_id="b")
    services.correct_effort(company, pia, entry, minutes=70, request_id="c")
    services.correct_effort(company, anna, entry, minutes=80, request_id="d")  # still hers
    assert minutes(company) == [80]


def test_the_week_of_a_sunday_is_the_company_s_week(company):
    company.clock = lambda: datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday 00:30 in Berlin
    assert company.today() == NEXT - timedelta(days=1)
    assert broken(company, week=NEXT) == "future_week"
    company.zone = __import__("zoneinfo").ZoneInfo("Europe/Berlin")
    log(company, week=NEXT)
    assert minutes(company) == [60]

"""The week's arithmetic and the portfolio's lists, on rows one can count by eye."""

from datetime import date

import pandas as pd
import pytest

from kpis.portfolio_lists import build_together, possible_places, roll_out_next, state_of
from kpis.priority import divergence, one_offs, priorities, standard
from kpis.records import CHECKLIST
from kpis.team_week import (
    Confirmed,
    Line,
    NotATime,
    carried_over,
    confirmed,
    lines_of,
    looks_like_hours,
    typed_minutes,
)
from kpis.typed_changes import read_changes, vocabulary

WEEK, EARLIER = date(2026, 11, 16), date(2026, 11, 9)
BUILD = ("U1", "FI", "retail", "build", None, None)
UPKEEP = ("U2", "FI", "retail", "maintain", None, None)
NAMES = vocabulary(
    {
        "use_case": {"U1": ("U1", "Cart reminder"), "U2": ("U2",)},
        "market": {"FI": ("FI", "Finland"), "SE": ("SE", "Sweden")},
    },
    [("U1", "FI", "retail"), ("U2", "FI", "retail")],
)


def test_last_week_is_carried_over_without_what_was_retired():
    before = {BUILD: 480, UPKEEP: 60}
    assert carried_over(before, {("U2", "FI", "retail"): "retired"}, WEEK, EARLIER) == {BUILD: 480}


def test_build_time_of_what_went_live_loses_its_kind():
    now_live = carried_over({BUILD: 480}, {("U1", "FI", "retail"): "live"}, WEEK, EARLIER)
    assert now_live == {("U1", "FI", "retail", None, None, None): 480}


def test_what_is_stored_stands_and_the_rest_is_proposed():
    lines = lines_of({BUILD: 240}, {BUILD: 480, UPKEEP: 60}, {BUILD: 480})
    assert [(line.stored, line.proposed, line.before) for line in lines] == [(240, 240, 480), (0, 60, 0)]


@pytest.mark.parametrize(
    ("text", "rule"), [("-1", "negative"), ("x", "not_a_time"), ("1e308", "too_long"), ("1e-9", "too_fine")]
)
def test_what_is_no_time_has_a_code(text, rule):
    with pytest.raises(NotATime) as said:
        typed_minutes(text, Line(BUILD))
    assert said.value.rule == rule


def test_a_day_has_the_hours_of_its_place():
    assert typed_minutes("2", Line(BUILD, hours=7.5)) == 2 * 7.5 * 60


def test_eight_days_after_one_look_like_hours():
    line = Line(BUILD, proposed=480, before=480)
    assert looks_like_hours(line, 8 * 480) and not looks_like_hours(line, 2 * 480)


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("U1 FI 2\nU1 Finland 3", "means the same as line 1"),
        ("U1", "names no time"),
        ("Finland 3", "names no use case"),
        ("U1 Finlnd 3", "did you mean “finland”"),
        ("U1 -1", "is not a time"),
        ("U9 1", "“U9” is not known"),
    ],
)
def test_a_line_that_is_not_understood_says_why(typed, trouble):
    assert trouble in read_changes(typed, [Line(BUILD)], NAMES)[-1].trouble


def test_a_spreadsheet_with_a_heading_and_names_is_read():
    read = read_changes("Name\tWhere\tTime\nCart reminder\tFinland\t1,5\nU2\tSweden\t+2", [Line(BUILD)], NAMES)
    assert [(line.key, line.time) for line in read] == [
        (BUILD, "1,5"),
        (("U2", "SE", "retail", None, None, None), "+2"),
    ]


def scored(**more):
    """Two use cases with scores: U1 is worth 8, 4, 2 and urgent 10; U2 is worth 2, 4, 10 and urgent 5."""
    rows = {
        "use_case_id": ["U1", "U2"],
        "value_top": [8.0, 2.0],
        "value_bottom": [4.0, 4.0],
        "value_strategic": [2.0, 10.0],
        "urgency": [10.0, 5.0],
    }
    return pd.DataFrame(rows | {item: ["yes", "no"] for item in CHECKLIST} | more)


def test_priority_is_value_times_urgency():
    first, second = priorities(scored(), {"U1": 20.0})
    assert (first.use_case, first.value, first.priority) == ("U1", pytest.approx(5.6), pytest.approx(0.56))
    assert first.per_ten_days == pytest.approx(0.28) and second.per_ten_days is None
    assert second.priority == pytest.approx((1.0 + 1.2 + 2.0) * 5 / 100)
    assert (first.best, first.worst) == (1, 2)  # with all weight on the strategic value, U2 is first


def test_a_use_case_without_scores_is_not_ranked():
    assert [one.use_case for one in priorities(scored(urgency=[None, 5.0]), {})] == ["U2"]


def test_the_standard_counts_what_applies_and_divergence_weighs_by_days():
    met = standard(scored(from_template=["n.a.", None]))
    assert met == {"U1": 1.0, "U2": 0.0} and one_offs(met, {}) == ["U2"]
    assert divergence(met, {"U1": 30.0, "U2": 10.0}) == 10 / 40


def test_a_use_case_is_quiet_when_all_its_live_places_are():
    status = {("U1", "FI", "r"): "live", ("U1", "SE", "r"): "building"}
    assert state_of("U1", status, {}) == "live" and state_of("U1", status, {("U1", "FI", "r"): 40}) == "quiet"
    assert state_of("U2", status, {}) == ""


def test_what_works_is_rolled_out_where_it_could_run_and_does_not():
    cells = pd.DataFrame(
        {
            "use_case_id": ["U1", "U1"],
            "market": ["FI", "SE"],
            "business_area": ["r", "r"],
            "from_day": pd.to_datetime(["2026-01-01"] * 2),
            "to_day": pd.to_datetime([None, None]),
        }
    )
    frozen = pd.DataFrame({name: [] for name in ("version", "frozen_on", "use_case_id", "market", "business_area")})
    possible = possible_places(cells, frozen.assign(frozen_on=pd.to_datetime(frozen["frozen_on"])), WEEK)
    assert [one.places for one in roll_out_next({("U1", "FI", "r"): "live"}, {}, possible, [])] == [
        (("U1", "SE", "r"),)
    ]
    assert roll_out_next({("U1", "FI", "r"): "live"}, {("U1", "FI", "r"): 40}, possible, []) == []


def test_use_cases_to_build_that_share_data_stand_together():
    uses = pd.DataFrame({"asset_id": ["A1"], "use_case_id": ["U1"]})
    needs = {"U2": "Invoices; contracts", "U3": "Contracts; calls", "U4": "contracts"}
    states = {"U1": "idea", "U2": "planned", "U3": "building", "U4": "live"}
    assert build_together(uses, {"A1": "Sales"}, needs, states) == {"contracts": ("U2", "U3")}


def entries(*rows):
    """Time of a person (or of nobody in particular) in a week: (id, week, person)."""
    frame = pd.DataFrame(rows, columns=["entry_id", "week", "person_key"])
    return frame.assign(week=pd.to_datetime(frame["week"]).astype("datetime64[s]"),
                        person_key=frame["person_key"].astype("Int64"))  # fmt: skip


BEFORE = [("e1", "2026-11-09", 1), ("e2", "2026-11-09", 2), ("e3", "2026-11-09", 3)]


@pytest.mark.parametrize(
    ("rows", "answer"),
    [([], None), (BEFORE, Confirmed(False, 0, 3)), ([*BEFORE, ("m1", "2026-11-16", 2)], Confirmed(False, 1, 3)),
     ([*BEFORE, *((f"m{n}", "2026-11-16", n) for n in (1, 2, 3))], Confirmed(True, 3, 3)),
     ([*BEFORE, ("w1", "2026-11-16", 2)], Confirmed(True, 1, 3)),  # the team's save: the others were away
     ([("e1", "2026-11-09", None)], Confirmed(False)),
     ([("e1", "2026-11-09", None), ("e2", "2026-11-16", None)], Confirmed(True))],
)  # fmt: skip
def test_a_week_is_confirmed_by_the_team_or_by_everybody_of_the_week_before(rows, answer):
    assert confirmed(entries(*rows), date(2026, 11, 16)) == answer

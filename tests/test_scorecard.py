"""The scorecard as it is drawn: bullets against goals, unfinished tails, pictures; and words of a week still coming in."""

import gc
import weakref
from datetime import date

import pandas as pd
import pytest

from data_adapters.home import Home
from data_adapters.records.principal import local_owner
from kpis.company import Company
from kpis.periods import Period
from kpis.slices import Slice
from pages.parts.charts import scorecard
from pages.parts.charts.draw import Drawn, Twin, picture_of
from pages.parts.charts.scorecard import Bullet, Row, scorecard_rows, scorecard_spec
from pages.parts.gate import Page
from pages.parts.numbers import all_series, set_aside
from pages.parts.reader import reader
from pages.parts.review.lines import counted, judged, word_of
from pages.parts.review.week import all_days_in
from pages.parts.slice_bar import week_of

PNG = b"\x89PNG\r\n\x1a\n"
WHEN = ("W45", "W46", "W47")


def row(**more) -> Row:
    return Row("Sales", "€ 3", "– as usual", "routine", (1.0, 2.0, 3.0), WHEN, WHEN, **more)


def drawn(frame: pd.DataFrame, layer: str) -> pd.DataFrame:
    return frame[frame["layer"] == layer]


def test_a_bullet_is_an_outlined_goal_a_solid_value_and_a_tick_where_the_path_stands():
    frame = scorecard_rows([("", [row(bullet=Bullet(100.0, 60.0, 50.0, "50 of 100", "50 of the goal 100"))])])
    goal, actual, path = (drawn(frame, name).iloc[0] for name in ("goal", "actual", "path"))
    assert (goal["x"], goal["x2"]) == (0.0, scorecard.BAR)  # the longest of the three
    assert actual["x2"] == pytest.approx(scorecard.BAR * 50 / 100)
    assert path["x"] == pytest.approx(scorecard.BAR * 60 / 100)
    assert goal["y"] < actual["y"] < actual["y2"] < goal["y2"]  # the solid bar lies inside the outline


def test_below_zero_the_bars_start_at_zero_too():
    frame = scorecard_rows([("", [row(bullet=Bullet(30.0, 10.0, -10.0, "", ""))])])
    actual = drawn(frame, "actual").iloc[0]
    assert actual["x"] == pytest.approx(scorecard.BAR * 10 / 40) and actual["x2"] == 0.0


def test_without_a_goal_there_is_no_bullet_and_no_room_for_one():
    frame = scorecard_rows([("Leading", [row(), row()])])
    assert not {"goal", "actual", "path", "goal_text"} & set(frame["layer"])
    assert scorecard_spec(2, 1)["height"] < scorecard_spec(2, 1, 1)["height"]


def test_rows_below_a_bullet_move_down_and_the_chart_is_as_high_as_its_rows():
    bullet = Bullet(1.0, 1.0, 1.0, "", "")
    frame = scorecard_rows([("Leading", [row(bullet=bullet), row()])])
    first, second = drawn(frame, "name")["y"]
    assert second - first == pytest.approx(1 + scorecard.GOAL)
    assert frame[["y", "y2"]].max().max() <= scorecard.height_of(2, 1, 1)


def test_what_may_still_change_is_dashed_and_hollow_and_joined_to_the_rest():
    frame = scorecard_rows([("", [row(loose=1)])])
    assert drawn(frame, "past")["when"].tolist() == ["W45", "W46"]
    assert drawn(frame, "tail")["when"].tolist() == ["W46", "W47"]
    assert drawn(frame, "early")["when"].tolist() == ["W47"] and drawn(frame, "now").empty


def test_the_picture_of_several_charts_and_of_one_are_pngs():
    frame = scorecard_rows([("Leading", [row(bullet=Bullet(2.0, 1.0, 1.0, "1 of 2", ""))])])
    charts = [Drawn(scorecard_spec(1, 1, 1), frame, "Top line: Sales € 3", name) for name in ("Top line", "Strategic")]
    twin = Twin("scorecard", lambda: frame, definition="Readings", title="Scorecard")
    both, one = picture_of(twin, charts, reader()), picture_of(twin, charts[:1], reader())
    assert both.startswith(PNG) and one.startswith(PNG)
    width = [int.from_bytes(png[16:20], "big") for png in (both, one)]
    assert width[0] > width[1]  # two beside each other


@pytest.mark.parametrize(("day", "whole"), [("2026-11-22", True), ("2026-11-20", True), ("2026-11-19", False)])
def test_a_week_is_whole_once_its_last_working_day_is_in(day, whole):
    assert all_days_in(week_of("2026-W47"), date.fromisoformat(day), Company()) is whole


def test_a_holiday_at_the_end_of_a_week_needs_no_rows():
    company = Company(holidays=frozenset({date(2026, 11, 20)}))
    assert all_days_in(Period(date(2026, 11, 16), date(2026, 11, 22)), date(2026, 11, 19), company)


def test_of_a_week_still_coming_in_nothing_is_said_and_nothing_is_flagged(sample_home: Home):
    page = Page("review", local_owner(), sample_home, Slice(), week_of("2026-W47"), date(2026, 11, 22))
    series = all_series(page)
    complete, half = judged(series), judged(series, ("attributed_sales",))
    flagged = {line.what.id for line in complete if line.flagged}
    assert "attributed_sales" in flagged
    line = next(line for line in half if line.what.id == "attributed_sales")
    assert not line.flagged and line.tone == "early" and word_of(line) == "still coming in"
    assert counted(half)["incomplete"] == 1 and sum(counted(half).values()) == len(half)


def test_what_has_ended_is_freed_when_the_data_change():
    class Ring:
        """Holds itself, so that only the collector can free it: as an ended session does."""

    ring = Ring()
    ring.itself, gone = ring, weakref.ref(ring)
    gc.freeze()  # as the start of the server does
    try:
        del ring
        set_aside(afresh=False)
        assert gone() is not None  # the collector does not walk through it any more
        set_aside(afresh=True)
        assert gone() is None
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_where_the_start_froze_nothing_the_collector_is_left_alone():
    gc.unfreeze()
    set_aside(afresh=True)
    assert gc.get_freeze_count() == 0

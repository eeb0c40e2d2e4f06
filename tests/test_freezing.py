"""Frozen reviews: each finished week is stored once, reads again the same, and says what came later."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_adapters.frozen import PROGRAM, freeze_finished_weeks, frozen_review, tell, weeks_due
from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.schema import audit, frozen_reviews
from data_adapters.records.services.goals import set_parameter
from data_adapters.came_later import Why, restated
from data_adapters.undoing import undo
from kpis.periods import Period
from kpis.records import RECORDS
from tests.stores import records_url

TINY = Path(__file__).parent.parent / "sample_data" / "tiny"
W44 = Period(date(2026, 10, 26), date(2026, 11, 1))
W45 = Period(date(2026, 11, 2), date(2026, 11, 8))
SUNDAY = datetime(2026, 11, 1, 20, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, 7, tzinfo=UTC)
LOADED = ("use_cases", "use_case_events", "eligible_cells", "portfolio", "parameters", "sales", "sale_adjustments", "fx_rates",
          "touches", "responses")  # fmt: skip
OWNER = local_owner()


@pytest.fixture(params=["sqlite", "postgres"])
def home(request, tmp_path, monkeypatch):
    """The tiny company as loaded on Sunday 1 November, on each store in turn."""
    monkeypatch.setenv("KPI_STORES_RECORDS_URL", records_url(request.param, tmp_path))
    opened = open_home(tmp_path / "home")
    set_clock(opened, SUNDAY)
    for table in LOADED:
        load_file(opened, OWNER, Order(table, TINY / f"{table}.csv"))
    yield opened
    close_home(tmp_path / "home")


@pytest.fixture
def small_home(tmp_path, monkeypatch):
    """The same in SQLite only."""
    opened = open_home(tmp_path / "home")
    set_clock(opened, SUNDAY)
    for table in LOADED:
        load_file(opened, OWNER, Order(table, TINY / f"{table}.csv"))
    yield opened
    close_home(tmp_path / "home")


def set_clock(home, now: datetime) -> None:
    home.records.clock = lambda: now


def rows(home) -> list[sa.Row]:
    with home.records.engine.begin() as tx:
        return list(tx.execute(sa.select(frozen_reviews).order_by(frozen_reviews.c.week)))


def sales_file(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(["sale_id,customer_id,day,amount,currency,market,business_area", *lines]) + "\n")
    return path


def value(review, id_: str):
    return next(one["value"] for one in review.told.readings if one["id"] == id_)


def test_a_week_is_frozen_once_it_is_over_and_only_once(home):
    set_clock(home, SUNDAY)
    assert freeze_finished_weeks(home, OWNER) == (Period(date(2026, 10, 19), date(2026, 10, 25)),)
    set_clock(home, MONDAY)
    assert freeze_finished_weeks(home, OWNER) == (W44,)
    assert freeze_finished_weeks(home, OWNER) == ()
    assert [row.week for row in rows(home)] == [date(2026, 10, 19), W44.start]
    frozen = frozen_review(home, W44)
    assert value(frozen, "total_sales") == 2500
    assert (frozen.who, frozen.told.code_version, frozen.load_seq) == ("owner", PROGRAM, len(LOADED))
    assert not frozen.is_sample and frozen.frozen_at >= MONDAY


def test_a_frozen_week_reads_again_with_the_same_digest_whatever_came_later(home, tmp_path):
    set_clock(home, MONDAY)
    freeze_finished_weeks(home, OWNER)
    frozen = frozen_review(home, W44)
    late = sales_file(tmp_path, "late.csv", "S20,C9,2026-10-30,100,EUR,FI,B2B", "S21,C9,2026-11-03,7,EUR,FI,B2B")
    load_file(home, OWNER, Order("sales", late))
    set_parameter(home.records, OWNER, "day_rate", 900, date(2026, 1, 1), request_id="r1")
    assert tell(home, W44, frozen.frozen_at).digest == frozen.told.digest
    assert tell(home, W44).digest != frozen.told.digest


def test_late_rows_are_named_with_what_was_said_then_and_what_is_so_now(home, tmp_path):
    set_clock(home, MONDAY)
    freeze_finished_weeks(home, OWNER)
    assert restated(home, W44) == []
    late = sales_file(tmp_path, "late orders.csv", "S20,C9,2026-10-30,100,EUR,FI,B2B", "S21,C9,2026-11-03,7,EUR,FI,B2B")
    run = load_file(home, OWNER, Order("sales", late)).run
    found = {one.indicator: one for one in restated(home, W44)}
    assert (found["total_sales"].then, found["total_sales"].now) == (2500, 2600)
    cause, = found["total_sales"].because
    assert (cause.why, cause.file_name, cause.load_id, cause.rows) == (Why.LOAD, "late orders.csv", run.load_id, 1)
    assert found["total_sales"].late_rows == 1
    undo(home, OWNER, run.load_id, "undo1")
    assert restated(home, W44) == []


def test_a_load_taken_back_and_a_typed_figure_are_causes_too(home):
    set_clock(home, MONDAY)
    run = load_file(home, OWNER, Order("recognised_revenue", TINY / "recognised_revenue.csv")).run
    assert [row.week for row in rows(home)] == [W44.start], "the first load in the new week freezes"
    undo(home, OWNER, run.load_id, "undo1")
    found = {one.indicator: one for one in restated(home, W44)}
    assert (found["revenue"].then, found["revenue"].now) == (12_000, None)
    assert [cause.why for cause in found["revenue"].because] == [Why.UNDO]


def test_many_threads_at_once_freeze_one_row_with_one_line_of_audit(home):
    set_clock(home, MONDAY)
    found, together = [], threading.Barrier(4)

    def freeze():
        together.wait()
        found.extend(freeze_finished_weeks(home, OWNER))

    threads = [threading.Thread(target=freeze) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [W44] and len(rows(home)) == 1
    with home.records.engine.begin() as tx:
        lines = tx.execute(sa.select(audit.c.what).where(audit.c.permission == "review.freeze")).scalars().all()
    assert lines == ["freeze the review of week 2026-W44"]
    assert home.records.verify_audit().broken_at is None


def test_freezing_changes_no_version_so_no_cache_is_thrown_away(small_home):
    set_clock(small_home, MONDAY)
    before = small_home.versions()
    assert freeze_finished_weeks(small_home, OWNER) == (W44,)
    assert small_home.versions() == before


def test_the_day_a_new_home_is_filled_its_loads_freeze_nothing(small_home):
    assert rows(small_home) == [], "ten loads on Sunday: half a company is no review"
    assert freeze_finished_weeks(small_home, OWNER), "but whoever looks at it does"


def test_after_a_silence_the_weeks_in_between_are_frozen_too(small_home):
    set_clock(small_home, MONDAY)
    freeze_finished_weeks(small_home, OWNER)
    set_clock(small_home, MONDAY + timedelta(days=21))
    assert [week.start for week in freeze_finished_weeks(small_home, OWNER)] == [date(2026, 11, d) for d in (2, 9, 16)]


def test_an_empty_home_and_weeks_before_the_first_data_freeze_nothing(tmp_path):
    home = open_home(tmp_path / "empty")
    set_clock(home, MONDAY)
    assert weeks_due(home) == [] and freeze_finished_weeks(home, OWNER) == ()
    load_file(home, OWNER, Order("sales", sales_file(tmp_path, "first.csv", "S1,C1,2026-11-02,10,EUR,FI,B2B")))
    assert weeks_due(home) == [], "the first sale came after the last finished week"
    set_clock(home, MONDAY + timedelta(days=7))
    assert freeze_finished_weeks(home, OWNER) == (W45,)
    close_home(tmp_path / "empty")


def test_who_may_not_freeze_leaves_no_trace(small_home):
    set_clock(small_home, MONDAY)
    admin = Principal("a", "Admin", frozenset({"admin"}))
    assert freeze_finished_weeks(small_home, admin) == () and rows(small_home) == []
    with small_home.records.engine.begin() as tx:
        assert not tx.execute(sa.select(audit.c.seq).where(audit.c.action == "denied")).all()


def test_the_first_visitor_freezes_for_all_even_if_one_market_is_all_she_may_see(small_home):
    set_clock(small_home, MONDAY)
    visitor = Principal("v", "Vera", frozenset({"viewer"}), frozenset({("FI", "*")}))
    assert freeze_finished_weeks(small_home, visitor) == (W44,)
    assert value(frozen_review(small_home, W44), "total_sales") == 2500


def test_the_version_that_is_stored_is_the_one_of_the_package():
    text = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{PROGRAM}"' in text
    assert set(LOADED) & set(RECORDS.tables)

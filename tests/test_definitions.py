"""Changes of definitions: marked on the Monday they first held from, and never compared with a number of today."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_adapters.definitions import DefinitionChange, definition_changes, definition_version
from data_adapters.frozen import freeze_finished_weeks
from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.records.principal import local_owner
from data_adapters.records.schema import frozen_reviews
from data_adapters.said_then import said_then
from kpis.periods import Period
from kpis.registry import all_indicators

TINY = Path(__file__).parent.parent / "sample_data" / "tiny"
W44, MONDAY = Period(date(2026, 10, 26), date(2026, 11, 1)), datetime(2026, 11, 2, 7, tzinfo=UTC)
SALES = next(what for what in all_indicators() if what.id == "total_sales")


@pytest.fixture
def home(tmp_path):
    """The tiny company, its week 44 frozen on Monday 2 November."""
    opened = open_home(tmp_path / "home")
    opened.records.clock = lambda: datetime(2026, 11, 1, 20, tzinfo=UTC)
    for table in ("sales", "fx_rates"):
        load_file(opened, local_owner(), Order(table, TINY / f"{table}.csv"))
    opened.records.clock = lambda: MONDAY
    assert freeze_finished_weeks(opened, local_owner())[-1] == W44
    yield opened
    close_home(tmp_path / "home")


def count_otherwise(home, week: date, version: str = "0ther000") -> None:
    """Make the stored review of a week one that was counted by another definition of total sales."""
    with home.records.engine.begin() as tx:
        stored = frozen_reviews.c.week == week
        told = json.loads(tx.execute(sa.select(frozen_reviews.c.definitions).where(stored)).scalar_one())
        changed = json.dumps(told | {"total_sales": version})
        tx.execute(sa.update(frozen_reviews).where(stored).values(definitions=changed))


def test_nothing_is_marked_while_the_definition_is_the_same(home):
    assert definition_changes(home) == {}


def test_a_home_without_frozen_weeks_has_no_changes(tmp_path):
    assert definition_changes(open_home(tmp_path / "new")) == {}
    close_home(tmp_path / "new")


def test_a_change_is_marked_on_the_monday_after_the_last_week_counted_the_old_way(home):
    count_otherwise(home, W44.start)
    now = definition_version(SALES, home.company)
    assert definition_changes(home) == {"total_sales": (DefinitionChange(date(2026, 11, 2), "0ther000", now),)}


def test_what_the_review_said_by_the_same_definition_is_what_is_compared(home):
    found = said_then(home, SALES, W44)
    assert found.other is None and found.known_at == MONDAY
    assert found.then.value == 1000 + 900 + 400 + 200 + 600  # S1 to S5, SEK 10,000 at 0.09; no rate for S9
    assert found.loads == ()


def test_what_was_said_by_another_definition_stands_beside_and_is_not_compared(home):
    same = said_then(home, SALES, W44).then.value
    count_otherwise(home, W44.start)
    found = said_then(home, SALES, W44)
    assert (found.other.said, found.other.version) == (pytest.approx(same), "0ther000")
    assert found.then.value == pytest.approx(same)  # today's definition over what was known then

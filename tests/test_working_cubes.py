"""The cubes of activity and people give the same rows on DuckDB and on PostgreSQL."""

from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.stores import fresh_database
from tests.working_company import CUBES_READ, acted, cubes, day, fill

FACTS = {
    "activations": [acted("U1", "06-01", actions=3), acted("U1", "06-01", channel="web", actions=2),
                    acted("U1", "06-02", actions=0), acted("U2", "06-01", "FI")],
    "people_events": [{"event_id": "1", "day": day("06-01"), "kind": "hired", "person_key": 2**62 + 1, "market": "SE"},
                      {"event_id": "2", "day": day("06-02"), "kind": "left", "regretted": True}],
    "headcount": [{"day": day("06-01"), "headcount": 5, "function": "sales", "market": "SE"},
                  {"day": day("06-01"), "headcount": 7, "function": "it", "market": "SE"},
                  {"day": day("06-01"), "headcount": 2}],
    "consents": [{"contact_key": 1}, {"contact_key": 1, "valid_from": day("05-01"), "valid_to": day("05-31")},
                 {"contact_key": 2}, {"contact_key": 3, "valid_from": day("01-01")},
                 {"contact_key": 3, "valid_from": day("03-01"), "valid_to": day("03-31")}],
}  # fmt: skip


def rows(frame: pd.DataFrame) -> list[tuple]:
    """The rows of a frame in a fixed order, empty cells as None."""
    cells = frame.astype(object).where(frame.notna(), None)
    return sorted((tuple(row) for row in cells.itertuples(index=False)), key=repr)


@pytest.fixture(scope="module")
def duckdb_cubes() -> dict[str, pd.DataFrame]:
    engine = fill(sa.create_engine("duckdb:///:memory:"), FACTS)
    yield cubes(engine)
    engine.dispose()


def test_postgresql_gives_the_same_cubes(duckdb_cubes):
    engine = fill(sa.create_engine(fresh_database()), FACTS)
    served = cubes(engine)
    engine.dispose()
    for name in CUBES_READ:
        assert rows(served[name]) == rows(duckdb_cubes[name]), name
        assert served[name].dtypes.tolist() == duckdb_cubes[name].dtypes.tolist(), name


def test_days_without_an_action_are_in_the_log_but_no_work(duckdb_cubes):
    assert len(duckdb_cubes["activation_days"]) == 2
    assert rows(duckdb_cubes["rollout_days"][["use_case_id", "market"]]) == [("U1", "SE"), ("U2", "FI")]


def test_headcount_is_one_figure_per_day_and_market(duckdb_cubes):
    assert rows(duckdb_cubes["headcount"][["market", "headcount"]]) == [("SE", 12), (None, 2)]


def test_a_row_of_consent_decides_until_the_next_one(duckdb_cubes):
    stamp = pd.Timestamp
    assert rows(duckdb_cubes["consents"]) == sorted([
        (None, stamp(2026, 5, 1), stamp(date.min), 1, 1), (stamp(2026, 5, 1), None, stamp(2026, 5, 31), 0, 1),
        (None, None, stamp(date.min), 1, 1), (stamp(2026, 1, 1), stamp(2026, 3, 1), None, 1, 1),
        (stamp(2026, 3, 1), None, None, 0, 1)], key=repr)  # fmt: skip

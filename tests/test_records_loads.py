"""Loads into record tables: twice adds nothing, an undo restores, a later edit stays, on both stores."""

import itertools
import secrets
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_adapters.records.principal import local_owner
from data_adapters.records.rows import Counts, import_rows, remove_sample, supersede_and_insert, undo_import
from data_adapters.records.schema import load_runs
from tests.stores import records, sqlite_records, url  # noqa: F401 - fixtures

OWNER = local_owner()
SEQ = itertools.count(1)


def change(records, request_id, permission="usecase.write"):
    return records.change(OWNER, permission, request_id=request_id, what="a test")


def assets(*rows):
    return pa.Table.from_pylist([{"asset_id": a, "day": date(2026, 10, 1), "amount": Decimal(m), "currency": "EUR"}
                                 for a, m in rows])  # fmt: skip


def load(records, load_id, *rows, **how):
    with change(records, load_id, "import.run") as one:
        return import_rows(one, "asset_revenue", assets(*rows), load_id, **how)


def undo(records, load_id):
    with change(records, f"undo {load_id}", "import.run") as one:
        return undo_import(one, load_id)


def revenue(records, known_at=None):
    return records.frame("asset_revenue", known_at).set_index("asset_id")["amount"].to_dict()


def test_loading_the_same_file_twice_adds_nothing(records):
    assert load(records, "l1", ("a", "1.00"), ("b", "2.00")) == Counts(new=2)
    assert load(records, "l2", ("a", "1.00"), ("b", "2.00")) == Counts(unchanged=2)
    assert load(records, "l3", ("a", "1.50")) == Counts(changed=1)
    assert revenue(records) == {"a": 1.5, "b": 2.0}


def test_replacing_closes_what_the_file_no_longer_has_of_its_own_source(records):
    load(records, "l0", ("z", "9.00"), source="other")
    load(records, "l1", ("a", "1.00"), ("b", "2.00"))
    assert load(records, "l2", ("a", "1.00"), replace_missing=True) == Counts(unchanged=1, closed=1)
    assert revenue(records) == {"a": 1.0, "z": 9.0}
    assert undo(records, "l2") == Counts(new=1)
    assert revenue(records) == {"a": 1.0, "b": 2.0, "z": 9.0}


def test_undoing_a_load_restores_what_it_replaced(records):
    load(records, "l1", ("a", "1.00"), ("b", "2.00"))
    load(records, "l2", ("a", "5.00"), ("c", "3.00"))
    between = datetime.now(UTC)
    assert undo(records, "l2") == Counts(new=1, closed=2)
    assert revenue(records) == {"a": 1.0, "b": 2.0}
    assert revenue(records, between) == {"a": 5.0, "b": 2.0, "c": 3.0}  # history stays
    assert undo(records, "l1") == Counts(closed=2)
    assert revenue(records) == {}


def test_an_edit_after_the_load_stays_when_the_load_is_undone(records):
    load(records, "l1", ("a", "1.00"), ("b", "2.00"))
    with change(records, "r1") as one:
        row = {"asset_id": "a", "day": date(2026, 10, 1), "amount": 7, "currency": "EUR"}
        supersede_and_insert(one, "asset_revenue", [row], "r1")
    assert undo(records, "l1") == Counts(closed=1, kept=1)
    assert revenue(records) == {"a": 7.0}


def mark_undone(records, load_id):
    words = {c.name: "" for c in load_runs.c if isinstance(c.type, sa.Text)}
    counts = dict.fromkeys(("seen", "new", "changed", "unchanged", "set_aside", "replaced", "started_at"), 0)
    with records.engine.execution_options(writes=True).begin() as tx:
        tx.execute(sa.insert(load_runs), words | counts | {"load_id": load_id, "seq": next(SEQ), "result": "undone",
                                                           "replacing": False, "is_sample": False})  # fmt: skip


def test_undoing_two_loads_in_the_order_they_came_restores_the_first_state(records):
    load(records, "l0", ("a", "1.00"))
    load(records, "l1", ("a", "2.00"))
    load(records, "l2", ("a", "3.00"))
    assert undo(records, "l1") == Counts(kept=1)  # l2 came later and stays
    mark_undone(records, "l1")
    assert revenue(records) == {"a": 3.0}
    assert undo(records, "l2") == Counts(new=1, closed=1)
    assert revenue(records) == {"a": 1.0}  # not 2.00: that load was undone


STEP = st.tuples(st.dictionaries(st.sampled_from("abc"), st.sampled_from(["1.00", "2.00"])), st.booleans())


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=5))
def test_undoing_loads_from_the_last_to_the_first_walks_back_through_every_state(sqlite_records, steps):
    run = secrets.token_hex(4)
    states = [revenue(sqlite_records)]
    for number, (rows, replacing) in enumerate(steps):
        load(sqlite_records, f"{run}-{number}", *rows.items(), replace_missing=replacing)
        kept = {} if replacing else states[-1]
        assert revenue(sqlite_records) == {**kept, **{key: float(value) for key, value in rows.items()}}
        states.append(revenue(sqlite_records))
    for number in reversed(range(len(steps))):
        undo(sqlite_records, f"{run}-{number}")
        mark_undone(sqlite_records, f"{run}-{number}")
        assert revenue(sqlite_records) == states[number]


def test_what_is_typed_into_a_sample_home_is_sample_and_goes_with_it(records):
    with change(records, "r1") as one:
        one.is_sample = True
        supersede_and_insert(one, "asset_revenue", assets(("a", "1.00")).to_pylist(), "r1")
    load(records, "l1", ("b", "2.00"))
    with change(records, "r2") as one:
        assert remove_sample(one) == 1
    assert revenue(records) == {"b": 2.0}

"""Nothing typed or loaded is lost or doubled: requests, history, audit trail and undo, on both stores."""

import sqlite3
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import sqlalchemy as sa

from data_adapters.records import problems
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.rows import Counts, supersede_and_insert
from data_adapters.records.schema import RECORD_TABLES, audit, requests
from data_adapters.records.store import Versions, open_records
from tests.stores import records, url  # noqa: F401 - fixtures

OWNER = local_owner()
VIEWER = Principal("anna", "Anna", frozenset({"viewer"}))


def change(records, request_id, permission="usecase.write", what="a test"):
    return records.change(OWNER, permission, request_id=request_id, what=what)


def save(records, request_id, **budget):
    row = {"budget_id": "b1", "from_day": date(2026, 1, 1), "to_day": date(2026, 12, 31), "type": "sales",
           "amount": Decimal("0.10"), "currency": "EUR"} | budget  # fmt: skip
    with change(records, request_id) as one:
        return supersede_and_insert(one, "budgets", [row], request_id)


def budgets(records, known_at=None):
    return records.frame("budgets", known_at).set_index("budget_id")["amount"].to_dict()


def test_a_change_raises_its_own_counter_only(records):
    assert records.versions() == Versions(facts=0, records=0)
    save(records, "r1")
    assert records.versions() == Versions(facts=0, records=1)
    with records.change(OWNER, "import.run", request_id="r2", what="load", bump="facts"):
        pass
    assert records.versions() == Versions(facts=1, records=1)


def test_money_is_kept_in_whole_hundredths(records):
    save(records, "r1", amount=0.1)
    save(records, "r2", budget_id="b2", amount=Decimal("1234567890123.45"))
    assert budgets(records) == {"b1": 0.10, "b2": 1234567890123.45}
    with records.engine.begin() as tx:
        stored = tx.execute(sa.select(RECORD_TABLES["budgets"].c.amount)).scalars().all()
    assert stored == [10, 123456789012345]


@pytest.mark.parametrize("amount", ["1,5", float("inf"), "nan", 1e308, "½x"])
def test_an_amount_that_is_no_amount_changes_nothing(records, amount):
    with pytest.raises(problems.InvalidEntry, match="amount: .* is not a money"):
        save(records, "r1", amount=amount)
    assert records.versions().records == 0
    assert budgets(records) == {}


def test_a_frame_has_typed_columns_when_it_is_empty_and_when_it_is_full(records):
    empty = records.frame("use_cases").dtypes
    with change(records, "r1") as one:
        supersede_and_insert(one, "use_cases", [{"use_case_id": "u1", "name": "Next best offer", "promised_value": 10,
                                                 "rated_on": date(2026, 3, 1)}], "r1")  # fmt: skip
        supersede_and_insert(one, "data_assets", [{"asset_id": "a", "name": "n", "assessed_on": date(2026, 3, 1),
                                                   "fresh": True}], "r1")  # fmt: skip
    frame = records.frame("use_cases")
    assert (frame.dtypes == empty).all()
    row = frame.iloc[0]
    assert row["rated_on"] == pd.Timestamp(2026, 3, 1)
    assert (row["degree"], row["active_window_days"], row["promised_value"]) == ("automated", 30, 10.0)
    assert pd.isna(row["owner"]) and pd.isna(row["sophistication"])
    assert records.frame("data_assets")["fresh"].dtype == "boolean"


def test_an_unknown_table_names_the_nearest(records):
    with pytest.raises(problems.UnknownTable, match="Did you mean 'budgets'"):
        records.frame("budget")


def test_what_was_known_before_an_edit_can_be_read_again(records):
    save(records, "r1", amount=1)
    between = datetime.now(UTC)
    save(records, "r2", amount=2)
    assert budgets(records, between - timedelta(hours=1)) == {}
    assert budgets(records, between) == {"b1": 1.0}
    assert budgets(records) == {"b1": 2.0}


def test_the_same_values_again_make_no_new_version(records):
    assert save(records, "r1") == Counts(new=1)
    assert save(records, "r2") == Counts(unchanged=1)
    assert save(records, "r3", amount=5) == Counts(changed=1)
    assert records.frame("budgets", trace=True)["row_version"].tolist() == [2]


def test_a_key_that_comes_twice_changes_nothing(records):
    row = {"name": "day_rate", "value": 500.0, "from_day": date(2026, 1, 1), "market": None}
    with pytest.raises(problems.InvalidEntry, match="comes twice"), change(records, "r1") as one:
        supersede_and_insert(one, "parameters", [row, row | {"market": ""}], "r1")
    assert records.frame("parameters").empty


def test_the_database_itself_refuses_two_open_rows_of_one_key(records):
    save(records, "r1")
    stored = RECORD_TABLES["budgets"]
    with records.engine.begin() as tx:
        row = dict(tx.execute(sa.select(stored)).mappings().one())
    del row["row_id"]
    with pytest.raises(problems.Conflict), change(records, "r2") as one:
        one.tx.execute(sa.insert(stored), row)


def test_a_request_is_carried_out_once_and_answers_again(records):
    with change(records, "r1") as one:
        one.result = {"saved": 3}
    with pytest.raises(problems.AlreadyDone) as again, change(records, "r1"):
        raise AssertionError("must not run")
    assert again.value.result == {"saved": 3}
    assert records.versions().records == 1


def test_a_request_number_used_for_something_else_is_a_conflict(records):
    with change(records, "r1"):
        pass
    with pytest.raises(problems.Conflict, match="Reload the page"), change(records, "r1", what="another thing"):
        pass


def test_a_double_click_makes_one_row(records):
    barrier, seen = threading.Barrier(2), []

    def click():
        barrier.wait()
        try:
            save(records, "r1")
            seen.append("saved")
        except problems.AlreadyDone:
            seen.append("already done")

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == ["already done", "saved"]
    assert len(records.frame("budgets")) == 1
    assert records.versions().records == 1


def test_eight_writers_lose_nothing_and_the_chain_holds(records):
    barrier, failed = threading.Barrier(8), []

    def write(who):
        barrier.wait()
        for turn in range(5):
            try:
                save(records, f"{who}-{turn}", budget_id=f"{who}-{turn}")
            except problems.RecordsProblem as problem:
                failed.append(problem)

    threads = [threading.Thread(target=write, args=[who]) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(records.frame("budgets")) == 8 * 5
    assert records.versions().records == 8 * 5
    check = records.verify_audit()
    assert (check.lines, check.broken_at) == (40, None)


def test_a_change_that_fails_leaves_no_trace(records):
    with pytest.raises(ZeroDivisionError), change(records, "r1") as one:
        supersede_and_insert(one, "budgets", [], "r1")
        raise ZeroDivisionError
    assert records.versions().records == 0
    assert records.verify_audit().lines == 0
    with change(records, "r1"):  # the number is free again
        pass


def test_who_may_not_is_denied_and_written_down(records):
    with pytest.raises(problems.Denied), records.change(VIEWER, "usecase.write", request_id="r1", what="save"):
        raise AssertionError("must not run")
    with pytest.raises(problems.Denied), records.change(OWNER, "no.such.permission", request_id="r2", what="save"):
        raise AssertionError("must not run")
    with records.engine.begin() as tx:
        lines = tx.execute(sa.select(audit.c.who, audit.c.action, audit.c.permission).order_by(audit.c.seq)).all()
        assert tx.execute(sa.select(requests)).all() == []
    assert lines == [("anna", "denied", "usecase.write"), ("owner", "denied", "no.such.permission")]
    assert records.versions().records == 0


def test_a_part_of_the_company_is_no_right_for_the_rest(records):
    french = Principal("f", "F", frozenset({"programme_manager"}), frozenset({("FR", "*")}))
    with records.change(french, "usecase.write", request_id="r1", what="x", scope=("FR", "retail")):
        pass
    for number, place in enumerate([("DE", "retail"), (None, None), None]):
        with pytest.raises(problems.Denied), records.change(french, "usecase.write", request_id=f"d{number}", what="x",
                                                            scope=place):  # fmt: skip
            raise AssertionError("must not run")


@pytest.mark.parametrize("column", ["who", "what", "after", "at", "previous_hash", "hash"])
def test_an_audit_line_changed_later_is_found(records, column):
    for request in ("r1", "r2", "r3"):
        with change(records, request) as one:
            one.say(after={"text": "größer"})
    assert records.verify_audit().broken_at is None
    with records.engine.execution_options(writes=True).begin() as tx:
        tx.execute(sa.update(audit).where(audit.c.seq == 2).values({column: 7 if column == "at" else "x"}))
    assert records.verify_audit().broken_at == 2


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_an_audit_line_taken_out_is_found(records, lost):
    for request in ("r1", "r2", "r3"):
        with change(records, request):
            pass
    with records.engine.execution_options(writes=True).begin() as tx:
        tx.execute(sa.delete(audit).where(audit.c.seq == lost))
    assert "missing" in records.verify_audit().words


def test_a_clock_set_back_does_not_turn_history_round(records):
    records.clock = lambda: datetime(2026, 11, 22, 12, tzinfo=UTC)
    save(records, "r1", amount=1)
    records.clock = lambda: datetime(2026, 11, 22, 11, tzinfo=UTC)
    save(records, "r2", amount=2)
    times = records.frame("budgets", trace=True)["recorded_at"]
    assert times.tolist() == [int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()) * 1_000_000 + 1]


def test_today_is_the_company_s_day(records):
    records.clock = lambda: datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert records.today() == date(2026, 11, 22)
    records.zone = ZoneInfo("Europe/Berlin")
    assert records.today() == date(2026, 11, 23)


def test_a_locked_database_says_not_saved_and_a_retry_works(tmp_path):
    records = open_records(f"sqlite:///{tmp_path}/records.db")
    with records.engine.connect() as tx:  # the test shall not wait 15 seconds
        tx.exec_driver_sql("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "records.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(problems.NotSaved, match="somebody else is writing"):
        save(records, "r1")
    other.execute("ROLLBACK")
    other.close()
    save(records, "r1")
    assert budgets(records) == {"b1": 0.1}


def test_a_full_disk_says_not_saved_and_work_goes_on(tmp_path):
    records = open_records(f"sqlite:///{tmp_path}/records.db")
    save(records, "r1")
    with records.engine.connect() as tx:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar()
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(problems.NotSaved, match="the disk is full"), change(records, "r2") as one:
        rows = [{"note_id": f"n{i}", "day": date(2026, 1, 1), "text": "x" * 500} for i in range(500)]
        supersede_and_insert(one, "notes", rows, "r2")
    assert budgets(records) == {"b1": 0.1}
    assert records.frame("notes").empty
    with records.engine.connect() as tx:
        tx.exec_driver_sql("PRAGMA max_page_count = 1000000")
    save(records, "r2", budget_id="b2")
    assert sorted(budgets(records)) == ["b1", "b2"]

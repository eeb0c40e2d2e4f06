"""The lake: loading twice, correcting, replacing, taking back, and reading what was known before."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data_adapters.home import close_home, open_home
from data_adapters.lake.undo import NothingToUndo
from data_adapters.readings import frames
from data_adapters.loading import Order, load_file, set_aside_file
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.problems import Denied
from data_adapters.sources.raw import RefusedFile
from data_adapters.undoing import undo
from kpis.facts import costs, sales
from kpis.reading import NoAnswer
from kpis.tables import Tables

OWNER = local_owner()
HEADER = "sale_id,customer_id,day,amount,currency,market\n"
OCTOBER = HEADER + "S1,C1,2026-10-01,100.00,EUR,FI\nS2,C2,2026-10-02,50.00,EUR,SE\nS3,,2026-10-03,25.50,EUR,\n"
SHEET = "day,type,amount,currency\n"


@pytest.fixture
def home(tmp_path):
    yield open_home(tmp_path / "home")
    close_home(tmp_path / "home")


def put(home, tmp_path: Path, text: str, *, table: str = "sales", name: str = "file.csv", **order) -> object:
    path = tmp_path / name
    path.write_text(text)
    return load_file(home, OWNER, Order(table, path, **order))


def amounts(home, known_at: datetime | None = None) -> dict[str, float]:
    rows = home.facts.read(sa.select(sales.c.sale_id, sales.c.amount), known_at)
    return dict(sorted(zip(rows["sale_id"], rows["amount"], strict=True)))


def spent(home) -> dict[str, float]:
    rows = home.facts.read(sa.select(costs.c.type, costs.c.day, costs.c.amount))
    return {f"{t} {d:%Y-%m}": a for t, d, a in zip(rows["type"], rows["day"], rows["amount"], strict=True)}


def test_the_same_file_twice_gives_no_new_rows(home, tmp_path):
    assert put(home, tmp_path, OCTOBER).run.new == 3
    again = put(home, tmp_path, OCTOBER)
    assert (again.run.new, again.run.result) == (0, "nothing_new")
    assert amounts(home) == {"S1": 100, "S2": 50, "S3": 25.5}


def test_rows_already_known_are_not_doubled_when_another_file_brings_them(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    more = put(home, tmp_path, OCTOBER + "S4,C1,2026-10-04,10,EUR,FI\n")
    assert (more.run.new, more.run.unchanged, more.run.changed) == (1, 3, 0)
    assert amounts(home) == {"S1": 100, "S2": 50, "S3": 25.5, "S4": 10}


def test_a_corrected_row_replaces_the_old_one_and_missing_rows_stay(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    found = put(home, tmp_path, HEADER + "S2,C2,2026-10-02,60.00,EUR,SE\n")
    assert (found.run.new, found.run.changed) == (0, 1)
    assert amounts(home) == {"S1": 100, "S2": 60, "S3": 25.5}


def test_replace_takes_rows_of_the_covered_months_out_that_the_file_no_longer_has(home, tmp_path):
    put(home, tmp_path, OCTOBER + "S9,C1,2026-09-30,7,EUR,FI\n")
    found = put(home, tmp_path, HEADER + "S2,C2,2026-10-02,50.00,EUR,SE\n", replace=True)
    assert (found.run.replaced, found.run.unchanged) == (2, 1)  # S1 and S3 of October go, September stays
    assert amounts(home) == {"S2": 50, "S9": 7}


def test_a_cost_sheet_without_ids_replaces_its_months_only(home, tmp_path):
    first = SHEET + "2026-09-01,sales,10,EUR\n2026-10-01,sales,20,EUR\n2026-10-01,marketing,5,EUR\n"
    put(home, tmp_path, first, table="costs")
    found = put(home, tmp_path, SHEET + "2026-10-01,sales,22,EUR\n", table="costs")
    assert found.run.replaced == 2
    assert spent(home) == {"sales 2026-09": 10, "sales 2026-10": 22}


def test_what_was_known_before_a_correction_can_be_read_again(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    before = datetime.now(UTC)
    put(home, tmp_path, HEADER + "S2,C2,2026-10-02,60.00,EUR,SE\n")
    assert amounts(home, before)["S2"] == 50
    assert amounts(home)["S2"] == 60


def test_undo_of_the_last_load_restores_the_state_before(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    before = amounts(home)
    second = put(home, tmp_path, HEADER + "S2,C2,2026-10-02,60.00,EUR,SE\nS4,C1,2026-10-05,1,EUR,FI\n")
    undo(home, OWNER, second.run.load_id, "undo-1")
    assert amounts(home) == before


def test_undo_of_an_earlier_load_keeps_what_later_loads_said(home, tmp_path):
    first = put(home, tmp_path, OCTOBER)
    put(home, tmp_path, HEADER + "S2,C2,2026-10-02,60.00,EUR,SE\nS1,C1,2026-10-01,100.00,EUR,FI\n")
    undo(home, OWNER, first.run.load_id, "undo-1")
    assert amounts(home) == {"S1": 100, "S2": 60}  # S3 came only with the load that was taken back


def test_undo_after_undo_and_loading_again_works(home, tmp_path):
    first = put(home, tmp_path, OCTOBER)
    undo(home, OWNER, first.run.load_id, "undo-1")
    assert amounts(home) == {}
    with pytest.raises(NothingToUndo, match="already"):
        undo(home, OWNER, first.run.load_id, "undo-2")
    assert put(home, tmp_path, OCTOBER).run.new == 3
    assert amounts(home) == {"S1": 100, "S2": 50, "S3": 25.5}


def test_a_bad_row_refuses_the_whole_load_and_is_kept_with_its_reason(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    found = put(home, tmp_path, HEADER + "S7,C1,2026-10-07,ten,EUR,FI\nS8,C1,2026-10-08,8,EUR,FI\n")
    assert found.refused and found.run.set_aside == 1
    assert amounts(home) == {"S1": 100, "S2": 50, "S3": 25.5}
    kept = pa.parquet.read_table(set_aside_file(home, found.run.load_id)).to_pylist()
    assert [(k["file"], k["row"], k["column"], k["value"]) for k in kept] == [("file.csv", 2, "amount", "ten")]


def test_good_rows_load_when_that_is_wanted_and_every_row_is_accounted_for(home, tmp_path):
    text = HEADER + "S7,C1,2026-10-07,ten,EUR,FI\nS8,C1,2026-10-08,8,EUR,FI\n"
    run = put(home, tmp_path, text, accept_good_rows=True).run
    assert (run.seen, run.new, run.set_aside) == (2, 1, 1)
    assert run.control == {"rows": "1", "amount": "8.00"}
    assert amounts(home) == {"S8": 8}


def test_a_dry_run_says_what_would_happen_and_changes_nothing(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    versions = home.versions()
    found = put(home, tmp_path, HEADER + "S2,C2,2026-10-02,60.00,EUR,SE\n", dry_run=True)
    assert (found.run.result, found.run.changed) == ("dry_run", 1)
    assert home.versions() == versions and amounts(home)["S2"] == 50


def test_record_tables_load_and_undo_the_same_way(home, tmp_path):
    text = "dimension,value,label\nmarket,FI,Finland\nmarket,SE,Sweden\n"
    run = put(home, tmp_path, text, table="places").run
    assert run.new == 2 and put(home, tmp_path, text, table="places").run.result == "nothing_new"
    assert put(home, tmp_path, text.replace("Sweden", "Sverige"), table="places").run.changed == 1
    undo(home, OWNER, run.load_id, "undo-1")
    assert list(home.records.frame("places")["label"]) == ["Sverige"]  # said again by the later load, so it stays


def test_nobody_loads_without_the_right_to(home, tmp_path):
    path = tmp_path / "file.csv"
    path.write_text(OCTOBER)
    with pytest.raises(Denied):
        load_file(home, Principal("v", "Viewer", frozenset({"viewer"})), Order("sales", path))
    assert amounts(home) == {}


def test_an_unknown_table_is_refused_with_the_nearest_name(home, tmp_path):
    with pytest.raises(RefusedFile, match="did you mean sales"):
        put(home, tmp_path, OCTOBER, table="sale")


def test_sample_and_own_data_never_mix(home, tmp_path):
    path = tmp_path / "sample.csv"
    path.write_text(OCTOBER)
    load_file(home, OWNER, Order("sales", path), as_sample=True)
    with pytest.raises(RefusedFile, match="demo --remove"):
        put(home, tmp_path, OCTOBER)


def test_customers_are_kept_as_hashes_only(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    rows = home.facts.read(sa.select(sales.c.customer_id))
    assert rows["customer_id"].dropna().map(lambda v: abs(v) > 2**32).all()
    for file in (tmp_path / "home").rglob("*.parquet"):
        assert b"C1" not in file.read_bytes()


def test_dates_and_money_arrive_exactly(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    rows = home.facts.read(sa.select(sales.c.day, sales.c.amount).order_by(sales.c.sale_id))
    assert [d.date() for d in rows["day"]] == [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)]
    assert rows["amount"].sum() == 175.5


def test_one_broken_file_silences_only_its_own_numbers(home, tmp_path):
    put(home, tmp_path, OCTOBER)
    put(home, tmp_path, "day,type,amount,currency\n2026-10-01,sales,10,EUR\n", table="costs")
    for file in (tmp_path / "home" / "lake" / "costs").glob("*.parquet"):
        file.write_bytes(b"damaged")
    found = frames(home, ["sales", "selling_costs"])
    assert set(found) == {"sales"} and found["sales"]["gross"].sum() == 175.5
    with pytest.raises(NoAnswer, match="cannot be read just now"):
        Tables(found).frame("selling_costs")

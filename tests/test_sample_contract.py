"""The sample company's tables keep the contract, whatever the day, and the same wish gives the same bytes."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pytest

from kpis.contract import Kind, contract_columns, key_columns, rule_of
from kpis.facts import FACTS
from kpis.records import RECORDS
from sample_data import generate, sample, write

SUNDAY = date(2026, 11, 22)
TABLES = {name: table for data in (FACTS, RECORDS) for name, table in data.tables.items() if name != "calendar"}
COUNTS = {"touches": (120_000, 0.0), "sales": (12_000, 0.01), "responses": (2_600, 0), "effort_entries": (1_900, 0),
          "use_cases": (24, 0), "accounts": (5_400, 0), "consents": (9_000, 0)}  # fmt: skip


@pytest.fixture(scope="module")
def company():
    return sample(SUNDAY)


@pytest.fixture(scope="module", params=[SUNDAY, date(2027, 1, 6), date(2024, 2, 29)], ids=str)
def any_company(request):
    return sample(request.param, seed=3, touches=12_000), request.param


@pytest.mark.parametrize("name", TABLES)
def test_a_table_keeps_its_columns_its_rules_and_its_key(any_company, name):
    made, day = any_company
    rows = made.tables[name]
    rules = {column.name: rule_of(column) for column in contract_columns(TABLES[name])}
    assert set(rows.column_names) <= set(rules)
    for column in contract_columns(TABLES[name]):
        if not column.nullable:
            assert rows[column.name].null_count == 0, column.name
    for column in rows.column_names:
        _keeps(rules[column], rows[column], day)
    key = [column for column in key_columns(TABLES[name]) if column in rows.column_names]
    if key:
        assert rows.group_by(key).aggregate([]).num_rows == rows.num_rows


def _keeps(rule, values, day):
    known = values.drop_null()
    if rule.choices:
        assert set(known.unique().to_pylist()) <= set(rule.choices)
    if rule.kind == Kind.DAY and not rule.future and len(known):
        assert pc.max(known).as_py() <= day
    if rule.kind == Kind.CURRENCY:
        assert set(known.unique().to_pylist()) <= {"EUR", "SEK"}
    if rule.low is not None and len(known):
        assert float(pc.min(known).as_py()) >= rule.low
    if rule.high is not None and len(known):
        assert float(pc.max(known).as_py()) <= rule.high


def test_every_table_but_the_calendar_is_there(company):
    assert set(company.tables) == set(TABLES)


@pytest.mark.parametrize("name", COUNTS)
def test_there_are_as_many_rows_as_promised_the_late_ones_included(company, name):
    wanted, tolerance = COUNTS[name]
    made = len(company.tables[name]) + len(company.late.get(name, ()))
    assert made == pytest.approx(wanted, rel=tolerance)


def test_four_sales_in_a_hundred_are_refunded_and_never_by_more_than_their_amount(company):
    sales, back = company.tables["sales"].to_pandas(), company.tables["sale_adjustments"].to_pandas()
    assert 0.03 < len(back) / len(sales) < 0.05
    both = back.merge(sales, on="sale_id", suffixes=("_back", ""))
    assert (both["amount_back"] + both["amount"] >= 0).all()
    later = (both["day_back"].astype("datetime64[s]") - both["day"].astype("datetime64[s]")).dt.days
    assert later.min() >= 5 and later.max() <= 40


def test_1500_deals_and_72_places_of_which_31_run(company):
    assert len(company.tables["opportunities"]["opportunity_id"].unique()) == pytest.approx(1_500, abs=60)
    places = company.tables["portfolio"].to_pandas()
    assert (places["version"] == 2).sum() == 72
    assert places.loc[places["version"] == 2, "use_case_id"].nunique() == 24


def test_there_is_a_crown_rate_for_every_day(company):
    days = company.tables["fx_rates"]["day"].to_pylist()
    assert (days[-1] - days[0]).days + 1 == len(days)
    assert days[0] <= date(2024, 5, 1) and days[-1] == SUNDAY


def test_contacts_and_sales_name_only_use_cases_and_customers_that_exist(company):
    tables = company.tables
    known = set(tables["use_cases"]["use_case_id"].to_pylist())
    for name in ("touches", "activations", "use_case_events", "portfolio", "effort_entries", "asset_uses", "estimates"):
        assert set(tables[name]["use_case_id"].drop_null().unique().to_pylist()) <= known, name
    customers = set(tables["consents"]["contact_key"].to_pylist())
    for name in ("touches", "sales", "leads", "responses", "opportunities"):
        assert set(tables[name]["customer_id"].drop_null().unique().to_pylist()) <= customers, name


def test_about_fifteen_in_a_hundred_contacts_are_made_by_people(company):
    touches = company.tables["touches"]
    assert touches["use_case_id"].null_count / len(touches) == pytest.approx(0.15, abs=0.01)


def test_late_rows_are_weeks_old_and_only_in_the_late_files(company):
    for name, key in (("touches", "touch_id"), ("sales", "sale_id")):
        late = company.late[name]
        ages = [(SUNDAY - day).days for day in late["day"].to_pylist()]
        assert min(ages) >= 14 and max(ages) <= 42
        assert not set(late[key].to_pylist()) & set(company.tables[name][key].to_pylist())


def test_the_same_day_and_seed_give_the_same_bytes_and_another_seed_others(tmp_path):
    for folder, seed in (("one", 7), ("again", 7), ("other", 8)):
        write(tmp_path / folder, SUNDAY, seed, 6_000)
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert len(files) == len(TABLES) + 4
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "again" / file).read_bytes(), file
    assert (tmp_path / "one/sales.csv").read_bytes() != (tmp_path / "other/sales.csv").read_bytes()


def test_the_command_writes_the_same_bytes_in_a_process_of_its_own(tmp_path):
    write(tmp_path / "here", SUNDAY, 5, 3_000)
    words = ["--to", str(tmp_path / "there"), "--as-of", "2026-11-22", "--seed", "5", "--touches", "3000"]
    house = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-m", "sample_data", *words], cwd=house, check=True, capture_output=True,
                   env={**os.environ, "PYTHONHASHSEED": "1"})  # fmt: skip
    for name in ("sales.csv", "touches.csv", "effort_entries.csv", "late/sales.csv", "truth.json"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()


def test_many_contacts_are_written_as_parquet(tmp_path):
    made = write(tmp_path, SUNDAY, 7, 200_000)
    assert (tmp_path / "touches.parquet").exists() and not (tmp_path / "touches.csv").exists()
    assert len(made.tables["touches"]) + len(made.late["touches"]) == 200_000


def test_generate_gives_the_late_rows_beside_the_tables():
    tables = generate(SUNDAY, 7, 6_000)
    assert {"late/touches", "late/sales", "sales", "touches"} <= set(tables)

"""The tiny company's files fit the contract, so that what is counted by hand is what is loaded."""

from pathlib import Path

import pandas as pd
import pytest

from kpis.contract import contract_columns, key_columns, rule_of
from kpis.facts import FACTS
from kpis.records import RECORDS

FOLDER = Path(__file__).parent.parent / "sample_data" / "tiny"
TABLES = {name: table for data in (FACTS, RECORDS) for name, table in data.tables.items() if name != "calendar"}


def test_every_table_but_the_calendar_has_a_file():
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_tiny_file_names_known_columns_fills_the_needed_ones_and_repeats_no_key(name):
    rows = pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)
    rules = {column.name: rule_of(column) for column in contract_columns(TABLES[name])}
    assert set(rows.columns) <= set(rules)
    for column in contract_columns(TABLES[name]):
        derived = column.name == "ts_s"  # follows from the day
        may_be_empty = column.nullable or derived or (name, column.name) == ("consents", "valid_from")
        assert may_be_empty or (rows[column.name] != "").all(), column.name
    for column in rows.columns:
        if rules[column].choices:
            assert set(rows[column]) <= {*rules[column].choices, ""}, column
    key = [column for column in key_columns(TABLES[name]) if column in rows.columns]
    assert not key or name == "costs" or not rows.duplicated(key).any()


def test_the_tiny_company_stays_small():
    assert all(len(pd.read_csv(path)) <= 30 for path in FOLDER.glob("*.csv"))

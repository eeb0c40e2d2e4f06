"""Templates: each table's own template loads as it stands, and explains every column."""

import io

import pytest
from openpyxl import load_workbook

from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.records.principal import local_owner
from data_adapters.templates import as_csv, as_excel, example, explanation
from kpis.facts import FACTS
from kpis.records import RECORDS

TABLES = {**FACTS.tables, **RECORDS.tables}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates") / "home"
    yield open_home(folder)
    close_home(folder)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_of_every_table_loads_as_it_stands(home, tmp_path, name, ending):
    path = tmp_path / f"{name}.{ending}"
    path.write_bytes(as_csv(TABLES[name]).encode() if ending == "csv" else as_excel(TABLES[name]))
    order = Order(name, path, dry_run=True)
    loaded = load_file(home, local_owner(), order)
    assert loaded.flaws.to_pylist() == []
    assert (loaded.run.seen, loaded.run.new) == (1, 1)


def test_every_column_is_explained_in_words():
    for table in TABLES.values():
        assert {line[0] for line in explanation(table)} == set(example(table))
        assert table.info["about"].endswith(".")


def test_an_excel_template_offers_the_allowed_values_as_a_list():
    sheet = load_workbook(io.BytesIO(as_excel(TABLES["responses"])))["responses"]
    assert '"nps,csat,ces"' in [v.formula1 for v in sheet.data_validations.dataValidation]

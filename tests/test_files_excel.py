"""Excel and Parquet files give the same text rows as the CSV they could have been."""

from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_adapters.sources.files import read_file
from data_adapters.sources.mapping import Mapping, Recipe
from data_adapters.sources.raw import RawFile, RefusedFile
from kpis.facts import FACTS

SALES = FACTS.tables["sales"]
HEADER = ["sale_id", "day", "amount", "currency"]


def workbook(tmp_path: Path, *rows: list, more_sheets: tuple[str, ...] = (), hidden: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    for row in rows:
        book.active.append(row)
    for name in more_sheets:
        book.create_sheet(name).append(["note"])
    for name in hidden:
        book.create_sheet(name).sheet_state = "hidden"
    path = tmp_path / "sales.xlsx"
    book.save(path)
    return path


def column(raw: RawFile, name: str) -> list:
    return raw.rows.column(name).to_pylist()


def test_cells_of_a_workbook_become_the_text_a_person_sees(tmp_path):
    rows = [7, date(2026, 9, 1), 1234.5, "EUR"], ["007", "2026-09-02", 0.1 + 0.2, None]
    raw = read_file(workbook(tmp_path, HEADER, *rows), SALES)
    assert column(raw, "sale_id") == ["7", "007"]
    assert column(raw, "day") == ["2026-09-01", "2026-09-02"]
    assert column(raw, "amount") == ["1234.5", "0.3"]
    assert column(raw, "currency") == ["EUR", None]
    assert column(raw, "_row") == [2, 3]
    assert "Read from sheet “Sales”, header in row 1." in raw.notes


def test_instants_keep_their_time_and_flags_are_words(tmp_path):
    path = workbook(tmp_path, ["touch_id", "customer_id", "ts", "channel", "consent"],
                    ["t1", "c1", datetime(2026, 9, 1, 10, 30), "web", True])  # fmt: skip
    raw = read_file(path, FACTS.tables["touches"])
    assert column(raw, "ts") == ["2026-09-01T10:30:00"]
    assert column(raw, "consent") == ["true"]


def test_blank_rows_of_a_workbook_keep_the_row_numbers_right(tmp_path):
    path = workbook(tmp_path, HEADER, ["s1", "2026-09-01", 1, "EUR"], [], ["s2", "2026-09-02", 2, "EUR"])
    raw = read_file(path, SALES)
    assert column(raw, "_row") == [2, 4]


def test_title_lines_of_a_workbook_need_a_header_row_in_the_mapping(tmp_path):
    path = workbook(tmp_path, ["Sales of September"], [], HEADER, ["s1", "2026-09-01", 1, "EUR"])
    with pytest.raises(RefusedFile, match="header_row"):
        read_file(path, SALES)
    assert column(read_file(path, SALES, Mapping("sales", header_row=3)), "_row") == [4]


def test_one_of_several_sheets_is_named_in_the_mapping(tmp_path):
    path = workbook(tmp_path, HEADER, ["s1", "2026-09-01", 1, "EUR"], more_sheets=("Notes",))
    assert column(read_file(path, SALES, Mapping("sales", sheet="Sales")), "sale_id") == ["s1"]
    with pytest.raises(RefusedFile, match="no sheet “Sale”. Did you mean “Sales”?") as refused:
        read_file(path, SALES, Mapping("sales", sheet="Sale"))
    assert refused.value.rule == "sheet_missing"


def test_a_hidden_sheet_does_not_make_a_workbook_ambiguous(tmp_path):
    path = workbook(tmp_path, HEADER, ["s1", "2026-09-01", 1, "EUR"], hidden=("lists",))
    assert column(read_file(path, SALES), "sale_id") == ["s1"]


def test_numbers_and_texts_of_one_column_follow_the_same_declared_marks(tmp_path):
    path = workbook(tmp_path, HEADER, ["s1", "2026-09-01", 1234.56, "EUR"], ["s2", "2026-09-02", "1.234,56", "EUR"])
    raw = read_file(path, SALES, Mapping("sales", decimal=",", thousands="."))
    assert column(raw, "amount") == ["1234.56", "1234.56"]


def parquet(tmp_path: Path, **columns: pa.Array) -> Path:
    path = tmp_path / "sales.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_typed_parquet_columns_become_plain_text(tmp_path):
    path = parquet(
        tmp_path, sale_id=pa.array([7, 8]), day=pa.array([date(2026, 9, 1), None]),
        amount=pa.array([Decimal("10.50"), Decimal("-3.00")]), currency=pa.array(["EUR", ""]).dictionary_encode(),
        ts=pa.array([datetime(2026, 9, 1, 8, tzinfo=timezone.utc), None]),
    )  # fmt: skip
    raw = read_file(path, SALES)
    assert column(raw, "sale_id") == ["7", "8"]
    assert column(raw, "day") == ["2026-09-01", None]
    assert column(raw, "amount") == ["10.50", "-3.00"]
    assert column(raw, "currency") == ["EUR", None]
    assert column(raw, "ts") == ["2026-09-01T08:00:00Z", None]
    assert all(field.type == pa.string() for field in raw.rows.schema if field.name != "_row")


def test_a_parquet_file_goes_through_a_mapping_too(tmp_path):
    path = parquet(tmp_path, order=pa.array(["a"]), when=pa.array(["2026-09-01"]), micros=pa.array([12_345_678]))
    recipes = {
        "sale_id": Recipe(sources=("order",)), "day": Recipe(sources=("when",)), "currency": Recipe(value="EUR"),
        "amount": Recipe(sources=("micros",), factor=Decimal("0.000001"), round="each"),
    }  # fmt: skip
    assert column(read_file(path, SALES, Mapping("sales", columns=recipes)), "amount") == ["12.35"]

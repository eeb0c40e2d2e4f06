"""CSV files are read as text, row numbers are those of a spreadsheet, and everything changed is said."""

import csv
import hashlib
import io
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_adapters.sources.files import read_file
from data_adapters.sources.raw import RawFile
from kpis.facts import FACTS

SALES, COSTS, TOUCHES = (FACTS.tables[name] for name in ("sales", "costs", "touches"))
HEADER = "sale_id,day,amount,currency\n"


def written(tmp_path: Path, text: str | bytes, name: str = "sales.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def sales(tmp_path: Path, text: str | bytes) -> RawFile:
    return read_file(written(tmp_path, text), SALES)


def column(raw: RawFile, name: str) -> list:
    return raw.rows.column(name).to_pylist()


def test_every_cell_stays_text_as_it_was_written(tmp_path):
    raw = sales(tmp_path, HEADER + "007,2026-09-01,10.00,NA\nTRUE,2026-09-02,1e3,null\n1.0,2026-09-03,,nan\n")
    assert column(raw, "sale_id") == ["007", "TRUE", "1.0"]
    assert column(raw, "amount") == ["10.00", "1e3", None]
    assert column(raw, "currency") == ["NA", "null", "nan"]


def test_numbers_with_foreign_marks_are_left_for_the_checks(tmp_path):
    raw = sales(tmp_path, HEADER + 's1,2026-09-01,"1,5",EUR\ns2,2026-09-01,€100,EUR\n')
    assert column(raw, "amount") == ["1,5", "€100"]


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path):
    raw = sales(tmp_path, HEADER + "s1,2026-09-01,1,EUR\n\ns2,2026-09-01,2,EUR\n,,,\ns3,2026-09-01,3,EUR\n\n\n")
    assert column(raw, "_row") == [2, 4, 6]
    assert "4 blank rows were left out." in raw.notes


def test_a_quoted_line_break_stays_inside_its_cell_and_counts_as_one_row(tmp_path):
    raw = sales(tmp_path, HEADER + 's1,2026-09-01,1,"EUR\nor so"\ns2,2026-09-01,2,"a ""quoted"" word, and more"\n')
    assert column(raw, "currency") == ["EUR\nor so", 'a "quoted" word, and more']
    assert column(raw, "_row") == [2, 3]


def test_line_breaks_in_cells_survive_the_seams_between_blocks(tmp_path):
    wide = "".join(f's{i},2026-09-01,1,"{"x" * 200}\n{i}"\n' for i in range(40_000))
    raw = sales(tmp_path, HEADER + wide)
    assert raw.rows.num_rows == 40_000
    assert all(text == f"{'x' * 200}\n{i}" for i, text in enumerate(column(raw, "currency")))


@pytest.mark.parametrize(("separator", "word"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_the_separator_is_found_and_shown(separator, word, tmp_path):
    raw = sales(tmp_path, (HEADER + "s1,2026-09-01,10.00,EUR\n").replace(",", separator))
    assert column(raw, "amount") == ["10.00"]
    assert any(f"separated by {word}" in note for note in raw.notes)


def test_case_and_spaces_of_headers_do_not_matter(tmp_path):
    raw = sales(tmp_path, " Sale ID ,DAY,Amount,cur rency\n".replace("cur r", "curr") + "s1,2026-09-01,1,EUR\n")
    assert raw.rows.column_names == ["_row", "sale_id", "day", "amount", "currency"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(end, tmp_path):
    raw = sales(tmp_path, (HEADER + "s1,2026-09-01,1,EUR\ns2,2026-09-01,2,EUR\n").replace("\n", end))
    assert column(raw, "sale_id") == ["s1", "s2"]
    assert column(raw, "currency") == ["EUR", "EUR"]


def test_a_byte_order_mark_is_left_out_and_said(tmp_path):
    raw = sales(tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + b"s1,2026-09-01,1,EUR\n")
    assert column(raw, "sale_id") == ["s1"]
    assert any("byte order mark" in note for note in raw.notes)


def test_stray_spaces_and_letter_forms_are_tidied_and_said(tmp_path):
    raw = sales(tmp_path, HEADER + "s1 ,2026-09-01,\u00a01,EUR\nKo\u0308ln,2026-09-01,  ,EUR\n")
    assert column(raw, "sale_id") == ["s1", "K\u00f6ln"]
    assert column(raw, "amount") == ["1", None]
    assert any("tidied in 4 cells" in note for note in raw.notes)


def test_short_and_long_rows_are_set_aside_with_their_row_number(tmp_path):
    lines = ["s1,2026-09-01,1,EUR", "", "s2,2026-09-01", "s3,2026-09-01,3,EUR", "s4,2026-09-01,4,EUR,DE"]
    raw = sales(tmp_path, HEADER + "\n".join(lines) + "\n")
    assert column(raw, "_row") == [2, 5]
    assert [(flaw.row, flaw.rule) for flaw in raw.ragged] == [(4, "short_row"), (6, "long_row")]
    assert raw.ragged[0].words == "The row has 2 cells, the header has 4."


def test_row_numbers_stay_right_beyond_the_first_block(tmp_path):
    lines = [f"s{i},2026-09-01,{i},EUR\n" for i in range(300_000)]
    lines[250_000] = "torn\n"
    raw = sales(tmp_path, HEADER + "".join(lines))
    assert [flaw.row for flaw in raw.ragged] == [250_002]
    assert column(raw, "_row")[250_000] == 250_003
    assert column(raw, "sale_id")[250_000] == "s250001"


def test_a_total_row_is_set_aside_and_never_added_up(tmp_path):
    lines = ["s1,2026-09-01,1,EUR", "s2,2026-09-02,2,EUR", "Total,,3,EUR", "Total Energies,2026-09-03,4,EUR"]
    raw = sales(tmp_path, HEADER + "\n".join(lines) + "\n")
    assert column(raw, "amount") == ["1", "2", "4"]
    assert [(flaw.row, flaw.rule, flaw.value) for flaw in raw.ragged] == [(4, "total_row", "Total")]


def test_a_missing_line_end_is_mentioned(tmp_path):
    raw = sales(tmp_path, HEADER + "s1,2026-09-01,1,EUR")
    assert column(raw, "currency") == ["EUR"]
    assert any("no line end" in note for note in raw.notes)


ORDERS = [("13/04/2026", "dmy"), ("04/13/2026", "mdy"), ("13.04.2026", "dmy"), ("2026-04-13", "iso")]


@pytest.mark.parametrize(("day", "order"), ORDERS)
def test_the_order_of_days_is_taken_when_only_one_fits(day, order, tmp_path):
    raw = sales(tmp_path, HEADER + f"s1,{day},1,EUR\ns2,{day.replace('13', '12')},1,EUR\n")
    assert raw.day_order == order
    assert any("only this order fits" in note for note in raw.notes) == (order != "iso")


def test_one_odd_day_among_iso_days_is_left_for_the_checks(tmp_path):
    raw = sales(tmp_path, HEADER + "s1,2026-09-01,1,EUR\ns2,03/04/2026,1,EUR\n")
    assert raw.day_order == "iso"
    assert column(raw, "day") == ["2026-09-01", "03/04/2026"]


def test_an_instant_may_stand_for_the_day_and_a_source_of_leads_has_two_names(tmp_path):
    raw = read_file(written(tmp_path, "touch_id,customer_id,ts,channel\nt1,c1,2026-09-01T10:00:00Z,web\n"), TOUCHES)
    assert column(raw, "ts") == ["2026-09-01T10:00:00Z"]
    leads = read_file(written(tmp_path, "lead_id,created_day,source\nl1,2026-09-01,fair\n"), FACTS.tables["leads"])
    assert column(leads, "lead_source") == ["fair"]


SHEETS = [("day,type,amount,currency", True), ("cost_id,day,type,amount,currency", False)]


@pytest.mark.parametrize(("header", "keyless"), SHEETS)
def test_a_cost_sheet_without_ids_is_keyless(header, keyless, tmp_path):
    values = {"cost_id": "c1", "day": "2026-09-01", "type": "sales", "amount": "1", "currency": "EUR"}
    line = ",".join(values[name] for name in header.split(","))
    assert read_file(written(tmp_path, f"{header}\n{line}\n"), COSTS).keyless is keyless


def test_headcount_is_always_keyless_and_sales_never(tmp_path):
    people = read_file(written(tmp_path, "day,headcount\n2026-09-01,40\n"), FACTS.tables["headcount"])
    assert people.keyless and not sales(tmp_path, HEADER + "s1,2026-09-01,1,EUR\n").keyless


def test_the_fingerprint_is_that_of_the_bytes(tmp_path):
    text = HEADER + "s1,2026-09-01,1,EUR\n"
    assert sales(tmp_path, text).file_hash == hashlib.sha256(text.encode()).hexdigest()


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=12)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), separator=st.sampled_from(",;\t|"))
def test_what_a_csv_writer_writes_is_read_back(cells, separator, tmp_path):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(["sale_id", "day", "amount", "currency", "market"])
    for one, two in cells:
        writer.writerow(["x" + one, date(2026, 9, 1), "1.00", "EUR", two])
    raw = sales(tmp_path, out.getvalue())
    clean = [[unicodedata.normalize("NFC", text.strip()) or None for text in ("x" + one, two)] for one, two in cells]
    assert [list(pair) for pair in zip(column(raw, "sale_id"), column(raw, "market"))] == clean
    assert column(raw, "_row") == list(range(2, len(cells) + 2))

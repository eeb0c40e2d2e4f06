"""Files that are refused whole: one example for each rule code, with a sentence that says what to do."""

import gzip
import io
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_adapters.sources.files import read_file
from data_adapters.sources.limits import UPLOAD, Limits
from data_adapters.sources.raw import RefusedFile
from kpis.facts import FACTS

SALES = FACTS.tables["sales"]
HEADER = b"sale_id,day,amount,currency\n"
ROW = b"s1,2026-09-01,10.00,EUR\n"
GOOD = HEADER + ROW


def workbook(*sheets: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheets[0] if sheets else "Sales"
    for name in sheets[1:]:
        book.create_sheet(name)
    book.worksheets[0].append(["sale_id", "day", "amount", "currency"])
    book.worksheets[0].append(["s1", "2026-09-01", 10, "EUR"])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_member(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return out.getvalue()


def far_corner() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["sale_id", "day", "amount", "currency"])
    book.active.cell(1_048_576, 16_384).value = "x"
    return saved(book)


def absurd_row() -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b'r="A2"', b'r="A2999999999999"')
    return archive(parts)


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
REFUSED = {
    "empty": ("a.csv", b""),
    "empty (only a byte order mark and spaces)": ("a.csv", b"\xef\xbb\xbf \n \n"),
    "no_rows": ("a.csv", HEADER),
    "no_rows (only blank lines below the header)": ("a.csv", HEADER + b"\n,,,\n\n"),
    "missing_column": ("a.csv", b"sale_id,day,amount\ns1,2026-09-01,10\n"),
    "missing_column (no day, no instant)": ("a.csv", b"sale_id,amount,currency\ns1,10,EUR\n"),
    "column_twice": ("a.csv", b"sale_id,day,amount,amount,currency\ns1,2026-09-01,10,11,EUR\n"),
    "column_twice (equal after trimming)": ("a.csv", b"sale_id,day,amount,Amount ,currency\ns1,2026-09-01,1,2,EUR\n"),
    "unknown_column": ("a.csv", b"sale_id,day,amount,currency,markt\ns1,2026-09-01,10,EUR,DE\n"),
    "unknown_column (without a name)": ("a.csv", b"sale_id,day,amount,currency,\ns1,2026-09-01,10,EUR,DE\n"),
    "header_missing": ("a.csv", b"Sales of September\n\n" + GOOD),
    "not_utf8": ("a.csv", HEADER + "s1,2026-09-01,10,EUR\nMünchen,2026-09-01,1,EUR\n".encode("cp1252")),
    "not_utf8 (beyond the first look)": ("a.csv", HEADER + ROW * 50_000 + b"M\xfcnchen,2026-09-01,1,EUR\n"),
    "utf16": ("a.csv", GOOD.decode().encode("utf-16")),
    "cut_character": ("a.csv", HEADER + b"s1,2026-09-01,10,EUR\ns2,2026-09-01,1,\xe2\x82"),
    "nul": ("a.csv", HEADER + b"s1,2026-09-01,1\x000,EUR\n"),
    "gzip": ("a.csv", gzip.compress(GOOD)),
    "workbook_in_disguise": ("a.csv", workbook()),
    "parquet_in_disguise": ("a.csv", parquet(pa.table({"a": [1]}))),
    "text_in_disguise": ("a.xlsx", GOOD),
    "text_in_disguise (parquet)": ("a.parquet", GOOD),
    "image": ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50),
    "pdf": ("a.csv", b"%PDF-1.7 ..."),
    "html": ("a.csv", b"<!DOCTYPE html><html><body>Please log in</body></html>"),
    "open_quote": ("a.csv", HEADER + b's1,2026-09-01,10,"EUR\ns2,2026-09-01,11,EUR\n'),
    "open_quote (in the last cell)": ("a.csv", HEADER + b's1,2026-09-01,10,"EUR'),
    "rows_too_wide": ("a.csv", HEADER + b"s1,2026-09-01,10,EUR,DE\ns2,2026-09-01,11,EUR,DE\n"),
    "last_line_cut": ("a.csv", GOOD + b"s2,2026-0"),
    "ambiguous_dates": ("a.csv", HEADER + b"s1,03/04/2026,10,EUR\ns2,05/06/2026,10,EUR\n"),
    "ambiguous_dates (each order fails somewhere)": ("a.csv", HEADER + b"s1,13/04/2026,10,EUR\ns2,04/13/2026,10,EUR\n"),
    "ambiguous_separator": ("a.csv", b"sale_id;x,day\n1;2,3\n"),
    "cell_too_long": ("a.csv", HEADER + b"s1,2026-09-01,10," + b"x" * 40_000 + b"\n"),
    "unknown_format": ("a.docx", b"PK\x03\x04"),
    "old_workbook": ("a.xls", OLD_EXCEL),
    "old_workbook (renamed)": ("a.xlsx", OLD_EXCEL),
    "password": ("a.xlsx", OLD_EXCEL + "EncryptedPackage".encode("utf-16-le")),
    "macros": ("a.xlsm", workbook()),
    "macros (renamed)": ("a.xlsx", with_member(workbook(), "xl/vbaProject.bin", b"code")),
    "external_links": ("a.xlsx", with_member(workbook(), "xl/externalLinks/externalLink1.xml", b"<ddeLink/>")),
    "xml_entities": ("a.xlsx", with_member(workbook(), "xl/more.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')),
    "workbook_bomb (104 MB in a small file)": ("a.xlsx", with_member(workbook(), "xl/x.xml", b" " * 104_000_000)),
    "workbook_bomb (10,000 parts)": ("a.xlsx", archive({f"xl/{i}": b"" for i in range(10_000)})),
    "workbook_bomb (one cell in the far corner)": ("a.xlsx", far_corner()),
    "workbook_bomb (a row number no sheet has)": ("a.xlsx", absurd_row()),
    "not_a_workbook": ("a.xlsx", archive({"readme.txt": b"hello"})),
    "broken_workbook": ("a.xlsx", workbook()[:-200]),
    "several_sheets": ("a.xlsx", workbook("Sales", "Notes")),
    "broken_parquet": ("a.parquet", b"PAR1 nothing"),
    "nested_column": ("a.parquet", parquet(pa.table({"sale_id": [["a"]]}))),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_with_its_code_and_one_sentence(case, tmp_path):
    name, content = REFUSED[case]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as refused:
        read_file(path, SALES, limits=UPLOAD)
    assert refused.value.rule == case.split(" ")[0]
    assert str(refused.value).endswith((".", "?"))
    assert str(tmp_path) not in str(refused.value)


LARGE = {
    "too_large": (Limits(file_mb=0.00001), GOOD),
    "too_many_rows": (Limits(rows=1), GOOD + ROW),
    "too_many_columns": (Limits(columns=3), GOOD),
}


@pytest.mark.parametrize("rule", LARGE)
def test_a_file_over_a_limit_is_refused(rule, tmp_path):
    limits, content = LARGE[rule]
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as refused:
        read_file(path, SALES, limits=limits)
    assert refused.value.rule == rule


def test_a_missing_file_is_refused_and_not_a_crash(tmp_path):
    with pytest.raises(RefusedFile, match="is not a file") as refused:
        read_file(tmp_path / "no.csv", SALES)
    assert refused.value.rule == "no_file"


def test_an_unknown_column_is_named_with_the_nearest_right_one(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"sale_id,day,amuont,currency\ns1,2026-09-01,10,EUR\n")
    with pytest.raises(RefusedFile, match="“amuont” is not a column of sales. Did you mean “amount”?"):
        read_file(path, SALES)


def test_the_refusal_of_windows_text_says_how_to_declare_it(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(HEADER + "München,2026-09-01,1,EUR\n".encode("cp1252"))
    with pytest.raises(RefusedFile, match='encoding = "cp1252"'):
        read_file(path, SALES)


def test_a_name_with_folders_or_direction_marks_is_only_ever_shown_bare(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(GOOD)
    assert read_file(path, SALES, name="../../etc/pass\u202ewd.csv").file_name == "passwd.csv"

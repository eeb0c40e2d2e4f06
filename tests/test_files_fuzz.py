"""Whatever bytes arrive, a file is either read or refused with a rule and a sentence; it never crashes or hangs."""

import io

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data_adapters.sources.files import read_file
from data_adapters.sources.limits import UPLOAD
from data_adapters.sources.mapping import Mapping
from data_adapters.sources.raw import RefusedFile
from kpis.facts import FACTS

SALES = FACTS.tables["sales"]
CSV = b'sale_id,day,amount,currency\ns1,2026-09-01,"10.00",EUR\ns2,2026-09-02,11.00,EUR\n'
GERMAN = Mapping("sales", decimal=",", thousands=".", encoding="cp1252")


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["sale_id", "day", "amount", "currency"])
    book.active.append(["s1", "2026-09-01", 10, "EUR"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"sale_id": ["s1"], "day": ["2026-09-01"], "amount": ["1"], "currency": ["EUR"]}), out)
    return out.getvalue()


START = {"a.csv": CSV, "a.xlsx": _workbook(), "a.parquet": _parquet()}
EDIT = st.tuples(st.floats(0, 1), st.integers(0, 12), st.binary(max_size=6))


@pytest.mark.parametrize("name", START)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDIT, min_size=1, max_size=5), mapping=st.sampled_from([None, GERMAN]))
@example(edits=[(0.2890625, 2, b"\x00\x80")], mapping=None)  # a column name that is no text
def test_a_damaged_file_is_read_or_refused(name, edits, mapping, tmp_path):
    content = START[name]
    for where, length, new in edits:
        place = int(where * len(content))
        content = content[:place] + new + content[place + length :]
    path = tmp_path / name
    path.write_bytes(content)
    try:
        raw = read_file(path, SALES, mapping, UPLOAD)
    except RefusedFile as refused:
        assert refused.rule and str(refused).endswith((".", "?"))
    else:
        assert raw.rows.num_rows + len(raw.ragged) > 0
        assert {"_row", "sale_id", "amount", "currency"} <= set(raw.rows.column_names)


@pytest.mark.parametrize("mapping", [None, GERMAN])
@pytest.mark.parametrize("blank", [b"\r", b"\n", b"\r\n"])
def test_a_blank_first_line_is_refused_with_or_without_a_mapping(mapping, blank, tmp_path):
    (tmp_path / "a.csv").write_bytes(blank + CSV)
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "a.csv", SALES, mapping, UPLOAD)
    assert refused.value.rule == "header_missing"

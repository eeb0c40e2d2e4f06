"""Mapping files: each step does what it says, on small files a person can check by eye."""

import textwrap
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data_adapters.sources import day_layouts, numerals
from data_adapters.sources.files import read_file, read_mapping
from data_adapters.sources.raw import RawFile, RefusedFile
from kpis.facts import FACTS
from kpis.records import RECORDS

SALES, COSTS = FACTS.tables["sales"], FACTS.tables["costs"]
PLAIN = 'columns = {sale_id = "id", day = "day", amount = "sum"}\nconstants = {currency = "EUR"}\n'


def read(tmp_path: Path, mapping: str, text: str | bytes, table: sa.Table = SALES) -> RawFile:
    (tmp_path / "export.toml").write_text(textwrap.dedent(mapping), encoding="utf-8")
    (tmp_path / "export.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(tmp_path / "export.csv", table, read_mapping(tmp_path / "export.toml", table))


def column(raw: RawFile, name: str) -> list:
    return raw.rows.column(name).to_pylist()


def amounts(tmp_path: Path, file: str, *texts: str, more: str = "") -> list:
    lines = "".join(f"{i}|2026-09-01|{text}\n" for i, text in enumerate(texts))
    return column(read(tmp_path, f"{PLAIN}{more}\n[file]\n{file}\n", "id|day|sum\n" + lines), "amount")


def test_columns_constants_and_unused_columns_are_told(tmp_path):
    raw = read(tmp_path, PLAIN, "id,day,sum,colour,colour\n1,2026-09-01,10,red,green\n")
    assert raw.rows.to_pylist() == [{"_row": 2, "sale_id": "1", "day": "2026-09-01", "amount": "10", "currency": "EUR"}]
    assert "Columns not used: colour, colour." in raw.notes
    assert "Read by the mapping “export.toml”." in raw.notes


def test_only_the_layout_may_be_declared_and_the_names_are_the_tables_own(tmp_path):
    raw = read(tmp_path, '[file]\ndecimal = "comma"\n', 'sale_id;day;amount;currency\n1;2026-09-01;"10,50";EUR\n')
    assert column(raw, "amount") == ["10.50"]


def test_german_french_swiss_and_english_marks_give_the_same_number(tmp_path):
    written = {"1.234,56": ("comma", "dot"), "1 234,56": ("comma", "space"), "1\u00a0234,56": (",", " "),
               "1\u202f234,56": (",", " "), "1’234.56": ("dot", "apostrophe"), "1,234.56": (".", ",")}  # fmt: skip
    for text, (decimal, thousands) in written.items():
        assert amounts(tmp_path, f'decimal = "{decimal}"\nthousands = "{thousands}"', text) == ["1234.56"]


def test_a_number_that_does_not_fit_the_declared_marks_is_set_aside_and_not_guessed(tmp_path):
    raw = read(tmp_path, PLAIN + '[file]\ndecimal = "comma"\nthousands = "dot"\n',
               "id|day|sum\n1|2026-09-01|1.5\n2|2026-09-01|1.234\n3|2026-09-01|12.34,5\n")  # fmt: skip
    assert column(raw, "amount") == ["1234"]
    assert [(f.row, f.column, f.value, f.rule) for f in raw.ragged] == [
        (2, "amount", "1.5", "not_a_number"), (4, "amount", "12.34,5", "not_a_number")]  # fmt: skip


def test_brackets_are_negative_only_where_declared(tmp_path):
    declared = 'decimal = "."\nbrackets_are_negative = true'
    assert amounts(tmp_path, declared, "(12.00)", "-3", "5") == ["-12.00", "-3", "5"]
    assert amounts(tmp_path, 'separator = "|"', "(12.00)") == ["(12.00)"]


def test_text_is_stripped_from_both_ends_and_nowhere_else(tmp_path):
    mapping = PLAIN.replace('amount = "sum"', 'amount = {from = "sum", strip = ["$", "USD"]}')
    raw = read(tmp_path, mapping, "id,day,sum\n1,2026-09-01,$125000\n2,2026-09-01,$ 7 USD\n3,2026-09-01,1$2\n")
    assert column(raw, "amount") == ["125000", "7", "1$2"]


def test_values_are_mapped_and_the_rest_stays_or_becomes_the_stated_one(tmp_path):
    mapping = """
        columns.event_id = "id"
        columns.day = "day"
        columns.kind = {from = "what", values = {"New Hire" = "hired", "Exit" = "left"}}
        columns.leave_type = {from = "why", values = {"own wish" = "voluntary", "--" = ""}, otherwise = "other"}
    """
    lines = ["1,2026-09-01,new hire,--", "2,2026-09-01,EXIT,own wish", "3,2026-09-01,moved,fire", "4,2026-09-01,Exit,"]
    raw = read(tmp_path, mapping, "id,day,what,why\n" + "\n".join(lines) + "\n", FACTS.tables["people_events"])
    assert column(raw, "kind") == ["hired", "left", "moved", "left"]
    assert column(raw, "leave_type") == [None, "voluntary", "other", None]


def test_an_id_is_built_from_several_columns_and_missing_parts_leave_it_empty(tmp_path):
    mapping = """
        columns.sale_id = {from = ["shop", "no"], join = "/", prefix = "till-"}
        columns.day = "day"
        columns.amount = "sum"
        constants.currency = "EUR"
    """
    raw = read(tmp_path, mapping, "shop,no,day,sum\nA,1,2026-09-01,5\nA,,2026-09-01,6\n")
    assert column(raw, "sale_id") == ["till-A/1", None]


def test_micros_and_hours_become_money_and_minutes_exactly(tmp_path):
    costs = read(tmp_path, """
        columns.day = "day"
        columns.amount = {from = "micros", factor = 0.000001, round = "each"}
        constants = {type = "marketing", currency = "EUR"}
        """, "day,micros\n2026-09-01,36150000\n2026-09-02,24575000\n2026-09-03,-5000\n2026-09-04,n/k\n", COSTS)
    assert column(costs, "amount") == ["36.15", "24.58", "-0.01", "n/k"]
    effort = read(tmp_path, """
        columns.entry_id = "id"
        columns.use_case_id = "uc"
        columns.week = {from = "day", start_of = "week"}
        columns.minutes = {from = "hours", factor = 60, round = "each"}
        """, "id,uc,day,hours\n1,a,2026-11-22,1.5\n2,a,2026-11-16,0.33\n", RECORDS.tables["effort_entries"])
    assert column(effort, "minutes") == ["90", "20"]
    assert column(effort, "week") == ["2026-11-16", "2026-11-16"]


def test_three_thirds_of_a_cent_keep_their_sum_when_rounding_is_carried(tmp_path):
    mapping = PLAIN.replace('amount = "sum"', 'amount = {from = "sum", round = "ROUND"}')
    parts = ["0.335", "0.335", "0", "0.330"]
    text = "id,day,sum\n" + "".join(f"{i},2026-09-01,{part}\n" for i, part in enumerate(parts))
    each = column(read(tmp_path, mapping.replace("ROUND", "each"), text), "amount")
    carry = column(read(tmp_path, mapping.replace("ROUND", "carry"), text), "amount")
    assert (each, sum(map(Decimal, each))) == (["0.34", "0.34", "0.00", "0.33"], Decimal("1.01"))
    assert (carry, sum(map(Decimal, carry))) == (["0.34", "0.33", "0.00", "0.33"], Decimal("1.00"))


def test_several_value_columns_become_rows_with_their_label(tmp_path):
    raw = read(tmp_path, """
        columns = {cost_id = ["week", "channel"], day = "week"}
        constants = {type = "marketing", span = "week", currency = "EUR"}
        [unpivot]
        into = "amount"
        name = "channel"
        columns = {TV = "tv", "Web ads" = "web"}
        """, "week,TV,Web ads\n2026-09-07,10,1\n2026-09-14,20,\n", COSTS)  # fmt: skip
    assert column(raw, "cost_id") == ["2026-09-07-tv", "2026-09-14-tv", "2026-09-07-web", "2026-09-14-web"]
    assert column(raw, "amount") == ["10", "20", "1", None]
    assert column(raw, "_row") == [2, 3, 2, 3]


def test_rows_are_left_out_by_what_they_say(tmp_path):
    mapping = PLAIN + """
        [[leave_out]]
        column = "state"
        equals = ["test", "void"]
        [[leave_out]]
        column = "sum"
        is_empty = true
        [[leave_out]]
        starts_with = ["Grand Totals", "Copyright"]
        """.replace("        ", "")  # fmt: skip
    rows = "1,2026-09-01,1,ok\n2,2026-09-01,2,test\n3,2026-09-01,,ok\n"
    footer = '\n"Grand Totals (3 records)"\n"Copyright, all rights"\n'
    raw = read(tmp_path, mapping, "id,day,sum,state\n" + rows + footer)
    assert column(raw, "sale_id") == ["1"]
    assert raw.ragged == ()
    assert "4 rows were left out, as the mapping says." in raw.notes


def test_a_total_row_nobody_left_out_is_set_aside_even_without_a_day_column(tmp_path):
    raw = read(tmp_path, """
        columns.amount = "Cost"
        columns.day = {preamble = "first"}
        constants = {type = "marketing", currency = "EUR"}
        file.header_row = 2
        preamble = {cell = "A1", read = "day"}
        """, "2026-09-01\nCampaign,Cost\nSpring,10\nTotal care,5\nTotal: Account,15\n", COSTS)  # fmt: skip
    assert column(raw, "amount") == ["10", "5"]
    assert [(flaw.row, flaw.rule) for flaw in raw.ragged] == [(5, "total_row")]


def test_a_range_in_the_preamble_dates_the_rows_and_covers_them(tmp_path):
    raw = read(tmp_path, """
        columns = {day = {preamble = "first"}, amount = "Cost"}
        constants = {type = "marketing", span = "month", currency = "EUR"}
        file.header_row = 3
        preamble = {cell = "B2", dates = ["MMM D, YYYY"], separator = " to "}
        """, 'Report\nPeriod,"Sep 1, 2026 to Sep 30, 2026"\nCost\n7\n', COSTS)  # fmt: skip
    assert column(raw, "day") == ["2026-09-01"]
    assert raw.covered == (date(2026, 9, 1), date(2026, 9, 30))
    assert raw.keyless


@pytest.mark.parametrize(("said", "rule"), [("All time", "preamble"), ("2026-10-03 - 2026-10-16", "odd_range")])
def test_a_preamble_without_one_whole_month_is_refused(said, rule, tmp_path):
    with pytest.raises(RefusedFile) as refused:
        read(tmp_path, """
            columns = {day = {preamble = "first"}, amount = "Cost"}
            constants = {type = "marketing", span = "month", currency = "EUR"}
            file.header_row = 2
            preamble = {cell = "A1"}
            """, f"{said}\nCost\n7\n", COSTS)  # fmt: skip
    assert refused.value.rule == rule


def test_foreign_days_are_read_by_the_declared_layouts_only(tmp_path):
    mapping = PLAIN.replace('"day", amount', '{from = "day", dates = ["D. MMMM YYYY", "DD/MMM/YY"]}, amount')
    days = ["1. September 2026", "11/May/24", "3. März 2026", "1er août 2026", "2026-09-05", "soon"]
    raw = read(tmp_path, mapping, "id|day|sum\n" + "".join(f"{i}|{day}|1\n" for i, day in enumerate(days)))
    assert column(raw, "day") == ["2026-09-01", "2024-05-11", "2026-03-03", "1er août 2026", "2026-09-05", "soon"]


def test_the_declared_order_of_days_is_handed_on(tmp_path):
    raw = read(tmp_path, PLAIN + '[file]\ndate_order = "dmy"\n', "id,day,sum\n1,03/04/2026,1\n")
    assert raw.day_order == "dmy"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "iso-8859-1"])
def test_a_declared_encoding_is_read(encoding, tmp_path):
    text = "id,day,sum\nMünchen,2026-09-01,1\n".encode(encoding)
    raw = read(tmp_path, PLAIN + f'[file]\nencoding = "{encoding}"\n', text)
    assert column(raw, "sale_id") == ["München"]
    assert f"Read as {encoding}, as declared." in raw.notes


def test_covered_period_source_and_no_key_are_declared(tmp_path):
    mapping = """
        source = "ledger"
        key = []
        covered = [2026-09-01, 2026-09-30]
        columns = {cost_id = "id", day = "day", amount = "sum"}
        constants = {type = "sales", currency = "EUR"}
    """
    raw = read(tmp_path, mapping, "id,day,sum\n1,2026-09-01,1\n", COSTS)
    assert raw.covered == (date(2026, 9, 1), date(2026, 9, 30))
    assert raw.keyless and "cost_id" not in raw.rows.column_names
    assert read_mapping(tmp_path / "export.toml", COSTS).source == "ledger"


def test_a_key_named_from_columns_of_the_file_builds_the_id(tmp_path):
    mapping = 'key = ["shop", "no"]\ncolumns = {day = "day", amount = "sum"}\nconstants = {currency = "EUR"}'
    assert column(read(tmp_path, mapping, "shop,no,day,sum\nA,1,2026-09-01,5\n"), "sale_id") == ["A-1"]


def test_control_totals_hold_or_the_file_is_refused(tmp_path):
    text = "id,day,sum\n1,2026-09-01,10.50\n2,2026-09-01,4.50\n"
    read(tmp_path, PLAIN + "[control]\nrows = 2\nsums = {amount = 15.00}\n", text)
    for control in ("rows = 3", "sums = {amount = 15.01}"):
        with pytest.raises(RefusedFile) as refused:
            read(tmp_path, PLAIN + f"[control]\n{control}\n", text)
        assert refused.value.rule == "control_total"


@settings(deadline=None, max_examples=80)
@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=6), max_size=30))
def test_carried_rounding_keeps_the_sum_and_moves_no_row_by_more_than_a_cent(numbers):
    carried = [Decimal(text) for text in numerals.carried([format(n, "f") for n in numbers], 2)]
    assert sum(carried) == Decimal(numerals.rounded(format(sum(numbers, Decimal(0)), "f"), 2))
    assert all(abs(after - before) <= Decimal("0.01") and after >= 0 for after, before in zip(carried, numbers))


MARKS = [(",", "."), (".", ","), (",", " "), (".", "'")]


@settings(deadline=None, max_examples=80)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.sampled_from(MARKS))
def test_a_number_written_with_any_marks_is_read_back(number, marks):
    decimal, thousands = marks
    text = f"{number:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
    assert Decimal(numerals.reader(decimal, thousands, False)(text)) == number


MONTHS = ["janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
          "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"]  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(MONTHS))
def test_a_day_written_in_words_is_read_back(day, months):
    text = f"{day.day}. {months.split()[day.month - 1]} {day.year}"
    assert day_layouts.reader("D. MMMM YYYY")(text) == day.isoformat()

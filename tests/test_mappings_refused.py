"""Mapping files that are wrong are refused with the key, the reason and the nearest right word."""

import pytest

from data_adapters.sources.files import read_file, read_mapping
from data_adapters.sources.raw import RefusedFile
from kpis.facts import FACTS

SALES = FACTS.tables["sales"]
WRONG = {
    'tabel = "sales"': "“tabel” is not a key of mapping files. Did you mean “table”?",
    'table = "costs"': "it is for the table costs, not for sales",
    '[file]\nseperator = ";"': "“seperator” in [file] is not a key of mapping files. Did you mean “separator”?",
    '[file]\nseparator = "::"': "“separator” must be one of",
    '[file]\ndecimal = "x"': "“decimal” must be one of “comma”, “dot”",
    '[file]\ndecimal = "comma"\nthousands = ","': "the decimal mark and the thousands mark are the same",
    '[file]\nthousands = "dot"': "a thousands mark needs a decimal mark",
    '[file]\ndate_order = "ymd"': "“date_order” must be iso or dmy or mdy",
    "[file]\nheader_row = 0": "“header_row” must be a whole number from 1",
    '[file]\nheader_row = "3"': "“header_row” must be a whole number",
    '[file]\nbrackets_are_negative = "yes"': "must be true or false",
    "file = 3": "[file] must be a section",
    '[columns]\namuont = "Sum"': "“amuont” is not a column of sales. Did you mean “amount”?",
    "[columns]\namount = 3": "“amount” must name a column of the file",
    '[columns]\namount = {form = "Sum"}': "“form” in [columns.amount] is not a key of mapping files. Did you mean “from”",
    '[columns]\namount = {from = "a", value = "b"}': "only one of from, value and preamble",
    '[columns]\namount = {from = "a", factor = "x"}': "the factor of “amount” must be a number",
    '[columns]\namount = {from = "a", factor = 0}': "the factor of “amount” must be a number other than 0",
    '[columns]\nmarket = {from = "a", factor = 2}': "“market” cannot have a factor",
    '[columns]\nmarket = {from = "a", round = "each"}': "“market” cannot be rounded",
    '[columns]\namount = {from = "a", round = "up"}': "“round” must be each or carry",
    '[columns]\nday = {from = "a", dates = "dd.mm.yyyy"}': "“dd.mm.yyyy” is not a day layout",
    '[columns]\nday = {from = "a", dates = "D.D.YYYY"}': "is not a day layout",
    '[columns]\nday = {from = "a", dates = "D.M.D.YYYY"}': "names a part of the day twice",
    '[columns]\nday = {preamble = "first"}': "“day” comes from the preamble, but there is no [preamble]",
    '[preamble]\ncell = "2A"': "the preamble needs a cell such as “A2”",
    '[columns]\nmarket = "M"\n[constants]\nmarket = "DE"': "“market” stands in [columns] and in [constants]",
    "[constants]\nmarket = [1]": "the constant “market” must be a text, a number or a day",
    '[leave_out]\nequals = "x"': "write [[leave_out]] with two brackets",
    '[[leave_out]]\ncolumn = "x"': "needs equals, starts_with or is_empty",
    '[unpivot]\ninto = "amount"': "[unpivot] needs into, name and columns",
    'covered = ["2026-09-01"]': "“covered” must be two days",
    "covered = [2026-09-30, 2026-09-01]": "“covered” ends before it begins",
    "[control]\nrows = 0": "the control total of rows must be a whole number",
    '[control]\nsums = {amount = "1"}': "control sums must be numbers",
    "key = 3": "“key” must be a text or a list of texts",
    "a = = b": "is not valid TOML",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_mapping_is_refused_and_says_what_is_wrong(text, tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedFile) as refused:
        read_mapping(path, SALES)
    assert refused.value.rule == "mapping"
    assert WRONG[text] in str(refused.value)
    assert "“my.toml”" in str(refused.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_mapping_that_cannot_be_read_is_refused(content, tmp_path):
    path = tmp_path / "my.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RefusedFile) as refused:
        read_mapping(path, SALES)
    assert refused.value.rule == "mapping"


MISFITS = {
    "mapping_column_missing": ('columns = {sale_id = "Nr", day = "Day", amount = "Sum"}', "no column “Nr”"),
    "column_twice": ('columns = {sale_id = "No", day = "Day", amount = "Tag"}', "“Tag” stands in"),
    "missing_column": ('columns = {sale_id = "No", day = "Day"}', "lacks the column “amount”"),
    "encoding": ('columns = {sale_id = "No"}\nfile.encoding = "ascii"', "is not written in ascii"),
    "encoding (unknown)": ('columns = {sale_id = "No"}\nfile.encoding = "windows"', "“windows” is not an encoding"),
    "header_missing": ('columns = {sale_id = "No"}\nfile.header_row = 9', "has no row 9"),
    "mapping": ('key = ["No"]\ncolumns = {sale_id = "No", day = "Day", amount = "Sum"}', "The key of sales is sale_id"),
    "preamble": ('preamble.cell = "A1"\nfile.header_row = 1\ncolumns = {sale_id = "No", day = "Day"}', "Cell A1 of"),
}  # fmt: skip


@pytest.mark.parametrize("case", MISFITS)
def test_a_mapping_that_does_not_fit_its_file_is_refused(case, tmp_path):
    mapping, words = MISFITS[case]
    (tmp_path / "my.toml").write_text(mapping + '\nconstants.currency = "EUR"\n', encoding="utf-8")
    (tmp_path / "a.csv").write_text("No,Day,Sum,Tag,Tag\n1,2026-09-01,10,ä,b\n", encoding="utf-8")
    with pytest.raises(RefusedFile) as refused:
        read_file(tmp_path / "a.csv", SALES, read_mapping(tmp_path / "my.toml", SALES))
    assert refused.value.rule == case.split(" ")[0]
    assert words in str(refused.value)

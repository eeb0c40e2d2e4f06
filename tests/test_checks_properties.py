"""Whatever a file holds: no row is lost or doubled, and good rows stay good."""

import pyarrow as pa
from hypothesis import event, given, settings
from hypothesis import strategies as st

from kpis.contract import Kind, contract_columns, rule_of
from kpis.facts import costs, opportunities, sales, touches
from tests.checks_files import checked

GOOD = {
    Kind.ID: ["a", "b ", "c", "007", "é", "e\u0301", "TRUE"], Kind.HASH: ["C1", " C2", "é"],
    Kind.TEXT: ["offer", "a\r\nb"], Kind.CURRENCY: ["EUR", "usd "], Kind.FLAG: ["yes", "NO"],
    Kind.DAY: ["2026-10-01", "2026-10-02", "2026-10-02T00:00:00"],
    Kind.SECONDS: ["1790841600", "2026-10-01T08:00Z", "2026-10-02 08:00"], Kind.MONEY: ["1", "2.50", "7.0000"],
}  # fmt: skip
ODD = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from([
    "", " ", None, "Total", "=1+1", "a\u200bb", "x" * 300, "1e400", "NaN", "-3", "1,5", "a@b.eu", "2026-02-30",
    "2027-01-01", "1.10.2026", "1790841600000", "2026-10-25 02:30", "EURO", "4.000", "open", "\x00"]))  # fmt: skip


def good_cell(column):
    rule = rule_of(column)
    if column.name == "closed_day":
        return st.none()
    choices = {"status": ["open"]}.get(column.name) or rule.choices or GOOD[rule.kind]
    return st.sampled_from([*choices, None] if column.nullable and column.name != "cost_id" else list(choices))


@st.composite
def files(draw, table):
    """Rows that mostly fit, some with one or two odd cells, some with the same key, some the same row again."""
    columns = contract_columns(table)
    rows = draw(st.lists(st.fixed_dictionaries({c.name: good_cell(c) for c in columns}), min_size=1, max_size=6))
    for i in draw(st.lists(st.integers(0, len(rows) - 1), max_size=3)):
        rows[i] = rows[i] | {draw(st.sampled_from(columns)).name: draw(ODD)}
    return table, rows + [rows[i] for i in draw(st.lists(st.integers(0, len(rows) - 1), max_size=1))]


TABLES = st.one_of(files(costs), files(sales), files(touches), files(opportunities))


@settings(deadline=None, max_examples=150)
@given(TABLES)
def test_every_row_is_either_good_or_set_aside(file):
    table, rows = file
    result = checked(table, *rows)
    assert result.seen == len(rows) == len(result.good) + result.set_aside
    assert result.set_aside == len(set(result.flaws["row"].to_pylist()))
    assert set(result.flaws["row"].to_pylist()) <= set(range(2, len(rows) + 2))


@settings(deadline=None, max_examples=150)
@given(TABLES)
def test_good_rows_keep_to_the_contract(file):
    table, rows = file
    good = checked(table, *rows).good
    for column in contract_columns(table):
        if not column.nullable:
            assert good[column.name].null_count == 0
    key = [tuple(row[name] for name in table.info["key"]) for row in good.to_pylist()]
    assert len(set(key)) == len(key)


def _as_text(good: pa.Table, table, rows: list[dict]) -> list[dict]:
    """The good rows as a file would hold them; ids of people are taken from the file they came from."""
    people = [c.name for c in contract_columns(table) if rule_of(c).kind == Kind.HASH]
    texts = [{name: None if value is None else str(value) for name, value in row.items()} for row in good.to_pylist()]
    kept = [row for i, row in enumerate(rows, start=2) if i not in set(checked(table, *rows).flaws["row"].to_pylist())]
    return [text | {name: row[name] for name in people} for text, row in zip(texts, kept, strict=True)]


@settings(deadline=None, max_examples=150)
@given(TABLES)
def test_good_rows_written_as_text_are_the_same_good_rows_again(file):
    table, rows = file
    first = checked(table, *rows).good
    event(f"{min(len(first), 3)} good rows")
    if len(first):
        again = checked(table, *_as_text(first, table, rows))
        assert again.flaws.num_rows == 0
        assert again.good.equals(first)


@settings(deadline=None, max_examples=60)
@given(TABLES, st.data())
def test_order_of_the_columns_does_not_matter(file, data):
    table, rows = file
    names = data.draw(st.permutations(list(rows[0])))
    turned = [{name: row[name] for name in names} for row in rows]
    assert checked(table, *turned).good.equals(checked(table, *rows).good)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["T1", "T1 ", "T2", "é", "x\u200b", "", "Total"]), min_size=1, max_size=30))
def test_long_and_short_files_are_judged_alike(names):
    """Columns with mostly different values are read as they are, others by their different values."""
    unlike = [f"{name}{i}" if name.strip() else "" for i, name in enumerate(names)]
    rows = [{"touch_id": name, "ts": "2026-10-01T08:00Z", "customer_id": "C1", "channel": "web"} for name in unlike]
    one_by_one = [checked(touches, row).flaws.num_rows for row in rows]
    assert checked(touches, *rows).set_aside == sum(one_by_one)

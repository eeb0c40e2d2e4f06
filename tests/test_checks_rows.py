"""Whole rows and whole files: doubles, contradictions, columns that do not fit, rows that could not be read."""

from dataclasses import replace

import pytest

from data_adapters.lake.checks import check
from data_adapters.lake.row_rules import RULES
from data_adapters.sources.raw import Flaw, RefusedFile
from kpis.facts import FACTS, consents, costs, headcount, opportunities, quotas, responses, sales, touches
from kpis.records import RECORDS, effort_entries
from tests.checks_files import BERLIN, COST, DEAL, KEY, TODAY, TOUCH, checked, raw_file, reasons


def test_exact_repeat_is_set_aside_and_the_first_one_kept():
    result = checked(costs, COST, COST | {"cost_id": " c1"}, COST | {"cost_id": "c2"})
    assert reasons(result) == [(3, "cost_id", "duplicate_row")]
    assert result.good["cost_id"].to_pylist() == ["c1", "c2"]
    assert result.flaws["words"][0].as_py() == "repeats row 2 exactly; the first one is kept"


def test_same_key_with_other_values_sets_all_its_rows_aside():
    result = checked(costs, COST, COST | {"cost_id": "c2"}, COST | {"amount": "7"}, COST)
    assert reasons(result) == [(row, "cost_id", "key_twice") for row in (2, 4, 5)]
    assert "first in row 2" in result.flaws["words"][2].as_py()
    assert result.good["cost_id"].to_pylist() == ["c2"]


def test_row_with_a_flaw_does_not_contradict_a_good_row():
    result = checked(costs, COST, COST | {"amount": "n/k"})
    assert reasons(result) == [(3, "amount", "not_a_number")]
    assert len(result.good) == 1


def test_key_of_several_columns_is_compared_as_a_whole():
    result = checked(opportunities, DEAL, DEAL | {"snapshot_day": "2026-10-12"}, DEAL | {"opportunity_id": "o2"})
    assert reasons(result) == []


def test_empty_part_of_a_key_equals_an_empty_part():
    result = checked(consents, {"contact_key": "p1", "valid_from": ""}, {"contact_key": "p1"},
                     {"contact_key": "p1", "valid_from": "2026-01-01"})  # fmt: skip
    assert reasons(result) == [(3, "contact_key", "duplicate_row")]


def test_cost_sheet_without_ids_may_hold_other_amounts_for_the_same_day():
    line = {name: value for name, value in COST.items() if name != "cost_id"}
    result = checked(costs, line, line | {"amount": "7"}, line, keyless=True)
    assert [rule for _, _, rule in reasons(result)] == ["duplicate_row"]
    assert result.good["cost_id"].to_pylist() == [None, None]


def test_table_without_key_is_only_asked_for_exact_repeats():
    day = {"day": "2026-10-01", "headcount": "3"}
    assert [rule for *_, rule in reasons(checked(headcount, day, day | {"headcount": "4"}, day))] == ["duplicate_row"]


def test_file_without_the_key_column_is_refused_unless_it_replaces_whole_periods():
    with pytest.raises(RefusedFile, match="“cost_id” is missing"):
        checked(costs, {name: value for name, value in COST.items() if name != "cost_id"})


@pytest.mark.parametrize(("row", "rule"), [({"ammount": "1"}, "unknown_column"), ({"batch_id": "x"}, "unknown_column")])
def test_unknown_column_is_refused(row, rule):
    with pytest.raises(RefusedFile) as refused:
        checked(costs, COST | row)
    assert refused.value.rule == rule


def test_unknown_column_names_the_nearest_one():
    with pytest.raises(RefusedFile, match="did you mean “amount”"):
        checked(costs, COST | {"ammount": "1"})


@pytest.mark.parametrize(("table", "row", "missing"), [(costs, COST, "currency"), (touches, TOUCH, "ts")])
def test_missing_column_is_refused(table, row, missing):
    with pytest.raises(RefusedFile, match=f"“{missing}”"):
        checked(table, {name: value for name, value in row.items() if name != missing})


def test_source_of_a_lead_is_not_mistaken_for_the_system_it_came_from():
    assert checked(opportunities, DEAL | {"source": "Fair"}).good["lead_source"].to_pylist() == ["Fair"]


def test_rows_that_could_not_be_read_are_counted():
    short = Flaw(3, "", "c2;2026", "short_row", "has too few cells")
    result = checked(costs, COST, ragged=(short,))  # row 2 is good, row 3 never became columns
    assert (result.seen, result.set_aside, len(result.good)) == (2, 1, 1)
    assert reasons(result) == [(3, "", "short_row")]


def test_row_that_is_both_ragged_and_in_columns_counts_once():
    short = Flaw(3, "", "c2", "short_row", "has too few cells")
    result = checked(costs, COST, COST | {"cost_id": "c2", "amount": ""}, ragged=(short,))
    assert (result.seen, result.set_aside, len(result.good)) == (2, 1, 1)


def test_ragged_row_is_never_good_even_if_its_columns_look_fine():
    result = checked(costs, COST, COST | {"cost_id": "c2"}, ragged=(Flaw(3, "", "c2", "long_row", "too many cells"),))
    assert (result.seen, result.set_aside, len(result.good)) == (2, 1, 1)


def test_line_that_became_several_rows_is_counted_by_its_rows():
    file = raw_file(COST, COST | {"cost_id": "c2"}, COST | {"cost_id": "c3"})
    lines = file.rows.set_column(file.rows.column_names.index("_row"), "_row", [[2, 2, 3]])  # months side by side
    flaw = Flaw(2, "", "Jan", "not_a_month", "is not a month")
    result = check(replace(file, rows=lines, ragged=(flaw,)), costs, BERLIN, KEY, today=TODAY)
    assert (result.seen, result.set_aside, result.good["cost_id"].to_pylist()) == (3, 2, ["c3"])


def test_one_row_with_two_flaws_counts_once():
    result = checked(costs, COST | {"amount": "x", "day": "y"})
    assert [rule for *_, rule in reasons(result)] == ["not_a_day", "not_a_number"]
    assert result.set_aside == 1


def test_file_whose_only_row_is_blank_gives_no_good_row():
    result = checked(costs, dict.fromkeys(COST, ""))
    assert (result.seen, result.set_aside, len(result.good)) == (1, 1, 0)


def test_file_with_unreadable_rows_only_gives_no_good_row():
    empty = raw_file(COST, ragged=(Flaw(2, "", "c2;2026", "short_row", "has too few cells"),))
    result = check(replace(empty, rows=empty.rows.slice(0, 0)), costs, BERLIN, KEY, today=TODAY)
    assert (result.seen, result.set_aside, len(result.good)) == (1, 1, 0)


EFFORT = {"entry_id": "e1", "use_case_id": "u1", "week": "2026-11-16", "minutes": "480"}
SURVEY = {"response_id": "r1", "day": "2026-10-01", "instrument": "csat", "scale_max": "5", "score": "5"}
QUOTA = {"quota_id": "q1", "from_day": "2026-10-01", "to_day": "2026-12-31", "amount": "1", "currency": "EUR"}
WON = DEAL | {"status": "won", "closed_day": "2026-10-01"}


@pytest.mark.parametrize(("table", "good", "change", "column", "rule"), [
    (opportunities, DEAL, {"closed_day": "2026-10-01"}, "closed_day", "open_but_closed"),
    (opportunities, WON, {"closed_day": ""}, "closed_day", "closed_without_day"),
    (opportunities, WON, {"status": "lost", "closed_day": ""}, "closed_day", "closed_without_day"),
    (responses, SURVEY, {"score": "5.5"}, "score", "score_above_scale"),
    (quotas, QUOTA, {"to_day": "2026-09-30"}, "to_day", "ends_before_start"),
    (consents, {"contact_key": "p", "valid_from": "2026-10-02"}, {"valid_to": "2026-10-01"}, "valid_to",
     "ends_before_start"),
    (effort_entries, EFFORT, {"week": "2026-11-17"}, "week", "week_not_monday"),
    (effort_entries, EFFORT | {"day": "2026-11-22"}, {"day": "2026-11-15"}, "day", "day_outside_week"),
    (effort_entries, EFFORT | {"week": "2026-11-09"}, {"day": "2026-11-16"}, "day", "day_outside_week"),
])  # fmt: skip
def test_row_that_contradicts_itself_is_set_aside(table, good, change, column, rule):
    assert reasons(checked(table, good)) == []
    assert reasons(checked(table, good | change)) == [(2, column, rule)]


def test_row_rule_is_silent_where_the_value_is_faulty_anyway():
    assert reasons(checked(opportunities, WON | {"closed_day": "soon"})) == [(2, "closed_day", "not_a_day")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.table}.{rule.column}.{rule.fault.rule}")
def test_each_row_rule_names_a_column_of_its_table(rule):
    tables = FACTS.tables | RECORDS.tables
    assert rule.column in tables[rule.table].columns


def test_customer_of_two_tables_gets_one_hash_and_never_shows_in_full():
    sale = {"sale_id": "s1", "day": "2026-10-01", "amount": "1", "currency": "EUR", "customer_id": "C1 "}
    touch, sold = checked(touches, TOUCH).good, checked(sales, sale).good
    assert touch["customer_id"].to_pylist() == sold["customer_id"].to_pylist()
    assert checked(touches, TOUCH | {"customer_id": "=Jane"}).flaws["value"].to_pylist() == ["=Ja…"]

"""Rows behind a number: those it was counted from, cut to days and filter, and only for those who may see them."""

from datetime import date

import pytest

from data_adapters.readings import Question, answer
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.problems import Denied
from data_adapters.rows_behind import BEHIND, CREDIT, SHOWN, export_rows, rows_behind, tables_behind
from kpis.periods import Period, last_complete
from kpis.registry import all_indicators
from kpis.slices import NONE, Slice

OWNER, SUNDAY = local_owner(), date(2026, 11, 22)
WEEK = Period(date(2026, 11, 16), SUNDAY)
INDICATORS = {what.id: what for what in all_indicators()}


def reading(home, id_: str, **where: str):
    """The reading of week 47, or of the last complete month or quarter."""
    return answer(home, OWNER, Question(SUNDAY, indicators=(id_,), where=Slice(**where)))[0]


def behind(home, id_: str, table: str, days: Period = WEEK, **where: str):
    return rows_behind(home, OWNER, INDICATORS[id_], table, days=days, where=Slice(**where))


@pytest.mark.parametrize("id_", sorted(INDICATORS))
def test_every_number_has_rows_behind_it(sample_home, id_):
    what = INDICATORS[id_]
    days = what.window(last_complete(SUNDAY, what.rhythm, sample_home.company))
    found = [behind(sample_home, id_, table, days) for table in tables_behind(what)]
    assert sum(one.count for one in found) > 0
    assert all(len(one.rows) == min(one.count, SHOWN) for one in found)


@pytest.mark.parametrize(
    "where", [{}, {"market": "FR"}, {"use_case": "U01"}, {"channel": "email", "market": "FR"}, {"use_case": NONE}]
)
def test_credited_contacts_add_up_to_attributed_sales(sample_home, where):
    found = export_rows(sample_home, OWNER, INDICATORS["attributed_sales"], CREDIT, days=WEEK, where=Slice(**where))
    shown = reading(sample_home, "attributed_sales", **where)
    assert found["credit"].sum() == pytest.approx(shown.value, abs=1e-3)


def test_open_deals_are_those_of_the_last_snapshot(sample_home):
    shown = reading(sample_home, "pipeline", market="DE")
    found = behind(sample_home, "pipeline", "opportunities", market="DE")
    assert found.count == shown.n
    assert found.rows["amount"].sum() == pytest.approx(shown.value)


def test_a_filter_the_table_does_not_know_is_named(sample_home):
    assert behind(sample_home, "attributed_sales", "sales", use_case="U01").unfiltered == ("use_case",)


def test_customers_are_short_hashes_and_nobody_reads_who_worked(sample_home):
    sold = behind(sample_home, "total_sales", "sales").rows
    keys = sold["customer_id"].dropna()
    assert len(keys) and keys.str.fullmatch("[0-9a-f]{16}").all()
    assert not keys.str.endswith("00").all()  # all 64 bits are there, not the first 53
    worked = behind(
        sample_home, "development_effort", "effort_entries", Period(date(2025, 11, 1), date(2026, 10, 31))
    ).rows
    assert not {"person_key", "note"} & set(worked.columns)


def test_costs_row_by_row_are_not_for_every_role(sample_home):
    viewer = Principal("v", "Vera", frozenset({"viewer"}), mode="local")
    for id_, table in [("cost_of_sales", "costs"), ("roi", "investments")]:
        with pytest.raises(Denied, match="in total, not row by row"):
            rows_behind(sample_home, viewer, INDICATORS[id_], table, days=WEEK)


def test_nobody_without_the_right_takes_rows_away(sample_home):
    admin = Principal("a", "Ada", frozenset({"admin"}), mode="local")
    with pytest.raises(Denied, match="not take them away"):
        export_rows(sample_home, admin, INDICATORS["total_sales"], "sales", days=WEEK)


def test_every_indicator_is_listed():
    assert set(BEHIND) == set(INDICATORS)

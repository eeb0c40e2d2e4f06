"""Rows behind a number: those it was counted from, cut to days and filter, and only for those who may see them."""

from datetime import date

import pytest

from data_adapters.readings import Question, answer
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.problems import Denied
from data_adapters.rows_behind import BEHIND, CREDIT, SHOWN, Role, export_rows, rows_behind, tables_behind
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


COUNTS = {"attributed_sales": "n", "total_sales": "n", "pipeline": "n", "customer_satisfaction": "n", "revenue": "n",
          "automation_level": "n", "sophistication": "n", "activation_scale": "n", "development_effort": "n",
          "applicability": "n", "data_assets": "n", "roi": "n"}  # fmt: skip
PARTS = {"automation_level": "count", "applicability": "replicated", "activation_scale": "active_cells"}


@pytest.mark.parametrize("where", [{}, {"market": "FR"}])
@pytest.mark.parametrize("id_", sorted(COUNTS))
def test_there_are_as_many_rows_as_the_number_counts(sample_home, id_, where):
    if set(where) - set(INDICATORS[id_].dimensions):
        pytest.skip("not by market")
    shown = reading(sample_home, id_, **where)
    found = behind(sample_home, id_, tables_behind(INDICATORS[id_])[0], Period(shown.start, shown.end), **where)
    assert found.count == shown.n
    assert found.role in (Role.COUNTED, Role.ABOVE)
    if id_ in PARTS:
        assert found.counting == shown.parts[PARTS[id_]]


def test_each_test_with_a_result_is_a_row(sample_home):
    shown = reading(sample_home, "revenue_impact")
    found = behind(sample_home, "revenue_impact", "tests counted", Period(shown.start, shown.end))
    assert found.count == len([e for e in shown.parts["effects"] if e["use_case_id"]])
    assert {"effect_per_month", "low", "high", "grade"} <= set(found.rows.columns)


def test_the_rows_of_a_ratio_add_up_to_what_is_divided_and_what_it_is_divided_by(sample_home):
    """In Germany, where every amount is in euros."""
    shown, what = reading(sample_home, "cost_of_sales", market="DE"), INDICATORS["cost_of_sales"]
    days = Period(shown.start, shown.end)
    assert tables_behind(what, shown) == ("costs", "recognised_revenue")
    for table, role, part in [("costs", Role.ABOVE, "cost_base"), ("recognised_revenue", Role.BELOW, "net_revenue")]:
        rows = export_rows(sample_home, OWNER, what, table, days=days, where=Slice(market="DE"))
        assert rows["currency"].unique().tolist() == ["EUR"]
        assert rows["amount"].astype(float).sum() == pytest.approx(shown.parts[part])
        assert behind(sample_home, "cost_of_sales", table, days).role == role


def test_the_days_of_half_the_use_cases_lie_on_either_side_of_the_effort_shown(sample_home):
    shown = reading(sample_home, "development_effort")
    rows = behind(sample_home, "development_effort", "use cases counted", Period(shown.start, shown.end)).rows
    finished = rows["person_days"].dropna()
    assert shown.value in finished.tolist()
    assert (finished < shown.value).sum() < len(rows) / 2


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

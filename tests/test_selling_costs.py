"""Cost of sales on cost sheets that can be added up by hand."""

import json
from datetime import date

import pytest

from kpis.periods import Period
from kpis.sentences import sentence
from tests.selling_company import booked, cost, reading, sale

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
MONTHS = ["2025-11-01", "2025-12-01", *(f"2026-{m:02d}-01" for m in range(1, 11))]


def october(**more) -> dict:
    """One month: 1000 sales, 300 marketing, 200 data, 5000 build; 10,000 signed by customers 1 and 2."""
    return {
        "costs": [cost("10-01", 1000), cost("10-01", 300, "marketing"), cost("10-01", 200, "it_data_run"),
                  cost("10-01", 5000, "build")],
        "sales": [sale("10-10", 4000, customer_id=1), sale("10-20", 6000, customer_id=2)],
        **more,
    }  # fmt: skip


def year(costs: list[float], signed: float = 1000.0) -> dict:
    """Twelve months to October: the given sales cost, and the same sales in each."""
    return {"costs": [cost(m, c) for m, c in zip(MONTHS, costs, strict=True)],
            "sales": [sale(m[:8] + "15", signed, customer_id=i) for i, m in enumerate(MONTHS)]}  # fmt: skip


def test_cost_of_sales_is_running_cost_per_net_revenue():
    found = reading("cost_of_sales", october(), OCTOBER)
    assert (found.value, found.unit) == (pytest.approx((1000 + 300 + 200) / 10_000), "share")
    assert (found.parts["cost_base"], found.parts["net_revenue"], found.parts["revenue_basis"]) == (
        1500,
        10_000,
        "sales",
    )
    assert found.parts["without_it_data"] == pytest.approx(0.13)
    assert (found.start, found.parts["months"], found.parts["verdict"]) == (date(2025, 11, 1), 1, None)


def test_refunds_lower_the_revenue():
    refund = {"adjustment_id": "R1", "sale_id": "S-10-20-6000", "day": date(2026, 10, 25), "amount": -5000}
    assert reading("cost_of_sales", october(sale_adjustments=[refund]), OCTOBER).value == pytest.approx(1500 / 5000)


def test_recognised_revenue_goes_before_sales():
    found = reading("cost_of_sales", october(recognised_revenue=[booked("10-01", 7500)]), OCTOBER)
    assert (found.value, found.parts["revenue_basis"]) == (pytest.approx(1500 / 7500), "recognised")


def test_a_last_month_finance_has_not_booked_is_left_out_with_its_cost():
    facts = year([100.0] * 12) | {"recognised_revenue": [booked(m, 500) for m in MONTHS[:-1]]}
    found = reading("cost_of_sales", facts, OCTOBER)
    assert (found.parts["revenue_basis"], found.parts["months"], found.value) == (
        "recognised",
        11,
        pytest.approx(1100 / 5500),
    )


def test_one_booked_month_does_not_replace_a_year_of_sales():
    facts = year([100.0] * 12) | {"recognised_revenue": [booked("10-01", 1)]}
    assert reading("cost_of_sales", facts, OCTOBER).parts["revenue_basis"] == "sales"


def test_only_months_with_both_cost_and_revenue_are_compared():
    facts = october()
    facts["sales"].append(sale("08-10", 90_000, customer_id=3))  # August and September have sales, but no cost
    facts["sales"].append(sale("09-10", 90_000, customer_id=4))
    assert reading("cost_of_sales", facts, OCTOBER).value == pytest.approx(0.15)


def test_a_weekly_cost_that_crosses_a_month_end_is_shared_by_days():
    # Monday 28 September to 4 October: 3 days in September, 4 in October; 26 October to 1 November: 6 days in October
    facts = {"costs": [cost("09-28", 70, span="week"), cost("10-26", 7, span="week")],
             "sales": [sale("10-10", 100)]}  # fmt: skip
    found = reading("cost_of_sales", facts, OCTOBER)
    assert found.parts["cost_base"] == pytest.approx(40 + 6)


def test_a_week_that_began_before_the_window_counts_with_its_days_inside():
    # Monday 27 October to 2 November 2025: 2 of 7 days lie in the window that begins on 1 November 2025
    facts = {"costs": [cost("2025-10-27", 70, span="week")], "sales": [sale("2025-11-10", 200)]}
    assert reading("cost_of_sales", facts, OCTOBER).value == pytest.approx(20 / 200)


def test_a_new_customer_is_one_whose_first_sale_lies_in_the_window():
    facts = year([100.0] * 12)
    facts["sales"] += [sale("2025-06-01", 5, customer_id=0), sale("10-20", 5, customer_id=1), sale("10-21", 5)]
    facts["costs"].append(cost("10-01", 200, "it_data_run"))
    parts = reading("cost_of_sales", facts, OCTOBER).parts
    assert parts["new_customers"] == 12 - 1  # customer 0 bought in June 2025; the sale without a customer is nobody new
    assert parts["cac"] == pytest.approx(1200 / 11)
    assert parts["customers_known_from"] == "2025-06-01"


def test_an_account_is_one_customer_however_many_of_its_people_buy():
    facts = october(
        sales=[sale("10-10", 1, customer_id=1, account_id=9), sale("10-11", 1, customer_id=2, account_id=9)]
    )
    assert reading("cost_of_sales", facts, OCTOBER).parts["new_customers"] == 1


def test_a_flat_cost_base_is_called_flat():
    found = reading("cost_of_sales", year([180.0, 180.1] * 6), OCTOBER)
    assert (found.parts["months"], found.parts["verdict"], found.parts["elasticity"]) == (12, "flat or declining", None)
    assert sentence(found, "EUR").startswith(
        "18 cents of selling cost per euro sold. Cost base flat or declining (likely "
    )
    assert sentence(found, "SEK").startswith("SEK 0.18 of selling cost per SEK sold.")


def test_a_growing_cost_base_is_called_growing():
    parts = reading("cost_of_sales", year([100 * 1.01**i for i in range(12)]), OCTOBER).parts
    assert (parts["verdict"], parts["annual_growth"]) == ("growing", pytest.approx(1.01**12 - 1, abs=1e-4))


def test_everything_a_reading_says_can_be_written_as_plain_json():
    found = reading("cost_of_sales", year([180.0, 181.0] * 6), OCTOBER)
    assert json.loads(json.dumps(dict(found.parts), allow_nan=False)) == dict(found.parts)


def test_elasticity_is_percent_of_cost_per_percent_of_revenue():
    sales = [sale(m[:8] + "15", 1000 * 1.02**i) for i, m in enumerate(MONTHS)]
    facts = year([100 * 1.01**i for i in range(12)]) | {"sales": sales}
    assert reading("cost_of_sales", facts, OCTOBER).parts["elasticity"] == pytest.approx(
        0.5, abs=0.01
    )  # ln 1.01 / ln 1.02


def test_a_short_history_says_how_many_months_it_has():
    assert "(1 of 12 months known)" in sentence(reading("cost_of_sales", october(), OCTOBER), "EUR")


def test_without_revenue_there_is_no_ratio():
    facts = october(sales=[sale("10-10", 0)])
    found = reading("cost_of_sales", facts, OCTOBER)
    assert (found.value, found.reason, found.parts["cost_base"]) == (None, "revenue is zero in this period", 1500)
    assert (
        reading("cost_of_sales", october(sales=[]), OCTOBER).reason
        == "no whole month has both cost and revenue in these 12 months"
    )
    assert reading("cost_of_sales", {}, OCTOBER).reason == "no data: selling costs not loaded"


def test_filters_cut_cost_and_revenue_alike():
    facts = october()
    facts["costs"].append(cost("10-01", 50, market="FR"))
    facts["sales"].append(sale("10-11", 500, market="FR"))
    assert reading("cost_of_sales", facts, OCTOBER, market="FR").value == pytest.approx(0.1)
    assert reading("cost_of_sales", facts, OCTOBER, market="FI").reason == "no running cost is known here"
    assert reading("cost_of_sales", facts, OCTOBER, channel="mail").reason == "not by channel"


def test_cost_without_a_rate_is_left_out_and_counted():
    facts = october()
    facts["costs"].append({**cost("10-01", 50), "currency": "USD"})
    found = reading("cost_of_sales", facts, OCTOBER)
    assert (found.parts["cost_base"], found.parts["excluded_no_rate"]) == (1500, 1)


def test_a_window_that_ends_in_mid_month_counts_whole_months_only():
    found = reading("cost_of_sales", year([100.0] * 12), Period(date(2026, 10, 1), date(2026, 10, 20)))
    assert (found.parts["months"], found.value) == (11, pytest.approx(1100 / 11_000))  # November to September

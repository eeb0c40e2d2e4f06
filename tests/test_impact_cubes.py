"""The cubes behind revenue impact and return, in both engines: arms of a test, investments, cost of technology."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
import sqlalchemy as sa

from kpis.company import Company
from kpis.cubes import CUBES
from kpis.facts import FACTS, costs, experiment_series, experiment_units, fx_rates, investments
from tests.stores import fresh_database

TRACE = {"source": "by hand", "batch_id": "1"}
TABLES = (experiment_units, experiment_series, investments, costs, fx_rates)


@pytest.fixture(params=["duckdb", "postgresql"])
def connection(request):
    engine = sa.create_engine("duckdb:///:memory:" if request.param == "duckdb" else fresh_database())
    with engine.connect() as open_connection:
        FACTS.create_all(open_connection, tables=list(TABLES))
        yield open_connection
    engine.dispose()


def cube(connection, name, **rows):
    for table in TABLES:
        if rows.get(table.name):
            connection.execute(sa.insert(table), [row | TRACE for row in rows[table.name]])
    result = connection.execute(CUBES[name].select(Company(currency="EUR")))
    return pd.DataFrame(result.fetchall(), columns=list(result.keys()))


def unit(unit_id, arm, cluster=None):
    return {"experiment_id": "X1", "unit_id": unit_id, "arm": arm, "cluster": cluster, "assigned_day": date(2026, 7, 1)}


def value(unit_id, day, amount, experiment_id="X1"):
    return {"experiment_id": experiment_id, "unit_id": unit_id, "day": date(2026, 7, day), "value": amount}


def test_an_arm_sums_what_its_units_brought_since_they_were_assigned(connection):
    units = [unit("a", "treated"), unit("b", "treated"), unit("c", "control")]
    series = [
        value("a", 1, 3.0),
        value("a", 9, 4.0),
        value("c", 2, 5.0),
        {"experiment_id": "X1", "unit_id": "a", "day": date(2026, 6, 30), "value": 100.0},
    ]
    arms = cube(connection, "test_arms", experiment_units=units, experiment_series=series).set_index("arm")
    assert arms.loc["treated", ["units", "total", "squares"]].tolist() == [2, 7, 49]  # b brought nothing
    assert arms.loc["control", ["units", "total", "squares"]].tolist() == [1, 5, 25]
    assert set(pd.to_datetime(arms["day"])) == {pd.Timestamp("2026-07-09")}


def test_a_test_without_any_value_has_no_arm_and_clusters_stay_apart(connection):
    units = [
        unit("a", "treated", "north"),
        unit("b", "treated", "south"),
        unit("d", "control", "west"),
        unit("c", "treated") | {"experiment_id": "X2"},
    ]
    arms = cube(connection, "test_arms", experiment_units=units, experiment_series=[value("a", 3, 2.0)])
    assert sorted(zip(arms["cluster"], arms["total"], strict=True)) == [("north", 2), ("south", 0), ("west", 0)]


def test_investments_are_in_company_money_and_those_without_a_rate_are_counted(connection):
    row = {"day": date(2026, 7, 1), "amount": Decimal("100"), "life_months": 36, "use_case_id": None}
    bought = [
        row | {"investment_id": "1", "currency": "EUR"},
        row | {"investment_id": "2", "currency": "USD"},
        row | {"investment_id": "3", "currency": "SEK"},
    ]
    rates = [{"day": date(2026, 7, 1), "currency": "USD", "rate": Decimal("0.9")}]
    rows = cube(connection, "investments", investments=bought, fx_rates=rates)
    assert (float(rows["amount"].sum()), int(rows["excluded"].sum())) == (190, 1)


def test_technology_costs_are_running_and_building_and_nothing_of_sales(connection):
    row = {"day": date(2026, 7, 1), "span": "month", "amount": Decimal("10"), "currency": "EUR"}
    rows = cube(
        connection,
        "technology_costs",
        costs=[row | {"cost_id": t, "type": t} for t in ("sales", "marketing", "it_data_run", "build")],
    )
    assert {t: float(a) for t, a in zip(rows["type"], rows["amount"], strict=True)} == {"it_data_run": 10, "build": 10}

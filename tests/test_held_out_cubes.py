"""Who was assigned, who was reached all the same, who is in two tests, what few large sales decide; in both engines."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from kpis.buying import baseline_of, spending
from kpis.causal import holdout
from kpis.causal.arms import arms_by_test
from kpis.company import Company
from kpis.cubes import CUBES
from kpis.facts import FACTS, experiment_series, experiment_units, fx_rates, sales, touches
from kpis.reading import NoAnswer
from tests.stores import fresh_database

TRACE = {"source": "by hand", "batch_id": "1"}
TABLES = (experiment_units, experiment_series, touches, sales, fx_rates)
COMPANY, START = Company(currency="EUR"), date(2026, 7, 1)


@pytest.fixture(params=["duckdb", "postgresql"])
def connection(request):
    engine = sa.create_engine("duckdb:///:memory:" if request.param == "duckdb" else fresh_database())
    with engine.connect() as opened:
        FACTS.create_all(opened, tables=list(TABLES))
        yield opened
    engine.dispose()


def put(connection, table, rows):
    connection.execute(sa.insert(table), [row | TRACE for row in rows])


def answer(connection, select):
    result = connection.execute(select)
    return pd.DataFrame(result.fetchall(), columns=list(result.keys()))


def cube(connection, name):
    return answer(connection, CUBES[name].select(COMPANY))


def unit(unit_id, arm, test="X1", customer=None, account=None):
    return {"experiment_id": test, "unit_id": unit_id, "arm": arm, "cluster": None, "assigned_day": START,
            "customer_id": customer, "account_id": account}  # fmt: skip


def touch(n, day, use_case="U1", customer=0, account=None):
    return {"touch_id": f"t{n}", "customer_id": customer, "account_id": account, "ts_s": 0, "day": date(2026, *day),
            "use_case_id": use_case, "channel": "email"}  # fmt: skip


def test_units_are_counted_from_their_assignment_on_and_those_with_a_name_apart(connection):
    put(connection, experiment_units, [unit("a", "treated", customer=1), unit("b", "control", account=2), unit("c", "control")])
    rows = cube(connection, "test_units").set_index("arm")
    assert rows.loc["control", ["units", "named"]].tolist() == [2, 1]
    assert rows.loc["treated", ["units", "named"]].tolist() == [1, 1]


def test_a_unit_is_reached_once_by_its_first_contact_since_it_was_assigned(connection):
    put(connection, experiment_units, [unit("a", "control", customer=1, account=9), unit("b", "control", account=2),
                                       unit("c", "control", customer=3), unit("d", "treated")])  # fmt: skip
    put(connection, touches, [
        touch(1, (6, 30), customer=1), touch(2, (8, 5), customer=1), touch(3, (8, 2), customer=1, account=9),
        touch(4, (8, 9), customer=7, account=2), touch(5, (8, 1), "U2", customer=7, account=2),
        touch(6, (8, 3), customer=8, account=9),  # a colleague of a: not a
        touch(7, (8, 4), None, customer=3),  # people, not a use case
    ])  # fmt: skip
    rows = cube(connection, "test_reached").sort_values(["use_case_id", "day"])
    assert list(zip(rows["use_case_id"], pd.to_datetime(rows["day"]).dt.day, rows["units"], strict=True)) == [
        ("", 1, 1), ("", 2, 1), ("U1", 2, 1), ("U1", 9, 1), ("U2", 1, 1)]  # fmt: skip


def test_persons_of_two_tests_are_found_by_who_they_are_and_nameless_units_by_their_name(connection):
    put(connection, experiment_units, [
        unit("a", "treated", customer=1), unit("b", "treated", customer=2), unit("c", "control"), unit("7", "control"),
        unit("other", "treated", "X2", customer=1), unit("b", "control", "X2", customer=5), unit("c", "control", "X2"),
        unit("7", "control", "X2", account=4),  # a named 7 is not the nameless 7
    ])  # fmt: skip
    rows = cube(connection, "tests_shared")
    assert rows[["one", "two", "units"]].values.tolist() == [["X1", "X2", 2]]  # a by its customer, c by its name


def test_the_largest_in_a_thousand_are_cut_down_and_the_effect_without_them_stands_beside(connection):
    chance = np.random.default_rng(8)
    during = np.round(chance.gamma(2, 10, 2_000), 2)
    during[:2] = 90_000.0  # two treated units
    before = np.round(chance.gamma(2, 10, 2_000), 2)
    put(connection, experiment_units, [unit(f"u{i:04}", "treated" if i < 1_000 else "control") for i in range(2_000)])
    put(connection, experiment_series, [
        {"experiment_id": "X1", "unit_id": f"u{i:04}", "day": day, "value": float(v)}
        for day, values in ((date(2026, 6, 1), before), (date(2026, 9, 1), during)) for i, v in enumerate(values)
    ])  # fmt: skip
    cut = np.minimum(during, np.sort(during)[1998 - 1])  # 99.9 % of 2,000 are 1,998
    by_hand = holdout.adjusted(*(holdout.side_of(before[s], cut[s]) for s in (slice(0, 1_000), slice(1_000, None))))
    treated, control = arms_by_test(cube(connection, "test_arms_capped"))["X1"]
    shown = holdout.adjusted(treated.side(), control.side())
    assert (shown.value, shown.low) == pytest.approx((by_hand.value, by_hand.low))
    whole = arms_by_test(cube(connection, "test_arms"))["X1"]
    assert holdout.adjusted(*(arm.side() for arm in whole)).value > 150 > 5 > abs(shown.value)


def test_below_a_thousand_units_nothing_is_cut(connection):
    put(connection, experiment_units, [unit("a", "treated"), unit("b", "control")])
    put(connection, experiment_series, [{"experiment_id": "X1", "unit_id": u, "day": date(2026, 8, 1), "value": v}
                                        for u, v in (("a", 1_000.0), ("b", 1.0))])  # fmt: skip
    assert cube(connection, "test_arms_capped")["total"].tolist() == cube(connection, "test_arms")["total"].tolist()


def sale(n, day, amount, customer, market="FI"):
    return {"sale_id": f"s{n}", "customer_id": customer, "account_id": None, "ts_s": 0, "day": date(2026, *day),
            "amount": amount, "currency": "EUR", "market": market}  # fmt: skip


def test_the_baseline_counts_everybody_known_and_the_past_beside_it_by_hand(connection):
    put(connection, touches, [touch(n, (9, 1), customer=n) | {"market": "FI"} for n in range(1, 5)])
    put(connection, sales, [sale(1, (10, 30), 10, 1), sale(2, (10, 3), 30, 1), sale(3, (10, 31), 6, 2),
                            sale(4, (10, 31), 99, 5, "SE"), sale(5, (8, 1), 500, 3)])  # fmt: skip
    last = date(2026, 10, 31)
    row = answer(connection, spending(COMPANY, "customer", last, 4)).iloc[0]  # from 4 October on
    assert row[["units", "buyers", "y", "x", "yy", "xx", "xy"]].astype(float).tolist() == [
        5, 3, 10 + 6 + 99, 30, 100 + 36 + 9801, 900, 300]  # fmt: skip
    here = answer(connection, spending(COMPANY, "customer", last, 4, market="FI")).iloc[0]
    assert here[["units", "buyers", "y"]].astype(float).tolist() == [4, 2, 16]


def test_a_baseline_answers_how_many_and_what_they_show_and_both_are_one_calculation():
    sums = {"units": 8_000, "buyers": 900, "x": 8_000.0, "y": 80_000.0, "xx": 8_000 * 5.0, "yy": 8_000 * 500.0,
            "xy": 8_000 * 10.0}  # fmt: skip
    found = baseline_of(sums, "customer", 13)
    assert (found.mean, found.sd) == pytest.approx((10, 20), rel=1e-3)
    assert found.correlation == pytest.approx(0)  # 10 = 1 x 10: nothing is foretold
    need = found.needed(0.1, 0.5)
    assert need.treated == pytest.approx(16 * 20**2 / 1**2, rel=0.02)  # 16 sd^2 / difference^2
    exact = baseline_of(sums | {"units": 2 * need.treated} | {k: v * need.treated / 4_000 for k, v in sums.items()
                                                              if k in ("x", "y", "xx", "yy", "xy")}, "customer", 13)  # fmt: skip
    assert exact.detectable(0.5) == pytest.approx(0.1, rel=0.01)
    assert found.needed(0.1, 0.5, looks=4).treated > 1.3 * need.treated


@pytest.mark.parametrize(("units", "buyers", "words"), [(99, 99, "too few known: 99 of the 100 customers"),
                                                        (500, 29, "too few buyers in 8 weeks: 29 of the 30")])  # fmt: skip
def test_too_few_to_plan_from_is_a_reason(units, buyers, words):
    with pytest.raises(NoAnswer, match=words):
        baseline_of({"units": units, "buyers": buyers, "x": 0, "y": 1, "xx": 0, "yy": 1, "xy": 0}, "customer", 8)

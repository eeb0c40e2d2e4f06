"""The eleven checks against counting money twice: each is seen to fail, and the commands that show them."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data_adapters.__main__ import main
from data_adapters.home import close_home
from kpis import credit_checks as checks
from kpis.causal.registered import registered
from kpis.causal.result import Method
from kpis.credit_checks import Outcome
from kpis.cubes.credit import credits
from kpis.facts import FACTS, experiment_units
from kpis.impact import Effect
from kpis.reading import Grade
from tests.attribution_ledger import COMPANY, TRACE, ledger, refund, sale, touch
from tests.impact_company import experiment, frame
from tests.stores import fresh_database

THREE = [touch("t1", 1, "U1"), touch("t2", 3, "U2"), touch("t3", 5, "U3")]
FIRST = replace(COMPANY, rule="first")


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def store(request):
    url = "duckdb:///:memory:" if request.param == "duckdb" else fresh_database()
    with ledger(url) as open_ledger:
        FACTS.create_all(open_ledger.connection, tables=[experiment_units])
        yield open_ledger


def rows(store, select):
    found = store.connection.execute(select)
    return pd.DataFrame(found.fetchall(), columns=list(found.keys()))


def effect(use_case, value, low, high):
    return Effect("E1", use_case, None, None, value, low, high, None, 1.0, 100, Grade.A, Method.MEANS,
                  date(2026, 1, 1), None, None)  # fmt: skip


@pytest.mark.parametrize("rule", ["first", "linear", "time_decay:3", "w_shape"])
def test_1_weights_add_up(store, rule):
    store.holds(sold=[sale("s", 10), sale("alone", 10, who=9)], touched=THREE)
    assert checks.weights_add_up(rows(store, checks.wrong_weights(replace(COMPANY, rule=rule)))).outcome == Outcome.OK


def test_1_fails_when_a_contact_is_there_twice(store):
    store.holds(sold=[sale("s", 10)], touched=[*THREE, THREE[0]])
    found = checks.weights_add_up(rows(store, checks.wrong_weights(FIRST)))
    assert (found.outcome, found.found[0]["total"]) == (Outcome.FAILED, 2.0)


def gaps(store, company=COMPANY, period="D"):
    return checks.ledger_gaps(store.read(credits(company)), store.read(checks.net_sales_apart(company)), period)


def test_2_the_ledger_adds_up_per_day_month_and_market(store):
    store.holds(sold=[sale("s", 10, 90), sale("b", 10, 10, market=None), sale("c", 40, 5)], touched=THREE,
                refunded=[refund("r", "s", 50, -30)])  # fmt: skip
    assert checks.ledger_adds_up(gaps(store)).outcome == Outcome.OK
    month = gaps(store, period="M")
    assert [(f"{r.day:%b}", r.market, r.net) for r in month.itertuples()] == [
        ("Jan", "(none)", 10), ("Jan", "FI", 60), ("Feb", "FI", 5)]  # fmt: skip


def test_2_fails_when_a_contact_is_there_twice(store):
    store.holds(sold=[sale("s", 10, 90)], touched=[*THREE, THREE[0]])
    found = checks.ledger_adds_up(gaps(store, FIRST))
    assert found.outcome == Outcome.FAILED
    assert found.found == ({"day": "2026-01-11", "market": "FI", "gap": 90.0},)


@pytest.mark.parametrize(
    ("sold", "touched", "what"),
    [([sale("s", 10)] * 2, THREE, ["sales"]), ([sale("s", 10)], [*THREE, THREE[0]], ["contacts", "pairs of contact and sale"])],
)
def test_3_fails_when_an_id_is_there_twice(store, sold, touched, what):
    store.holds(sold=sold, touched=touched)
    counted = {name: int(rows(store, select)["n"].iloc[0]) for name, select in checks.counted_twice(COMPANY).items()}
    assert [one["what"] for one in checks.counted_once(counted).found] == what


def test_3_is_fine_with_several_sales_per_contact(store):
    store.holds(sold=[sale("s", 10), sale("s2", 11), sale("s3", 11)], touched=THREE)
    counted = {name: int(rows(store, select)["n"].iloc[0]) for name, select in checks.counted_twice(COMPANY).items()}
    assert checks.counted_once(counted).outcome == Outcome.OK


def test_4_another_order_of_rows_gives_the_same_and_another_amount_fails(store):
    store.holds(sold=[sale("s", 10, "99.99"), sale("s2", 12)], touched=THREE)
    one = store.read(credits(COMPANY))
    store.holds(sold=[sale("s2", 12), sale("s", 10, "99.99")], touched=THREE[::-1])
    two = store.read(credits(COMPANY))
    assert checks.same_again(one, two).outcome == Outcome.OK
    assert checks.same_again(one, two.assign(gross=two["gross"] + 1e-6)).outcome == Outcome.FAILED
    assert checks.same_again(one, two.iloc[1:]).outcome == Outcome.FAILED


def test_5_fails_when_a_sale_is_in_two_markets(store):
    store.holds(sold=[sale("s", 10), sale("s", 10, market="SE"), sale("ok", 10)])
    found = checks.one_place_each(rows(store, checks.places_of_sales()))
    assert found.found == ({"sale_id": "s"},)


def test_6_a_refunded_sale_has_no_credit_and_one_refunded_twice_is_seen(store):
    store.holds(sold=[sale("s", 10, 90)], touched=THREE, refunded=[refund("r", "s", 12, -90)])
    assert checks.refunded_is_gone(rows(store, checks.credit_left_on_refunded(COMPANY))).outcome == Outcome.OK
    kept = pd.DataFrame({"sale_id": ["s"], "use_case_id": ["U1"], "net": [30.0]})
    assert checks.refunded_is_gone(kept).outcome == Outcome.FAILED


def test_touched_sales_overlap(store):
    store.holds(sold=[sale("s", 10, 90)], touched=THREE[:2])
    found = rows(store, checks.touched_sales(COMPANY, date(2026, 1, 1), date(2026, 1, 31)))
    assert {r.use_case_id: float(r.touched) for r in found.itertuples()} == {"U1": 90, "U2": 90}


@pytest.mark.parametrize(("touched", "outcome"), [(79, Outcome.WARNING), (80, Outcome.OK)])
def test_7_an_impact_surely_above_touched_sales_is_seen(touched, outcome):
    assert checks.below_touched([effect("U1", 100, 80, 120)], {"U1": touched}, 1.0).outcome == outcome


@pytest.mark.parametrize(("value", "outcome"), [(151, Outcome.WARNING), (-1, Outcome.WARNING), (150, Outcome.OK), (0, Outcome.OK)])
def test_8_an_impact_of_another_size_than_attributed_sales_is_seen(value, outcome):
    assert checks.near_attributed([effect("U1", value, -9, 200)], {"U1": 100.0}, 1.0).outcome == outcome


@pytest.mark.parametrize(("growth", "outcome"), [(299, Outcome.WARNING), (300, Outcome.OK)])
def test_9_impacts_above_growth_are_seen(growth, outcome):
    both = [effect("U1", 100, 80, 120), effect("U2", 50, 10, 90)]
    assert checks.within_growth(both, growth, 2.0).outcome == outcome


def test_10_use_cases_with_the_same_contacts_cannot_be_separated(store):
    sold = [sale(f"s{i}", 10, who=i) for i in range(10)]
    both = [touch(f"a{i}", 1, "U1", who=i) for i in range(10)] + [touch(f"b{i}", 2, "U2", who=i) for i in range(9)]
    store.holds(sold=sold, touched=both)
    found = checks.can_be_separated(rows(store, checks.common_sales(COMPANY)))
    assert found.found == ({"one": "U1", "two": "U2", "common": 0.9},)
    store.holds(sold=sold, touched=both[:-1])  # 8 of 10 is not more than 80 %
    assert checks.can_be_separated(rows(store, checks.common_sales(COMPANY))).outcome == Outcome.OK


def test_11_a_person_in_two_tests_at_once_is_seen(store):
    store.connection.execute(experiment_units.delete())
    unit = {"unit_id": "p1", "arm": "treated", "assigned_day": date(2026, 1, 1), **TRACE}
    twice = [unit | {"experiment_id": e, "unit_id": n, "customer_id": 7} for e, n in (("E1", "1"), ("E2", "2"))]
    others = [unit | {"experiment_id": e, "customer_id": n} for e, n in (("E1", 8), ("E2", 9))]  # both their test's unit p1
    store.connection.execute(experiment_units.insert(), [*twice, *others])
    shared, day = rows(store, checks.units_in_two_tests()), date(2026, 12, 1)
    tests = [replace(t, start=start, ended=end) for t, start, end in zip(
        registered(frame("experiments", experiment("E1"), experiment("E2"))),
        (date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 3, 1)), strict=True)]  # fmt: skip
    assert checks.tests_apart(shared, tests, day).found == ({"one": "E1", "two": "E2", "persons": 1},)
    later = [tests[0], replace(tests[1], start=date(2026, 2, 2))]
    assert checks.tests_apart(shared, later, day).outcome == Outcome.OK


SALES = "sale_id,customer_id,day,amount,currency,market\nS1,C1,2026-10-06,900,EUR,FI\nS2,C2,2026-10-07,100,EUR,SE\n"
TOUCHES = """touch_id,customer_id,day,use_case_id,channel
T1,C1,2026-07-20,U1,email
T2,C1,2026-10-01,U2,web
T3,C1,2026-10-02,,call
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))

    def call(*words):
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(words)
        return code, out.getvalue(), err.getvalue()

    for name, text in (("sales", SALES), ("touches", TOUCHES)):
        (tmp_path / f"{name}.csv").write_text(text)
        assert call("load", name, str(tmp_path / f"{name}.csv"))[0] == 0
    yield call
    close_home(tmp_path / "home")


OCTOBER = ("--period", "2026-10-01..2026-10-31")


def test_compare_shows_all_rules_side_by_side_and_each_adds_up(run):
    told = json.loads(run("attribution", "compare", "--rule", "time_decay:1", "--json", *OCTOBER)[1])
    assert told["rules"] == ["first", "last", "linear", "position:40-20-40", "time_decay:7", "last_non_direct", "w_shape",
                             "full_path", "time_decay:1", "markov", "shapley"]  # fmt: skip
    for rule in told["rules"]:
        credit = sum(u["credit"][rule] for u in told["use_cases"])
        assert credit + told["no_use_case"][rule] + told["unattributed"][rule] == pytest.approx(told["total_net_sales"])
    assert {u["use_case_id"]: (u["low"], u["high"]) for u in told["use_cases"]}["U1"] == (pytest.approx(0, abs=1), 900)
    assert told["compared_with"] == "time_decay:1"
    assert "no contact 100.00" in run("attribution", "compare", *OCTOBER)[1]


def test_a_look_back_counts_for_compare_and_report(run):
    told = json.loads(run("attribution", "compare", "--lookback", "30", "--json", *OCTOBER)[1])
    assert [u["use_case_id"] for u in told["use_cases"]] == ["U2"]
    words = ("report", "--as-of", "2026-10-31", "--indicator", "attributed_sales", "--period", "2026-10-05..2026-10-11", "--json")
    values = [json.loads(run(*words, *more)[1])["readings"][0] for more in (
        (), ("--rule", "last"), ("--rule", "position:80-0-20"), ("--rule", "time_decay:7", "--lookback", "30"))]  # fmt: skip
    assert [round(r["value"]) for r in values] == [600, 0, 720, round(900 / (1 + 2 ** (1 / 7)))]
    assert [r["parts"]["rule"] for r in values] == ["linear", "last", "position:80-0-20", "time_decay:7"]
    assert "half after 7 days, 30 days back" in values[3]["sentence"]


def test_check_lists_eleven_checks_and_ends_with_0_when_none_fails(run):
    code, text, _ = run("attribution", "check", *OCTOBER)
    assert (code, text.count(" ok "), text.count("not applicable")) == (0, 2 + 7, 4)  # sales and pipeline add up, and seven checks


def test_a_test_that_began_after_the_period_is_not_held_against_its_sales(run, tmp_path):
    (tmp_path / "experiments.csv").write_text(
        "experiment_id,use_case_id,design,unit,metric,start,planned_end,ended,treated_n,treated_mean,treated_sd,control_n,"
        "control_mean,control_sd\nX1,U1,holdout,customer,revenue,2026-11-02,2026-11-15,2026-11-15,1000,52,8,500,50,8\n")
    assert run("load", "experiments", str(tmp_path / "experiments.csv"))[0] == 0
    assert run("attribution", "check", *OCTOBER)[1].count("no test shows an effect in this period") == 3
    assert "no test shows" not in run("attribution", "check", "--period", "2026-11-01..2026-11-15")[1]


def test_check_shows_that_sales_and_pipeline_add_up(run):
    text = run("attribution", "check", *OCTOBER)[1]
    assert "use cases 600.00 + people 300.00 + no contact 100.00 = 1,000.00; net sales 1,000.00" in text
    told = json.loads(run("attribution", "check", "--json", *OCTOBER)[1])["identity"]
    assert {what: (one["total"], one["adds_up"]) for what, one in told.items()} == {"sales": (1000, True), "pipeline": (0, True)}


def test_a_sale_that_is_there_twice_ends_with_one(run, tmp_path):
    (tmp_path / "shop.toml").write_text('[file]\ndecimal = "dot"\n')
    (tmp_path / "again.csv").write_text(SALES)
    assert run("load", "sales", str(tmp_path / "again.csv"), "--map", str(tmp_path / "shop.toml"))[0] == 0
    code, text, _ = run("attribution", "check", *OCTOBER)
    assert code == 1
    assert "x failed" in text


def test_what_is_only_odd_is_a_warning_and_ends_with_0(run, tmp_path):
    looked = "".join(f"{letter}{n},D{n},2026-10-0{day},{use_case},web\n" for n in range(12)
                     for letter, day, use_case in (("A", 1, "U7"), ("B", 2, "U8")))  # fmt: skip
    (tmp_path / "touches.csv").write_text("touch_id,customer_id,day,use_case_id,channel\n" + looked)
    (tmp_path / "sales.csv").write_text(SALES + "".join(f"D{n},D{n},2026-10-09,10,EUR,FI\n" for n in range(12)))
    assert [run("load", t, str(tmp_path / f"{t}.csv"))[0] for t in ("touches", "sales")] == [0, 0]
    code, text, _ = run("attribution", "check", *OCTOBER)
    assert code == 0
    assert "10  ! warning       Use cases can be told apart by their contacts" in text
    assert "(U7, U8, 1.000)" in text


@pytest.mark.parametrize(
    "words",
    [("attribution", "comprae"), ("attribution", "check", "--rule", "lnear"), ("attribution", "check", "--lookback", "0"),
     ("report", "--rule", "time_decay:x"), ("report", "--lookback", "ten")],
)  # fmt: skip
def test_wrong_words_end_with_two(run, words):
    assert run(*words)[0] == 2

"""Every rule hands out exactly the sale: by hand, on tiny paths, in DuckDB."""

import pytest

from kpis.attribution_rules import RULES, UnknownRule
from kpis.company import Company
from kpis.cubes.credit import all_rules, credits
from tests.attribution_ledger import COMPANY, DAY_S, at, ledger, rate, refund, sale, touch


@pytest.fixture(scope="module")
def store():
    with ledger("duckdb:///:memory:") as open_ledger:
        yield open_ledger


def net(rows, use_case="any"):
    """Net credit per use case, or of one; people and no contact under their kind."""
    name = rows["use_case_id"].where(rows["kind"] == "use_case", rows["kind"])
    sums = (rows["gross"] + rows["refunds"]).groupby(name).sum().round(6).to_dict()
    return sums if use_case == "any" else sums[use_case]


def credit(store, rule="linear", company=COMPANY, lookback_days=None):
    return net(store.read(credits(company, rule, lookback_days)))


THREE = [touch("t1", 0, "U1"), touch("t2", 5, "U2"), touch("t3", 9, "U3")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("first", {"U1": 1200}),
        ("last", {"U3": 1200}),
        ("linear", {"U1": 400, "U2": 400, "U3": 400}),
        ("position", {"U1": 480, "U2": 240, "U3": 480}),
    ],
)
def test_three_contacts_share_a_sale_of_1200(store, rule, expected):
    store.holds(sold=[sale("s", 10, 1200)], touched=THREE)
    assert credit(store, rule) == expected


@pytest.mark.parametrize("rule", RULES)
def test_one_contact_takes_all_and_no_contact_leaves_all_open(store, rule):
    store.holds(
        sold=[sale("s", 10, 70), sale("alone", 10, 30, who=2), sale("nobody", 10, 5, who=None)], touched=THREE[:1]
    )
    assert credit(store, rule) == {"U1": 70, "none": 35}


def test_a_sale_without_contact_shows_the_words_no_contact_as_its_channel(store):
    store.holds(sold=[sale("s", 10)])
    rows = store.read(credits(COMPANY))
    assert rows["channel"].tolist() == ["(no contact)"]
    assert rows["use_case_id"].isna().all()


def test_two_contacts_share_by_half_in_the_position_rule(store):
    store.holds(sold=[sale("s", 10, 90)], touched=THREE[:2])
    assert credit(store, "position") == {"U1": 45, "U2": 45}


def test_calls_by_people_keep_their_credit_apart_from_use_cases(store):
    store.holds(sold=[sale("s", 10, 90)], touched=[*THREE[:2], touch("call", 8, None, channel="call")])
    assert credit(store) == {"U1": 30, "U2": 30, "person": 30}


def test_the_window_is_closed_at_both_ends(store):
    exactly = [touch("old", 10 - 90, "U1"), touch("now", 10, "U2")]
    store.holds(sold=[sale("s", 10)], touched=exactly)
    assert credit(store) == {"U1": 50, "U2": 50}


def test_a_second_too_early_or_after_the_sale_earns_nothing(store):
    outside = [touch("old", 10 - 90 - 1 / DAY_S, "U1"), touch("late", 10 + 1 / DAY_S, "U2")]
    assert at(10) - outside[0]["ts_s"] == 90 * DAY_S + 1
    store.holds(sold=[sale("s", 10)], touched=outside)
    assert credit(store) == {"none": 100}


def test_a_shorter_look_back_is_asked_for_by_argument(store):
    store.holds(sold=[sale("s", 10, 1200)], touched=THREE)
    assert credit(store, lookback_days=5) == {"U2": 600, "U3": 600}


@pytest.mark.parametrize(("rule", "winner"), [("first", "U1"), ("last", "U3")])
def test_contacts_in_the_same_second_are_ordered_by_their_id(store, rule, winner):
    same = [touch("b", 5, "U2"), touch("c", 5, "U3"), touch("a", 5, "U1")]
    store.holds(sold=[sale("s", 10)], touched=same)
    assert credit(store, rule) == {winner: 100}


def test_contacts_in_the_same_second_share_by_position_once_each(store):
    store.holds(sold=[sale("s", 10)], touched=[touch("b", 5, "U2"), touch("c", 5, "U3"), touch("a", 5, "U1")])
    assert credit(store, "position") == {"U1": 40, "U2": 20, "U3": 40}


def test_time_decay_halves_the_credit_with_each_half_life(store):
    store.holds(sold=[sale("s", 10, 90)], touched=[touch("t1", 1, "U1"), touch("t2", 8, "U2")])
    assert credit(store, "time_decay") == {"U1": 30, "U2": 60}  # 7 days older: half of it


def test_a_half_life_of_one_minute_gives_all_to_the_youngest_and_never_divides_by_zero(store):
    store.holds(sold=[sale("s", 80, 90)], touched=THREE)
    assert credit(store, "time_decay", Company(half_life_days=1 / 1440)) == {"U3": 90}


def test_an_endless_half_life_shares_equally(store):
    store.holds(sold=[sale("s", 10, 1200)], touched=THREE)
    assert credit(store, "time_decay", Company(half_life_days=1e12)) == {"U1": 400, "U2": 400, "U3": 400}


def test_the_account_joins_several_people_and_a_person_without_account_stays_apart(store):
    colleagues = [
        touch("t1", 1, "U1", who=1, account=77),
        touch("t2", 2, "U2", who=2, account=77),
        touch("t3", 3, "U3", who=1),
    ]
    store.holds(sold=[sale("s", 10, 80, who=3, account=77), sale("private", 10, 5, who=1)], touched=colleagues)
    assert credit(store) == {"U1": 40, "U2": 40, "U3": 5}


def test_two_sales_in_the_same_second_share_the_same_contacts_and_are_not_doubled(store):
    store.holds(sold=[sale("s1", 10, 60), sale("s2", 10, 40, market="SE")], touched=THREE[:2])
    rows = store.read(credits(COMPANY))
    assert net(rows) == {"U1": 50, "U2": 50}
    assert rows.groupby("market")["gross"].sum().to_dict() == {"FI": 60, "SE": 40}


@pytest.mark.parametrize("rule", RULES)
def test_a_sale_refunded_in_full_has_no_credit_anywhere(store, rule):
    store.holds(
        sold=[sale("s", 10, "99.99", currency="SEK")],
        touched=THREE,
        rates=[rate(10, "SEK", "0.08763219")],
        refunded=[refund("r", "s", 30, "-99.99")],
    )
    rows = store.read(credits(COMPANY, rule))
    assert set(net(rows).values()) == {0.0}
    assert rows["gross"].sum() == pytest.approx(99.99 * 0.08763219, abs=1e-5)


def test_a_refund_lowers_the_day_of_its_sale_and_is_known_from_its_own_day(store):
    store.holds(sold=[sale("s", 10, 90)], touched=THREE[:1], refunded=[refund("r", "s", 30, -40)])
    rows = store.read(credits(COMPANY)).sort_values("booked_day")
    assert [f"{d:%d %b}" for d in rows["day"]] == ["11 Jan", "11 Jan"]
    assert [f"{d:%d %b}" for d in rows["booked_day"]] == ["11 Jan", "31 Jan"]
    assert rows["refunds"].tolist() == [0, -40]


def test_the_cash_view_books_a_refund_on_its_own_day_with_the_weights_of_its_sale(store):
    store.holds(sold=[sale("s", 10, 90)], touched=THREE, refunded=[refund("r", "s", 30, -30)])
    rows = store.read(credits(Company(refunds="cash")))
    refunds = rows[rows["refunds"] != 0]
    assert {f"{d:%d %b}" for d in refunds["day"]} == {"31 Jan"}
    assert refunds.set_index("use_case_id")["refunds"].to_dict() == {"U1": -10, "U2": -10, "U3": -10}


def test_money_is_counted_at_the_rate_of_the_sales_day_and_left_out_without_one(store):
    store.holds(
        sold=[sale("s", 10, 100, currency="USD"), sale("no rate", 11, 50, currency="USD")],
        touched=THREE[:1],
        rates=[rate(10, "USD", "0.9")],
    )
    assert credit(store) == {"U1": 90}


def test_credit_per_use_case_counts_each_use_case_once_by_its_last_contact(store):
    repeated = [touch("t1", 1, "U1"), touch("t2", 4, "U1"), touch("t3", 8, "U2")]
    store.holds(sold=[sale("s", 10, 900)], touched=repeated)
    assert credit(store) == {"U1": 600, "U2": 300}
    assert credit(store, company=Company(unit="use_case")) == {"U1": 450, "U2": 450}
    assert credit(store, "first", Company(unit="use_case")) == {"U1": 900}  # its last contact came before U2's


def test_all_rules_side_by_side_say_the_same_as_one_by_one(store):
    store.holds(
        sold=[sale("s", 10, 1200), sale("s2", 12, 80, who=2)], touched=THREE, refunded=[refund("r", "s", 12, -200)]
    )
    together = store.read(all_rules(COMPANY))
    for rule in RULES:
        alone = store.read(credits(COMPANY, rule))
        sums = together.groupby("use_case_id", dropna=False)[rule].sum()
        assert sums[sums != 0].to_dict() == pytest.approx(
            (alone["gross"] + alone["refunds"]).groupby(alone["use_case_id"], dropna=False).sum().to_dict()
        )


def test_an_unknown_rule_is_refused_with_the_names_of_the_rules():
    with pytest.raises(UnknownRule, match="no rule 'lnear'; choose one of first, last, linear, position, time_decay"):
        credits(COMPANY, "lnear")


def test_empty_tables_give_no_rows(store):
    store.holds(sold=[])
    assert store.read(credits(COMPANY)).empty

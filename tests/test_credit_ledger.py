"""The ledger of shared money and the spread of rules, with numbers to be checked by eye."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.credit_ledger import Ledger, ledger, ledgers, other_orders, rounded, spreads, whole
from kpis.slices import NONE, Slice

CREDIT = pd.DataFrame(
    [("2026-01-05", "FR", "U1", "email", "use_case", 60.0, -10.0), ("2026-01-06", "FR", "U2", "web", "use_case", 20.0, 0.0),
     ("2026-01-06", "SE", None, "call", "person", 15.0, 0.0), ("2026-02-01", None, None, "(no contact)", "none", 7.0, -2.0)],
    columns=["day", "market", "use_case_id", "channel", "kind", "gross", "refunds"],
).astype({"day": "datetime64[s]"})  # fmt: skip
SOLD = pd.DataFrame(
    [("2026-01-05", "FR", 80.0, -10.0, 2, 0), ("2026-01-06", "SE", 15.0, 0.0, 1, 1), ("2026-02-01", None, 7.0, -2.0, 1, 0)],
    columns=["day", "market", "gross", "refunds", "sales", "excluded"],
).astype({"day": "datetime64[s]"})  # fmt: skip
RULES = pd.DataFrame({"linear": [50.0, 40.0, 10.0], "first": [60.0, 30.0, 10.0], "last": [20.0, 70.0, 0.0]},
                     index=["U1", "U2", "U3"])  # fmt: skip


def test_use_cases_people_and_no_contact_are_the_total():
    found = ledger(CREDIT, SOLD)
    assert (found.use_cases, found.people, found.nobody, found.total) == (70, 15, 5, 90)
    assert found.adds_up and found.count == 4 and found.no_rate == 1 and found.chosen is None


@pytest.mark.parametrize(("where", "chosen"), [
    (Slice(use_case="U1"), 50), (Slice(channel="web"), 20), (Slice(channel="call"), 0), (Slice(use_case=NONE), 0),
    (Slice(use_case="U1", channel="web"), 0)])  # fmt: skip
def test_a_filter_on_the_contact_picks_a_part_of_the_use_cases_and_leaves_the_sum_alone(where, chosen):
    found = ledger(CREDIT, SOLD, where)
    assert found.chosen == chosen and found.total == 90 and found.adds_up


def test_half_a_cent_a_sale_may_be_lost_and_no_more():
    assert Ledger(100.0, 99.98, 0.0, 0.0, count=4).adds_up
    assert not Ledger(100.0, 99.97, 0.0, 0.0, count=4).adds_up
    assert not Ledger(0.0, 0.01, 0.0, 0.0, count=0).adds_up


def test_deals_have_the_same_ledger():
    credit = pd.DataFrame({"kind": ["use_case", "none"], "amount": [30.0, 12.0]})
    created = pd.DataFrame({"amount": [42.0], "deals": [3], "excluded": [0]})
    found = ledger(credit, created)
    assert (found.use_cases, found.nobody, found.total, found.count) == (30, 12, 42, 3) and found.adds_up


def test_every_month_and_market_has_a_ledger_of_its_own():
    months = ledgers(CREDIT, SOLD, "month")
    assert [f"{name:%Y-%m}" for name in months["name"]] == ["2026-01", "2026-02"]
    assert months["total"].tolist() == [85, 5] and months["adds_up"].all()
    markets = ledgers(CREDIT, SOLD, "market").set_index("name")
    assert list(markets.index) == ["FR", "SE", NONE]
    assert markets["use_cases"].tolist() == [70, 0, 0] and markets["nobody"].tolist() == [0, 0, 5]


def test_two_gaps_that_cancel_out_are_both_seen():
    moved = SOLD.assign(gross=[81.0, 15.0, 6.0])
    assert ledger(CREDIT, moved).adds_up
    assert ledgers(CREDIT, moved, "month")["adds_up"].tolist() == [False, False]


def test_the_spread_of_a_use_case_names_the_rules_at_its_ends_and_its_places():
    first, second, third = spreads(RULES, "linear")
    assert (first.name, first.own, first.low, first.low_by, first.high, first.high_by) == ("U1", 50, 20, "last", 60, "first")
    assert (first.place, first.best, first.worst) == (1, 1, 2)
    assert (second.place, second.best, second.worst) == (2, 1, 2)
    assert (third.place, third.best, third.worst) == (3, 3, 3)


def test_the_spread_of_all_is_over_the_other_rules_and_an_order_that_holds_is_not_named():
    told = whole(RULES, "linear")
    assert (told.own, told.low, told.high) == (100, 90, 100)
    assert other_orders(RULES, "linear") == {"last": ["U2", "U1", "U3"]}
    assert whole(RULES[["linear"]], "linear") is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8), st.sampled_from([0.01, 1.0, 10_000.0]))
def test_rounded_parts_add_up_to_the_rounded_sum_and_none_moves_a_whole_step(parts, step):
    found = rounded(parts, step)
    assert sum(found) == pytest.approx(round(sum(parts) / step) * step, abs=step * 1e-6)
    assert all(abs(shown - real) <= step * 1.000001 for shown, real in zip(found, parts, strict=True))

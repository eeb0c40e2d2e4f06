"""Markov chains, Shapley values and credit for pipeline: published examples, by hand, and the identity."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.company import Company
from kpis.cubes import CUBES
from kpis.cubes.credit import credits, pipeline_credits
from kpis.facts import FACTS, opportunities
from kpis.markov import LOST, PEOPLE, SOLD, START, removal_effects, shared_by_removal, transitions
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.shapley import coalitions, shapley_values, worth_of
from tests.attribution_ledger import COMPANY, TRACE, day_of, ledger, refund, sale, touch
from tests.stores import fresh_database

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
SOLDS = [sale("s1", 10, 1200), sale("s2", 9, 300, who=2), sale("s3", 8, 100, who=None), sale("s4", 20, 90, who=3)]
TOUCHED = [touch("t1", 2, "U1"), touch("t2", 3, "U2"), touch("t3", 4, None), touch("t4", 5, "U1", who=2),
           touch("t5", 19, "U1", who=3), touch("t6", 19.5, "U1", who=3), touch("t7", 6, "U2", who=9)]  # fmt: skip


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def store(request):
    url = "duckdb:///:memory:" if request.param == "duckdb" else fresh_database()
    with ledger(url) as open_ledger:
        FACTS.create_all(open_ledger.connection, tables=[opportunities])
        yield open_ledger


def steps(*paths):
    """Counted steps of whole paths, written as "A B sold"."""
    ends = {"sold": SOLD, "lost": LOST}
    every = [pair for path in paths for pair in pairwise([START, *(ends.get(s, s) for s in path.split())])]
    counted = pd.Series(every).value_counts()
    return pd.DataFrame([(a, b, n) for (a, b), n in counted.items()], columns=["from_state", "to_state", "n"])


def test_the_walk_through_of_analyzecore_gives_its_removal_effects():
    # S. Bryl, "Attribution model with R (part 1: Markov chains concept)", analyzecore.com, 2016
    effects = removal_effects(steps("C1 C2 C3 sold", "C1 lost", "C2 C3 lost"))
    assert effects == pytest.approx({"C1": 0.5, "C2": 1, "C3": 1})
    assert shared_by_removal(effects, 1) == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4})


def test_the_walk_through_of_puzyrov():
    # S. Puzyrov, "Markov chain attribution: simple explanation of removal effect", serhiipuzyrov.com, 2019
    effects = removal_effects(steps("ads sold", "ads sold", "mail sold", "ads mail sold", "ads lost"))
    assert effects == pytest.approx({"ads": 1 - 0.2 / 0.8, "mail": 1 - 0.4 / 0.8})
    assert shared_by_removal(effects, 4) == pytest.approx({"ads": 2.4, "mail": 1.6})


def test_repeating_a_contact_changes_nothing():
    once, often = steps("A B sold", "B lost"), steps("A A A B B sold", "B lost")
    assert removal_effects(once)["A"] == pytest.approx(0.5)
    assert removal_effects(steps("A A sold")) == removal_effects(steps("A sold")) == {"A": 1.0}
    assert removal_effects(often)["A"] == pytest.approx(0.5)


def test_without_a_sale_there_is_a_reason():
    with pytest.raises(NoAnswer, match="no sale with a contact"):
        removal_effects(steps("A lost", "B A lost"))
    with pytest.raises(NoAnswer, match="no sale with a contact"):
        removal_effects(pd.DataFrame(columns=["from_state", "to_state", "n"]))


def test_the_steps_are_counted_per_sale_and_a_customer_without_a_sale_is_lost(store):
    store.holds(sold=SOLDS, touched=TOUCHED)
    found = store.connection.execute(transitions(COMPANY, JANUARY)).all()
    assert {(a, b): int(n) for a, b, n in found} == {
        (START, "U1"): 3, ("U1", "U2"): 1, ("U2", PEOPLE): 1, (PEOPLE, SOLD): 1, ("U1", SOLD): 2, ("U1", "U1"): 1,
        (START, "U2"): 1, ("U2", LOST): 1,
    }  # fmt: skip


def test_a_sale_of_another_month_is_no_journey_of_this_one(store):
    store.holds(sold=[sale("s", 40)], touched=[touch("t", 2, "U1")])
    found = store.connection.execute(transitions(COMPANY, JANUARY)).all()
    assert {(a, b) for a, b, _ in found} == {(START, "U1"), ("U1", LOST)}


def test_the_markov_rule_hands_out_exactly_the_sales_with_a_contact(store):
    store.holds(sold=SOLDS, touched=TOUCHED, refunded=[refund("r", "s1", 12, -200)])
    counted = store.connection.execute(transitions(COMPANY, JANUARY)).all()
    effects = removal_effects(pd.DataFrame(counted, columns=["from_state", "to_state", "n"]))
    assert sum(shared_by_removal(effects, 1000 + 300 + 90).values()) == pytest.approx(1390)
    # without U1 only start -> U2 (1/4) -> people (1/2) -> sold is left; with it 3/4 (2/3 + 1/3 x 1/2) more
    assert effects["U1"] == pytest.approx(1 - 0.125 / 0.75)


def test_the_glove_game():
    # Wikipedia, "Shapley value": players 1 and 2 own a right glove, 3 a left one; a pair is worth 1
    pair = {m: float(bool(m & 0b100) and bool(m & 0b011)) for m in range(8)}
    assert shapley_values(pair, 3).tolist() == pytest.approx([1 / 6, 1 / 6, 4 / 6])


def test_the_airport_game():
    # S. Littlechild and G. Owen, 1973, with runways for 8, 11, 13 and 18
    costs = (8.0, 11.0, 13.0, 18.0)
    runway = {m: max((c for i, c in enumerate(costs) if m >> i & 1), default=0.0) for m in range(16)}
    assert shapley_values(runway, 4).tolist() == pytest.approx([2, 3, 4, 9])


def test_every_sale_is_shared_equally_by_the_use_cases_on_its_journey(store):
    store.holds(sold=SOLDS, touched=TOUCHED)
    players = ["U1", "U2", PEOPLE]
    found = {int(m): float(net) for m, net in store.connection.execute(coalitions(COMPANY, JANUARY, players))}
    assert found == {0b111: 1200, 0b001: 390}
    assert shapley_values(worth_of(found, 3), 3).tolist() == pytest.approx([400 + 390, 400, 400])


def test_more_than_twelve_use_cases_are_refused_in_words():
    players = [f"U{i}" for i in range(13)]
    with pytest.raises(NoAnswer, match="go up to 12; here are 13"):
        coalitions(COMPANY, JANUARY, players)
    coalitions(COMPANY, JANUARY, [*players[:12], PEOPLE])


def deal(name, day, amount, seen=None, *, who=1, currency="EUR"):
    return {"opportunity_id": name, "snapshot_day": day_of(day if seen is None else seen), "customer_id": who,
            "amount": None if amount is None else Decimal(amount), "currency": currency, "stage": "new",
            "status": "open", "created_day": day_of(day), "market": "FI", **TRACE}  # fmt: skip


def piped(store, *deals, company=COMPANY, rule=None):
    store.connection.execute(opportunities.delete())
    store.connection.execute(opportunities.insert(), list(deals))
    rows = [(r.use_case_id or r.kind, float(r.amount)) for r in store.connection.execute(pipeline_credits(company, rule))]
    made = sum(float(r.amount) for r in store.connection.execute(CUBES["deals_created"].select(company)))
    assert sum(amount for _, amount in rows) == pytest.approx(made, abs=1e-5)
    return dict(rows)


def test_pipeline_created_is_shared_by_the_same_rules(store):
    store.holds(sold=[], touched=[touch("t1", 2, "U1"), touch("t2", 3, None), touch("t3", 4, "U2")])
    deals = (deal("d1", 5, 900), deal("d2", 5, 50, who=7), deal("d3", 5, 70, who=None))
    assert piped(store, *deals) == {"U1": 300, "person": 300, "U2": 300, "none": 120}
    assert piped(store, *deals, rule="last") == {"U2": 900, "none": 120}
    assert piped(store, *deals, rule="position:50-0-50") == {"U1": 450, "U2": 450, "none": 120}


def test_pipeline_counts_the_amount_at_creation_and_not_a_later_one(store):
    store.holds(sold=[], touched=[touch("t1", 2, "U1")])
    assert piped(store, deal("d1", 5, 900), deal("d1", 5, 700, seen=12)) == {"U1": 900}


def test_a_deal_without_amount_is_in_neither_side(store):
    store.holds(sold=[], touched=[touch("t1", 2, "U1")])
    assert piped(store, deal("d1", 5, 90), deal("d2", 5, None)) == {"U1": 90}


def test_the_window_of_a_deal_counts_whole_days_up_to_its_own(store):
    near = [touch("t1", 5.4, "U1"), touch("t2", 6, "U2"), touch("t3", 4, "U3"), touch("t4", 3, "U4")]
    store.holds(sold=[], touched=near)
    assert piped(store, deal("d1", 5, 90), company=Company(lookback_days=2)) == {"U1": 45, "U3": 45}


@pytest.mark.parametrize("rule", ["first", "time_decay:3", "w_shape", "last_non_direct"])
def test_sales_credit_still_reads_the_sales_alone(store, rule):
    store.holds(sold=SOLDS, touched=TOUCHED)
    rows = store.read(credits(COMPANY, rule))
    assert (rows["gross"] + rows["refunds"]).sum() == pytest.approx(1690)


paths = st.lists(st.tuples(st.lists(st.sampled_from("ABC"), min_size=1, max_size=5), st.booleans()), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(made=paths, order=st.randoms(use_true_random=False))
def test_removal_effects_lie_between_0_and_1_share_everything_and_know_no_order(made, order):
    words = [" ".join([*states, "sold" if sold else "lost"]) for states, sold in [*made, (["A"], True)]]
    counted = steps(*words)
    effects = removal_effects(counted)
    assert all(-1e-12 <= e <= 1 + 1e-12 for e in effects.values())
    assert sum(shared_by_removal(effects, 100).values()) == pytest.approx(100)
    shuffled = list(counted.index)
    order.shuffle(shuffled)
    assert removal_effects(counted.loc[shuffled]) == pytest.approx(effects, abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(sold=st.dictionaries(st.integers(1, 31), st.integers(-100, 10_000), max_size=10))
def test_shapley_values_share_everything_equally_per_journey(sold):
    equal = [sum(v / m.bit_count() for m, v in sold.items() if m >> i & 1) for i in range(5)]
    assert shapley_values(worth_of(sold, 5), 5).tolist() == pytest.approx(equal, abs=1e-6)

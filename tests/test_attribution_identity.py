"""Whatever is sold and whoever was contacted: credit adds up to the ledger, by every rule, in every engine."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpis.attribution_rules import RULES
from kpis.company import Company
from kpis.cubes.credit import credits
from tests.attribution_ledger import by_hand, ledger, rate, refund, sale, touch
from tests.stores import fresh_database

CLOSE = 1e-5  # each share is rounded to 6 decimals before it is summed
half_days = st.integers(0, 80).map(lambda half: half / 2)  # ties in time are common
parties = st.sampled_from([(1, None), (2, None), (3, 70), (4, 70), (1, 71)])


@st.composite
def histories(draw):
    """Contacts, sales and refunds of a few customers who share accounts, with many equal times."""
    touched = [
        touch(f"t{i}", draw(half_days), draw(st.sampled_from([None, "U1", "U2", "U3"])), who=who, account=account)
        for i, (who, account) in enumerate(draw(st.lists(parties, max_size=12)))
    ]
    sold = [
        sale(
            f"s{i}",
            draw(half_days),
            draw(st.integers(1, 99_999)) / 100,
            who=who,
            account=account,
            market=draw(st.sampled_from(["FI", "SE", None])),
        )
        for i, (who, account) in enumerate(draw(st.lists(parties, min_size=1, max_size=6)))
    ]
    refunded = [
        refund(f"r{i}", s["sale_id"], 50, -s["amount"] * share)
        for i, (s, share) in enumerate((s, draw(st.sampled_from([0, 1]))) for s in sold)
        if share
    ]
    return sold, touched, refunded


companies = st.builds(
    Company, lookback_days=st.sampled_from([1, 10, 90]), half_life_days=st.sampled_from([1 / 1440, 0.5, 7.0, 1e9])
)


@pytest.fixture(scope="module")
def duck():
    with ledger("duckdb:///:memory:") as open_ledger:
        yield open_ledger


def per_use_case(rows):
    sums = (
        (rows["gross"] + rows["refunds"])
        .groupby([rows["use_case_id"].where(rows["use_case_id"].notna(), None), rows["kind"]], dropna=False)
        .sum()
    )
    return {(None if u != u else u, kind): value for (u, kind), value in sums.items()}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), company=companies)
def test_every_rule_gives_what_plain_python_gives(duck, history, company):
    sold, touched, refunded = history
    duck.holds(sold=sold, touched=touched, refunded=refunded)
    for rule in RULES:
        expected = {k: v for k, v in by_hand(*history, rule, company).items() if abs(v) > CLOSE}
        got = {k: v for k, v in per_use_case(duck.read(credits(company, rule))).items() if abs(v) > CLOSE}
        assert got == pytest.approx(expected, abs=CLOSE), rule


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=histories(),
    company=companies,
    rule=st.sampled_from(list(RULES)),
    unit=st.sampled_from(["touch", "use_case"]),
)
def test_use_cases_people_and_no_contact_add_up_to_net_sales_per_day_and_market(duck, history, company, rule, unit):
    sold, touched, refunded = history
    duck.holds(sold=sold, touched=touched, refunded=refunded)
    rows = duck.read(credits(Company(lookback_days=company.lookback_days, unit=unit), rule))
    for (day, market), here in rows.groupby(["day", "market"], dropna=False):
        wanted = [s for s in sold if s["day"] == day and s["market"] == (market if market == market else None)]
        ids = {s["sale_id"] for s in wanted}
        net = sum(s["amount"] for s in wanted) + sum(r["amount"] for r in refunded if r["sale_id"] in ids)
        assert (here["gross"] + here["refunds"]).sum() == pytest.approx(float(net), abs=0.005 * len(wanted))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), rule=st.sampled_from(list(RULES)), order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(duck, history, rule, order):
    sold, touched, refunded = history
    duck.holds(sold=sold, touched=touched, refunded=refunded)
    before = per_use_case(duck.read(credits(Company(), rule)))
    order.shuffle(sold), order.shuffle(touched), order.shuffle(refunded)
    duck.holds(sold=sold, touched=touched, refunded=refunded)
    assert per_use_case(duck.read(credits(Company(), rule))) == pytest.approx(before, abs=1e-9)


def test_postgresql_and_duckdb_agree_on_every_rule_and_unit(duck):
    touched = [
        touch(
            f"t{i:02}", i * 7 % 40 / 2, [None, "U1", "U2", "U3"][i % 4], who=i % 3 + 1, account=[None, None, 70][i % 3]
        )
        for i in range(40)
    ]
    sold = [
        sale(
            f"s{i}",
            3 + i,
            f"{i * 31}.37",
            who=i % 4 + 1,
            account=[None, None, 70, None][i % 4],
            currency=["EUR", "USD"][i % 2],
        )
        for i in range(20)
    ]
    rates = [rate(3 + i, "USD", f"0.9{i:02}") for i in range(0, 18)]
    refunded = [refund(f"r{i}", f"s{i}", 30, f"-{i}.11") for i in range(0, 20, 3)]
    rows = {"sold": sold, "touched": touched, "refunded": refunded, "rates": rates}
    duck.holds(**rows)
    with ledger(fresh_database()) as postgres:
        postgres.holds(**rows)
        for rule in RULES:
            for company in (Company(), Company(unit="use_case", refunds="cash"), Company(half_life_days=1 / 1440)):
                one, two = (per_use_case(s.read(credits(company, rule))) for s in (duck, postgres))
                assert one == pytest.approx(two, abs=CLOSE * 10)
                assert (None, "none") in one

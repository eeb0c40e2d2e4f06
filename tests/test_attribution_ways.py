"""Ways to a sale, touched sales and currencies, counted by hand on both engines; whatever is counted is in the ledger."""

from datetime import timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from data_adapters.lake.snapshot import read
from data_adapters.paths import middle
from kpis.company import Company
from kpis.cubes import CUBES, paths
from kpis.facts import FACTS, fx_rates, sale_adjustments, sales, touches
from kpis.periods import Period
from kpis.slices import NONE, Slice
from tests.attribution_ledger import FIRST_DAY, rate, refund, sale, touch
from tests.stores import fresh_database

COMPANY = Company(currency="EUR")
DAYS = Period(FIRST_DAY, FIRST_DAY + timedelta(days=99))
EVERYWHERE = Slice()
# Customer 1: web, web, mail, then two sales; customer 2: a call by people, mail; customer 3: nobody; 4: six steps.
TOUCHED = [
    touch("a1", 10, "U1", who=1, channel="web"), touch("a2", 11, "U1", who=1, channel="web"),
    touch("a3", 15, "U2", who=1), touch("b1", 20, None, who=2, channel="call"), touch("b2", 22, "U2", who=2),
    *(touch(f"d{n}", 30 + n, "U3", who=4, channel=("web", "email")[n % 2]) for n in range(6)),
]  # fmt: skip
SOLD = [
    sale("s1", 20, 100, who=1), sale("s2", 20.5, 50, who=1, market="SE"), sale("s3", 30, 200, who=2, currency="SEK"),
    sale("s4", 40, 70, who=3), sale("s5", 41, 10, who=4), sale("s6", 42, 999, who=1, currency="USD"),
]  # fmt: skip
REFUNDED = [refund("r1", "s1", 60, -40)]
RATES = [rate(30, "SEK", "0.1")]  # and none for dollars: s6 is left out


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def engine(request):
    url = "duckdb:///:memory:" if request.param == "duckdb" else fresh_database()
    engine = sa.create_engine(url)
    FACTS.create_all(engine, tables=[sales, touches, sale_adjustments, fx_rates])
    with engine.begin() as tx:
        for table, rows in ((touches, TOUCHED), (sales, SOLD), (sale_adjustments, REFUNDED), (fx_rates, RATES)):
            tx.execute(sa.insert(table), rows)
    yield engine
    engine.dispose()


def told(rows: pd.DataFrame) -> dict[tuple, tuple]:
    """Steps from the first to the last, with how many there were in all: (sales, net, contacts, days)."""
    steps = [f"step_{n}" for n in range(paths.STEPS, 0, -1)]
    return {(*(s for s in row[:4] if isinstance(s, str)), int(row[4])): tuple(float(v) for v in row[5:])
            for row in rows[[*steps, "steps", "sales", "net", "contacts", "days"]].itertuples(index=False)}  # fmt: skip


def test_contacts_in_a_row_by_one_channel_are_one_step_and_long_ways_keep_their_end(engine):
    found = told(read(engine, paths.commonest_ways(COMPANY, DAYS, EVERYWHERE, "channel")))
    assert found == {
        ("web", "email", 2): (2, 110, 6, 20),  # 100 - 40 refunded + 50; 3 contacts each, 10 whole days each
        ("call", "email", 2): (1, 20, 2, 10),  # 200 crowns
        ("web", "email", "web", "email", 5): (1, 10, 6, 11),  # six steps: the last four, and that there are more
    }


def test_ways_by_use_case_name_people_and_join_repeats(engine):
    found = told(read(engine, paths.commonest_ways(COMPANY, DAYS, EVERYWHERE, "use_case")))
    assert found == {("U1", "U2", 2): (2, 110, 6, 20), ("(no use case)", "U2", 2): (1, 20, 2, 10), ("U3", 1): (1, 10, 6, 11)}


def test_all_ways_and_no_contact_are_the_sales_of_the_ledger(engine):
    lengths = read(engine, paths.how_long(COMPANY, DAYS, EVERYWHERE))
    ledger = read(engine, CUBES["sales"].select(COMPANY))
    assert lengths["sales"].sum() == ledger["sales"].sum() - ledger["excluded"].sum() == 5
    assert lengths["net"].sum() == pytest.approx((ledger["gross"] + ledger["refunds"]).sum()) == pytest.approx(210)
    nobody = lengths[lengths["contacts"].isna()]
    assert (nobody["sales"].sum(), nobody["net"].sum()) == (1, 70)
    assert middle(lengths, "contacts") == 3 and middle(lengths, "days") == 10  # 2, 3, 3, 6 contacts; 10, 10, 10, 11 days


def test_a_filter_on_the_contact_counts_sales_with_such_a_contact(engine):
    by_call = read(engine, paths.how_long(COMPANY, DAYS, Slice(channel="call")))
    assert (by_call["sales"].sum(), by_call["net"].sum()) == (1, 20)
    by_people = told(read(engine, paths.commonest_ways(COMPANY, DAYS, Slice(use_case=NONE), "channel")))
    assert list(by_people) == [("call", "email", 2)]
    both = read(engine, paths.how_long(COMPANY, DAYS, Slice(use_case="U1", channel="email")))
    assert both["sales"].sum() == 0  # U1 is only on the web: one contact must fit both


def test_a_filter_on_the_place_is_the_sales_own(engine):
    there = read(engine, paths.how_long(COMPANY, DAYS, Slice(market="SE")))
    assert (there["sales"].sum(), there["net"].sum()) == (1, 50)
    assert read(engine, paths.how_long(COMPANY, DAYS, Slice(market=NONE))).empty


def test_touched_sales_overlap_and_any_counts_them_once(engine):
    rows = read(engine, paths.touched(COMPANY, DAYS, EVERYWHERE))
    found = {row.use_case_id if isinstance(row.use_case_id, str) else "any": (row.sales, row.net) for row in rows.itertuples()}
    assert found == {"U1": (2, 110), "U2": (3, 130), "U3": (1, 10), "any": (4, 140)}


def test_each_currency_adds_up_in_its_own_money(engine):
    shared = read(engine, paths.by_currency(COMPANY, DAYS, EVERYWHERE))
    found = {(r.currency, r.kind): r.own for r in shared.itertuples()}
    assert found == {("EUR", "use_case"): 120, ("EUR", "none"): 70, ("SEK", "use_case"): 100, ("SEK", "person"): 100}
    sold = read(engine, paths.sold_in_currency(COMPANY, DAYS, EVERYWHERE)).set_index("currency")
    assert sold.loc["EUR", "own"] == 190 and sold.loc["SEK", "own"] == pytest.approx(200)
    assert sold.loc["USD", "no_rate"] == 1


def test_a_refund_counts_on_its_own_day_where_the_company_books_cash(engine):
    cash = Company(currency="EUR", refunds="cash")
    later = Period(FIRST_DAY + timedelta(days=55), DAYS.end)
    rows = read(engine, paths.how_long(cash, later, EVERYWHERE))
    assert (rows["sales"].sum(), rows["net"].sum()) == (0, -40)
    assert rows["contacts"].tolist() == [3]  # it is taken from those who had a part in the sale


def test_a_shorter_look_back_leaves_fewer_contacts(engine):
    week = Company(currency="EUR", lookback_days=7)
    rows = read(engine, paths.how_long(week, DAYS, EVERYWHERE))
    assert rows.loc[rows["contacts"].isna(), "sales"].sum() == 2  # s3: the last contact was 8 days before; and s4

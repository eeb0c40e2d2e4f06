"""The cubes of selling give the same rows on DuckDB and on PostgreSQL."""

import pandas as pd
import pytest
import sqlalchemy as sa

from kpis.cubes import answers as answer_cubes
from kpis.cubes import costs as cost_cubes
from kpis.cubes import pipeline as deal_cubes
from tests.selling_company import answers, booked, cost, cubes, day, deal, fill, sale
from tests.stores import postgres_url  # noqa: F401 - a fixture

OURS = tuple(cube.name for cube in (*deal_cubes.CUBES, *cost_cubes.CUBES, *answer_cubes.CUBES))


@pytest.fixture(scope="module")
def facts() -> dict:
    """Deals that are opened, corrected, won, reopened, without amount or rate; costs of all spans; two currencies."""
    deals = [deal(f"D{i}", f"0{m}-{d:02d}", amount=None if i == 3 else 10.01 * i + m,
                  currency="USD" if i % 2 else "EUR", stage="talk" if m == 3 else "offer",
                  market=("FR", None, "DE")[i % 3], due_day=f"1{m % 3}-15")
             for i in range(9) for m in (3, 4) for d in (6, 20)]  # fmt: skip
    deals += [
        deal(f"D{i}", "05-08", ("won", "lost", "open")[i % 3], amount=7 * i, closed_day="05-01") for i in range(9)
    ]
    deals += [
        deal("D1", "05-15", market="DE"),
        deal("D0", "05-15", "won", amount=9, closed_day="05-01", currency="SEK"),
    ]
    rates = [
        {"day": day(f"0{m}-{d:02d}"), "currency": "USD", "rate": 0.9 + m / 100} for m in (3, 4) for d in (1, 6, 20)
    ]
    return {
        "opportunities": deals, "fx_rates": rates,
        "quotas": [{"quota_id": "Q", "from_day": day("03-01"), "to_day": day("05-31"), "amount": 5, "currency": "USD"}],
        "costs": [cost("03-02", 10.1, span="week"), cost("03-01", 20, "marketing", market="FR"),
                  cost("03-01", 9, "build"), cost("04-01", 3, "it_data_run", span="day", currency="USD")],
        "sales": [sale("03-06", 10, customer_id=1), sale("03-08", 20, customer_id=1, market="FR"), sale("03-09", 5),
                  sale("03-10", 30, customer_id=2, account_id=-7), sale("03-11", 31, customer_id=3, account_id=-7)],
        "recognised_revenue": [booked("03-01", 12.34, currency="USD"), booked("03-01", 1, "C2", currency="SEK")],
        "responses": answers("nps", 10, {9: 3, 2.5: 2}) + answers("csat", 5, {5: 2}, market="FR"),
    }  # fmt: skip


def test_every_cube_is_the_same_on_both_engines(facts, postgres_url):  # noqa: F811
    postgres = fill(sa.create_engine(postgres_url), facts)
    duckdb = fill(sa.create_engine("duckdb:///:memory:"), facts)
    ours, theirs = cubes(duckdb, names=OURS), cubes(postgres, names=OURS)
    for name in OURS:
        assert len(ours[name]), f"{name} is empty and would prove nothing"
        pd.testing.assert_frame_equal(_in_order(ours[name]), _in_order(theirs[name]), obj=name)
    postgres.dispose()
    duckdb.dispose()


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    texts = [str(row) for row in rows.itertuples(index=False)]
    return rows.iloc[sorted(range(len(rows)), key=texts.__getitem__)].reset_index(drop=True)

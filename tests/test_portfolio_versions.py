"""A filter must not bring an old version of the target portfolio back to life."""

from datetime import date

import pandas as pd

from kpis.rollouts import portfolio_on, with_successors

ROWS = [(1, "2026-01-01", "U1", "FI"), (1, "2026-01-01", "U1", "SE"), (2, "2026-06-01", "U1", "FI")]


def portfolio() -> pd.DataFrame:
    rows = pd.DataFrame(ROWS, columns=["version", "frozen_on", "use_case_id", "market"]).assign(business_area="B2B")
    return with_successors(rows.assign(frozen_on=pd.to_datetime(rows["frozen_on"]).astype("datetime64[s]")))


def test_a_market_the_newest_version_dropped_is_not_in_the_portfolio():
    sweden = portfolio().query("market == 'SE'")
    assert portfolio_on(sweden, date(2026, 7, 1)) == set()
    assert portfolio_on(sweden, date(2026, 3, 1)) == {("U1", "SE", "B2B")}


def test_each_day_has_the_version_that_was_frozen_then():
    assert portfolio_on(portfolio(), date(2026, 7, 1)) == {("U1", "FI", "B2B")}
    assert portfolio_on(portfolio(), date(2026, 5, 31)) == {("U1", "FI", "B2B"), ("U1", "SE", "B2B")}
    assert portfolio_on(portfolio(), date(2025, 12, 31)) == set()

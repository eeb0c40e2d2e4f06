"""Top-line indicators: what is sold, and what automation had a part in."""

import pandas as pd

from kpis.reading import Answer, Better, Timing, Unit, View
from kpis.periods import Rhythm
from kpis.registry import indicator


@indicator("Total sales", view=View.TOP_LINE, timing=Timing.LAGGING, unit=Unit.MONEY, better=Better.HIGHER,
           rhythm=Rhythm.WEEK, dims=("market", "business_area"))  # fmt: skip
def total_sales(sales: pd.DataFrame) -> Answer:
    """Value of the sales signed in the week, less what was refunded of them later.

    Every sale counts in the week it was signed, in your company's currency at that day's rate, without VAT. A refund
    lowers the week of its sale, not the week it was paid back. Sales on days without an exchange rate are left out and
    counted in `excluded_no_rate`.
    """
    gross, refunds = float(sales["gross"].sum()), float(sales["refunds"].sum())
    parts = {"gross": gross, "refunds": refunds, "excluded_no_rate": int(sales["excluded"].sum())}
    return Answer(gross + refunds, n=int(sales["sales"].sum()), parts=parts)

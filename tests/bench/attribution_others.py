"""The same shares by other means, beside the product's: pandas merges, and ChannelAttribution where it is installed.

`python -m tests.bench.attribution_others FOLDER` with the Parquet files `tests.bench.attribution` writes. CPU seconds
of this process. ChannelAttribution (GPL) is in no list of requirements; install it for this bench, or see it skipped.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

LOOKBACK_S, HALF_LIFE_S = 90 * 86_400, 7 * 86_400
MODELS = ("first", "last", "linear", "position", "time_decay")


def paths(folder: Path) -> pd.DataFrame:
    """Every contact in the window before a sale, in order: one row per contact and sale."""
    sold = pq.read_table(folder / "sales.parquet", columns=["sale_id", "customer_id", "ts_s", "amount"]).to_pandas()
    seen = pq.read_table(folder / "touches.parquet", columns=["touch_id", "customer_id", "ts_s", "use_case_id"]).to_pandas()
    sold = sold.dropna(subset=["customer_id"]).astype({"customer_id": "int64", "amount": float})
    both = sold.merge(seen, on="customer_id", suffixes=("_sale", ""))
    both = both[(both["ts_s"] <= both["ts_s_sale"]) & (both["ts_s"] >= both["ts_s_sale"] - LOOKBACK_S)]
    return both.sort_values(["sale_id", "ts_s", "touch_id"])


def by_pandas(folder: Path) -> pd.DataFrame:
    """The five rules with merge and groupby: sums per use case and rule."""
    rows = paths(folder)
    of_sale = rows.groupby("sale_id", sort=False)
    n, place = of_sale["touch_id"].transform("size"), of_sale.cumcount()
    first, last = (place == 0).astype(float), (place == n - 1).astype(float)
    middle = (0.2 / (n - 2).clip(lower=1)).where((first + last) == 0, 0.4)
    position = middle.where(n > 2, 1 / n)
    fresh = 2.0 ** ((rows["ts_s"] - rows["ts_s_sale"]) / HALF_LIFE_S)
    weights = {"first": first, "last": last, "linear": 1 / n, "position": position,
               "time_decay": fresh / fresh.groupby(rows["sale_id"], sort=False).transform("sum")}  # fmt: skip
    credit = pd.DataFrame({rule: weights[rule] * rows["amount"] for rule in MODELS})
    return credit.groupby(rows["use_case_id"].fillna("(no use case)")).sum()


def by_channel_attribution(folder: Path) -> pd.DataFrame:
    """ChannelAttribution's three rules of thumb, with the building of its paths."""
    from ChannelAttribution import heuristic_models

    rows = paths(folder)
    rows = rows.assign(use_case_id=rows["use_case_id"].fillna("people"))
    joined = rows.groupby("sale_id", sort=False).agg(path=("use_case_id", " > ".join), value=("amount", "first"))
    return heuristic_models(joined.assign(one=1).reset_index(), "path", "one", var_value="value")


def seconds(work: Callable[[Path], pd.DataFrame], folder: Path) -> float:
    """CPU time of one run."""
    before = time.process_time()
    work(folder)
    return time.process_time() - before


def main(folder: Path) -> None:
    """Print both, or why one is left out."""
    print(f"pandas merge, five rules       {seconds(by_pandas, folder):7.2f} CPU s")
    try:
        print(f"ChannelAttribution, 3 rules    {seconds(by_channel_attribution, folder):7.2f} CPU s")
    except ImportError as missing:
        print(f"ChannelAttribution             skipped: not installed ({missing})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

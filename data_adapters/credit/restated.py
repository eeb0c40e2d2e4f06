"""The log of restatements: what changed afterwards in months that were closed, and which file changed it."""

from datetime import datetime

import pandas as pd

from data_adapters.home import Home

COLUMNS = ("restated_at", "load_id", "rule", "period", "use_case_id", "kind", "before", "after", "why")


def restatements(home: Home, known_at: datetime | None = None) -> pd.DataFrame:
    """Each change of a closed month: COLUMNS, newest first; `period` = first day of the month, money of the company."""
    return pd.DataFrame(columns=list(COLUMNS))

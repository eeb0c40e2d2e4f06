"""A company with two use cases by hand: rows as the value of use cases gets them, with figures one can check by eye."""

from datetime import date

import pandas as pd

from kpis.company import Company
from kpis.cubes import CUBES
from kpis.impact import DAYS_A_MONTH
from kpis.periods import Period
from kpis.records import RECORDS
from kpis.tables import Tables
from kpis.value_tables import NAMES
from tests.impact_company import CUBE_COLUMNS, DAYS, experiment

COMPANY = Company(currency="EUR")
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 9, 30))
COLUMNS = CUBE_COLUMNS | {
    "sales": "day market business_area gross refunds sales excluded booked_day",
    "touches": "day contacts",
    "costs": "day span type channel use_case_id market business_area amount excluded",
    "rollout_days": "day use_case_id market business_area actions",
}
SALE = {"kind": "use_case", "use_case_id": "U1", "market": "FI", "refunds": 0.0, "sales": 1}
CREDIT = [SALE | {"day": f"2026-{month:02}-10", "gross": 10_000.0} for month in (7, 8, 9)]
SALES = [{"day": f"2026-{month:02}-10", "gross": 40_000.0, "refunds": 0.0, "sales": 4, "excluded": 0} for month in (6, 7, 8, 9)]
TOUCHES = [{"day": "2026-06-01", "contacts": 5}, {"day": "2026-09-30", "contacts": 5}]
RUN = {"day": "2026-09-01", "span": "month", "type": "it_data_run", "use_case_id": "U1", "amount": 400.0, "excluded": 0}
HOURS = {"entry_id": "1", "use_case_id": "U1", "week": "2026-09-07", "minutes": 960, "hours_per_day": 8.0, "kind": "build"}
MARGIN = {"name": "gross_margin", "value": 0.5, "from_day": "2025-01-01"}
DAY_RATE = {"name": "day_rate", "value": 720.0, "from_day": "2025-01-01"}
RECORD = {"use_case_id": "U1", "name": "One", "promised_value": 12_000.0}
TESTED = experiment(treated_mean=55.0, start="2026-07-01", ended="2026-09-30")  # 5,000 extra in 92 days
TEST_MONTHS = 92 / DAYS_A_MONTH  # months of that test


def rows(table: str, *given: dict) -> pd.DataFrame:
    """A cube or record table with these rows; columns not given are empty."""
    columns = COLUMNS[table].split() if table in CUBES else [c.name for c in RECORDS.tables[table].columns]
    made = pd.DataFrame(list(given), columns=columns)
    return made.assign(**{c: pd.to_datetime(made[c]).astype("datetime64[s]") for c in columns if c in DAYS})


def company(**given: list[dict]) -> Tables:
    """The company, with some of its tables replaced."""
    usual = {
        "credit": CREDIT, "sales": SALES, "touches": TOUCHES, "experiments": [TESTED], "technology_costs": [RUN],
        "costs": [RUN], "effort_entries": [HOURS], "parameters": [MARGIN, DAY_RATE], "use_cases": [RECORD],
        "use_case_events": [{"use_case_id": "U1", "market": "FI", "business_area": "B2C", "status": "live",
                             "day": "2026-06-01"}],
    }  # fmt: skip
    return Tables({name: rows(name, *(usual | given).get(name, [])) for name in NAMES})

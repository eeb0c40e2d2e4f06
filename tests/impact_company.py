"""Small tests (experiments) by hand: rows of the record table as an indicator gets them, and empty tables."""

from datetime import date

import pandas as pd

from kpis.company import Company
from kpis.cubes import CUBES
from kpis.periods import Period
from kpis.reading import Reading
from kpis.records import RECORDS
from kpis.registry import all_indicators, compute
from kpis.slices import Slice
from kpis.tables import Tables

COMPANY = Company(currency="EUR")
CUBE_COLUMNS = {
    "test_arms": "experiment_id arm cluster day units total squares buyers with_past past spread joint miss0 miss1 miss2",
    "test_units": "experiment_id arm day units named groups",
    "test_reached": "experiment_id arm use_case_id day units",
    "tests_shared": "one two units",
    "test_series": "experiment_id day unit treated at value",
    "investments": "day life_months use_case_id amount excluded",
    "technology_costs": "day span type use_case_id amount excluded",
    "credit": "day booked_day use_case_id channel market business_area kind gross refunds sales",
}
DAYS = {"at", "start", "planned_end", "ended", "valid_until", "day", "booked_day", "from_day", "week"}


def frame(table: str, *rows: dict) -> pd.DataFrame:
    """A cube or record table with these rows; columns not given are empty."""
    columns = CUBE_COLUMNS[table].split() if table in CUBES else [c.name for c in RECORDS.tables[table].columns]
    made = pd.DataFrame(list(rows), columns=columns)
    return made.assign(**{c: pd.to_datetime(made[c]).astype("datetime64[s]") for c in columns if c in DAYS})


def experiment(experiment_id: str = "X1", use_case_id: str | None = "U1", **more: object) -> dict:
    """A holdout of 1000 treated and 500 controls from 1 July to 30 September that shows 2 euro per unit more."""
    return {
        "experiment_id": experiment_id,
        "use_case_id": use_case_id,
        "design": "holdout",
        "start": "2026-07-01",
        "planned_end": "2026-09-30",
        "ended": "2026-09-30",
        "treated_n": 1000,
        "treated_mean": 52.0,
        "treated_sd": 8.0,
        "control_n": 500,
        "control_mean": 50.0,
        "control_sd": 8.0,
        "valid_until": "2027-09-30",
    } | more


def event(use_case_id: str, status: str, day: str, market: str = "FI") -> dict:
    """A roll-out changes its status."""
    return {"use_case_id": use_case_id, "market": market, "business_area": "B2C", "status": status, "day": day}


def read(
    id_: str, period: Period, *, where: Slice = Slice(), company: Company = COMPANY, **rows: list[dict]
) -> Reading:
    """One reading of one indicator from rows by hand; tables not given are empty."""
    what = next(i for i in all_indicators() if i.id == id_)
    tables = Tables({name: frame(name, *rows.get(name, [])) for name in what.tables})
    return compute(what, tables, period=period, company=company, where=where)


OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))

"""A team of twenty lines of work with last week logged, to confirm this week on: small, typed through the services."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from data_adapters.home import Home, close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.services import log_effort, save_estimate, save_place, save_use_case, set_status
from kpis.team_week import monday_of

OWNER = local_owner()
LABELS = {"FI": "Finland", "SE": "Sweden"}
LINES = [(f"U{n:02}", market) for n in range(1, 11) for market in LABELS]  # twenty lines, each with one day last week


def fill_team(folder: Path, today: date) -> None:
    """Ten use cases in two markets each, with 8 hours last week; the estimate of U07 is 2.5 days."""
    records = open_home(folder).records
    this, last = monday_of(today), monday_of(today) - timedelta(weeks=1)
    for value, label in LABELS.items():
        save_place(records, OWNER, {"dimension": "market", "value": value, "label": label}, request_id=f"place {value}")
    for n in range(1, 11):
        save_use_case(
            records,
            OWNER,
            {
                "use_case_id": f"U{n:02}",
                "name": f"Idea number {n}",
                "owner": "Ana",
                "backup_owner": None if n == 9 else "Ben",
            },
            request_id=f"use case {n}",
        )
    for use_case, market in LINES:
        set_status(
            records,
            OWNER,
            use_case,
            "building",
            market=market,
            business_area="retail",
            day=last - timedelta(weeks=9),
            request_id=f"build {use_case} {market}",
        )
        log_effort(
            records,
            OWNER,
            use_case,
            last,
            480,
            market=market,
            business_area="retail",
            request_id=f"time {use_case} {market}",
        )
    save_estimate(records, OWNER, "U07", 2.5, market="FI", business_area="retail", request_id="estimate")
    assert this > last
    close_home(folder)


@pytest.fixture(scope="session")
def team_folder(tmp_path_factory) -> Path:
    """The team's home folder; read only, copy it before changing anything."""
    folder = tmp_path_factory.mktemp("team") / "home"
    fill_team(folder, date.today())
    return folder


def week_now(home: Home) -> date:
    """The Monday of the running week."""
    return monday_of(home.company.today())

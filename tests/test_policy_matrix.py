"""Who may do what: a matrix of roles and services written from policy.toml, not from the code."""

import inspect
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

import data_adapters.records.services as services_package
from data_adapters.records import problems
from data_adapters.records.principal import ROLES, Principal, local_owner
from data_adapters.records.rows import supersede_and_insert
from data_adapters.records.schema import audit, closed_weeks, users
from data_adapters.records.services import SERVICES
from data_adapters.records.services.answers import Saved
from data_adapters.records.services.effort_week import WeekCell
from tests.stores import sqlite_records as records  # noqa: F401 - fixture

POLICY = tomllib.loads((Path(services_package.__file__).parents[1] / "policy.toml").read_text())
BY_NAME = {service.__name__: service for service in SERVICES}
MATRIX = [(role, name) for role in ROLES for name in POLICY["services"]]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAST_MONDAY, LATER, CLOSED = date(2026, 11, 9), date(2027, 3, 1), date(2026, 11, 2)
SPAN = {"from_day": LAST_MONDAY, "to_day": LATER}

CALLS = {
    "add_note": (["a note"], {}),
    "archive_use_case": (["u1"], {}),
    "close_period": ([LAST_MONDAY, "reported to the board"], {}),
    "correct_effort": (["e1"], {"minutes": 120}),
    "create_user": (["Anna", ["viewer"]], {}),
    "decide": (["we pause it"], {"owner": "Anna", "check_on": LATER}),
    "disable_user": (["p9"], {}),
    "end_experiment": (["x0", LAST_MONDAY], {}),
    "freeze": ([[("u1", "FR", "retail")]], {}),
    "log_effort": (["u1", LAST_MONDAY, 60], {}),
    "record_outcome": (["d1", "it helped"], {}),
    "reopen_period": ([CLOSED, "a wrong figure"], {}),
    "restore_use_case": (["u1"], {}),
    "save_asset": ([{"asset_id": "a", "name": "Baskets", "assessed_on": LAST_MONDAY}], {}),
    "save_asset_use": ([{"asset_id": "a", "use_case_id": "u1", "from_day": LAST_MONDAY}], {}),
    "save_budget": ([{**SPAN, "budget_id": "b", "type": "sales", "amount": 10, "currency": "EUR"}], {}),
    "save_capacity": ([{"from_day": LAST_MONDAY, "fte": 3, "availability": 0.8, "focus": 0.5}], {}),
    "save_cell": ([{"use_case_id": "u1", "channel": "web", "market": "FR", "business_area": "retail",
                    "from_day": LAST_MONDAY}], {}),
    "save_estimate": (["u1", 12.5], {}),
    "save_experiment": ([{"experiment_id": "x", "use_case_id": "u1", "design": "holdout", "unit": "customer",
                          "metric": "revenue", "start": LAST_MONDAY, "planned_end": LATER}], {}),
    "save_my_week": ([LAST_MONDAY, [WeekCell("u1", 60)]], {}),
    "save_place": ([{"dimension": "market", "value": "FR", "label": "France"}], {}),
    "save_use_case": ([{"use_case_id": "u2", "name": "Churn call"}], {}),
    "save_week": ([LAST_MONDAY, [WeekCell("u1", 60)]], {}),
    "set_goal": (["total_sales", "2026-Q4", 100.0], {}),
    "set_parameter": (["gross_margin", 0.4, LAST_MONDAY], {}),
    "set_roles": (["p9", ["viewer"]], {}),
    "set_scopes": (["p9", [("FR", "*")]], {}),
    "set_status": (["u1", "live"], {"market": "FR", "business_area": "retail", "day": LAST_MONDAY}),
    "set_target": ([0.6, LATER, "agreed with the board"], {}),
}  # fmt: skip


@pytest.fixture
def company(records):
    """A use case, an entry, a decision and a person to work on, on a Friday in November."""
    records.clock = lambda: NOW
    with records.change(local_owner(), "usecase.write", request_id="seed", what="seed") as change:
        supersede_and_insert(change, "use_cases", [{"use_case_id": "u1", "name": "Next best offer"}], "seed")
        supersede_and_insert(change, "effort_entries", [{"entry_id": "e1", "use_case_id": "u1", "week": LAST_MONDAY,
                                                         "minutes": 30}], "seed")  # fmt: skip
        supersede_and_insert(change, "experiments", [{"experiment_id": "x0", "use_case_id": "u1", "design": "holdout",
                                                      "unit": "customer", "metric": "revenue", "looks": 1,
                                                      "start": LAST_MONDAY, "planned_end": LATER}], "seed")  # fmt: skip
        supersede_and_insert(change, "decisions", [{"decision_id": "d1", "day": LAST_MONDAY, "text": "t", "owner": "o",
                                                    "check_on": LATER}], "seed")  # fmt: skip
        change.tx.execute(sa.insert(users), {"user_id": "p9", "name": "Ben", "roles": "management", "created_at": 0,
                                             "created_by": "seed", "version": 1})  # fmt: skip
        change.tx.execute(sa.insert(closed_weeks), {"until": CLOSED, "closed_at": 0, "closed_by": "Anna",
                                                    "reason": "reported", "is_sample": False})  # fmt: skip
    return records


def test_every_service_is_in_the_policy_and_asks_for_the_permission_written_there():
    assert {name: service.permission for name, service in BY_NAME.items()} == POLICY["services"]


def test_every_public_function_that_takes_a_principal_stands_behind_the_door():
    found = set()
    for path in sorted(Path(services_package.__file__).parent.glob("*.py")):
        module = __import__(f"data_adapters.records.services.{path.stem}", fromlist=["x"])
        for name, function in inspect.getmembers(module, inspect.isfunction):
            here = function.__module__ == module.__name__ and not name.startswith("_")
            if here and list(inspect.signature(function).parameters)[:2] == ["records", "principal"]:
                found.add((name, hasattr(function, "permission")))
    machinery = {name for name, guarded in found if not guarded}
    assert machinery == {"save_record"}  # the shared step below the services; it asks for the permission itself
    assert {name for name, guarded in found if guarded} == set(BY_NAME)


def test_every_permission_is_held_by_known_roles_only():
    assert {role for roles in POLICY["permissions"].values() for role in roles} <= set(ROLES)
    assert set(POLICY["services"].values()) <= set(POLICY["permissions"])


def test_admin_has_no_business_right():
    held = {name for name, roles in POLICY["permissions"].items() if "admin" in roles}
    assert held == {"setup.read", "period.reopen", "users.manage", "config.write", "backup.run", "privacy.run", "audit.read"}


@pytest.mark.parametrize(("role", "name"), MATRIX, ids=lambda value: value)
def test_a_role_may_do_what_the_policy_says_and_nothing_else(company, role, name):
    somebody = Principal("somebody", "Somebody", frozenset({role}))
    values, named = CALLS[name]
    allowed = role in POLICY["permissions"][POLICY["services"][name]]
    if name == "correct_effort":  # somebody else typed this entry
        allowed = role in POLICY["permissions"]["effort.write.programme"]
    before = company.versions()
    if allowed:
        assert isinstance(BY_NAME[name](company, somebody, *values, request_id="r1", **named), Saved)
        assert company.versions() != before
    else:
        with pytest.raises(problems.Denied):
            BY_NAME[name](company, somebody, *values, request_id="r1", **named)
        assert company.versions() == before
    with company.engine.begin() as tx:
        last = tx.execute(sa.select(audit.c.who, audit.c.action).order_by(audit.c.seq.desc()).limit(1)).one()
    assert last == ("somebody", "done" if allowed else "denied")


@pytest.mark.parametrize("name", POLICY["services"])
def test_nobody_without_a_role_may_do_anything(company, name):
    values, named = CALLS[name]
    with pytest.raises(problems.Denied):
        BY_NAME[name](company, Principal("x", "X"), *values, request_id="r1", **named)


@pytest.mark.parametrize("name", POLICY["services"])
def test_the_local_owner_may_do_everything(company, name):
    values, named = CALLS[name]
    assert BY_NAME[name](company, local_owner(), *values, request_id="r1", **named).repeated is False


@pytest.mark.parametrize("name", POLICY["services"])
def test_the_same_request_once_more_answers_the_same_and_changes_nothing(company, name):
    values, named = CALLS[name]
    first = BY_NAME[name](company, local_owner(), *values, request_id="r1", **named)
    after = company.versions()
    again = BY_NAME[name](company, local_owner(), *values, request_id="r1", **named)
    assert again.repeated and again.key == first.key and again.warnings == first.warnings
    assert company.versions() == after


PLACED = {"save_cell": "FR", "set_status": "FR"}  # the calls above that name one place


@pytest.mark.parametrize("name", POLICY["services"])
def test_a_right_in_france_is_no_right_elsewhere_or_for_the_whole_company(company, name):
    values, named = CALLS[name]
    for market, allowed in (("FR", name in PLACED), ("DE", False)):
        somebody = Principal("s", "S", frozenset(ROLES), frozenset({(market, "*")}))
        if allowed:
            BY_NAME[name](company, somebody, *values, request_id=f"r{market}", **named)
        else:
            with pytest.raises(problems.Denied):
                BY_NAME[name](company, somebody, *values, request_id=f"r{market}", **named)
